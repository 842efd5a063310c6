//! Times and numbers as people read them.

use chrono::{DateTime, TimeDelta, Utc};

/// `2026-11-26 14:05`, UTC; `–` when it is not known.
pub(super) fn minute(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "–".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string())
}

/// `3 d 4 h`, `4 h 12 min`, `12 min`, `now`.
pub(super) fn span(span: TimeDelta) -> String {
    let minutes = span.num_minutes();
    let (days, hours) = (minutes / (24 * 60), minutes / 60 % 24);
    match (days, hours, minutes % 60) {
        (0, 0, 0) => "now".to_owned(),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// `1 234 567`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_counts() {
        let check = |minutes: i64, expected: &str| assert_eq!(span(TimeDelta::minutes(minutes)), expected);
        check(0, "now");
        check(59, "59 min");
        check(125, "2 h 5 min");
        check(3 * 24 * 60 + 61, "3 d 1 h");
        let check = |number: i64, expected: &str| assert_eq!(count(number).replace('\u{202f}', "_"), expected);
        check(7, "7");
        check(1000, "1_000");
        check(-1_234_567, "-1_234_567");
    }
}
