//! Problems, the worst first. Equal errors are one problem. A consequence of another problem is not listed.

mod kind;
#[cfg(test)]
mod tests;
mod unavailable;

use chrono::{DateTime, Utc};
use sink::overview::ErrorGroup;
use sink::status::FeedStatus;

pub(super) use self::kind::Kind;
pub(super) use self::unavailable::describe_unavailable;
use super::backlog::BACKLOG_UNITS_MIN;
use super::words::{count, counted, moment, span};
use crate::shell::Shell;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) kind: Kind,
    /// A sentence without a full stop.
    pub(super) title: String,
    /// The feeds that it concerns.
    pub(super) scopes: Vec<String>,
    /// The error in the words of the ledger.
    pub(super) cause: Option<String>,
    /// What the reader does about it.
    pub(super) advice: &'static str,
    /// When it was met last.
    pub(super) last_at: Option<DateTime<Utc>>,
    /// When the daemon tries again.
    pub(super) next_at: Option<DateTime<Utc>>,
    /// Upstream is left alone until then.
    pub(super) paused_until_at: Option<DateTime<Utc>>,
    /// Lines for a shell.
    pub(super) commands: Vec<String>,
}

impl Problem {
    fn of(kind: Kind, title: String, advice: &'static str) -> Self {
        let (scopes, commands) = (Vec::new(), Vec::new());
        Self { kind, title, scopes, cause: None, advice, last_at: None, next_at: None, paused_until_at: None, commands }
    }

    /// Adds what is known of one feed.
    fn add(&mut self, met: Met) {
        if !self.scopes.contains(&met.scope) {
            self.scopes.push(met.scope);
        }
        if self.last_at <= met.last_at {
            self.cause = met.error.or(self.cause.take());
            self.last_at = met.last_at;
        }
        self.next_at = [self.next_at, met.next_at].into_iter().flatten().min();
        self.paused_until_at = self.paused_until_at.max(met.paused_until_at);
    }
}

/// An error, where and when it was met.
struct Met {
    scope: String,
    error: Option<String>,
    last_at: Option<DateTime<Utc>>,
    next_at: Option<DateTime<Utc>>,
    paused_until_at: Option<DateTime<Utc>>,
}

impl Met {
    fn by_feed(feed: &FeedStatus, now: DateTime<Utc>) -> Self {
        Self {
            scope: name(feed),
            error: feed.last_error.clone(),
            last_at: feed.last_error_at,
            next_at: next_try(feed),
            paused_until_at: paused_until(feed, now),
        }
    }

    fn by_units(group: &ErrorGroup) -> Self {
        Self {
            scope: format!("{} {}", group.account_id, group.feed),
            error: group.error.clone(),
            last_at: group.last_error_at,
            next_at: group.next_attempt_at,
            paused_until_at: None,
        }
    }
}

/// What the page knows.
pub(super) struct Seen<'s> {
    pub(super) feeds: &'s [FeedStatus],
    pub(super) errors: &'s [ErrorGroup],
    /// What is wrong with the process itself.
    pub(super) process: Option<&'s str>,
    /// What keeps everything from being loaded: database or disk.
    pub(super) hindrance: Option<&'s str>,
    /// The database gives nothing now.
    pub(super) is_away: bool,
    pub(super) now: DateTime<Utc>,
    pub(super) shell: &'s Shell,
}

/// Finds what is wrong, the worst first.
pub(super) fn find_problems(seen: &Seen<'_>) -> Vec<Problem> {
    let mut problems = find_stops(seen);
    problems.extend(find_refusals(seen));
    problems.extend(find_near_losses(seen));
    problems.extend(find_ended_units(seen, Kind::Lost, "gone"));
    problems.extend(find_ended_units(seen, Kind::Dead, "dead"));
    problems.extend(unavailable::find_withdrawn(seen));
    problems.extend(find_outages(seen));
    problems.extend(find_late_feeds(seen));
    problems.extend(find_quarantine(seen));
    problems
}

