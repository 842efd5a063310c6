//! Hours of the last 30 days, each in the worst state of its units.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::Scope;
use sink::overview::SpanState;

use super::overview::GRID_DAYS;

/// No file of an hour is expected before this.
const EMPTY_AFTER: TimeDelta = TimeDelta::hours(7);

/// An hour, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HourState {
    /// Before the first unit, or still to come.
    Unknown,
    /// Upstream has nothing for it.
    Empty,
    /// All of it is here.
    Loaded,
    /// Dead or gone, and a person knows.
    Acknowledged,
    /// Some of it is still to be loaded.
    Pending,
    /// And it should be here by now.
    Late,
    /// Some of it failed for good.
    Dead,
    /// Some of it is lost upstream.
    Gone,
}

impl HourState {
    /// Its word, also its CSS class.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Empty => "empty",
            Self::Loaded => "loaded",
            Self::Acknowledged => "acknowledged",
            Self::Pending => "pending",
            Self::Late => "late",
            Self::Dead => "dead",
            Self::Gone => "gone",
        }
    }

    fn of(span: &SpanState, now: DateTime<Utc>) -> Self {
        match span.state.as_str() {
            "loaded" => Self::Loaded,
            "dead" | "gone" if span.is_acknowledged => Self::Acknowledged,
            "dead" => Self::Dead,
            "gone" => Self::Gone,
            _ if span.is_backfill || now < span.late_at => Self::Pending,
            _ => Self::Late,
        }
    }
}

/// A day of hours, the newest day first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) start: DateTime<Utc>,
    pub(super) hours: Vec<HourState>,
}

/// The grid of one feed, from its spans.
pub(super) fn grid<'s>(spans: impl Iterator<Item = &'s SpanState>, now: DateTime<Utc>) -> Vec<Day> {
    let today = now.duration_trunc(TimeDelta::days(1)).unwrap_or(now);
    let start = today - TimeDelta::days(GRID_DAYS);
    let hours = usize::try_from((GRID_DAYS + 1) * 24).unwrap_or(0);
    let mut states = vec![HourState::Unknown; hours];
    let mut first = None;
    for span in spans {
        let state = HourState::of(span, now);
        for index in hours_of(span.scope, start, hours) {
            states[index] = states[index].max(state);
            first = first.map_or(Some(index), |first: usize| Some(first.min(index)));
        }
    }
    // Between the first hour of which something is known and now, nothing means that there is nothing.
    let expected = usize::try_from((now - EMPTY_AFTER - start).num_hours()).unwrap_or(0).min(hours);
    for state in states[first.unwrap_or(expected).min(expected)..expected].iter_mut() {
        *state = (*state).max(HourState::Empty);
    }
    let mut days: Vec<Day> = (0..=GRID_DAYS)
        .map(|day| start + TimeDelta::days(day))
        .zip(states.chunks(24))
        .map(|(start, hours)| Day { start, hours: hours.to_vec() })
        .collect();
    days.reverse();
    days
}

/// The numbers of the hours that a span covers, as far as the grid shows them.
fn hours_of(scope: Scope, start: DateTime<Utc>, hours: usize) -> std::ops::Range<usize> {
    let from = usize::try_from((scope.start - start).num_hours().max(0)).unwrap_or(hours).min(hours);
    // An hour of which a minute is covered is covered.
    let to = (scope.end - start + TimeDelta::minutes(59)).num_hours().max(0);
    from..usize::try_from(to).unwrap_or(hours).min(hours).max(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-26T14:30:00Z".parse().unwrap()
    }

    fn span(hours_ago: i64, length_h: i64, state: &str) -> SpanState {
        let end = "2026-11-26T14:00:00Z".parse::<DateTime<Utc>>().unwrap() - TimeDelta::hours(hours_ago);
        SpanState {
            account_id: "1".to_owned(),
            feed: "engagement".to_owned(),
            scope: Scope { start: end - TimeDelta::hours(length_h), end },
            state: state.to_owned(),
            is_backfill: false,
            is_acknowledged: false,
            late_at: end + TimeDelta::hours(10),
            units: 1,
        }
    }

    /// The states of the last hours of today and yesterday, up to now.
    fn check(spans: &[SpanState], expected: &str) {
        let days = grid(spans.iter(), now());
        assert_eq!(days.len(), 31);
        let letter = |state: &HourState| match state {
            HourState::Unknown => '?',
            state => state.as_str().chars().next().unwrap(),
        };
        let hours: String = days[1].hours.iter().chain(&days[0].hours).map(letter).collect();
        assert_eq!(&hours[24..39], expected);
    }

    #[test]
    fn the_worst_unit_colours_its_hour() {
        check(&[], "???????????????");
        check(&[span(9, 1, "loaded")], "????lee????????");
        check(&[span(9, 1, "loaded"), span(9, 1, "failed")], "????pee????????");
        check(&[span(9, 1, "gone"), span(9, 1, "dead"), span(7, 1, "loaded")], "????gel????????");
        let known = SpanState { is_acknowledged: true, ..span(9, 1, "gone") };
        check(&[known], "????aee????????");
    }

    #[test]
    fn a_unit_that_is_not_loaded_is_late_after_the_usual_lag_unless_it_is_of_the_backfill() {
        let old = span(40, 1, "pending");
        let state = |span: &SpanState| HourState::of(span, now());
        assert_eq!(state(&old), HourState::Late);
        assert_eq!(state(&SpanState { is_backfill: true, ..old }), HourState::Pending);
        assert_eq!(state(&span(3, 1, "leased")), HourState::Pending);
    }

    #[test]
    fn a_day_covers_its_hours_and_no_others() {
        check(&[span(2, 8, "loaded")], "????llllllll???");
        let hours = grid([span(24 * 40, 1, "gone")].iter(), now());
        assert!(hours.iter().all(|day| !day.hours.contains(&HourState::Gone)), "too old to be shown");
    }
}
