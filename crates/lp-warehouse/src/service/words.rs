//! Times and numbers as people read them.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

/// A moment for a `<time>` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// For the `datetime` attribute; the script of the page makes the reader's local time of it.
    pub(super) iso: String,
    /// `06:00 UTC` of today, `25 Nov 06:00 UTC` of this year, else `2025-11-25 06:00 UTC`.
    pub(super) text: String,
}

/// Returns `at` as somebody says it at `now`.
pub(super) fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> Moment {
    let form = match () {
        () if at.date_naive() == now.date_naive() => "%H:%M UTC",
        () if at.year() == now.year() => "%-d %b %H:%M UTC",
        () => "%Y-%m-%d %H:%M UTC",
    };
    Moment { iso: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(), text: at.format(form).to_string() }
}

/// Returns `3 d 4 h`, `4 h 12 min`, `12 min`, `under a minute`.
pub(super) fn span(span: TimeDelta) -> String {
    let minutes = span.num_minutes();
    let (days, hours) = (minutes / (24 * 60), minutes / 60 % 24);
    match (days, hours, minutes % 60) {
        (0, 0, 0) => "under a minute".to_owned(),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// Returns `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`: how long something took.
pub(super) fn duration(took: TimeDelta) -> String {
    let seconds = took.num_seconds();
    match seconds {
        ..10 => format!("{:.1} s", took.as_seconds_f64().max(0.0)),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => span(took),
    }
}

/// Returns `1 234 567`.
pub(super) fn count(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    if count < 0 { format!("-{grouped}") } else { grouped }
}

/// Returns `1 unit`, `2 units`.
pub(super) fn counted(number: i64, one: &str) -> String {
    format!("{} {one}{}", count(number), if number == 1 { "" } else { "s" })
}

/// Returns `812 B`, `1.5 kB`, `20 MB`: of a thousand each.
pub(super) fn bytes(bytes: i64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes.unsigned_abs() < 1000 {
        return format!("{bytes} B");
    }
    let (mut value, mut unit) = (bytes as f64 / 1000.0, 0);
    // What would be rounded to 1000 is one of the next.
    while value.abs() >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(value.abs() < 9.95);
    format!("{value:.digits$} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_durations_counts_and_bytes() {
        let check = |minutes: i64, expected: &str| assert_eq!(span(TimeDelta::minutes(minutes)), expected);
        check(0, "under a minute");
        check(59, "59 min");
        check(125, "2 h 5 min");
        check(3 * 24 * 60 + 61, "3 d 1 h");
        let check = |ms: i64, expected: &str| assert_eq!(duration(TimeDelta::milliseconds(ms)), expected);
        check(-5, "0.0 s");
        check(440, "0.4 s");
        check(10_900, "10 s");
        check(185_000, "3 min 5 s");
        check(7_800_000, "2 h 10 min");
        let check = |number: i64, expected: &str| assert_eq!(count(number).replace('\u{202f}', "_"), expected);
        check(7, "7");
        check(1000, "1_000");
        check(-1_234_567, "-1_234_567");
        let check =
            |number: i64, expected: &str| assert_eq!(counted(number, "unit").replace('\u{202f}', "_"), expected);
        check(0, "0 units");
        check(1, "1 unit");
        check(2000, "2_000 units");
        let check = |number: i64, expected: &str| assert_eq!(bytes(number), expected);
        check(0, "0 B");
        check(999, "999 B");
        check(1_540, "1.5 kB");
        check(9_960, "10 kB");
        check(999_700, "1.0 MB");
        check(20_400_000, "20 MB");
        check(i64::MAX, "9223372 TB");
    }

    #[test]
    fn a_moment_says_as_much_of_its_day_as_is_needed() {
        let now: DateTime<Utc> = "2026-01-02T14:30:00Z".parse().unwrap();
        let check = |at: &str, expected: &str| {
            let at: DateTime<Utc> = at.parse().unwrap();
            assert_eq!(moment(at, now).text, expected);
            assert_eq!(moment(at, now).iso.parse::<DateTime<Utc>>().unwrap(), at);
        };
        check("2026-01-02T06:00:00Z", "06:00 UTC");
        check("2026-01-01T23:59:00Z", "1 Jan 23:59 UTC");
        check("2025-12-31T23:00:00Z", "2025-12-31 23:00 UTC");
    }
}
