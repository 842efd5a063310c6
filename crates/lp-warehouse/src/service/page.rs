//! The status page: what is late, why, and what is about to be lost, on one screen.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use sink::status::FeedStatus;
use sink::units::UnitRow;

use super::chart::{Chart, draw};
use super::grid::{Day, HourState, grid};
use super::overview::Overview;
use super::words::{count, minute, span};

/// Days that a grid shows although nothing is known of them.
const DAYS_MIN: usize = 7;

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    at: String,
    version: &'static str,
    alarms: Vec<Alarm>,
    feeds: Vec<FeedRow>,
    grids: Vec<FeedGrid>,
    chart: Chart,
    incidents: Vec<Incident>,
}

/// What needs a person, and what to do.
#[derive(Debug, PartialEq, Eq)]
struct Alarm {
    what: String,
    advice: String,
}

struct FeedRow {
    name: String,
    state: &'static str,
    complete_through: String,
    lag: String,
    last_success: String,
    next_poll: String,
    backlog: String,
    failing: String,
    dead: String,
    rejects: String,
    error: Option<String>,
}

struct FeedGrid {
    name: String,
    days: Vec<DayRow>,
}

struct DayRow {
    label: String,
    cells: Vec<Cell>,
}

struct Cell {
    state: &'static str,
    title: String,
    href: Option<String>,
}

struct Incident {
    name: String,
    state: String,
    error: String,
    attempts: i32,
    href: String,
}

/// The page as HTML. `trouble` is what is wrong with the process itself, `hindrance` what it waits for.
pub(super) fn render(
    overview: &Overview,
    trouble: Option<String>,
    hindrance: Option<String>,
) -> Result<String, askama::Error> {
    let Overview { at: now, feeds, incidents, throughput, spans } = overview;
    let grids = feeds.iter().map(|feed| {
        let its = spans.iter().filter(|span| span.account_id == feed.account_id && span.feed == feed.feed);
        FeedGrid {
            name: name(feed),
            days: shown(grid(its, *now)).into_iter().map(|day| day_row(feed, day, *now)).collect(),
        }
    });
    let page = Page {
        at: minute(Some(*now)),
        version: env!("CARGO_PKG_VERSION"),
        alarms: alarms(feeds, trouble, hindrance, *now),
        grids: grids.collect(),
        feeds: feeds.iter().map(|feed| feed_row(feed, *now)).collect(),
        chart: draw(throughput, *now),
        incidents: incidents.iter().map(incident).collect(),
    };
    page.render()
}

fn name(feed: &FeedStatus) -> String {
    format!("{} {}", feed.account_id, feed.feed)
}

fn is_paused(feed: &FeedStatus, now: DateTime<Utc>) -> bool {
    feed.paused_until_at.is_some_and(|until| until > now)
}

/// What is on top of the page, the worst first.
fn alarms(feeds: &[FeedStatus], trouble: Option<String>, hindrance: Option<String>, now: DateTime<Utc>) -> Vec<Alarm> {
    let alarm = |what: String, advice: &str| Alarm { what, advice: advice.to_owned() };
    let mut alarms: Vec<Alarm> =
        trouble.into_iter().map(|trouble| alarm(trouble, "restart the daemon, and report it")).collect();
    let waits =
        |hindrance| alarm(format!("nothing is loaded: {hindrance}"), "the daemon goes on by itself when it is over");
    alarms.extend(hindrance.map(waits));
    for feed in feeds {
        if let Some(deletion_at) = feed.next_deletion_at.filter(|_| feed.is_loss_near(now)) {
            let what =
                format!("{}: {} not loaded; {}", name(feed), units_are(feed.units.open()), deletion(deletion_at - now));
            alarms.push(alarm(what, "see below why, or raise work.backfill_in_flight_max"));
        }
        if feed.units.unacknowledged > 0 {
            let what = format!("{}: {} dead or gone", name(feed), units_are(feed.units.unacknowledged));
            alarms.push(alarm(what, "lp-warehouse units list --state dead (or gone), then units retry or units ack"));
        }
        if feed.rejects_open > 0 {
            let what = format!("{}: {} records are in the quarantine", name(feed), count(feed.rejects_open));
            alarms.push(alarm(what, "lp-warehouse rejects list"));
        }
    }
    alarms
}

