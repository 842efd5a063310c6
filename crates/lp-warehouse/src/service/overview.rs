//! What the page and `/api/status` tell.

use chrono::{DateTime, TimeDelta, Utc};
use model::{AccountId, Feed};
use serde::Serialize;
use sink::overview::{ErrorGroup, HourlyThroughput, SpanState};
use sink::status::FeedStatus;
use sink::{Sink, SinkError};

/// Days that the grid shows.
pub(crate) const GRID_DAYS: i64 = 30;
/// Hours that the chart shows.
pub(crate) const CHART_HOURS: i64 = 48;
/// Groups of equal errors that are shown; there may be more.
const ERRORS_MAX: i64 = 50;

/// How things stand.
#[derive(Debug, Serialize)]
pub(crate) struct Overview {
    /// When it was asked.
    pub(crate) at: DateTime<Utc>,
    /// One entry per account and feed that is configured.
    pub(crate) feeds: Vec<FeedStatus>,
    /// Errors of units that are dead or gone and not acknowledged, or failed, each with the number of its units.
    pub(crate) errors: Vec<ErrorGroup>,
    /// What was loaded in the last two days, by the hour.
    pub(crate) throughput: Vec<HourlyThroughput>,
    /// States of the hours of the last 30 days.
    #[serde(skip)]
    pub(crate) spans: Vec<SpanState>,
}

impl Overview {
    /// Asks the ledger for what is shown beside the state of the feeds.
    pub(crate) async fn read(
        sink: &Sink,
        feeds: &[(AccountId, Feed)],
        status: Vec<FeedStatus>,
        at: DateTime<Utc>,
    ) -> Result<Self, SinkError> {
        Ok(Self {
            at,
            feeds: status,
            errors: sink.error_groups(feeds, ERRORS_MAX).await?,
            throughput: sink.throughput(at - TimeDelta::hours(CHART_HOURS)).await?,
            spans: sink.span_states(feeds, at - TimeDelta::days(GRID_DAYS + 1), at).await?,
        })
    }
}
