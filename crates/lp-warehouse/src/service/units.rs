//! Units, searched and page by page; and one unit with its attempts.

use askama::Template;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use model::{AccountId, Feed, UnitId, UnitState};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use sink::overview::Attempt;
use sink::units::{End, UnitFilter, UnitRow};
use sink::{Sink, SinkError};
use url::form_urlencoded::Serializer;

use super::frame::Frame;
use super::level::Level;
use super::words::{Moment, bytes, count, duration, moment};
use crate::shell::Shell;

/// Units of one page.
const UNITS_MAX: u32 = 50;
/// The last page: a reader who looks for older units searches.
const PAGE_MAX: u32 = 1000;
/// Attempts that are shown of a unit.
const ATTEMPTS_MAX: u32 = 30;

/// Which units. A field that is absent or empty means any.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default, deserialize_with = "some_text")]
    q: Option<String>,
    #[serde(default, deserialize_with = "some_text")]
    account: Option<String>,
    #[serde(default, deserialize_with = "known_feed")]
    feed: Option<Feed>,
    #[serde(default, deserialize_with = "known_state")]
    state: Option<UnitState>,
    #[serde(default, deserialize_with = "hour_of_our_era")]
    hour: Option<DateTime<Utc>>,
    page: Option<u32>,
}

/// Which unit.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct AskedUnit {
    pub(super) id: i64,
}

fn some_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?.trim().to_owned();
    // Postgres stores no text with this character.
    Ok(Some(text.replace('\0', "\u{fffd}")).filter(|text| !text.is_empty()))
}

fn known_feed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Feed>, D::Error> {
    some_text(deserializer)?.map(|feed| feeds::parse(&feed).map_err(D::Error::custom)).transpose()
}

fn known_state<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UnitState>, D::Error> {
    some_text(deserializer)?.map(|state| state.parse().map_err(D::Error::custom)).transpose()
}

/// Refuses years that have no next hour, or that the database does not know.
fn hour_of_our_era<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let hour = DateTime::<Utc>::deserialize(deserializer)?;
    if (1..=9999).contains(&hour.year()) {
        Ok(Some(hour))
    } else {
        Err(D::Error::custom("an hour is of the years 1 to 9999; write for example `2026-11-26T14:00:00Z`"))
    }
}

impl Asked {
    fn filter(&self) -> UnitFilter {
        UnitFilter {
            account: self.account.clone(),
            feed: self.feed,
            states: self.state.into_iter().collect(),
            from: self.hour,
            to: self.hour.map(|hour| hour + TimeDelta::hours(1)),
            containing: self.q.clone(),
            ..UnitFilter::default()
        }
    }

    /// Returns the number of the page; the first is 0.
    fn page(&self) -> u32 {
        self.page.unwrap_or(1).clamp(1, PAGE_MAX) - 1
    }

    /// Returns the address of another page of the same units.
    fn href(&self, page: u32) -> String {
        let mut query = Serializer::new(String::new());
        let mut add = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        };
        add("q", self.q.as_deref());
        add("account", self.account.as_deref());
        add("feed", self.feed.map(Feed::as_str));
        add("state", self.state.map(UnitState::as_str));
        add("hour", self.hour.map(iso).as_deref());
        add("page", Some((page + 1).to_string().as_str()));
        format!("units?{}", query.finish())
    }

    fn title(&self, now: DateTime<Utc>) -> String {
        let hour = self.hour.map(|hour| moment(hour, now).text);
        let named = [self.account.clone(), self.feed.map(|feed| feed.to_string()), hour];
        let named: Vec<String> = named.into_iter().flatten().collect();
        if named.is_empty() { "Units".to_owned() } else { format!("Units of {}", named.join(", ")) }
    }
}