/// When upstream deletes the oldest of what is not loaded.
fn deletion(left: TimeDelta) -> String {
    if left < TimeDelta::minutes(1) {
        return "LivePerson is deleting the oldest".to_owned();
    }
    format!("LivePerson deletes the oldest in {}", span(left))
}

fn feed_row(feed: &FeedStatus, now: DateTime<Utc>) -> FeedRow {
    let is_bad = feed.units.unacknowledged > 0 || feed.is_loss_near(now);
    let state = match () {
        () if is_bad => "bad",
        () if is_paused(feed, now) || feed.is_late(now) || feed.units.failed > 0 || feed.rejects_open > 0 => "warn",
        () => "good",
    };
    let ago =
        |at: Option<DateTime<Utc>>| at.map_or_else(|| "–".to_owned(), |at| span((now - at).max(TimeDelta::zero())));
    let until = feed.paused_until_at.filter(|until| *until > now);
    let error = match (&feed.last_error, until) {
        (Some(error), Some(until)) => Some(format!("{error} (paused until {} UTC)", minute(Some(until)))),
        (Some(error), None) => Some(error.clone()),
        (None, _) => feed.last_postponement.as_ref().map(|reason| {
            format!("{} postponed at {} UTC: {reason}", units_are(feed.units.postponed), minute(feed.last_postponed_at))
        }),
    };
    FeedRow {
        name: name(feed),
        state,
        complete_through: minute(feed.complete_through),
        lag: span(feed.lag(now).max(TimeDelta::zero())),
        last_success: ago(feed.last_success_at),
        next_poll: minute(feed.next_poll_at),
        backlog: count(feed.units.pending + feed.units.leased),
        failing: count(feed.units.failed),
        dead: count(feed.units.dead + feed.units.gone),
        rejects: count(feed.rejects_open),
        error,
    }
}

/// `1 unit is`, `2 units are`.
fn units_are(units: i64) -> String {
    if units == 1 { "1 unit is".to_owned() } else { format!("{} units are", count(units)) }
}

/// Without the oldest days, of which nothing is known.
fn shown(mut days: Vec<Day>) -> Vec<Day> {
    let is_known = |day: &Day| day.hours.iter().any(|hour| *hour != HourState::Unknown);
    let known = days.iter().rposition(is_known).map_or(0, |last| last + 1);
    days.truncate(known.max(DAYS_MIN));
    days
}

fn day_row(feed: &FeedStatus, day: Day, now: DateTime<Utc>) -> DayRow {
    let hours = (0..).map(|hour| day.start + TimeDelta::hours(hour)).zip(day.hours);
    let cells = hours.map(|(hour, state)| {
        let is_known = state != HourState::Unknown && hour <= now;
        Cell {
            state: state.as_str(),
            title: format!("{} UTC: {}", hour.format("%Y-%m-%d %H:00"), state.as_str()),
            href: is_known.then(|| {
                let hour = hour.format("%Y-%m-%dT%H:%M:%SZ");
                format!("units?account={}&feed={}&hour={hour}", feed.account_id, feed.feed)
            }),
        }
    });
    DayRow { label: day.start.format("%m-%d").to_string(), cells: cells.collect() }
}

fn incident(unit: &UnitRow) -> Incident {
    Incident {
        name: format!("{} {} {}", unit.account_id, unit.feed, unit.name),
        state: unit.state.clone(),
        error: unit.last_error.clone().unwrap_or_default(),
        attempts: unit.attempts,
        href: format!("units?id={}", unit.unit_id),
    }
}
