//! From a JSON value to the value of a column; nothing where it does not fit.

use chrono::DateTime;
use tuple::Millis;

use crate::json::Node;

/// Longer texts are no identifiers, and an index could not hold them.
pub(crate) const ID_BYTES_MAX: usize = 512;

/// Tells whether upstream says that it has no data: −1 where only 0 and more make sense.
pub(crate) fn is_minus_one(value: &Node<'_>) -> bool {
    whole_number(value) == Some(-1)
}

/// A truth value, also as text.
pub fn truth(value: &Node<'_>) -> Option<bool> {
    match value {
        Node::Bool(value) => Some(*value),
        Node::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Node::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

pub(crate) fn is_empty_text(value: &Node<'_>) -> bool {
    matches!(value, Node::String(text) if text.is_empty())
}

/// The text of a string, number or truth value.
pub fn scalar<'n>(value: &'n Node<'_>) -> Option<&'n str> {
    match value {
        Node::String(text) => Some(text),
        Node::Number(text) => Some(text),
        Node::Bool(true) => Some("true"),
        Node::Bool(false) => Some("false"),
        Node::Null | Node::Array(_) | Node::Object(_) => None,
    }
}

/// The text of an identifier, neither empty nor too long.
pub fn id<'n>(value: &'n Node<'_>) -> Option<&'n str> {
    match value {
        Node::String(_) | Node::Number(_) => scalar(value).filter(|id| !id.is_empty() && id.len() <= ID_BYTES_MAX),
        _ => None,
    }
}

/// The identifiers of an array, `None` for an empty one; nothing at all when an item is something else.
pub fn ids<'n>(value: &'n Node<'_>) -> Option<Vec<Option<&'n str>>> {
    items(value, |item| if is_empty_text(item) { Some(None) } else { id(item).map(Some) })
}

/// The items of an array, `None` for a null; nothing at all when an item cannot be read.
pub(crate) fn items<'n, 'a, T>(
    value: &'n Node<'a>,
    read: impl Fn(&'n Node<'a>) -> Option<Option<T>>,
) -> Option<Vec<Option<T>>> {
    let Node::Array(items) = value else { return None };
    items.iter().map(|item| if item.is_null() { Some(None) } else { read(item) }).collect()
}

/// A code or a count.
pub(crate) fn integer(value: &Node<'_>) -> Option<i32> {
    i32::try_from(whole_number(value)?).ok()
}

/// A number without fraction, printed as number or text, possibly as `3.0`.
pub fn whole_number(value: &Node<'_>) -> Option<i64> {
    /// Beyond this, an `f64` does not hold every whole number.
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let text = match value {
        Node::Number(text) => text,
        Node::String(text) => text.trim(),
        _ => return None,
    };
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let number: f64 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within the exact range")]
    (number.fract() == 0.0 && number.abs() <= EXACT_MAX).then_some(number as i64)
}

/// The first moment of 2000: LivePerson was not there before. −1, 0 and the like say that there is no moment.
const TIMES_BEGIN_EPOCH_MS: i64 = 946_684_800_000;

/// A moment that can be one of upstream's.
pub fn known_time(value: &Node<'_>) -> Option<Millis> {
    time(value).filter(|at| at.epoch_ms() >= TIMES_BEGIN_EPOCH_MS)
}

/// A moment: epoch milliseconds as number or text, or a date and time in words.
pub fn time(value: &Node<'_>) -> Option<Millis> {
    if let Some(epoch_ms) = whole_number(value) {
        return Millis::new(epoch_ms);
    }
    let Node::String(text) = value else { return None };
    let parsed = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .ok()?;
    Millis::new(parsed.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, parse};

    fn check<T: PartialEq + std::fmt::Debug>(read: impl Fn(&Node<'_>) -> T, json: &str, expected: T) {
        assert_eq!(read(&parse(json.as_bytes(), &Arena::new()).unwrap().node), expected, "{json}");
    }

    #[test]
    fn whole_numbers_in_all_their_clothes() {
        check(whole_number, "5", Some(5));
        check(whole_number, "\"-9\"", Some(-9));
        check(whole_number, "3.0", Some(3));
        check(whole_number, "1e3", Some(1000));
        check(whole_number, "3.5", None);
        check(whole_number, "\"abc\"", None);
        check(whole_number, "1e300", None);
        check(whole_number, "true", None);
        check(whole_number, "\"NaN\"", None);
    }

    #[test]
    fn times_as_number_and_in_words() {
        let ms = |json: &str| time(&parse(json.as_bytes(), &Arena::new()).unwrap().node).map(Millis::epoch_ms);
        assert_eq!(ms("1469469281856"), Some(1_469_469_281_856));
        assert_eq!(ms("\"1469469281856\""), Some(1_469_469_281_856));
        assert_eq!(ms("\"2016-07-25T17:54:41.856Z\""), Some(1_469_469_281_856));
        assert_eq!(ms("\"2016-07-25 17:54:41.856+0000\""), Some(1_469_469_281_856));
        assert_eq!(ms("\"2016-07-25T13:54:41.856-0400\""), Some(1_469_469_281_856));
        assert_eq!(ms("\"yesterday\""), None);
        assert_eq!(ms("99999999999999999"), None);
    }

    #[test]
    fn identifiers_are_text_whatever_is_printed() {
        check(|node| id(node).map(str::to_owned), "-1", Some("-1".to_owned()));
        check(
            |node| id(node).map(str::to_owned),
            "12345678901234567890123",
            Some("12345678901234567890123".to_owned()),
        );
        check(|node| id(node).map(str::to_owned), "\"\"", None);
        check(|node| id(node).map(str::to_owned), "{\"a\":1}", None);
        check(|node| id(node).is_some(), &format!("\"{}\"", "x".repeat(ID_BYTES_MAX + 1)), false);
    }
}