fn iso(hour: DateTime<Utc>) -> String {
    hour.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// One page of units.
pub(super) struct Found {
    units: Vec<UnitRow>,
    all: u64,
}

/// Asks the ledger for a page of units.
pub(super) async fn find(sink: &Sink, asked: &Asked) -> Result<Found, SinkError> {
    let filter = asked.filter();
    let units = sink.units_after(End::Newest, &filter, asked.page() * UNITS_MAX, UNITS_MAX).await?;
    Ok(Found { units, all: sink.count_units(&filter).await? })
}

/// Asks the ledger for one unit and its last attempts.
pub(super) async fn read(sink: &Sink, asked: AskedUnit) -> Result<Option<(UnitRow, Vec<Attempt>)>, SinkError> {
    let id = UnitId(asked.id);
    let units = sink.units(&UnitFilter { ids: vec![id], ..UnitFilter::default() }, 1).await?;
    let Some(unit) = units.into_iter().next() else { return Ok(None) };
    Ok(Some((unit, sink.attempts(&[id], ATTEMPTS_MAX).await?)))
}

#[derive(Template)]
#[template(path = "units.html")]
struct ListPage {
    frame: Frame,
    title: String,
    q: String,
    hour: Option<String>,
    accounts: Vec<Choice>,
    feeds: Vec<Choice>,
    states: Vec<Choice>,
    units: Vec<Shown>,
    range: String,
    newer: Option<String>,
    older: Option<String>,
}

struct Choice {
    text: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "unit.html")]
struct UnitPage {
    frame: Frame,
    unit: Shown,
    back: String,
    commands: Vec<String>,
    next_at: Option<Moment>,
    attempts: Vec<ShownAttempt>,
    is_cut: bool,
}

struct Shown {
    id: i64,
    name: String,
    /// Account and feed.
    owner: String,
    state: String,
    level: Level,
    from: Moment,
    to: Moment,
    records: String,
    error: Option<String>,
}

struct ShownAttempt {
    begun: Moment,
    outcome: String,
    level: Level,
    took: String,
    bytes: String,
    read: String,
    new: String,
    changed: String,
    rejected: String,
    owner: String,
    error: Option<String>,
}

/// Returns the list as HTML. `watched` are the accounts and feeds that can be chosen.
pub(super) fn render_list(
    asked: &Asked,
    found: &Found,
    watched: &[(AccountId, Feed)],
    now: DateTime<Utc>,
) -> Result<String, askama::Error> {
    let (page, shown) = (asked.page(), u64::try_from(found.units.len()).unwrap_or(0));
    let first = u64::from(page * UNITS_MAX) + 1;
    let number = |number: u64| count(i64::try_from(number).unwrap_or(i64::MAX));
    let (account, feed) = (asked.account.as_deref(), asked.feed.map(Feed::as_str));
    let page = ListPage {
        frame: Frame::of(Level::Good, now),
        title: asked.title(now),
        q: asked.q.clone().unwrap_or_default(),
        hour: asked.hour.map(iso),
        accounts: offer(watched.iter().map(|(account, _)| account.as_str()), account),
        feeds: offer(watched.iter().map(|(_, feed)| feed.as_str()), feed),
        states: offer(UnitState::ALL.iter().map(|state| state.as_str()), asked.state.map(UnitState::as_str)),
        units: found.units.iter().map(|unit| show(unit, now)).collect(),
        range: format!("{} to {} of {}", number(first), number(first + shown.saturating_sub(1)), number(found.all)),
        newer: (page > 0).then(|| asked.href(page - 1)),
        older: (first + shown <= found.all && page + 1 < PAGE_MAX).then(|| asked.href(page + 1)),
    };
    page.render()
}

/// Offers each text once, in the order in which they first come.
fn offer<'t>(texts: impl Iterator<Item = &'t str>, chosen: Option<&str>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for text in texts {
        if !choices.iter().any(|choice| choice.text == text) {
            choices.push(Choice { text: text.to_owned(), is_chosen: chosen == Some(text) });
        }
    }
    choices
}

