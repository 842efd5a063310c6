//! The table of feeds: each in a word, and the numbers behind the word.

use chrono::{DateTime, TimeDelta, Utc};
use sink::status::FeedStatus;

use super::level::Level;
use super::problems::{describe_unavailable, is_catching_up, is_first_load, next_try, paused_until};
use super::words::{Moment, count, moment, span};

/// One account with its feeds.
pub(super) struct Account {
    pub(super) id: String,
    pub(super) feeds: Vec<Row>,
}

/// One feed.
pub(super) struct Row {
    pub(super) feed: String,
    pub(super) href: String,
    pub(super) level: Level,
    pub(super) word: &'static str,
    /// Methods, lists and searches that LivePerson refuses to the account.
    pub(super) unavailable: String,
    pub(super) complete_through: Option<Moment>,
    /// `6 h 30 min behind`
    pub(super) behind: String,
    pub(super) last_success: Option<Moment>,
    pub(super) next_try: Option<Moment>,
    pub(super) is_paused: bool,
    pub(super) due: Number,
    pub(super) failing: Number,
    pub(super) ended: Number,
    pub(super) rejects: Number,
}

/// A number that matters unless it is 0.
pub(super) struct Number {
    pub(super) text: String,
    pub(super) is_zero: bool,
}

impl Number {
    fn of(number: i64) -> Self {
        Self { text: count(number), is_zero: number == 0 }
    }
}

/// Returns the table, account by account in the order in which the ledger gives them.
pub(super) fn list_accounts(feeds: &[FeedStatus], now: DateTime<Utc>) -> Vec<Account> {
    let by_account = feeds.chunk_by(|one, next| one.account_id == next.account_id);
    by_account
        .map(|feeds| Account {
            id: feeds[0].account_id.clone(),
            feeds: feeds.iter().map(|feed| row(feed, now)).collect(),
        })
        .collect()
}

/// Returns one feed's row.
pub(super) fn row(feed: &FeedStatus, now: DateTime<Utc>) -> Row {
    let (level, word) = judge(feed, now);
    let known = |at: Option<DateTime<Utc>>| at.map(|at| moment(at, now));
    Row {
        feed: feed.feed.clone(),
        href: format!("feed?account={}&feed={}", feed.account_id, feed.feed),
        level,
        word,
        unavailable: describe_unavailable(feed),
        complete_through: known(feed.complete_through),
        behind: feed.complete_through.map_or_else(String::new, |at| span((now - at).max(TimeDelta::zero()))),
        last_success: known(feed.last_success_at),
        next_try: known(next_try(feed)),
        is_paused: paused_until(feed, now).is_some(),
        due: Number::of(feed.progress.due),
        failing: Number::of(feed.units.failed),
        ended: Number::of(feed.units.unacknowledged),
        rejects: Number::of(feed.rejects_open),
    }
}

/// Says how a feed is, by the worst that is known of it.
fn judge(feed: &FeedStatus, now: DateTime<Utc>) -> (Level, &'static str) {
    match () {
        () if feed.is_refused => (Level::Bad, "refused"),
        () if feed.is_unavailable && feed.last_error.is_none() => (Level::Good, "not available"),
        () if feed.is_loss_near(now) => (Level::Bad, "loss near"),
        () if feed.units.unacknowledged > 0 => (Level::Bad, "dead or lost"),
        () if feed.last_error.is_some() => (Level::Warn, "waiting"),
        () if is_first_load(feed) => (Level::Busy, "first load"),
        () if is_catching_up(feed, now) => (Level::Busy, "catching up"),
        () if feed.is_late(now) => (Level::Warn, "late"),
        () if feed.rejects_open > 0 => (Level::Warn, "quarantine"),
        () if feed.backfill_open > 0 => (Level::Busy, "reading the past"),
        () => (Level::Good, "up to date"),
    }
}
