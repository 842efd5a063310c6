//! A page that says why there is nothing else to show.

use askama::Template;
use chrono::{DateTime, Utc};

use super::frame::Frame;
use super::level::Level;

#[derive(Template)]
#[template(path = "notice.html")]
struct Page {
    frame: Frame,
    title: &'static str,
    cause: String,
}

/// Returns the page as HTML.
pub(super) fn render(
    title: &'static str,
    cause: String,
    level: Level,
    now: DateTime<Utc>,
) -> Result<String, askama::Error> {
    Page { frame: Frame::of(level, now), title, cause }.render()
}
