//! What every page has around its content.

use chrono::{DateTime, Utc};

use super::level::Level;
use super::words::{Moment, moment};

/// The head and the foot of a page.
pub(super) struct Frame {
    /// The colour of the icon in the browser's tab.
    pub(super) level: Level,
    /// When the page was made.
    pub(super) at: Moment,
    pub(super) version: &'static str,
}

impl Frame {
    /// Makes the frame of a page that is rendered at `now`.
    pub(super) fn of(level: Level, now: DateTime<Utc>) -> Self {
        Self { level, at: moment(now, now), version: env!("CARGO_PKG_VERSION") }
    }
}
