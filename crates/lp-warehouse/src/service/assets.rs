//! What the pages load beside themselves: style, script, icons. Nothing else is ever loaded.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

const STYLE: &str = include_str!("../../templates/style.css");
const SCRIPT: &str = include_str!("../../templates/page.js");
/// The icon in the browser's tab, `{colour}` and `{mark}` by the state: a mark, because some readers do not see the colours.
const ICON: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="{colour}"/><path d="{mark}" fill="none" stroke="white" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>"#;
const TICK: &str = "M8 17l6 6L24 10";
const ARROW: &str = "M16 7v17M9 17l7 7 7-7";
const EXCLAMATION: &str = "M16 7v11M16 25v.01";
const CROSS: &str = "M9 9l14 14M23 9L9 23";

/// Returns the routes of all of them.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/style.css", get(|| async { answer("text/css; charset=utf-8", STYLE.to_owned()) }))
        .route("/page.js", get(|| async { answer("text/javascript; charset=utf-8", SCRIPT.to_owned()) }))
        .route("/good.svg", get(|| async { answer_icon("#1a7f4b", TICK) }))
        .route("/busy.svg", get(|| async { answer_icon("#2457a6", ARROW) }))
        .route("/warn.svg", get(|| async { answer_icon("#8a5a00", EXCLAMATION) }))
        .route("/bad.svg", get(|| async { answer_icon("#b3261e", CROSS) }))
}

fn answer_icon(colour: &str, mark: &str) -> Response {
    answer("image/svg+xml", ICON.replace("{colour}", colour).replace("{mark}", mark))
}

fn answer(kind: &'static str, text: String) -> Response {
    ([(CONTENT_TYPE, kind)], text).into_response()
}
