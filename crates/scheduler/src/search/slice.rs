//! How a search that matches too much is split: by time down to the marks that upstream rounds to, then by duration.

use chrono::{DateTime, TimeDelta, Utc};

/// How a search that matches too much is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SplitBy {
    /// By time, down to the marks that upstream rounds to.
    Time {
        /// How far they are apart.
        mark: TimeDelta,
    },
    /// Likewise, then by duration.
    TimeThenDuration {
        /// How far they are apart.
        mark: TimeDelta,
    },
}

/// A part of a span that is searched by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    /// First start of a record.
    pub(crate) start: DateTime<Utc>,
    /// Last start of a record.
    pub(crate) end: DateTime<Utc>,
    /// First and last duration in seconds, if only some are wanted.
    pub(crate) duration_s: Option<(u32, u32)>,
    /// Only records that upstream updated since, if not all are wanted.
    pub(crate) updated_from: Option<DateTime<Utc>>,
}

impl Slice {
    /// Returns the slice of all records that began in a span.
    pub(crate) fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        Self { start, end, duration_s: None, updated_from: None }
    }

    /// Returns two slices that together match all that this one does; what lies on their border is in both. `None` when it
    /// cannot be split: one mark long, and one second of duration if it is split by that.
    pub(crate) fn split(self, by: SplitBy) -> Option<[Self; 2]> {
        let (SplitBy::Time { mark } | SplitBy::TimeThenDuration { mark }) = by;
        let mark_ms = mark.num_milliseconds();
        let marks = (self.end - self.start).num_milliseconds() / mark_ms;
        if marks >= 2 && self.duration_s.is_none() {
            let middle = self.start + TimeDelta::milliseconds(marks / 2 * mark_ms);
            return Some([Self { end: middle, ..self }, Self { start: middle, ..self }]);
        }
        if matches!(by, SplitBy::Time { .. }) {
            return None;
        }
        let (least, most) = self.duration_s.unwrap_or((0, u32::MAX >> 1));
        if most - least < 2 {
            let halves = [(least, least), (most, most)];
            return (least < most).then(|| halves.map(|duration| Self { duration_s: Some(duration), ..self }));
        }
        let middle = middle_duration(least, most);
        // Whether upstream's bounds belong to the span is not documented: the border is asked for twice.
        Some([(least, middle), (middle, most)].map(|duration| Self { duration_s: Some(duration), ..self }))
    }
}

/// Between the two in proportion, since most are short.
fn middle_duration(least: u32, most: u32) -> u32 {
    let proportional = ((f64::from(least) + 1.0) * (f64::from(most) + 1.0)).sqrt() - 1.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two u32")]
    let middle = proportional as u32;
    middle.clamp(least + 1, most - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: TimeDelta = TimeDelta::minutes(10);
    const BY_BOTH: SplitBy = SplitBy::TimeThenDuration { mark: MARK };

    fn minute(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    /// First and last minute of start, first and last second of duration.
    type Bounds = (i64, i64, Option<(u32, u32)>);

    fn check(slice: Bounds, expected: Option<[Bounds; 2]>) {
        let slice_of = |(start, end, duration_s)| Slice { duration_s, ..Slice::new(minute(start), minute(end)) };
        assert_eq!(slice_of(slice).split(BY_BOTH), expected.map(|halves| halves.map(slice_of)), "{slice:?}");
    }

    #[test]
    fn time_is_split_on_marks_then_duration() {
        check((0, 60, None), Some([(0, 30, None), (30, 60, None)]));
        check((0, 30, None), Some([(0, 10, None), (10, 30, None)]));
        check((0, 20, None), Some([(0, 10, None), (10, 20, None)]));
        let all = (u32::MAX >> 1) as i64;
        let root = ((all as f64 + 1.0).sqrt() - 1.0) as u32;
        check((0, 10, None), Some([(0, 10, Some((0, root))), (0, 10, Some((root, all as u32)))]));
        check((0, 10, Some((0, 2))), Some([(0, 10, Some((0, 1))), (0, 10, Some((1, 2)))]));
        check((0, 10, Some((7, 8))), Some([(0, 10, Some((7, 7))), (0, 10, Some((8, 8)))]));
        check((0, 10, Some((7, 7))), None);
    }

    #[test]
    fn updates_are_split_by_time_alone() {
        let check = |(start, end): (i64, i64), expected: Option<[(i64, i64); 2]>| {
            let slice_of =
                |(start, end)| Slice { updated_from: Some(minute(7)), ..Slice::new(minute(start), minute(end)) };
            let halves = slice_of((start, end)).split(SplitBy::Time { mark: MARK });
            assert_eq!(halves, expected.map(|halves| halves.map(slice_of)), "{start} to {end}");
        };
        check((0, 60), Some([(0, 30), (30, 60)]));
        check((0, 10), None);
    }

    #[test]
    fn splitting_ends() {
        let mut slices = vec![Slice::new(minute(0), minute(30))];
        let mut splits = 0;
        while let Some(slice) = slices.pop() {
            let narrow = slice.duration_s.is_some_and(|(least, _)| least > 40);
            if let Some(halves) = slice.split(BY_BOTH).filter(|_| !narrow) {
                slices.extend(halves);
                splits += 1;
            }
        }
        assert!(splits < 300, "{splits}");
    }
}
