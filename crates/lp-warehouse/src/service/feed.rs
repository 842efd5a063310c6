//! One feed: its state, and its hours of the last 30 days.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use sink::status::Unavailable;

use super::days::{DayRow, Meaning, draw_hours, explain_states};
use super::feeds::{Row, row};
use super::frame::Frame;
use super::overview::Overview;
use super::problems::name;
use super::words::{count, moment, span};

/// Hours between two labels.
const LABEL_EVERY: usize = 3;

/// Which feed.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Asked {
    account: String,
    feed: String,
}

#[derive(Template)]
#[template(path = "feed.html")]
struct Page {
    frame: Frame,
    name: String,
    row: Row,
    error: Option<String>,
    /// A sentence for each method that LivePerson does not let the account have.
    unavailable: Vec<String>,
    usual_lag: String,
    loaded: String,
    units_href: String,
    meanings: Vec<Meaning>,
    hour_labels: Vec<String>,
    days: Vec<DayRow>,
}

/// Returns the page as HTML; `None` when there is no such feed.
pub(super) fn render(asked: &Asked, overview: &Overview, now: DateTime<Utc>) -> Option<Result<String, askama::Error>> {
    let is_asked = |account: &str, feed: &str| account == asked.account && feed == asked.feed;
    let feed = overview.feeds.iter().find(|feed| is_asked(&feed.account_id, &feed.feed))?;
    let row = row(feed, now);
    let page = Page {
        frame: Frame::of(row.level, now),
        name: name(feed),
        row,
        error: feed.last_error.clone(),
        unavailable: feed.unavailable.iter().map(|method| explain_unavailable(method, now)).collect(),
        usual_lag: span(TimeDelta::seconds(feed.usual_lag_s)),
        loaded: format!("{} of {} units", count(feed.units.loaded), count(feed.units.loaded + feed.units.open())),
        units_href: format!("units?account={}&feed={}", feed.account_id, feed.feed),
        meanings: explain_states(),
        hour_labels: label_hours(),
        days: draw_hours(feed, &overview.spans, now),
    };
    Some(page.render())
}

fn explain_unavailable(method: &Unavailable, now: DateTime<Utc>) -> String {
    let since = moment(method.since, now).text;
    format!("{} is not available to this account since {since}: {}", method.name, method.because)
}

fn label_hours() -> Vec<String> {
    (0..24).map(|hour| if hour % LABEL_EVERY == 0 { format!("{hour:02}") } else { String::new() }).collect()
}
