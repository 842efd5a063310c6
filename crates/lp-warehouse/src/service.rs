//! The status page and its siblings, on `service.listen`. Read only; no secret and no message text is on it.

use std::fmt::Write;
use std::net::SocketAddr;

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use model::{AccountId, Feed};
use sink::Sink;
use sink::status::FeedStatus;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tracing::info;

use crate::command::status::{Status, write_table};

#[derive(Clone, Debug)]
struct Shown {
    sink: Sink,
    feeds: Vec<(AccountId, Feed)>,
}

/// The server; it ends when it is stopped.
#[derive(Debug)]
pub(crate) struct Service {
    task: JoinHandle<std::io::Result<()>>,
}

impl Service {
    /// Binds the address, which must be free.
    pub(crate) async fn start(listen: SocketAddr, sink: Sink, feeds: Vec<(AccountId, Feed)>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("`service.listen`: {listen} cannot be listened on; choose another port"))?;
        let address = listener.local_addr()?;
        info!(event = "service_listening", address = %address, "status page on http://{address}/");
        let routes = Router::new()
            .route("/", get(page))
            .route("/api/status", get(api_status))
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(readyz))
            .with_state(Shown { sink, feeds });
        let task = tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { task })
    }

    /// Ends it; open requests are cut.
    pub(crate) fn stop(self) {
        self.task.abort();
    }
}

async fn api_status(State(shown): State<Shown>) -> Response {
    match shown.sink.feed_status(&shown.feeds).await {
        Ok(feeds) => match serde_json::to_string_pretty(&Status { feeds }) {
            Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
    }
}

async fn readyz(State(shown): State<Shown>) -> Response {
    match shown.sink.schema_versions().await {
        Ok((applied, known)) if applied == known => "ready\n".into_response(),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "the schema is not up to date\n").into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
    }
}

async fn page(State(shown): State<Shown>) -> Response {
    match shown.sink.feed_status(&shown.feeds).await {
        Ok(feeds) => Html(render(feeds)).into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
    }
}

fn render(feeds: Vec<FeedStatus>) -> String {
    let mut table = Vec::new();
    // Writing to memory cannot fail.
    let _ = write_table(&Status { feeds }, &mut table);
    let mut html = String::from(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <meta http-equiv=refresh content=15><title>lp-warehouse</title>\
         <style>:root{color-scheme:light dark}body{font-family:system-ui;margin:2rem}pre{overflow-x:auto}</style>\
         <h1>lp-warehouse</h1><p>Times are UTC. The same as <a href=/api/status>JSON</a>.</p><pre>",
    );
    for character in String::from_utf8_lossy(&table).chars() {
        match character {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            other => html.push(other),
        }
    }
    let _ = write!(html, "</pre></html>");
    html
}
