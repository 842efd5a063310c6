//! The units of an hour, or one of them, with their attempts.

use askama::Template;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use model::UnitId;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use sink::overview::Attempt;
use sink::units::{UnitFilter, UnitRow};
use sink::{Sink, SinkError};

use super::words::minute;

/// Units that are shown; an hour has fewer.
const UNITS_MAX: u32 = 200;
/// Attempts that are shown of each.
const ATTEMPTS_MAX: u32 = 10;

/// Which units.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Asked {
    account: Option<String>,
    feed: Option<String>,
    #[serde(default, deserialize_with = "hour_of_our_era")]
    hour: Option<DateTime<Utc>>,
    id: Option<i64>,
}

/// Refuses years that have no next hour, or that the database does not know.
fn hour_of_our_era<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let hour = DateTime::<Utc>::deserialize(deserializer)?;
    if (1..=9999).contains(&hour.year()) {
        Ok(Some(hour))
    } else {
        Err(D::Error::custom("an hour is of the years 1 to 9999; write for example `2026-11-26T14:00:00Z`"))
    }
}

#[derive(Template)]
#[template(path = "units.html")]
struct Page {
    title: String,
    units: Vec<Shown>,
    is_cut: bool,
}

struct Shown {
    name: String,
    id: i64,
    state: String,
    span: String,
    records: String,
    error: Option<String>,
    attempts: Vec<ShownAttempt>,
}

struct ShownAttempt {
    started: String,
    outcome: String,
    owner: String,
    error: String,
}

/// Asks the ledger.
pub(super) async fn read(sink: &Sink, asked: &Asked) -> Result<(Vec<UnitRow>, Vec<Attempt>), SinkError> {
    let filter = UnitFilter {
        ids: asked.id.into_iter().map(UnitId).collect(),
        account: asked.account.clone(),
        feed: asked.feed.as_deref().and_then(|feed| feeds::parse(feed).ok()),
        from: asked.hour,
        to: asked.hour.map(|hour| hour + TimeDelta::hours(1)),
        ..UnitFilter::default()
    };
    let units = sink.units(&filter, UNITS_MAX).await?;
    let ids: Vec<UnitId> = units.iter().map(|unit| UnitId(unit.unit_id)).collect();
    let attempts = sink.attempts(&ids, ATTEMPTS_MAX).await?;
    Ok((units, attempts))
}

/// The page as HTML.
pub(super) fn render(asked: &Asked, (units, attempts): (Vec<UnitRow>, Vec<Attempt>)) -> Result<String, askama::Error> {
    let named =
        [asked.account.clone(), asked.feed.clone(), asked.hour.map(|hour| format!("{} UTC", minute(Some(hour))))];
    let title: Vec<String> = named.into_iter().flatten().collect();
    let page = Page {
        title: if title.is_empty() { "Units".to_owned() } else { title.join(", ") },
        is_cut: units.len() == UNITS_MAX as usize,
        units: units.iter().map(|unit| shown(unit, &attempts)).collect(),
    };
    page.render()
}

fn shown(unit: &UnitRow, attempts: &[Attempt]) -> Shown {
    let its = attempts.iter().filter(|attempt| attempt.unit_id == unit.unit_id);
    let attempts = its.map(|attempt| ShownAttempt {
        started: minute(Some(attempt.started_at)),
        outcome: attempt.outcome.clone().unwrap_or_else(|| "running".to_owned()),
        owner: attempt.owner.clone(),
        error: attempt.error.clone().unwrap_or_default(),
    });
    let known = if unit.is_acknowledged { ", acknowledged" } else { "" };
    Shown {
        name: unit.name.clone(),
        id: unit.unit_id,
        state: format!("{}{known}", unit.state),
        span: format!("{} to {} UTC", minute(Some(unit.scope_start_at)), minute(Some(unit.scope_end_at))),
        records: unit.records_read.map_or_else(|| "–".to_owned(), super::words::count),
        error: unit.last_error.clone().filter(|_| unit.state != "loaded"),
        attempts: attempts.collect(),
    }
}
