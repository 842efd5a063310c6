//! What is served on `service.listen`: the status page, its JSON, health and metrics. Read only; no secret and no message
//! text is on it.
//!
//! Reading order: the routes here → `connections` (who may knock, and for how long), `host` (by which name) and `answer` (what
//! every answer has) → `watch` (how often the ledger is asked) → `overview` (what for) → `page`, `feed` and `units` (what
//! is shown) → what they are made of, all of it pure: `problems` and `headline`, `backlog`, `feeds`, `days` with `grid`, `chart`.

mod answer;
mod assets;
mod backlog;
mod chart;
mod connections;
mod days;
mod feed;
mod feeds;
mod frame;
mod grid;
mod headline;
mod host;
mod level;
mod notice;
mod overview;
mod page;
mod problems;
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
use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::PrometheusHandle;
use model::{Clock, chain};
use nix::sys::statvfs::statvfs;
use scheduler::Scheduler;
use sink::SinkError;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::info;

pub(crate) use self::answer::SERVER_NAME;
use self::host::Hosts;
use self::level::Level;
pub(crate) use self::watch::Watched;
use crate::config::ServiceConfig;
use crate::prometheus;
use crate::shell::Shell;

/// A page or a scrape waits no longer for the ledger, nor does a statement of theirs run longer.
const LEDGER_WAIT_MAX: Duration = Duration::from_secs(5);
/// The page waits no longer than this when something is known to be wrong and an earlier state can be shown.
const KNOWN_WAIT_MAX: Duration = Duration::from_secs(1);
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
    /// How a person calls the program here.
    pub(crate) shell: Shell,
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
            .route("/feed", get(feed))
            .route("/units", get(units))
            .route("/unit", get(unit))
            .route("/api/status", get(api_status))
            .route("/healthz", get(healthz))
            .route("/readyz", get(readyz))
            .route("/metrics", get(metrics))
            .merge(assets::routes())
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

/// The status and the text of a failure.
type Failed = (StatusCode, String);

/// Asks the ledger, and gives up after [`LEDGER_WAIT_MAX`].
async fn ledger<T>(asked: impl Future<Output = Result<T, SinkError>>) -> Result<T, Failed> {
    ask_ledger(LEDGER_WAIT_MAX, asked).await.map_err(|why| (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")))
}

/// Asks the ledger, waits for at most `wait_max`, and says why there is no answer.
async fn ask_ledger<T>(wait_max: Duration, asked: impl Future<Output = Result<T, SinkError>>) -> Result<T, String> {
    match timeout(wait_max, asked).await {
        Ok(answer) => answer.map_err(|error| chain(&error)),
        Err(_) => Err(format!("the database has not answered within {} s", wait_max.as_secs())),
    }
}

fn internal(error: &dyn std::error::Error) -> Failed {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n"))
}

/// Serves the status page. While the database is away, the page shows the last known state and the cause.
async fn page(State(served): State<Arc<Served>>) -> Response {
    let (now, watched, hindrance) = (served.clock.now(), &served.watched, served.scheduler.pulse.hindrance());
    let last = watched.last_overview();
    let wait_max = if last.is_some() && hindrance.is_some() { KNOWN_WAIT_MAX } else { LEDGER_WAIT_MAX };
    let (overview, away) = match ask_ledger(wait_max, watched.overview(now)).await {
        Ok(overview) => (Some(overview), None),
        Err(why) => (last, Some(find_cause(&served, why).await)),
    };
    let trouble = served.trouble();
    show(StatusCode::OK, page::render(page::Known { overview, away, trouble, hindrance, now, shell: &served.shell }))
}

/// Finds out by a connection of its own why the ledger does not answer: the pool only says that it waited too long.
async fn find_cause(served: &Served, why: String) -> String {
    match timeout(KNOWN_WAIT_MAX, served.scheduler.sink.reach()).await {
        Ok(Err(cause)) => chain(&cause),
        Ok(Ok(())) | Err(_) => why,
    }
}

async fn feed(State(served): State<Arc<Served>>, Query(asked): Query<feed::Asked>) -> Response {
    let now = served.clock.now();
    match ask_ledger(LEDGER_WAIT_MAX, served.watched.overview(now)).await {
        Ok(overview) => match feed::render(&asked, &overview, now) {
            Some(rendered) => show(StatusCode::OK, rendered),
            None => show_missing("Unknown feed", "It is not configured, or has not been read yet.", now),
        },
        Err(why) => show_away(why, now),
    }
}

async fn units(State(served): State<Arc<Served>>, Query(asked): Query<units::Asked>) -> Response {
    let (now, watched) = (served.clock.now(), &served.watched);
    match ask_ledger(LEDGER_WAIT_MAX, units::find(&watched.sink, &asked)).await {
        Ok(found) => show(StatusCode::OK, units::render_list(&asked, &found, watched.feeds(), now)),
        Err(why) => show_away(why, now),
    }
}

async fn unit(State(served): State<Arc<Served>>, Query(asked): Query<units::AskedUnit>) -> Response {
    let now = served.clock.now();
    match ask_ledger(LEDGER_WAIT_MAX, units::read(&served.watched.sink, asked)).await {
        Ok(Some((unit, attempts))) => show(StatusCode::OK, units::render_unit(&unit, &attempts, &served.shell, now)),
        Ok(None) => show_missing("Unknown unit", "No unit of the ledger has this number.", now),
        Err(why) => show_away(why, now),
    }
}

fn show_away(cause: String, now: DateTime<Utc>) -> Response {
    show(StatusCode::SERVICE_UNAVAILABLE, notice::render("The database does not answer", cause, Level::Bad, now))
}

fn show_missing(title: &'static str, why: &str, now: DateTime<Utc>) -> Response {
    show(StatusCode::NOT_FOUND, notice::render(title, why.to_owned(), Level::Warn, now))
}

fn show(status: StatusCode, rendered: Result<String, askama::Error>) -> Response {
    match rendered {
        Ok(page) => (status, Html(page)).into_response(),
        Err(error) => internal(&error).into_response(),
    }
}

async fn api_status(State(served): State<Arc<Served>>) -> Result<Response, Failed> {
    let overview = ledger(served.watched.overview(served.clock.now())).await?;
    let json = serde_json::to_string_pretty(&*overview).map_err(|error| internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
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
