//! One argument at a time: from its text to its type.

use chrono::{DateTime, NaiveDate, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use model::Feed;

/// Takes the name of a feed. Help and completions list them all; no help text has to.
pub(super) fn feed() -> impl TypedValueParser<Value = Feed> {
    PossibleValuesParser::new(feeds::all().map(Feed::as_str)).try_map(|name| feeds::parse(&name))
}

/// A day, begun in UTC, or a moment.
pub(super) fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let day = || Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc());
    let moment = || Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc());
    day().or_else(moment).ok_or_else(|| format!("`{text}` is no moment; write 2026-11-01 or 2026-11-01T08:00:00Z"))
}
