//! What is logged of files and their listings. `docs/logs.md` says what each event means.

use std::time::Duration;

use chrono::{DateTime, Utc};
use client::ClientError;
use model::{AccountId, Feed, Tally, Unit, chain};
use sink::Strays;
use tracing::{error, info, warn};

use crate::files::list::ListedCounts;
use crate::files::plan::ListingSpans;
use crate::log::log_rejects;
use crate::measure;

pub(crate) fn log_listed(
    account: &AccountId,
    feed: Feed,
    listing: &ListingSpans,
    counts: ListedCounts,
    next_poll_at: DateTime<Utc>,
) {
    info!(
        event = "feed_listed", %account, %feed, requests = listing.spans.len(), listed = counts.listed,
        unseen = counts.unseen, is_all = listing.is_all, next_poll_at = %next_poll_at.format("%FT%TZ"), "feed listed"
    );
}

pub(crate) fn log_taken_over(account: &AccountId, feed: Feed) {
    info!(event = "listing_taken_over", %account, %feed, "another daemon lists this feed now");
}

pub(crate) fn log_loaded(unit: &Unit, tally: &Tally, file_bytes: u64, passed_bytes: u64, took: Duration) {
    measure::count_stored_unit(unit, tally, file_bytes, took);
    info!(
        event = "unit_loaded", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        documents = tally.documents, read = tally.read, new = tally.new, changed = tally.changed,
        unchanged = tally.unchanged, superseded = tally.superseded, rejected = tally.rejected,
        replaced_characters = tally.replaced_characters, file_bytes, passed_bytes, took_ms = took.as_millis() as u64, "unit loaded"
    );
    log_rejects(unit, tally);
}

pub(crate) fn log_repeated(unit: &Unit, error: &ClientError) {
    warn!(
        event = "download_repeated", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        error = chain(error), "a download broke off; beginning it again"
    );
}

pub(crate) fn log_salvaged(unit: &Unit, because: &str) {
    error!(
        event = "unit_salvaged", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        error = because, "a part of the file is no JSON; the rest is stored"
    );
}

/// Warns of records that belong to another feed.
pub(crate) fn log_strays(unit: &Unit, strays: &Strays) {
    for (record_kind, records) in strays.records() {
        warn!(
            event = "records_of_another_feed", account = %unit.account, feed = %unit.feed, unit = unit.id.0,
            name = %unit.name, record_kind, records, "the file holds records of another feed; they are stored in its tables"
        );
    }
}

pub(crate) fn log_missing(unit: &Unit, error: &str, since: DateTime<Utc>) {
    warn!(
        event = "unit_missing", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name, error,
        since = %since.format("%FT%TZ"), "upstream answers 404 for a file it listed"
    );
}