/// Returns the account and the feed as one name.
pub(super) fn name(feed: &FeedStatus) -> String {
    format!("{} {}", feed.account_id, feed.feed)
}

/// Returns the end of the feed's pause, if it is paused.
pub(super) fn paused_until(feed: &FeedStatus, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    feed.paused_until_at.filter(|until| *until > now)
}

/// Returns when upstream is asked next for the feed.
pub(super) fn next_try(feed: &FeedStatus) -> Option<DateTime<Utc>> {
    feed.next_poll_at.max(feed.paused_until_at)
}

/// Returns whether the feed is being read for the first time, and nothing has gone wrong yet.
pub(super) fn is_first_load(feed: &FeedStatus) -> bool {
    let units = &feed.units;
    let is_new = feed.complete_through.is_none() || feed.last_success_at.is_none();
    is_new && !feed.is_unavailable && feed.last_error.is_none() && units.failed + units.dead + units.gone == 0
}

/// Returns whether the feed is behind and catches up: units wait, and they are being loaded.
pub(super) fn is_catching_up(feed: &FeedStatus, now: DateTime<Utc>) -> bool {
    let is_moving = feed.progress.loaded_lately > 0 && paused_until(feed, now).is_none();
    is_moving && feed.progress.due >= BACKLOG_UNITS_MIN && feed.is_late(now)
}

fn find_stops(seen: &Seen<'_>) -> Vec<Problem> {
    let mut stops = Vec::new();
    if let Some(trouble) = seen.process {
        let advice = "Restart the daemon, and report this: it does not go on by itself.";
        let mut stop = Problem::of(Kind::Stopped, "The daemon is stuck".to_owned(), advice);
        stop.cause = Some(trouble.to_owned());
        stop.commands.extend(seen.shell.restart());
        stops.push(stop);
    }
    if let Some(hindrance) = seen.hindrance {
        let advice = "Mend the cause. The daemon tries again at least every 30 s, and goes on by itself.";
        let title = match seen.is_away {
            true => "Nothing is loaded: the database does not answer",
            false => "Nothing is loaded",
        };
        let mut stop = Problem::of(Kind::Stopped, title.to_owned(), advice);
        stop.cause = Some(hindrance.to_owned());
        stop.commands.push(seen.shell.call("check"));
        stop.commands.extend(seen.shell.show_log());
        stops.push(stop);
    }
    stops
}

/// Groups refusals by account, because credentials belong to an account, and by error.
fn find_refusals(seen: &Seen<'_>) -> Vec<Problem> {
    let of_feeds = seen.feeds.iter().filter(|feed| feed.is_refused);
    let of_units = seen.errors.iter().filter(|group| group.is_refused);
    let met = of_feeds
        .map(|feed| (&feed.account_id, Met::by_feed(feed, seen.now)))
        .chain(of_units.map(|group| (&group.account_id, Met::by_units(group))));
    let grouped = group(met.map(|(account, met)| ((account.clone(), shape(met.error.as_deref())), met)));
    grouped
        .into_iter()
        .map(|((account, _), met)| {
            let advice = "Nothing of this is loaded until a person changes it; LivePerson deletes meanwhile.";
            let mut refusal = Problem::of(Kind::Refused, format!("LivePerson refuses account {account}"), advice);
            met.into_iter().for_each(|met| refusal.add(met));
            refusal.commands.push(seen.shell.call("check"));
            refusal
        })
        .collect()
}

