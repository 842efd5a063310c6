//! `lp-warehouse reconcile`: does everything add up, and does LivePerson still count what we have?

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use chrono::{DateTime, Utc};
use client::AccountClient;
use model::{FeedKind, Scope};
use scheduler::search::count_span;
use serde::Serialize;
use sink::reconcile::{CountedWindow, FeedBalance, HourBalance, RowBalance};
use sink::rejects::Decision;

use crate::assembly;
use crate::cli::ReconcileArgs;
use crate::clock::machine_clock;
use crate::command::table::{self, Column};
use crate::command::{NOTHING_YET, minute, this_user};
use crate::config::Config;
use crate::seed::machine_seed;
use crate::warehouse::Warehouse;

/// What is shown of a feed.
const COLUMNS: [Column; 11] = [
    Column::Word("account"),
    Column::Word("feed"),
    Column::Number("listed"),
    Column::Number("loaded"),
    Column::Number("pending"),
    Column::Number("dead"),
    Column::Number("gone"),
    Column::Number("records"),
    Column::Number("stored"),
    Column::Number("rejected"),
    Column::Number("rows"),
];

/// What came out, as `--json` prints it.
#[derive(Debug, Serialize)]
struct Reconciliation {
    /// What does not add up, in words; empty is good.
    differences: Vec<String>,
    /// Windows that LivePerson counted again, and how many were left out.
    windows_counted: usize,
    windows_not_counted: i64,
    feeds: Vec<FeedBalance>,
}

/// Compares, prints, and fails when anything differs.
pub(crate) async fn run(config: &Config, args: &ReconcileArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let Some(warehouse) = Warehouse::visit_loaded(config).await? else {
        // A schedule must not be content with a database that is the wrong one.
        bail!("{NOTHING_YET}");
    };
    let found = reconcile(config, &warehouse, args).await;
    warehouse.close().await?;
    let found = found?;
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &found)?;
        writeln!(out)?;
    } else {
        write_report(&found, out)?;
    }
    Ok(if found.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn reconcile(config: &Config, warehouse: &Warehouse, args: &ReconcileArgs) -> anyhow::Result<Reconciliation> {
    let span = (args.from.unwrap_or(DateTime::<Utc>::UNIX_EPOCH), args.to.unwrap_or_else(|| machine_clock().now()));
    let configured = assembly::feeds(config);
    let mut feeds = warehouse.sink.balance(&configured, span).await?;
    if let Some(reason) = &args.deleted {
        let decision = Decision { actor: this_user(), reason: reason.clone() };
        for balance in &mut feeds {
            balance.rows.deleted += warehouse.sink.note_deletion(balance, &decision).await?;
        }
    }
    let mut differences: Vec<String> = feeds.iter().flat_map(differences_of).collect();
    let (windows, windows_not_counted) = warehouse.sink.counted_windows(&configured, span, args.counts_max).await?;
    let clients = assembly::clients(config, &machine_clock(), machine_seed())?;
    for window in &windows {
        let client = config.accounts.iter().zip(&clients).find(|(account, _)| account.id.as_str() == window.account_id);
        if let Some((_, client)) = client {
            differences.extend(recount(client, window).await);
        }
    }
    Ok(Reconciliation { differences, windows_counted: windows.len(), windows_not_counted, feeds })
}

fn differences_of(balance: &FeedBalance) -> Vec<String> {
    let name = format!("{} {}", balance.account_id, balance.feed);
    let mut found = Vec::new();
    for hour in &balance.hours {
        let at = minute(hour.hour_at);
        found.extend(hour.differences().into_iter().map(|difference| format!("{name}, {at}: {difference}")));
    }
    if is_planned(balance) {
        let gap = |gap: &sink::reconcile::Gap| {
            format!("{name}: no window from {} to {}", minute(gap.start_at), minute(gap.end_at))
        };
        found.extend(balance.gaps.iter().map(gap));
    }
    let RowBalance { rows, stored_new, deleted } = balance.rows;
    if balance.rows.missing() != 0 {
        let advice = match balance.rows.missing() {
            1.. => "; if they were deleted on purpose: `lp-warehouse reconcile --deleted REASON`",
            _ => "",
        };
        found.push(format!(
            "{name}: {rows} rows in its parent tables, but {stored_new} were ever stored as new and {deleted} deleted{advice}"
        ));
    }
    found
}

/// Whether a span without a unit is a mistake. Windows are planned by us; nothing says that LivePerson writes a file for an
/// hour without a chat.
fn is_planned(balance: &FeedBalance) -> bool {
    feeds::parse(&balance.feed).is_ok_and(|feed| matches!(feed.kind(), FeedKind::Windows | FeedKind::Updates))
}

/// A final window that LivePerson counts more of now. It deletes the oldest: that it counts less proves nothing.
async fn recount(client: &AccountClient, window: &CountedWindow) -> Option<String> {
    let name = format!("{} {}, window {}", window.account_id, window.feed, window.name);
    let span = Scope { start: window.scope_start_at, end: window.scope_end_at };
    let counted = match feeds::parse(&window.feed) {
        Ok(feed) => count_span(client, feed, span).await,
        Err(error) => Err(error.to_string()),
    };
    match counted {
        Err(error) => Some(format!("{name}: could not be counted again: {error}")),
        Ok(None) => Some(format!("{name}: could not be counted again: a part of LivePerson did not answer")),
        Ok(Some(now)) if i64::try_from(now).is_ok_and(|now| now > window.records_counted) => Some(format!(
            "{name}: LivePerson counts {now} now, {} when it was read; `lp-warehouse units retry --id {}` reads it again",
            window.records_counted, window.unit_id
        )),
        Ok(Some(_)) => None,
    }
}

fn row(balance: &FeedBalance) -> [String; 11] {
    let sum = |of: fn(&HourBalance) -> i64| balance.hours.iter().map(of).sum::<i64>().to_string();
    [
        balance.account_id.clone(),
        balance.feed.clone(),
        sum(|hour| hour.listed),
        sum(|hour| hour.loaded),
        sum(|hour| hour.pending),
        sum(|hour| hour.dead),
        sum(|hour| hour.gone),
        sum(|hour| hour.records_read),
        sum(|hour| hour.records_stored),
        sum(|hour| hour.records_rejected),
        balance.rows.rows.to_string(),
    ]
}

fn write_report(found: &Reconciliation, out: &mut impl Write) -> anyhow::Result<()> {
    table::write_table(&COLUMNS, found.feeds.iter().map(row), out)?;
    for balance in found.feeds.iter().filter(|balance| !is_planned(balance)) {
        for gap in &balance.gaps {
            let (start, end) = (minute(gap.start_at), minute(gap.end_at));
            writeln!(out, "  {} {}: no file for {start} to {end}", balance.account_id, balance.feed)?;
        }
    }
    let (counted, left) = (found.windows_counted, found.windows_not_counted);
    writeln!(out, "\n{counted} windows were counted again at LivePerson, {left} were not (--counts-max).")?;
    if found.differences.is_empty() {
        writeln!(out, "Everything adds up.")?;
    }
    for difference in &found.differences {
        writeln!(out, "DIFFERS  {difference}")?;
    }
    Ok(())
}
