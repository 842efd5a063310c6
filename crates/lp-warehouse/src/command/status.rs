//! `lp-warehouse status`: what is loaded, late, failing, lost.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sink::status::FeedStatus;
use tokio::signal::unix::{SignalKind, signal};

use super::counted;
use super::table::{self, Column};
use crate::assembly;
use crate::cli::StatusArgs;
use crate::clock::machine_clock;
use crate::config::Config;
use crate::warehouse::Warehouse;

/// What is shown of a feed.
const COLUMNS: [Column; 11] = [
    Column::Word("account"),
    Column::Word("feed"),
    Column::Text("complete through (UTC)"),
    Column::Text("last success (UTC)"),
    Column::Number("pending"),
    Column::Number("loaded"),
    Column::Number("failed"),
    Column::Number("dead"),
    Column::Number("gone"),
    Column::Number("records"),
    Column::Number("rejects"),
];

/// The JSON of `status --json`.
#[derive(Debug, Serialize)]
pub(crate) struct Status {
    /// One entry per account and feed that is configured.
    pub(crate) feeds: Vec<FeedStatus>,
}

/// Prints it, once or again and again.
pub(crate) async fn run(config: &Config, args: &StatusArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let Some(warehouse) = Warehouse::visit_loaded(config).await? else {
        return write(&Status { feeds: Vec::new() }, args.json, out);
    };
    let shown = match args.watch {
        true => watch(config, &warehouse, args.every, out).await,
        false => show(config, &warehouse, args.json, out).await,
    };
    warehouse.close().await?;
    shown
}

async fn show(config: &Config, warehouse: &Warehouse, json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    let feeds = warehouse.sink.feed_status(&assembly::feeds(config)).await?;
    write(&Status { feeds }, json, out)
}

/// Shows it until a signal comes. Nothing is in flight here, so that the first one ends it, and silently. A database that
/// is away for a moment is waited for.
async fn watch(config: &Config, warehouse: &Warehouse, every: Duration, out: &mut impl Write) -> anyhow::Result<()> {
    const CLEAR: &str = "\x1b[2J\x1b[H";
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let before = if io::stdout().is_terminal() { CLEAR } else { "\n" };
    let watching = async {
        loop {
            let mut screen = before.as_bytes().to_vec();
            let now = super::minute(machine_clock().now());
            writeln!(screen, "{now} UTC, every {}\n", humantime::format_duration(every))?;
            if let Err(error) = show(config, warehouse, false, &mut screen).await {
                writeln!(screen, "{error}; trying again")?;
            }
            out.write_all(&screen)?;
            out.flush()?;
            tokio::time::sleep(every).await;
        }
    };
    tokio::select! {
        ended = watching => ended,
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

fn write(status: &Status, json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    if json {
        serde_json::to_writer_pretty(&mut *out, status)?;
        writeln!(out)?;
        return Ok(());
    }
    write_table(status, out)
}

/// A table, and below it what needs a person.
fn write_table(status: &Status, out: &mut impl Write) -> anyhow::Result<()> {
    if status.feeds.is_empty() {
        writeln!(out, "Nothing yet: no feed has been listed. Is `lp-warehouse run` running?")?;
        return Ok(());
    }
    table::write_table(&COLUMNS, status.feeds.iter().map(row), out)?;
    status.feeds.iter().try_for_each(|feed| write_notes(feed, out))
}

fn row(feed: &FeedStatus) -> [String; 11] {
    let units = &feed.units;
    [
        feed.account_id.clone(),
        feed.feed.clone(),
        minute(feed.complete_through),
        minute(feed.last_success_at),
        (units.pending + units.leased).to_string(),
        units.loaded.to_string(),
        units.failed.to_string(),
        units.dead.to_string(),
        units.gone.to_string(),
        feed.records.read.to_string(),
        feed.rejects_open.to_string(),
    ]
}

/// What needs a person, or will.
fn write_notes(feed: &FeedStatus, out: &mut impl Write) -> anyhow::Result<()> {
    let name = format!("{} {}", feed.account_id, feed.feed);
    if let Some(error) = &feed.last_error {
        writeln!(out, "\n{name}: {error}")?;
        if let Some(until) = feed.paused_until_at {
            writeln!(out, "  paused until {} UTC", super::minute(until))?;
        }
    }
    if let (None, Some(reason)) = (&feed.last_error, &feed.last_postponement) {
        let units = counted(feed.units.postponed, "unit is", "units are");
        writeln!(out, "\n{name}: {units} postponed, last at {} UTC: {reason}", minute(feed.last_postponed_at))?;
    }
    if feed.units.unacknowledged > 0 {
        let units = counted(feed.units.unacknowledged, "unit is", "units are");
        writeln!(
            out,
            "\n{name}: {units} dead or gone; look: `lp-warehouse units list --state dead` (or gone), then `units retry` or `units ack`"
        )?;
    }
    if let Some(deletion_at) = feed.next_deletion_at {
        let (units, from) = (counted(feed.units.open(), "unit is", "units are"), super::minute(deletion_at));
        writeln!(out, "\n{name}: {units} not loaded yet; LivePerson begins to delete at {from} UTC")?;
    }
    if feed.backfill_open > 0 {
        let windows = counted(feed.backfill_open, "window of the past is", "windows of the past are");
        writeln!(out, "\n{name}: {windows} still to be read")?;
    }
    if feed.rejects_open > 0 {
        let records = counted(feed.rejects_open, "record is", "records are");
        writeln!(out, "\n{name}: {records} in the quarantine; look: `lp-warehouse rejects list`")?;
    }
    Ok(())
}

fn minute(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "-".to_owned(), super::minute)
}
