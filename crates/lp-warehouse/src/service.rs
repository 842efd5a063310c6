//! What is served on `service.listen`: the status page, its JSON, health and metrics. Read only; no secret and no message
//! text is on it.
//!
//! Reading order: the routes here → `connections` (who may knock, and for how long), `host` (by which name) and `answer` (what
//! every answer has) → `watch` (how often the ledger is asked) → `overview` (what for) → `page` and `units` (what
//! is shown) → `grid`, `chart`, `words` (pure).

mod answer;
mod chart;
mod connections;
mod grid;
mod host;
mod overview;
mod page;
mod units;
mod watch;
mod words;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use model::Clock;
use nix::sys::statvfs::statvfs;
use scheduler::Scheduler;
use sink::SinkError;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::info;

pub(crate) use self::answer::SERVER_NAME;
use self::host::Hosts;
use self::units::Asked;
pub(crate) use self::watch::Watched;
use crate::config::ServiceConfig;
use crate::prometheus;

/// Not in the pages: browsers keep it.
const STYLE: &str = include_str!("../templates/style.css");

/// A page or a scrape waits no longer for the ledger, nor does a statement of theirs run longer.
const LEDGER_WAIT_MAX: Duration = Duration::from_secs(5);
/// What a statement of the loop may take beside `database.statement_timeout`: connecting, pauses between tries.
const SILENCE_SLACK: Duration = Duration::from_secs(120);

/// What is served, and from what.
pub(crate) struct Served {
    /// Everything the loops have.
    pub(crate) scheduler: Arc<Scheduler>,
    /// The enabled feeds.
    pub(crate) watched: Watched,
    /// What was counted.
    pub(crate) metrics: PrometheusHandle,
    /// The time.
    pub(crate) clock: Clock,
    /// Where downloads are spooled.
    pub(crate) data_dir: PathBuf,
    /// A statement may take so long.
    pub(crate) statement_timeout: Duration,
}

impl Served {
    /// Why the process should be restarted; `None` when it should not.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.scheduler.pulse.trouble(self.statement_timeout + SILENCE_SLACK)
    }
}

/// The server; it ends when it is stopped.
#[derive(Debug)]
pub(crate) struct Service {
    task: JoinHandle<()>,
}

impl Service {
    /// Binds the address, which must be free.
    pub(crate) async fn start(config: &ServiceConfig, served: Arc<Served>) -> anyhow::Result<Self> {
        let listen = config.listen;
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("`service.listen`: {listen} cannot be listened on; choose another port"))?;
        let address = listener.local_addr()?;
        info!(event = "service_listening", address = %address, "status page on http://{address}/");
        let routes = Router::new()
            .route("/", get(page))
            .route("/units", get(units))
            .route("/api/status", get(api_status))
            .route("/healthz", get(healthz))
            .route("/readyz", get(readyz))
            .route("/metrics", get(metrics))
            .route("/style.css", get(style))
            .with_state(served)
            .layer(from_fn_with_state(Arc::new(Hosts::new(listen, &config.allowed_hosts)), host::check))
            .layer(from_fn(answer::finish));
        let task = tokio::spawn(connections::serve(listener, routes));
        Ok(Self { task })
    }

    /// Ends it; open requests are cut.
    pub(crate) fn stop(self) {
        self.task.abort();
    }
}

/// What is answered when the page cannot be made.
type Failed = (StatusCode, String);

/// Waits for the ledger, not for ever.
async fn ledger<T>(asked: impl Future<Output = Result<T, SinkError>>) -> Result<T, Failed> {
    let unavailable = |why: String| (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n"));
    match timeout(LEDGER_WAIT_MAX, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(unavailable(error.to_string())),
        Err(_) => Err(unavailable(format!("the database has not answered within {} s", LEDGER_WAIT_MAX.as_secs()))),
    }
}

fn internal(error: &dyn std::error::Error) -> Failed {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n"))
}

async fn page(State(served): State<Arc<Served>>) -> Result<Html<String>, Failed> {
    let overview = ledger(served.watched.overview(served.clock.now())).await?;
    render(page::render(&overview, served.trouble(), served.scheduler.pulse.hindrance()))
}

async fn units(State(served): State<Arc<Served>>, Query(asked): Query<Asked>) -> Result<Html<String>, Failed> {
    let found = ledger(units::read(&served.watched.sink, &asked)).await?;
    render(units::render(&asked, found))
}

fn render(rendered: Result<String, askama::Error>) -> Result<Html<String>, Failed> {
    rendered.map(Html).map_err(|error| internal(&error))
}

async fn api_status(State(served): State<Arc<Served>>) -> Result<Response, Failed> {
    let overview = ledger(served.watched.overview(served.clock.now())).await?;
    let json = serde_json::to_string_pretty(&*overview).map_err(|error| internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// Whether the process goes on. What upstream or the database do is no reason to restart it.
async fn healthz(State(served): State<Arc<Served>>) -> Response {
    match served.trouble() {
        None => "ok\n".into_response(),
        Some(trouble) => (StatusCode::SERVICE_UNAVAILABLE, format!("{trouble}\n")).into_response(),
    }
}

/// Whether the database answers and has this program's tables and views, and nothing keeps everything from being loaded.
async fn readyz(State(served): State<Arc<Served>>) -> Result<Response, Failed> {
    if let Some(hindrance) = served.scheduler.pulse.hindrance() {
        return Err((StatusCode::SERVICE_UNAVAILABLE, format!("{hindrance}\n")));
    }
    let state = ledger(served.watched.schema()).await?;
    Ok(match state.is_usable() {
        true => "ready\n".into_response(),
        false => (StatusCode::SERVICE_UNAVAILABLE, "the schema is not up to date\n").into_response(),
    })
}

async fn metrics(State(served): State<Arc<Served>>) -> Response {
    let now = served.clock.now();
    let feeds = ledger(served.watched.status()).await;
    prometheus::show_database(feeds.is_ok());
    for feed in feeds.iter().flatten() {
        prometheus::show_feed(feed, now);
    }
    for account in &served.scheduler.accounts {
        if let Some(skew) = account.client.clock_skew().await {
            prometheus::show_clock(account.id.as_str(), skew.as_seconds_f64());
        }
    }
    if let Ok(disk) = statvfs(&served.data_dir) {
        prometheus::show_disk(disk.blocks_available() * disk.fragment_size());
    }
    served.metrics.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], served.metrics.render()).into_response()
}
