//! `lp-warehouse status`: what is loaded, late, failing, lost.

mod screen;

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sink::status::{FeedStatus, Silent};
use tokio::signal::unix::{SignalKind, signal};

use self::screen::{Screen, wait_for_quit};
use super::counted;
use super::table::{self, Column, write_sentence};
use crate::assembly;
use crate::cli::StatusArgs;
use crate::clock::machine_clock;
use crate::config::Config;
use crate::warehouse::Warehouse;

/// What is shown of a feed. A line of it has at most 100 characters.
const COLUMNS: [Column; 9] = [
    Column::Word("account"),
    Column::Word("feed"),
    Column::Text("complete through"),
    Column::Text("last success"),
    Column::Number("open"),
    Column::Number("loaded"),
    Column::Number("failed"),
    Column::Number("dead"),
    Column::Number("gone"),
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

/// Shows it until a signal comes, or a person presses q. Nothing is in flight here, so that the first signal ends it. A
/// database that is away for a moment is waited for.
async fn watch(config: &Config, warehouse: &Warehouse, every: Duration, out: &mut impl Write) -> anyhow::Result<()> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    let mut screen = if is_terminal { Some(Screen::open(out)?) } else { None };
    let how_to_end = if is_terminal { "; q ends it" } else { "" };
    let watching = async {
        loop {
            let mut shown = Vec::new();
            let now = super::minute(machine_clock().now());
            writeln!(shown, "{now} UTC, every {}{how_to_end}\n", humantime::format_duration(every))?;
            if let Err(error) = show(config, warehouse, false, &mut shown).await {
                writeln!(shown, "{error}; trying again")?;
            }
            match &mut screen {
                Some(screen) => screen.draw(&String::from_utf8_lossy(&shown), out)?,
                None => writeln!(out, "\n{}", String::from_utf8_lossy(&shown))?,
            }
            out.flush()?;
            tokio::time::sleep(every).await;
        }
    };
    let ended = tokio::select! {
        ended = watching => ended,
        () = wait_for_quit(), if is_terminal => Ok(()),
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    };
    drop(screen);
    ended
}

fn write(status: &Status, json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    if json {
        serde_json::to_writer_pretty(&mut *out, status)?;
        writeln!(out)?;
        return Ok(());
    }
    write_table(status, machine_clock().now(), out)
}

/// A table, and below it what needs a person.
fn write_table(status: &Status, now: DateTime<Utc>, out: &mut impl Write) -> anyhow::Result<()> {
    if status.feeds.is_empty() {
        writeln!(out, "Nothing yet: no feed has been listed. Is `lp-warehouse run` running?")?;
        return Ok(());
    }
    table::write_table(&COLUMNS, status.feeds.iter().map(|feed| row(feed, now)), out)?;
    writeln!(out, "\nTimes are UTC.")?;
    for note in status.feeds.iter().flat_map(|feed| notes(feed, now)) {
        writeln!(out)?;
        write_sentence(&note, out)?;
    }
    Ok(())
}

fn row(feed: &FeedStatus, now: DateTime<Utc>) -> [String; 9] {
    let units = &feed.units;
    [
        feed.account_id.clone(),
        feed.feed.clone(),
        minute(feed.complete_through),
        feed.last_success_at.map_or_else(|| "-".to_owned(), |at| ago(now - at)),
        (units.pending + units.leased).to_string(),
        units.loaded.to_string(),
        units.failed.to_string(),
        units.dead.to_string(),
        units.gone.to_string(),
    ]
}

