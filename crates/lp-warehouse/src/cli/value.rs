//! One argument at a time: from its text to its type.

use chrono::{DateTime, NaiveDate, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use model::{Feed, UnitState};

/// Takes the name of a feed. Help and completions list them all; no help text has to.
pub(super) fn feed() -> impl TypedValueParser<Value = Feed> {
    PossibleValuesParser::new(feeds::all().map(Feed::as_str)).try_map(|name| feeds::parse(&name))
}

/// Takes one of these states. Help and completions list them; no help text has to.
pub(super) fn state(states: &'static [UnitState]) -> impl TypedValueParser<Value = UnitState> {
    PossibleValuesParser::new(states.iter().map(|state| state.as_str())).try_map(|name| name.parse::<UnitState>())
}

/// A day, begun in UTC, or a moment.
pub(super) fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let day = || Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc());
    let moment = || Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc());
    day().or_else(moment).ok_or_else(|| format!("`{text}` is no moment; write 2026-11-01 or 2026-11-01T08:00:00Z"))
}

/// Takes words that people read later: a name, a reason. Blank ones say nothing.
pub(super) fn words(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is blank; write words that a colleague understands".to_owned()),
        words => Ok(words.to_owned()),
    }
}
