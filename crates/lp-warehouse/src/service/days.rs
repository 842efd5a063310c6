//! The last 30 days of every feed, a cell for each day in the state of its worst hour; and the hours of one feed.

use chrono::{DateTime, TimeDelta, Utc};
use sink::overview::SpanState;
use sink::status::FeedStatus;

use super::grid::{Day, HourState, grid};
use super::problems::name;

/// Days that are shown of a feed although nothing is known of them.
const DAYS_MIN: usize = 7;
/// Days between two labels.
const LABEL_EVERY: usize = 5;

/// A day, or an hour.
pub(super) struct Cell {
    pub(super) state: &'static str,
    /// Tells the states apart where colours do not.
    pub(super) mark: &'static str,
    pub(super) title: String,
    pub(super) href: Option<String>,
}

/// A feed and its days, the oldest first.
pub(super) struct Strip {
    pub(super) name: String,
    pub(super) days: Vec<Cell>,
}

/// A day and its hours.
pub(super) struct DayRow {
    /// The anchor that the day's cell on the status page leads to.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hours: Vec<Cell>,
}

/// A state, as the legend explains it.
pub(super) struct Meaning {
    pub(super) state: &'static str,
    pub(super) mark: &'static str,
}

/// Returns the legend, from good to bad.
pub(super) fn explain_states() -> Vec<Meaning> {
    let states = [
        HourState::Loaded,
        HourState::Empty,
        HourState::Acknowledged,
        HourState::Pending,
        HourState::Late,
        HourState::Dead,
        HourState::Gone,
    ];
    states.into_iter().map(|state| Meaning { state: state.as_str(), mark: mark(state) }).collect()
}

/// Returns the days of a feed.
pub(super) fn draw_days(feed: &FeedStatus, spans: &[SpanState], now: DateTime<Utc>) -> Strip {
    let mut days = grid(of_feed(feed, spans), now);
    days.reverse();
    let page = format!("feed?account={}&feed={}", feed.account_id, feed.feed);
    let cell = |day: &Day| {
        let worst = day.hours.iter().copied().max().unwrap_or(HourState::Unknown);
        let date = day.start.format("%-d %b");
        Cell {
            state: worst.as_str(),
            mark: mark(worst),
            title: format!("{date}: {}", count_states(&day.hours)),
            href: (worst != HourState::Unknown).then(|| format!("{page}#{}", anchor(day.start))),
        }
    };
    Strip { name: name(feed), days: days.iter().map(cell).collect() }
}

/// Returns the labels above the days: every fifth, counted from today.
pub(super) fn label_days(now: DateTime<Utc>) -> Vec<String> {
    let days = grid(std::iter::empty(), now);
    let label = |(index, day): (usize, &Day)| match index % LABEL_EVERY {
        0 => day.start.format("%-d %b").to_string(),
        _ => String::new(),
    };
    let mut labels: Vec<String> = days.iter().enumerate().map(label).collect();
    labels.reverse();
    labels
}

/// Returns the hours of a feed, the newest day first, without the oldest days, of which nothing is known.
pub(super) fn draw_hours(feed: &FeedStatus, spans: &[SpanState], now: DateTime<Utc>) -> Vec<DayRow> {
    let mut days = grid(of_feed(feed, spans), now);
    let is_known = |day: &Day| day.hours.iter().any(|hour| *hour != HourState::Unknown);
    let known = days.iter().rposition(is_known).map_or(0, |last| last + 1);
    days.truncate(known.max(DAYS_MIN));
    days.into_iter().map(|day| day_row(feed, day, now)).collect()
}

fn day_row(feed: &FeedStatus, day: Day, now: DateTime<Utc>) -> DayRow {
    let hours = (0..).map(|hour| day.start + TimeDelta::hours(hour)).zip(day.hours);
    let cells = hours.map(|(hour, state)| {
        let is_known = state != HourState::Unknown && hour <= now;
        Cell {
            state: state.as_str(),
            mark: mark(state),
            title: format!("{} UTC: {}", hour.format("%-d %b %H:00"), state.as_str()),
            href: is_known.then(|| {
                let hour = hour.format("%Y-%m-%dT%H:%M:%SZ");
                format!("units?account={}&feed={}&hour={hour}", feed.account_id, feed.feed)
            }),
        }
    });
    DayRow { id: anchor(day.start), label: day.start.format("%-d %b").to_string(), hours: cells.collect() }
}

fn anchor(day: DateTime<Utc>) -> String {
    day.format("day-%Y-%m-%d").to_string()
}

fn of_feed<'s>(feed: &'s FeedStatus, spans: &'s [SpanState]) -> impl Iterator<Item = &'s SpanState> {
    spans.iter().filter(|span| span.account_id == feed.account_id && span.feed == feed.feed)
}

fn mark(state: HourState) -> &'static str {
    match state {
        HourState::Unknown | HourState::Empty | HourState::Loaded => "",
        HourState::Acknowledged => "a",
        HourState::Pending => "·",
        HourState::Late => "!",
        HourState::Dead => "×",
        HourState::Gone => "–",
    }
}

/// Returns `22 h loaded, 2 h dead`, from bad to good.
fn count_states(hours: &[HourState]) -> String {
    let mut states: Vec<HourState> = hours.iter().copied().filter(|state| *state != HourState::Unknown).collect();
    states.sort_by(|one, other| other.cmp(one));
    let counted =
        states.chunk_by(|one, next| one == next).map(|equal| format!("{} h {}", equal.len(), equal[0].as_str()));
    match counted.collect::<Vec<_>>().join(", ") {
        nothing if nothing.is_empty() => "unknown".to_owned(),
        counted => counted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_names_its_worst_hours_first() {
        use HourState::{Dead, Empty, Loaded, Unknown};
        let check = |hours: &[HourState], expected: &str| assert_eq!(count_states(hours), expected);
        check(&[], "unknown");
        check(&[Unknown; 24], "unknown");
        check(&[Loaded, Dead, Loaded, Unknown, Empty], "1 h dead, 2 h loaded, 1 h empty");
    }

    #[test]
    fn every_fifth_day_has_a_label_and_today_is_the_last() {
        let labels = label_days("2026-11-26T14:30:00Z".parse().unwrap());
        assert_eq!((labels.len(), labels[0].as_str(), labels[30].as_str()), (31, "27 Oct", "26 Nov"));
        assert_eq!(labels.iter().filter(|label| !label.is_empty()).count(), 7);
    }

    /// Whoever sees no colours tells all states apart that need somebody.
    #[test]
    fn states_that_need_somebody_have_marks_of_their_own() {
        let marks: Vec<_> =
            explain_states().iter().map(|meaning| meaning.mark).filter(|mark| !mark.is_empty()).collect();
        let distinct: std::collections::BTreeSet<_> = marks.iter().collect();
        assert_eq!((marks.len(), distinct.len()), (5, 5));
    }
}
