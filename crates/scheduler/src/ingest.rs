//! One unit, from claim to commit.
//!
//! ```text
//! a file:    download into the spool ─┐
//!                                     ├→ decode off the async threads → batches → the unit's one transaction → ledger
//! a window:  pages into the spool ────┘
//! ```
//!
//! The transaction begins when the last byte is here, so that none is open while upstream is waited for; it commits when
//! the last byte is decoded, the checksums matched and the tally adds up. Before that, nothing is visible.

use std::sync::Arc;
use std::time::Instant;

use chrono::DateTime;
use model::{Batch, FeedKind, Tally, Unit};
use normalizer::{DecodeError, Decoded, decode, decode_pages};
use sink::lease::Ending;
use sink::{ReadOutcome, SinkError, UnitCommit, UnitFacts, WindowRead};
use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;
use tracing::warn;

use crate::ending::{Failure, ending, is_outage, log_ending, log_loaded, log_window};
use crate::plan::gaps::growing_gap;
use crate::plan::windows::{counted_next, is_unsettled, next_read};
use crate::poll::pause_feed;
use crate::scheduler::{Account, Reading, Scheduler};
use crate::spool::{Spool, Spooled};
use crate::window::{FetchedWindow, count_window, fetch_window};

/// Batches that wait for the database while the next is decoded.
const BATCHES_QUEUED_MAX: usize = 2;
/// A unit that keeps meeting other workers on the same rows is begun again this often, then put back.
const RESTARTS_MAX: u32 = 5;