/// What needs a person, or will: a sentence each.
fn notes(feed: &FeedStatus, now: DateTime<Utc>) -> Vec<String> {
    let name = format!("{} {}", feed.account_id, feed.feed);
    let mut notes = Vec::new();
    if let Some(error) = &feed.last_error {
        let until = feed.paused_until_at.filter(|until| *until > now);
        let pause = until.map(|until| format!(" (paused until {})", super::minute(until))).unwrap_or_default();
        notes.push(format!("{name}: {error}{pause}"));
    }
    notes.extend(describe_unavailable(feed));
    let is_long = |silent: &&Silent| now - silent.since > TimeDelta::seconds(feed.usual_lag_s);
    for silent in feed.silent.iter().filter(is_long) {
        let (method, since) = (&silent.name, super::minute(silent.since));
        notes.push(format!(
            "{name}: method {method} has answered without intervals since {since}; it is asked for them again at each poll"
        ));
    }
    if let (None, Some(reason)) = (&feed.last_error, &feed.last_postponement) {
        let units = counted(feed.units.postponed, "unit is", "units are");
        notes.push(format!("{name}: {units} postponed, last at {}: {reason}", minute(feed.last_postponed_at)));
    }
    if feed.units.unacknowledged > 0 {
        let units = counted(feed.units.unacknowledged, "unit is", "units are");
        notes.push(format!(
            "{name}: {units} dead or gone; look: `lp-warehouse units list --state dead` (or gone), then `units retry` \
             or `units ack`"
        ));
    }
    if let Some(deletion_at) = feed.next_deletion_at {
        let units = counted(feed.units.open(), "unit is", "units are");
        let deletion = match deletion_at > now {
            true => format!("begins to delete them at {}", super::minute(deletion_at)),
            false => "is deleting them".to_owned(),
        };
        notes.push(format!("{name}: {units} not loaded yet; LivePerson {deletion}"));
    }
    if feed.backfill_open > 0 && !feed.is_unavailable {
        let windows = counted(feed.backfill_open, "window of the past is", "windows of the past are");
        notes.push(format!("{name}: {windows} still to be read"));
    }
    if feed.rejects_open > 0 {
        let records = counted(feed.rejects_open, "record is", "records are");
        notes.push(format!("{name}: {records} in the quarantine; look: `lp-warehouse rejects list`"));
    }
    notes
}

/// Says what upstream refuses to the account, with its words for the first of them.
fn describe_unavailable(feed: &FeedStatus) -> Option<String> {
    let first = feed.unavailable.first()?;
    let since = feed.unavailable.iter().map(|method| method.since).min().map(super::minute).unwrap_or_default();
    let (account, feed, names) = (&feed.account_id, &feed.feed, feed.unavailable_names());
    Some(format!("{account} {feed}: not available to this account since {since}: {names}. {}", first.because))
}

fn minute(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "-".to_owned(), super::minute)
}

/// `now`, `5 min ago`, `3 h ago`, `2 d ago`.
fn ago(span: TimeDelta) -> String {
    match (span.num_days(), span.num_hours(), span.num_minutes()) {
        (..=0, ..=0, ..=0) => "now".to_owned(),
        (..=0, ..=0, minutes) => format!("{minutes} min ago"),
        (..=2, hours, _) => format!("{hours} h ago"),
        (days, ..) => format!("{days} d ago"),
    }
}

#[cfg(test)]
mod tests {
    use model::Tally;
    use sink::status::{Progress, UnitCounts};

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-26T14:30:00Z".parse().unwrap()
    }

    /// The feed with the longest name, in all kinds of trouble.
    fn feed() -> FeedStatus {
        let longest = feeds::all().map(model::Feed::as_str).max_by_key(|name| name.len()).unwrap();
        let ago = |hours| Some(now() - TimeDelta::hours(hours));
        FeedStatus {
            account_id: "75555851".to_owned(),
            feed: longest.to_owned(),
            kind: "windows".to_owned(),
            usual_lag_s: 3600,
            loss_near_s: 3600,
            registered_at: now() - TimeDelta::days(9),
            complete_through: ago(7),
            listed_through_at: ago(0),
            last_success_at: ago(70),
            next_poll_at: None,
            paused_until_at: ago(-1),
            last_error: Some("GET va.data.liveperson.net/x did not accept the credentials: ".repeat(3)),
            last_error_at: ago(0),
            is_refused: false,
            unavailable: Vec::new(),
            is_unavailable: false,
            silent: Vec::new(),
            last_postponement: None,
            last_postponed_at: None,
            units: UnitCounts { pending: 12_345, loaded: 999_999, unacknowledged: 1, ..UnitCounts::default() },
            progress: Progress::default(),
            records: Tally::default(),
            rejects_open: 3,
            backfill_open: 380,
            windows_not_final: 27,
            oldest_open_scope_end_at: ago(300),
            next_deletion_at: ago(1),
            last_loaded_at: ago(1),
        }
    }

    #[test]
    fn status_fits_100_columns_whatever_the_trouble() {
        let mut out = Vec::new();
        write_table(&Status { feeds: vec![feed(), feed()] }, now(), &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
        for told in ["2026-11-26 07:30", "70 h ago", "paused until 2026-11-26 15:30", "LivePerson is deleting them"] {
            assert!(out.contains(told), "`{told}` is not in:\n{out}");
        }
    }
}
