//! Bars of the last two days, as inline SVG between labels of its axes.

use chrono::{DateTime, DurationRound, TimeDelta, Timelike, Utc};
use sink::overview::HourlyThroughput;

use super::overview::CHART_HOURS;
use super::words::{bytes, count};

/// Width of an hour, and height of the largest, in the SVG's units.
const BAR_WIDTH: i64 = 12;
const HEIGHT: i64 = 100;
/// Hours between two labels of the time axis.
const LABEL_EVERY: usize = 6;

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

/// A label of the time axis: `18:00`, and the day where it is the first of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) hour: String,
    pub(super) day: String,
}

/// All of them, with the size of the drawing.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) bars: Vec<Bar>,
    pub(super) labels: Vec<Label>,
    /// Records at the upper end of the axis, and at its middle.
    pub(super) top: String,
    pub(super) half: String,
    /// `1 234 records in 56 units, 7.8 MB`
    pub(super) sum: String,
}

/// Draws the hours up to `now`.
pub(super) fn draw(throughput: &[HourlyThroughput], now: DateTime<Utc>) -> Chart {
    let this_hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
    let first = this_hour - TimeDelta::hours(CHART_HOURS - 1);
    let top = round_up(throughput.iter().map(|hour| hour.records).max().unwrap_or(0));
    let bar = |hour: &HourlyThroughput| {
        let column = (hour.hour_at - first).num_hours();
        // An hour in which something was loaded can be seen, however little it was.
        let height = (hour.records * HEIGHT / top).max(1);
        let title = format!(
            "{} UTC: {} records of {} units, {}",
            hour.hour_at.format("%-d %b %H:00"),
            count(hour.records),
            count(hour.units),
            bytes(hour.bytes)
        );
        let bar = Bar { x: column * BAR_WIDTH, y: HEIGHT - height, width: BAR_WIDTH - 2, height, title };
        (column >= 0).then_some(bar)
    };
    let all = |part: fn(&HourlyThroughput) -> i64| throughput.iter().map(part).sum::<i64>();
    Chart {
        width: CHART_HOURS * BAR_WIDTH,
        height: HEIGHT,
        bars: throughput.iter().filter_map(bar).collect(),
        labels: label_hours(first),
        top: count(top),
        half: if top % 2 == 0 { count(top / 2) } else { String::new() },
        sum: format!(
            "{} records in {} units, {}",
            count(all(|hour| hour.records)),
            count(all(|hour| hour.units)),
            bytes(all(|hour| hour.bytes))
        ),
    }
}

/// Rounds up to 1, 2, 4, 6, 8 or 10 times a power of ten, so that the axis has numbers that one reads at a glance.
fn round_up(records: i64) -> i64 {
    let mut power: i64 = 1;
    while records / 10 >= power {
        power *= 10;
    }
    [1, 2, 4, 6, 8].into_iter().map(|step| step * power).find(|top| *top >= records).unwrap_or(10 * power)
}

fn label_hours(first: DateTime<Utc>) -> Vec<Label> {
    let hours = (0..CHART_HOURS).step_by(LABEL_EVERY).map(|hour| first + TimeDelta::hours(hour));
    hours
        .enumerate()
        .map(|(index, hour)| Label {
            hour: hour.format("%H:00").to_string(),
            day: match index == 0 || hour.hour() < LABEL_EVERY as u32 {
                true => hour.format("%-d %b").to_string(),
                false => String::new(),
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_as_high_as_its_share_and_the_smallest_can_be_seen() {
        let now: DateTime<Utc> = "2026-11-26T14:30:00Z".parse().unwrap();
        let hour = |ago: i64, records: i64| {
            let hour_at = "2026-11-26T14:00:00Z".parse::<DateTime<Utc>>().unwrap() - TimeDelta::hours(ago);
            HourlyThroughput { hour_at, units: 1, records, bytes: 0 }
        };
        let chart = draw(&[hour(48, 9), hour(47, 1), hour(1, 0), hour(0, 1000)], now);
        let seen: Vec<_> = chart.bars.iter().map(|bar| (bar.x / BAR_WIDTH, bar.height)).collect();
        assert_eq!(seen, [(0, 1), (46, 1), (47, HEIGHT)]);
        let labels: Vec<_> = chart.labels.iter().map(|label| format!("{} {}", label.hour, label.day)).collect();
        let expected =
            ["15:00 24 Nov", "21:00 ", "03:00 25 Nov", "09:00 ", "15:00 ", "21:00 ", "03:00 26 Nov", "09:00 "];
        assert_eq!(labels, expected);
    }

    #[test]
    fn the_axis_ends_at_a_number_that_one_reads_at_a_glance() {
        let check = |records: i64, expected: i64| assert_eq!(round_up(records), expected, "{records}");
        check(0, 1);
        check(1, 1);
        check(3, 4);
        check(9, 10);
        check(10, 10);
        check(11, 20);
        check(61_000, 80_000);
        check(99_999, 100_000);
    }
}
