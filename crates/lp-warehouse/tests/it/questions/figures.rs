//! Exact arithmetic on milliseconds and counts, and the calendar of an account: what SQL does with `numeric` and time zones.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use serde_json::Value;

pub(super) const HOUR_MS: i64 = 3_600_000;

/// The clock of an account: so far ahead of UTC until clocks go back, and so far afterwards.
#[derive(Clone, Copy)]
pub(super) struct LocalClock {
    pub(super) ahead_before_ms: i64,
    pub(super) ahead_after_ms: i64,
    pub(super) changes_at_ms: i64,
}

impl LocalClock {
    pub(super) const UTC: Self = Self { ahead_before_ms: 0, ahead_after_ms: 0, changes_at_ms: 0 };

    /// Returns what the clock shows, as if it were UTC.
    pub(super) fn local(&self, at_ms: i64) -> DateTime<Utc> {
        let ahead_ms = if at_ms < self.changes_at_ms { self.ahead_before_ms } else { self.ahead_after_ms };
        DateTime::from_timestamp_millis(at_ms + ahead_ms).unwrap()
    }

    pub(super) fn day(&self, at_ms: i64) -> String {
        self.local(at_ms).format("%Y-%m-%d").to_string()
    }

    /// Returns the day of the week, Monday is 1, and the hour.
    pub(super) fn weekday_and_hour(&self, at_ms: i64) -> (u32, u32) {
        let local = self.local(at_ms);
        (local.weekday().number_from_monday(), local.hour())
    }

    /// Cuts a span at midnight.
    pub(super) fn days(&self, (from_ms, to_ms): (i64, i64)) -> Vec<(String, i64)> {
        let (mut at_ms, mut days) = (from_ms, Vec::new());
        while at_ms < to_ms {
            let day = self.day(at_ms);
            // Whole hours from a full hour of UTC on: offsets are whole hours here.
            let mut next_ms = at_ms.div_euclid(HOUR_MS) * HOUR_MS + HOUR_MS;
            while next_ms < to_ms && self.day(next_ms) == day {
                next_ms += HOUR_MS;
            }
            let end_ms = next_ms.min(to_ms);
            days.push((day, end_ms - at_ms));
            at_ms = end_ms;
        }
        days
    }
}

/// Returns the time zone that goes back by an hour at 3 o'clock of `day`, as POSIX writes it, and its clock.
pub(super) fn zone_changing_on(day: DateTime<Utc>) -> (String, LocalClock) {
    let end = i64::from(day.ordinal0());
    let start = (end + 182) % 365;
    let midnight = day - TimeDelta::milliseconds(day.timestamp_millis().rem_euclid(24 * HOUR_MS));
    let clock = LocalClock {
        ahead_before_ms: 2 * HOUR_MS,
        ahead_after_ms: HOUR_MS,
        changes_at_ms: midnight.timestamp_millis() + HOUR_MS,
    };
    (format!("WIN-1SUM-2,{start}/2,{end}/3"), clock)
}

/// Divides exactly, to so many digits, half away from zero; `-` for nothing.
pub(super) fn ratio(part: i64, whole: i64, digits: u32) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    let (part, whole, unit) = (i128::from(part), i128::from(whole), 10_i128.pow(digits));
    let scaled = (2 * part * unit + whole) / (2 * whole);
    let width = digits as usize;
    if width == 0 { scaled.to_string() } else { format!("{}.{:0width$}", scaled / unit, scaled % unit) }
}

pub(super) fn share(part: usize, whole: usize) -> String {
    ratio(part.try_into().unwrap(), whole.try_into().unwrap(), 4)
}

/// Averages milliseconds, in seconds to one digit.
pub(super) fn mean_s(values_ms: &[i64]) -> String {
    ratio(values_ms.iter().sum(), 1000 * i64::try_from(values_ms.len()).unwrap(), 1)
}

/// Finds the median of milliseconds, in seconds to one digit.
pub(super) fn median_s(mut values_ms: Vec<i64>) -> String {
    values_ms.sort_unstable();
    let middle = values_ms.len() / 2;
    match values_ms.len() {
        0 => "-".to_owned(),
        odd if odd % 2 == 1 => ratio(values_ms[middle], 1000, 1),
        _ => ratio(values_ms[middle - 1] + values_ms[middle], 2000, 1),
    }
}

/// Puts what has the same key together.
pub(super) fn by<K: Ord, T>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> BTreeMap<K, Vec<T>> {
    let mut groups = BTreeMap::<K, Vec<T>>::new();
    for item in items {
        groups.entry(key(&item)).or_default().push(item);
    }
    groups
}

pub(super) fn count<T>(items: &[T], is_wanted: impl Fn(&T) -> bool) -> usize {
    items.iter().filter(|item| is_wanted(item)).count()
}

pub(super) fn shown(value: Option<&str>) -> &str {
    value.unwrap_or("-")
}

pub(super) fn text(row: &Value, column: &str) -> Option<String> {
    row[column].as_str().map(str::to_owned)
}

/// An id; upstream prints several for nobody.
pub(super) fn agent(row: &Value, column: &str) -> Option<String> {
    text(row, column).filter(|id| !["", "0", "-1"].contains(&id.as_str()))
}

pub(super) fn at(row: &Value, column: &str) -> Option<i64> {
    row[column].as_str().map(|at| at.parse::<DateTime<Utc>>().unwrap().timestamp_millis())
}

/// The time from one moment to another, unless it is negative or one of them is not known.
pub(super) fn between(from_ms: Option<i64>, to_ms: Option<i64>) -> Option<i64> {
    Some(to_ms? - from_ms?).filter(|span_ms| *span_ms >= 0)
}