fn find_near_losses(seen: &Seen<'_>) -> Option<Problem> {
    let near = seen.feeds.iter().filter(|feed| feed.is_loss_near(seen.now));
    let near: Vec<_> = near.filter_map(|feed| Some((feed, feed.next_deletion_at?))).collect();
    let units: i64 = near.iter().map(|(feed, _)| feed.units.open()).sum();
    let title = match units {
        1 => "1 unit is about to be lost".to_owned(),
        _ => format!("{} are about to be lost", counted(units, "unit")),
    };
    let advice = "Mend what keeps them from being loaded. If nothing does, raise `work.backfill_in_flight_max`.";
    let mut problem = Problem::of(Kind::LossNear, title, advice);
    for (feed, deletion_at) in &near {
        let at = moment(*deletion_at, seen.now).text;
        let when = match *deletion_at > seen.now {
            true => format!("LivePerson deletes the oldest at {at}, in {}", span(*deletion_at - seen.now)),
            false => format!("LivePerson deletes them since {at}"),
        };
        problem.scopes.push(format!("{}: {when}", name(feed)));
    }
    problem.commands.push(seen.shell.call("units list --oldest --state pending"));
    (!near.is_empty()).then_some(problem)
}

/// Groups units that are not tried again and that nobody has acknowledged, by error.
fn find_ended_units(seen: &Seen<'_>, kind: Kind, state: &str) -> Vec<Problem> {
    let ended = seen.errors.iter().filter(|group| group.state == state);
    let grouped = group(ended.map(|units| (shape(units.error.as_deref()), units)));
    grouped.into_iter().map(|(_, groups)| describe_ended(seen.shell, kind, state, &groups)).collect()
}

fn describe_ended(shell: &Shell, kind: Kind, state: &str, groups: &[&ErrorGroup]) -> Problem {
    let (ended, advice) = match kind {
        Kind::Lost => {
            ("lost", "LivePerson no longer has them. Acknowledge them when you know: their data stays missing.")
        }
        _ => ("dead", "Retry them when the cause is mended, or acknowledge them: their data stays missing."),
    };
    let units: i64 = groups.iter().map(|group| group.units).sum();
    let title = format!("{} {} {ended}", counted(units, "unit"), if units == 1 { "is" } else { "are" });
    let mut problem = Problem::of(kind, title, advice);
    groups.iter().for_each(|group| problem.add(Met::by_units(group)));
    let chosen = match groups {
        [only] if only.units == 1 => format!("--id {}", only.unit_id),
        [only] => format!("--account {} --feed {}", only.account_id, only.feed),
        _ => String::new(),
    };
    problem.commands.push(shell.call(&format!("units list --state {state}")));
    match (kind, chosen.as_str()) {
        (Kind::Lost, "") => {}
        (Kind::Lost, chosen) => problem.commands.push(shell.call(&format!("units ack {chosen}"))),
        (_, chosen) if chosen.starts_with("--id") => {
            problem.commands.push(shell.call(&format!("units retry {chosen}")))
        }
        (_, chosen) => {
            problem.commands.push(shell.call(format!("units retry --state {state} {chosen}").trim_end()));
        }
    }
    problem
}

/// Groups feeds that wait for LivePerson, by error. While nothing is loaded at all, no feed has an outage of its own.
fn find_outages(seen: &Seen<'_>) -> Vec<Problem> {
    let feeds = seen.feeds.iter().filter(|_| seen.hindrance.is_none());
    let met = feeds.filter(|feed| !feed.is_refused).filter_map(|feed| match &feed.last_error {
        Some(_) => Some(Met::by_feed(feed, seen.now)),
        None => feed.last_postponement.as_ref().map(|reason| Met {
            error: Some(reason.clone()),
            last_at: feed.last_postponed_at,
            ..Met::by_feed(feed, seen.now)
        }),
    });
    group(met.map(|met| (shape(met.error.as_deref()), met)))
        .into_iter()
        .map(|(_, met)| {
            let advice = "The daemon tries again by itself, with growing pauses.";
            let mut outage = Problem::of(Kind::Waiting, String::new(), advice);
            met.into_iter().for_each(|met| outage.add(met));
            outage.title = match outage.scopes.as_slice() {
                [only] => format!("{only} cannot be read"),
                several => format!("{} feeds cannot be read", several.len()),
            };
            outage.commands.extend(seen.shell.show_log());
            outage
        })
        .collect()
}