/// Returns one unit as HTML.
pub(super) fn render_unit(
    unit: &UnitRow,
    attempts: &[Attempt],
    shell: &Shell,
    now: DateTime<Utc>,
) -> Result<String, askama::Error> {
    let id = unit.unit_id;
    let shown = show(unit, now);
    let commands = match unit.state.as_str() {
        "dead" | "gone" if !unit.is_acknowledged => {
            vec![format!("units retry --id {id}"), format!("units ack --id {id}")]
        }
        "dead" | "gone" | "failed" => vec![format!("units retry --id {id}")],
        _ => Vec::new(),
    };
    let page = UnitPage {
        frame: Frame::of(shown.level, now),
        back: format!("units?account={}&feed={}", unit.account_id, unit.feed),
        commands: commands.iter().map(|arguments| shell.call(arguments)).collect(),
        next_at: matches!(unit.state.as_str(), "pending" | "failed").then(|| moment(unit.next_attempt_at, now)),
        attempts: attempts.iter().map(|attempt| show_attempt(attempt, now)).collect(),
        is_cut: attempts.len() == ATTEMPTS_MAX as usize,
        unit: shown,
    };
    page.render()
}

fn show(unit: &UnitRow, now: DateTime<Utc>) -> Shown {
    let level = match unit.state.as_str() {
        "dead" | "gone" if unit.is_acknowledged => Level::Warn,
        "dead" | "gone" => Level::Bad,
        "failed" => Level::Warn,
        "loaded" => Level::Good,
        _ => Level::Busy,
    };
    let known = if unit.is_acknowledged { ", acknowledged" } else { "" };
    Shown {
        id: unit.unit_id,
        name: unit.name.clone(),
        owner: format!("{} {}", unit.account_id, unit.feed),
        state: format!("{}{known}", unit.state),
        level,
        from: moment(unit.scope_start_at, now),
        to: moment(unit.scope_end_at, now),
        records: number(unit.records_read),
        error: unit.last_error.clone().filter(|_| unit.state != "loaded"),
    }
}

fn show_attempt(attempt: &Attempt, now: DateTime<Utc>) -> ShownAttempt {
    let outcome = attempt.outcome.as_deref().unwrap_or("running");
    let level = match outcome {
        "loaded" | "counted" => Level::Good,
        "running" => Level::Busy,
        "dead" | "gone" => Level::Bad,
        _ => Level::Warn,
    };
    ShownAttempt {
        begun: moment(attempt.started_at, now),
        outcome: outcome.to_owned(),
        level,
        took: duration(attempt.finished_at.unwrap_or(now) - attempt.started_at),
        bytes: attempt.file_bytes.map_or_else(|| "–".to_owned(), bytes),
        read: number(attempt.records_read),
        new: number(attempt.records_new),
        changed: number(attempt.records_changed),
        rejected: number(attempt.records_rejected),
        owner: attempt.owner.clone(),
        error: attempt.error.clone(),
    }
}

fn number(number: Option<i64>) -> String {
    number.map_or_else(|| "–".to_owned(), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_page_asks_for_the_same_units() {
        let check = |query: &str, page: u32, expected: Option<&str>| {
            let asked = axum::extract::Query::<Asked>::try_from_uri(&format!("/units?{query}").parse().unwrap());
            assert_eq!(asked.ok().map(|asked| asked.href(page)).as_deref(), expected, "{query}");
        };
        check("", 0, Some("units?page=1"));
        check("q=&account=&feed=&state=&page=7", 7, Some("units?page=8"));
        check("q=a%26b+c&state=dead", 1, Some("units?q=a%26b+c&state=dead&page=2"));
        check("account=1&hour=2026-11-26T14:00:00Z", 0, Some("units?account=1&hour=2026-11-26T14%3A00%3A00Z&page=1"));
        check("state=lost", 0, None);
        check("feed=nothing", 0, None);
        check("hour=yesterday", 0, None);
        check("page=-1", 0, None);
    }

    #[test]
    fn a_page_lies_within_bounds() {
        let check = |page: Option<u32>, expected: u32| {
            assert_eq!(Asked { page, ..Asked::default() }.page(), expected, "{page:?}");
        };
        check(None, 0);
        check(Some(0), 0);
        check(Some(2), 1);
        check(Some(u32::MAX), PAGE_MAX - 1);
    }
}
