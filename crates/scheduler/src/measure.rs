//! What is counted of units and polls: `docs/metrics.md` says what each metric means.

use std::time::{Duration, Instant};

use metrics::{counter, gauge, histogram};
use model::{AccountId, Feed, Tally, Unit};
use sink::SinkError;
use sink::refresh::FactBacklog;

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
pub(crate) fn register_feed(account: &AccountId, feed: Feed) {
    for outcome in OUTCOMES {
        add_unit_ends(account, feed, outcome, 0);
    }
    for class in CLASSES {
        add_records(account, feed, class, 0);
    }
    for outcome in ["listed", "failed"] {
        add_polls(account, feed, outcome, 0);
    }
    add_fetched_bytes(account, feed, 0);
    add_pauses(account, feed, 0);
}

/// Counts an attempt at a unit that ended.
pub(crate) fn count_unit_end(unit: &Unit, outcome: &'static str) {
    add_unit_ends(&unit.account, unit.feed, outcome, 1);
}

/// Counts a unit that was stored: what was in it, how large it was, how long it took from claim to commit.
pub(crate) fn count_stored_unit(unit: &Unit, tally: &Tally, bytes: u64, took: Duration) {
    let Unit { account, feed, .. } = unit;
    count_unit_end(unit, "loaded");
    let counts = [tally.new, tally.changed, tally.unchanged, tally.superseded, tally.rejected];
    for (class, count) in CLASSES.into_iter().zip(counts) {
        add_records(account, *feed, class, count.unsigned_abs());
    }
    add_fetched_bytes(account, *feed, bytes);
    histogram!("lp_warehouse_unit_seconds", "feed" => feed.as_str()).record(took.as_secs_f64());
}

/// Runs what ends with COMMIT, and notes how long it took.
pub(crate) async fn time_commit<T>(committing: impl Future<Output = Result<T, SinkError>>) -> Result<T, SinkError> {
    let begun = Instant::now();
    let committed = committing.await;
    histogram!("lp_warehouse_commit_seconds").record(begun.elapsed().as_secs_f64());
    committed
}

/// Counts a poll of a feed that ended, with success or without.
pub(crate) fn count_poll(account: &AccountId, feed: Feed, is_success: bool) {
    add_polls(account, feed, if is_success { "listed" } else { "failed" }, 1);
}

/// Counts a pause of a feed.
pub(crate) fn count_pause(account: &AccountId, feed: Feed) {
    add_pauses(account, feed, 1);
}

/// Counts an outage of the database.
pub(crate) fn count_database_outage() {
    counter!("lp_warehouse_database_outages_total").increment(1);
}

/// Shows how many works should have ended long ago.
pub(crate) fn show_stalled(works: usize) {
    gauge!("lp_warehouse_stalled_works").set(works as f64);
}

/// Shows what loads wrote and the tables of schema `fact` do not have yet.
pub(crate) fn show_fact_backlog(backlog: &FactBacklog) {
    gauge!("lp_warehouse_facts_behind_seconds").set(backlog.behind_s);
    gauge!("lp_warehouse_fact_marks").set(backlog.marks as f64);
}

fn add_unit_ends(account: &AccountId, feed: Feed, outcome: &'static str, count: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string()), ("outcome", outcome.to_owned())];
    counter!("lp_warehouse_unit_attempts_total", &labels).increment(count);
}

fn add_records(account: &AccountId, feed: Feed, class: &'static str, count: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string()), ("class", class.to_owned())];
    counter!("lp_warehouse_records_total", &labels).increment(count);
}

fn add_polls(account: &AccountId, feed: Feed, outcome: &'static str, count: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string()), ("outcome", outcome.to_owned())];
    counter!("lp_warehouse_feed_polls_total", &labels).increment(count);
}

fn add_pauses(account: &AccountId, feed: Feed, count: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string())];
    counter!("lp_warehouse_feed_pauses_total", &labels).increment(count);
}

fn add_fetched_bytes(account: &AccountId, feed: Feed, bytes: u64) {
    let labels = [("account", account.to_string()), ("feed", feed.to_string())];
    counter!("lp_warehouse_fetched_bytes_total", &labels).increment(bytes);
}