/// Loads a unit, or writes down why not. Answers whether it was loaded.
///
/// # Errors
/// When the database is away; the lease then runs out by itself.
pub async fn ingest(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<bool, SinkError> {
    let worked = match unit.feed.kind() {
        FeedKind::Files => load_file(scheduler, account, unit, stop).await,
        FeedKind::Windows => load_window(scheduler, account, unit, stop).await,
    };
    let failure = match worked {
        Ok(()) => return Ok(true),
        Err(failure) => failure,
    };
    if let Failure::Store(SinkError::LeaseLost) = &failure {
        warn!(event = "lease_lost", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
            "another daemon has the unit now");
        return Ok(false);
    }
    if let Failure::Fetch(error) = &failure
        && is_outage(unit, error)
    {
        pause_feed(scheduler, account, unit.feed, error, true).await?;
    }
    let ending = ending(scheduler, unit, &failure);
    log_ending(unit, &ending);
    scheduler.sink.end_attempt(unit, &ending).await?;
    match failure {
        Failure::Store(error) if error.is_outage() => Err(error),
        _ => Ok(false),
    }
}

/// A file: downloaded once, stored once.
async fn load_file(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let spooled = under_lease(scheduler, unit, stop, download(scheduler, account, unit)).await?;
    let mut restarts = Restarts::default();
    let tally = loop {
        match store_file(scheduler, unit, &spooled).await {
            Err(failure) if restarts.may_follow(&failure) => {}
            stored => break stored?,
        }
    };
    log_loaded(unit, &tally, spooled.len, begun.elapsed());
    Ok(())
}

async fn store_file(scheduler: &Scheduler, unit: &Unit, spooled: &Spooled) -> Result<Tally, Failure> {
    let (commit, decoded) = store(scheduler, unit, spooled, None).await?;
    commit.finish_file(facts(spooled, &decoded), &decoded.drift).await.map_err(Failure::Store)
}

/// A window: searched as often as its plan says, each time all of it; once it is final, counted.
async fn load_window(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    if let (true, Some(before)) = (unit.past_reads.is_final, unit.past_reads.counted) {
        let counted = under_lease(scheduler, unit, stop, count_window(scheduler, account, unit)).await?;
        if i64::try_from(counted) == Ok(before) {
            let reread_at = counted_next(unit.scope.end, scheduler.clock.now());
            let ending = Ending::Counted { reread_at };
            log_ending(unit, &ending);
            return scheduler.sink.end_attempt(unit, &ending).await.map_err(Failure::Store);
        }
    }
    let window = under_lease(scheduler, unit, stop, fetch_window(scheduler, account, unit)).await?;
    let mut restarts = Restarts::default();
    let (tally, read) = loop {
        match store_window(scheduler, account, unit, &window).await {
            Err(failure) if restarts.may_follow(&failure) => {}
            stored => break stored?,
        }
    };
    log_window(unit, &tally, &read, window.pages.len, begun.elapsed());
    Ok(())
}

async fn store_window(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
    window: &FetchedWindow,
) -> Result<(Tally, WindowRead), Failure> {
    let (commit, decoded) = store(scheduler, unit, &window.pages, Some(window)).await?;
    let read = window_read(scheduler, account, unit, window, &decoded);
    let facts = facts(&window.pages, &decoded);
    let tally = commit.finish_window(facts, &decoded.drift, &read).await.map_err(Failure::Store)?;
    Ok((tally, read))
}

/// How often a unit was stored again because it met another worker on the same rows.
#[derive(Default)]
struct Restarts(u32);

impl Restarts {
    fn may_follow(&mut self, failure: &Failure) -> bool {
        self.0 += 1;
        self.0 <= RESTARTS_MAX && matches!(failure, Failure::Store(SinkError::Conflict { .. }))
    }
}

/// Waits for bytes from upstream, renewing the lease meanwhile; ends when the daemon stops.
async fn under_lease<T>(
    scheduler: &Scheduler,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
    fetching: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::select! {
        fetched = fetching => fetched,
        () = renew_lease(scheduler, unit) => Err(Failure::Store(SinkError::LeaseLost)),
        _ = stop.wait_for(|stopping| *stopping) => Err(Failure::Stopped),
    }
}

/// Renews the lease until it is lost. While the transaction is open the locked ledger row keeps others away instead.
async fn renew_lease(scheduler: &Scheduler, unit: &Unit) {
    let lease = scheduler.limits.lease;
    loop {
        tokio::time::sleep(lease / 3).await;
        // A database that is away for a moment does not take the lease; if it is gone, `begin` will tell.
        if matches!(scheduler.sink.renew(unit, lease).await, Ok(false)) {
            return;
        }
    }
}

async fn download(scheduler: &Scheduler, account: &Account, unit: &Unit) -> Result<Spooled, Failure> {
    let limits = &scheduler.limits;
    let mut download = account.client.download(&unit.href).await.map_err(Failure::Fetch)?;
    let mut spool = Spool::new(limits.spool_memory_bytes_max);
    while let Some(chunk) = download.chunk().await.map_err(Failure::Fetch)? {
        let file_bytes_max = limits.decode.file_bytes_max;
        if spool.len() + chunk.len() as u64 > file_bytes_max {
            return Err(Failure::TooLarge { file_bytes_max });
        }
        spool.push(&chunk, &scheduler.spool_dir).map_err(Failure::Spool)?;
    }
    Ok(spool.finish())
}

/// Decodes on a blocking thread and stores each batch as it comes, in one transaction that is still to be finished.
async fn store(
    scheduler: &Scheduler,
    unit: &Unit,
    spooled: &Spooled,
    window: Option<&FetchedWindow>,
) -> Result<(UnitCommit, Decoded), Failure> {
    let mut commit = scheduler.sink.begin(unit).await.map_err(Failure::Store)?;
    let (sender, mut batches) = mpsc::channel::<Batch>(BATCHES_QUEUED_MAX);
    let source = spooled.reader().map_err(Failure::Spool)?;
    let (feed, account, limits) = (unit.feed, unit.account.clone(), scheduler.limits.decode);
    let marks = window.map(|window| Arc::clone(&window.marks));
    let decoder = spawn_blocking(move || {
        let mut emit = |batch| sender.blocking_send(batch).is_ok();
        match marks {
            Some(marks) => decode_pages(&account, source, &marks, limits, &mut emit),
            None => decode(feed, &account, source, limits, &mut emit),
        }
    });
    let mut stored = Ok(());
    while let Some(batch) = batches.recv().await {
        stored = commit.store(&batch).await;
        if stored.is_err() {
            break;
        }
    }
    // The decoder stops at its next batch. It is waited for: a restart reads the spool from the beginning again.
    drop(batches);
    let decoded: Result<Decoded, DecodeError> = decoder.await.map_err(|_| Failure::Panicked)?;
    stored.map_err(Failure::Store)?;
    Ok((commit, decoded.map_err(Failure::Decode)?))
}

fn facts(spooled: &Spooled, decoded: &Decoded) -> UnitFacts {
    UnitFacts {
        file_bytes: spooled.len,
        inflated_bytes: decoded.inflated_bytes,
        sha256: spooled.sha256,
        documents: decoded.documents,
        records: decoded.records,
        replaced_characters: decoded.replaced_characters,
    }
}

/// What a read means for the window: final, to be read again, or incomplete.
fn window_read(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
    window: &FetchedWindow,
    decoded: &Decoded,
) -> WindowRead {
    let begun_at = window.begun_at;
    let outcome = match (&window.missing, account.feeds.get(&unit.feed).map(|plan| plan.reading)) {
        (None, Some(Reading::Windows(plan))) => {
            let last_ended = decoded.last_ended.and_then(|at| DateTime::from_timestamp_millis(at.epoch_ms()));
            let is_unsettled = is_unsettled(window.unsettled, last_ended, begun_at);
            let next = next_read(&plan, unit.scope.end, begun_at, is_unsettled, unit.past_reads.is_final);
            if next.is_given_up {
                warn!(event = "window_final_unsettled", account = %unit.account, feed = %unit.feed, unit = unit.id.0,
                    name = %unit.name, unsettled = window.unsettled, "upstream never completed some of its records");
            }
            ReadOutcome::Complete { is_final: next.is_final, reread_at: next.reread_at }
        }
        (missing, _) => {
            let limits = &scheduler.limits;
            let reads = unit.past_reads.incomplete.saturating_add(1);
            let gap = growing_gap(limits.unit_retry_first, limits.unit_retry_max, reads, scheduler.chance());
            let reason = missing.clone().unwrap_or_else(|| "its feed is not read any more".to_owned());
            ReadOutcome::Incomplete { reason, next_attempt_at: scheduler.clock.now() + gap }
        }
    };
    WindowRead { begun_at, counted: window.counted, unsettled: window.unsettled, outcome }
}
