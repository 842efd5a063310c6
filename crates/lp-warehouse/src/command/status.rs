//! `lp-warehouse status`: what is loaded, late, failing, lost.

use std::io::Write;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sink::status::FeedStatus;

use crate::assembly;
use crate::config::Config;
use crate::warehouse::Warehouse;

/// The JSON of `status --json` and of `/api/status`.
#[derive(Debug, Serialize)]
pub(crate) struct Status {
    /// One entry per account and feed that is configured.
    pub(crate) feeds: Vec<FeedStatus>,
}

/// Prints it.
pub(crate) async fn run(config: &Config, json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    let mut status = Status { feeds: Vec::new() };
    if let Some(warehouse) = Warehouse::visit_loaded(config).await? {
        let feeds = warehouse.sink.feed_status(&assembly::feeds(config)).await;
        warehouse.close().await?;
        status.feeds = feeds?;
    }
    if json {
        serde_json::to_writer_pretty(&mut *out, &status)?;
        writeln!(out)?;
    } else {
        write_table(&status, out)?;
    }
    Ok(())
}

/// A table, and below it what needs a person.
pub(crate) fn write_table(status: &Status, out: &mut impl Write) -> anyhow::Result<()> {
    if status.feeds.is_empty() {
        writeln!(out, "Nothing yet: no feed has been listed. Is `lp-warehouse run` running?")?;
        return Ok(());
    }
    writeln!(
        out,
        "{:<12} {:<18} {:<17} {:<17} {:>7} {:>7} {:>6} {:>5} {:>5} {:>9} {:>8}",
        "account",
        "feed",
        "complete through",
        "last success",
        "pending",
        "loaded",
        "failed",
        "dead",
        "gone",
        "records",
        "rejects"
    )?;
    for feed in &status.feeds {
        writeln!(
            out,
            "{:<12} {:<18} {:<17} {:<17} {:>7} {:>7} {:>6} {:>5} {:>5} {:>9} {:>8}",
            feed.account_id,
            feed.feed,
            minute(feed.complete_through),
            minute(feed.last_success_at),
            feed.units.pending + feed.units.leased,
            feed.units.loaded,
            feed.units.failed,
            feed.units.dead,
            feed.units.gone,
            feed.records.read,
            feed.rejects_open
        )?;
    }
    status.feeds.iter().try_for_each(|feed| write_notes(feed, out))
}

/// What needs a person, or will.
fn write_notes(feed: &FeedStatus, out: &mut impl Write) -> anyhow::Result<()> {
    let name = format!("{} {}", feed.account_id, feed.feed);
    if let Some(error) = &feed.last_error {
        writeln!(out, "\n{name}: {error}")?;
        if let Some(until) = feed.paused_until_at {
            writeln!(out, "  paused until {}", minute(Some(until)))?;
        }
    }
    if feed.units.unacknowledged > 0 {
        writeln!(
            out,
            "\n{name}: {} units are dead or gone; look: `lp-warehouse units list --state dead` (or gone), then `units retry` or `units ack`",
            feed.units.unacknowledged
        )?;
    }
    if let Some(deletion_at) = feed.next_deletion_at {
        writeln!(
            out,
            "\n{name}: {} units are not loaded yet; LivePerson deletes the oldest at {}",
            feed.units.open(),
            minute(Some(deletion_at))
        )?;
    }
    if feed.backfill_open > 0 {
        writeln!(out, "\n{name}: {} windows of the past are still to be read", feed.backfill_open)?;
    }
    if feed.rejects_open > 0 {
        writeln!(
            out,
            "\n{name}: {} records are in the quarantine; look: `lp-warehouse rejects list`",
            feed.rejects_open
        )?;
    }
    Ok(())
}

fn minute(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "-".to_owned(), super::minute)
}