/// Finds late feeds. A feed that cannot be read, is read for the first time, catches up or has dead units is late for that
/// reason, which the page says elsewhere.
fn find_late_feeds(seen: &Seen<'_>) -> Option<Problem> {
    let is_refused = |feed: &FeedStatus| {
        let of_feed = |group: &&ErrorGroup| group.account_id == feed.account_id && group.feed == feed.feed;
        feed.is_refused || seen.errors.iter().filter(of_feed).any(|group| group.is_refused)
    };
    // Nothing is complete beyond a unit that is dead or lost.
    let is_held = |feed: &FeedStatus| feed.units.unacknowledged > 0 || is_refused(feed);
    let is_explained = |feed: &FeedStatus| {
        seen.hindrance.is_some() || feed.last_error.is_some() || feed.last_postponement.is_some() || is_held(feed)
    };
    let is_working = |feed: &FeedStatus| is_first_load(feed) || is_catching_up(feed, seen.now);
    let late = seen.feeds.iter().filter(|feed| feed.is_late(seen.now) && !is_working(feed) && !is_explained(feed));
    let late: Vec<&FeedStatus> = late.collect();
    let advice =
        "The daemon goes on by itself. Units that fail, a long backlog or a silent LivePerson make a feed late.";
    let mut problem = Problem::of(Kind::Late, String::new(), advice);
    for feed in &late {
        let failing = seen
            .errors
            .iter()
            .find(|group| group.state == "failed" && group.account_id == feed.account_id && group.feed == feed.feed);
        let behind = match feed.complete_through {
            Some(through) => format!("{} behind", span(seen.now - through)),
            None => "nothing is complete yet".to_owned(),
        };
        problem.add(Met {
            scope: format!("{}: {behind}", name(feed)),
            error: failing.and_then(|group| group.error.clone()),
            last_at: failing.map_or(feed.last_success_at, |group| group.last_error_at),
            next_at: failing.and_then(|group| group.next_attempt_at).or(next_try(feed)),
            paused_until_at: None,
        });
    }
    problem.title = match late.as_slice() {
        [only] => format!("{} is late", name(only)),
        several => format!("{} feeds are late", several.len()),
    };
    if late.iter().any(|feed| feed.units.failed > 0) {
        problem.commands.push(seen.shell.call("units list --state failed"));
    }
    problem.commands.extend(seen.shell.show_log());
    (!late.is_empty()).then_some(problem)
}

fn find_quarantine(seen: &Seen<'_>) -> Option<Problem> {
    let feeds: Vec<&FeedStatus> = seen.feeds.iter().filter(|feed| feed.rejects_open > 0).collect();
    let records: i64 = feeds.iter().map(|feed| feed.rejects_open).sum();
    let title = match records {
        1 => "1 record is in the quarantine".to_owned(),
        _ => format!("{} are in the quarantine", counted(records, "record")),
    };
    let advice = "They are kept whole, and are missing in the tables until they are restored or discarded.";
    let mut problem = Problem::of(Kind::Quarantine, title, advice);
    problem.scopes = feeds.iter().map(|feed| format!("{}: {}", name(feed), count(feed.rejects_open))).collect();
    problem.commands.push(seen.shell.call("rejects list"));
    (!feeds.is_empty()).then_some(problem)
}

/// Returns what is equal in equal errors: the text without the words that have a digit or a slash in them, which are
/// addresses, names of files, sizes and times.
fn shape(error: Option<&str>) -> String {
    let is_particular = |word: &str| word.contains(|c: char| c.is_ascii_digit() || c == '/');
    let words = error.unwrap_or_default().split_whitespace();
    words.map(|word| if is_particular(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

/// Puts together what has the same key, in the order in which the keys first come.
fn group<K: PartialEq, V>(pairs: impl Iterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    for (key, value) in pairs {
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}
