//! What is counted of units and listings: `docs/metrics.md` says what each metric means.

use std::time::{Duration, Instant};

use metrics::{counter, gauge, histogram};
use model::{AccountId, Feed, Tally, Unit};
use sink::SinkError;

/// How an attempt at a unit can end, as a label.
pub(crate) const OUTCOMES: [&str; 11] = [
    "loaded",
    "counted",
    "failed",
    "dead",
    "missing",
    "gone",
    "postponed",
    "held_back",
    "released",
    "lease_lost",
    "panicked",
];

/// Classes of records, as a label.
const CLASSES: [&str; 5] = ["new", "changed", "unchanged", "superseded", "rejected"];

/// Makes the metrics of a feed appear before anything has happened to it: an alert on what is absent is never raised.
pub(crate) fn feed_is_read(account: &AccountId, feed: Feed) {
    for outcome in OUTCOMES {
        unit_ended_of(account, feed, outcome, 0);
    }
    for class in CLASSES {
        records(account, feed, class, 0);
    }
    for outcome in ["listed", "failed"] {
        polled(account, feed, outcome, 0);
    }
    fetched(account, feed, 0);
    paused(account, feed, 0);
}

/// An attempt at a unit ended.
pub(crate) fn unit_ended(unit: &Unit, outcome: &'static str) {
    unit_ended_of(&unit.account, unit.feed, outcome, 1);
}

/// A unit was stored: what was in it, how large it was, how long it took from claim to commit.
pub(crate) fn unit_stored(unit: &Unit, tally: &Tally, bytes: u64, took: Duration) {
    let Unit { account, feed, .. } = unit;
    unit_ended(unit, "loaded");
    let counts = [tally.new, tally.changed, tally.unchanged, tally.superseded, tally.rejected];
    for (class, count) in CLASSES.into_iter().zip(counts) {
        records(account, *feed, class, count.unsigned_abs());
    }
    fetched(account, *feed, bytes);
    histogram!("lp_warehouse_unit_seconds", "feed" => feed.as_str()).record(took.as_secs_f64());
}

/// Runs what ends with COMMIT, and notes how long it took.
pub(crate) async fn commit<T>(committing: impl Future<Output = Result<T, SinkError>>) -> Result<T, SinkError> {
    let begun = Instant::now();
    let committed = committing.await;
    histogram!("lp_warehouse_commit_seconds").record(begun.elapsed().as_secs_f64());
    committed
}

/// A listing ended, with success or without.
pub(crate) fn feed_polled(account: &AccountId, feed: Feed, is_success: bool) {
    polled(account, feed, if is_success { "listed" } else { "failed" }, 1);
}

/// A feed is left alone for a while.
pub(crate) fn feed_paused(account: &AccountId, feed: Feed) {
    paused(account, feed, 1);
}

/// The database went away.
pub(crate) fn database_lost() {
    counter!("lp_warehouse_database_outages_total").increment(1);
}

/// Work that should have ended long ago.
pub(crate) fn stalled(works: usize) {
    gauge!("lp_warehouse_stalled_works").set(works as f64);
}

fn unit_ended_of(account: &AccountId, feed: Feed, outcome: &'static str, count: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string()), ("outcome", outcome.to_owned())];
    counter!("lp_warehouse_unit_attempts_total", &labels).increment(count);
}

fn records(account: &AccountId, feed: Feed, class: &'static str, count: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string()), ("class", class.to_owned())];
    counter!("lp_warehouse_records_total", &labels).increment(count);
}

fn polled(account: &AccountId, feed: Feed, outcome: &'static str, count: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string()), ("outcome", outcome.to_owned())];
    counter!("lp_warehouse_feed_polls_total", &labels).increment(count);
}

fn paused(account: &AccountId, feed: Feed, count: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string())];
    counter!("lp_warehouse_feed_pauses_total", &labels).increment(count);
}

fn fetched(account: &AccountId, feed: Feed, bytes: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string())];
    counter!("lp_warehouse_fetched_bytes_total", &labels).increment(bytes);
}
