//! Which time a timeframe covers, and its intervals (Operational Real-time API, buckets and intervals).

use crate::world::buckets::{bucket_end_of, bucket_of};

const MINUTE_MS: i64 = 60_000;

/// From the begin of the timeframe to now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// Begin of the oldest interval.
    pub(crate) from_ms: i64,
    now_ms: i64,
}

impl Window {
    /// A timeframe that is widened to whole buckets.
    pub(crate) fn of_buckets(timeframe_min: i64, now_ms: i64) -> Self {
        Self { from_ms: bucket_of(now_ms - timeframe_min * MINUTE_MS), now_ms }
    }

    /// A timeframe that begins to the millisecond.
    pub(crate) fn exact(timeframe_min: i64, now_ms: i64) -> Self {
        Self { from_ms: now_ms - timeframe_min * MINUTE_MS, now_ms }
    }

    /// End of the newest interval: the next mark of five minutes.
    pub(crate) fn end_ms(&self) -> i64 {
        bucket_end_of(self.now_ms)
    }

    /// Begins and ends of the intervals, newest first: they are counted back from the newest end, so that the oldest
    /// may be shorter than the others. Ends are no multiples of the interval: the page's example of six hours has ends
    /// at 08:05, 14:05 and 20:05.
    pub(crate) fn intervals(&self, interval_min: i64) -> impl Iterator<Item = (i64, i64)> {
        let Self { from_ms, .. } = *self;
        let length_ms = interval_min * MINUTE_MS;
        let ends = std::iter::successors(Some(self.end_ms()), move |end_ms| Some(end_ms - length_ms));
        ends.take_while(move |end_ms| *end_ms > from_ms).map(move |end_ms| ((end_ms - length_ms).max(from_ms), end_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(window: Window, interval_min: i64, expected: &[(&str, &str)]) {
        let time = |ms: i64| format!("{:02}:{:02}", ms / 3_600_000, ms / MINUTE_MS % 60);
        let intervals: Vec<_> = window.intervals(interval_min).map(|(from, to)| (time(from), time(to))).collect();
        let intervals: Vec<_> = intervals.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        assert_eq!(intervals, expected);
    }

    #[test]
    fn the_pages_examples() {
        let at = |hour: i64, minute: i64| (hour * 60 + minute) * MINUTE_MS;
        let rest = [("08:00", "08:10"), ("07:50", "08:00")];
        check(Window::of_buckets(20, at(8, 7)), 10, &[rest[0], rest[1], ("07:45", "07:50")]);
        check(Window::exact(20, at(8, 7)), 10, &[rest[0], rest[1], ("07:47", "07:50")]);
        check(Window::of_buckets(20, at(8, 10)), 10, &rest);
        check(Window::of_buckets(7, at(13, 29)), 5, &[("13:25", "13:30"), ("13:20", "13:25")]);
        check(Window::of_buckets(720, at(20, 3)), 360, &[("14:05", "20:05"), ("08:05", "14:05"), ("08:00", "08:05")]);
    }
}
