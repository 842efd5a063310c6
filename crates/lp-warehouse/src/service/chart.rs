//! Bars of the last two days, as inline SVG.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use sink::overview::HourlyThroughput;

use super::overview::CHART_HOURS;
use super::words::count;

/// Width of an hour, and height of the largest, in the SVG's units.
const BAR_WIDTH: i64 = 12;
const HEIGHT: i64 = 80;

/// One hour.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    /// What is said when one points at it.
    pub(super) title: String,
}

/// All of them, with the size of the drawing.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) bars: Vec<Bar>,
    /// Records of the largest hour.
    pub(super) most: String,
}

/// Draws the hours up to `now`.
pub(super) fn draw(throughput: &[HourlyThroughput], now: DateTime<Utc>) -> Chart {
    let this_hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
    let first = this_hour - TimeDelta::hours(CHART_HOURS - 1);
    let most = throughput.iter().map(|hour| hour.records).max().unwrap_or(0);
    let bar = |hour: &HourlyThroughput| {
        let column = (hour.hour_at - first).num_hours();
        // An hour in which something was loaded can be seen, however little it was.
        let height = (hour.records * HEIGHT).checked_div(most).unwrap_or(0).max(1);
        let title = format!(
            "{} UTC: {} records of {} units",
            hour.hour_at.format("%Y-%m-%d %H:00"),
            count(hour.records),
            count(hour.units)
        );
        let bar = Bar { x: column * BAR_WIDTH, y: HEIGHT - height, width: BAR_WIDTH - 2, height, title };
        (column >= 0).then_some(bar)
    };
    let bars = throughput.iter().filter_map(bar).collect();
    Chart { width: CHART_HOURS * BAR_WIDTH, height: HEIGHT, bars, most: count(most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_hour_is_as_high_as_the_drawing_and_the_smallest_can_be_seen() {
        let now: DateTime<Utc> = "2026-11-26T14:30:00Z".parse().unwrap();
        let hour = |ago: i64, records: i64| {
            let hour_at = "2026-11-26T14:00:00Z".parse::<DateTime<Utc>>().unwrap() - TimeDelta::hours(ago);
            HourlyThroughput { hour_at, units: 1, records, bytes: 0 }
        };
        let chart = draw(&[hour(48, 9), hour(47, 1), hour(1, 0), hour(0, 1000)], now);
        let seen: Vec<_> = chart.bars.iter().map(|bar| (bar.x / BAR_WIDTH, bar.height)).collect();
        assert_eq!(seen, [(0, 1), (46, 1), (47, HEIGHT)]);
    }
}
