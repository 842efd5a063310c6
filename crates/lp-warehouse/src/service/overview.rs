//! What the page and `/api/status` tell.

use chrono::{DateTime, TimeDelta, Utc};
use model::{AccountId, Feed, UnitState};
use serde::Serialize;
use sink::overview::{HourlyThroughput, SpanState};
use sink::status::FeedStatus;
use sink::units::{UnitFilter, UnitRow};
use sink::{Sink, SinkError};

/// Days that the grid shows.
pub(crate) const GRID_DAYS: i64 = 30;
/// Hours that the chart shows.
pub(crate) const CHART_HOURS: i64 = 48;
/// Units in trouble that are shown; there may be more.
const INCIDENTS_MAX: u32 = 50;

/// How things stand.
#[derive(Debug, Serialize)]
pub(crate) struct Overview {
    /// When it was asked.
    pub(crate) at: DateTime<Utc>,
    /// One entry per account and feed that is configured.
    pub(crate) feeds: Vec<FeedStatus>,
    /// Units that are dead or gone and not acknowledged, or failed: the newest hours first.
    pub(crate) incidents: Vec<UnitRow>,
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
        let troubled = [UnitState::Failed, UnitState::Dead, UnitState::Gone].to_vec();
        let troubled = UnitFilter { states: troubled, only_unacknowledged: true, ..UnitFilter::default() };
        let incidents = sink.units(&troubled, INCIDENTS_MAX).await?;
        Ok(Self {
            at,
            feeds: status,
            incidents,
            throughput: sink.throughput(at - TimeDelta::hours(CHART_HOURS)).await?,
            spans: sink.span_states(feeds, at - TimeDelta::days(GRID_DAYS + 1), at).await?,
        })
    }
}
