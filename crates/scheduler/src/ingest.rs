//! One file, from claim to commit.
//!
//! ```text
//! download into the spool → decode off the async threads → batches → the unit's one transaction → ledger
//! ```
//!
//! The transaction begins when the last byte is here, so that none is open while upstream is waited for; it commits when
//! the last byte is decoded, the checksums matched and the tally adds up. Before that, nothing is visible.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use client::ClientError;
use model::{Tally, Unit, chain};
use normalizer::{DecodeError, Decoded, decode};
use sink::lease::Ending;
use sink::{FileFacts, SinkError};
use thiserror::Error;
use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;
use tracing::{error, info, warn};

use crate::plan::gaps::growing_gap;
use crate::poll::pause_feed;
use crate::scheduler::{Account, Scheduler};
use crate::spool::{Spool, Spooled};

/// Batches that wait for the database while the next is decoded.
const BATCHES_QUEUED_MAX: usize = 2;
/// A unit that keeps meeting other workers on the same rows is begun again this often, then put back.
const RESTARTS_MAX: u32 = 5;
/// A file that answers 404 for this long is gone.
const MISSING_BEFORE_GONE: TimeDelta = TimeDelta::hours(24);
/// A missing file is asked for again after this.
const MISSING_RETRY: Duration = Duration::from_secs(3600);

/// Why a unit was not loaded.
#[derive(Debug, Error)]
enum Failure {
    #[error("the file could not be downloaded")]
    Download(#[source] ClientError),
    #[error("the file could not be decoded")]
    Decode(#[source] DecodeError),
    #[error("the decoder panicked; this is a mistake of lp-warehouse")]
    Panicked,
    #[error("larger than `file_bytes_max`: {file_bytes_max} bytes")]
    TooLarge { file_bytes_max: u64 },
    #[error("the spool in `service.data_dir` could not be written")]
    Spool(#[source] std::io::Error),
    #[error("the rows could not be stored")]
    Store(#[source] SinkError),
    #[error("stopped")]
    Stopped,
}

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
    let begun = Instant::now();
    let failure = match load(scheduler, account, unit, stop).await {
        Ok((tally, file_bytes)) => {
            log_loaded(unit, &tally, file_bytes, begun.elapsed());
            return Ok(true);
        }
        Err(failure) => failure,
    };
    if let Failure::Store(SinkError::LeaseLost) = &failure {
        warn!(event = "lease_lost", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
            "another daemon has the unit now");
        return Ok(false);
    }
    if let Failure::Download(error) = &failure
        && error.is_outage()
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

async fn load(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(Tally, u64), Failure> {
    let spooled = tokio::select! {
        spooled = download(scheduler, account, unit) => spooled?,
        () = renew_lease(scheduler, unit) => return Err(Failure::Store(SinkError::LeaseLost)),
        _ = stop.wait_for(|stopping| *stopping) => return Err(Failure::Stopped),
    };
    let mut restarts = 0;
    loop {
        match store(scheduler, unit, &spooled).await {
            Ok(tally) => return Ok((tally, spooled.len)),
            Err(Failure::Store(conflict @ SinkError::Conflict { .. })) => {
                restarts += 1;
                if restarts > RESTARTS_MAX {
                    return Err(Failure::Store(conflict));
                }
            }
            Err(other) => return Err(other),
        }
    }
}

async fn download(scheduler: &Scheduler, account: &Account, unit: &Unit) -> Result<Spooled, Failure> {
    let limits = &scheduler.limits;
    let mut download = account.client.download(&unit.href).await.map_err(Failure::Download)?;
    let mut spool = Spool::new(limits.spool_memory_bytes_max);
    while let Some(chunk) = download.chunk().await.map_err(Failure::Download)? {
        let file_bytes_max = limits.decode.file_bytes_max;
        if spool.len() + chunk.len() as u64 > file_bytes_max {
            return Err(Failure::TooLarge { file_bytes_max });
        }
        spool.push(&chunk, &scheduler.spool_dir).map_err(Failure::Spool)?;
    }
    Ok(spool.finish())
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

/// Decodes on a blocking thread and stores each batch as it comes, in one transaction.
async fn store(scheduler: &Scheduler, unit: &Unit, spooled: &Spooled) -> Result<Tally, Failure> {
    let mut commit = scheduler.sink.begin(unit).await.map_err(Failure::Store)?;
    let (sender, mut batches) = mpsc::channel(BATCHES_QUEUED_MAX);
    let source = spooled.reader().map_err(Failure::Spool)?;
    let (feed, account, limits) = (unit.feed, unit.account.clone(), scheduler.limits.decode);
    let decoder = spawn_blocking(move || {
        decode(feed, &account, source, limits, &mut |batch| sender.blocking_send(batch).is_ok())
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
    let decoded = decoder.await.map_err(|_| Failure::Panicked)?;
    stored.map_err(Failure::Store)?;
    let decoded = decoded.map_err(Failure::Decode)?;
    commit.finish(facts(spooled, &decoded), &decoded.drift).await.map_err(Failure::Store)
}

fn facts(spooled: &Spooled, decoded: &Decoded) -> FileFacts {
    FileFacts {
        file_bytes: spooled.len,
        inflated_bytes: decoded.inflated_bytes,
        sha256: spooled.sha256,
        documents: decoded.documents,
        records: decoded.records,
        replaced_characters: decoded.replaced_characters,
    }
}

/// What a failure means for the unit. Outages cost no attempt; the file's own faults do.
fn ending(scheduler: &Scheduler, unit: &Unit, failure: &Failure) -> Ending {
    let now = scheduler.clock.now();
    let error = chain(failure);
    match failure {
        Failure::Stopped => Ending::Released,
        Failure::Download(ClientError::NotFound { .. }) => {
            let since = unit.missing_since.unwrap_or(now);
            if now - since >= MISSING_BEFORE_GONE {
                Ending::Gone { error, since }
            } else {
                Ending::Missing { error, since, next_attempt_at: now + MISSING_RETRY }
            }
        }
        Failure::Download(outage) if outage.is_outage() => Ending::Outage { error, next_attempt_at: now },
        Failure::Spool(_) | Failure::Decode(DecodeError::Io(_)) => {
            Ending::Outage { error, next_attempt_at: now + scheduler.limits.outage_pause_first }
        }
        Failure::Store(
            SinkError::Unavailable(_)
            | SinkError::Unusable(_)
            | SinkError::Migration(_)
            | SinkError::BadUrl
            | SinkError::Conflict { .. }
            | SinkError::LeaseLost,
        )
        | Failure::Decode(DecodeError::Stopped) => {
            Ending::Outage { error, next_attempt_at: now + scheduler.limits.outage_pause_first }
        }
        // Trying again would read the same bytes: only a person can raise the limit.
        Failure::TooLarge { .. } | Failure::Decode(DecodeError::TooLarge { .. }) => Ending::Dead { error },
        Failure::Download(_)
        | Failure::Decode(_)
        | Failure::Panicked
        | Failure::Store(SinkError::Refused { .. } | SinkError::Miscounted { .. }) => own_fault(scheduler, unit, error),
    }
}

/// Due again after a gap that grows, or dead when that was the last attempt.
pub(crate) fn own_fault(scheduler: &Scheduler, unit: &Unit, error: String) -> Ending {
    let limits = &scheduler.limits;
    let attempts = u32::try_from(unit.attempts).unwrap_or(0) + 1;
    if attempts >= limits.unit_attempts_max {
        return Ending::Dead { error };
    }
    let gap = growing_gap(limits.unit_retry_first, limits.unit_retry_max, attempts, scheduler.chance());
    Ending::Failed { error, next_attempt_at: scheduler.clock.now() + gap }
}

fn log_loaded(unit: &Unit, tally: &Tally, file_bytes: u64, took: Duration) {
    info!(
        event = "unit_loaded", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        documents = tally.documents, read = tally.read, new = tally.new, changed = tally.changed,
        unchanged = tally.unchanged, superseded = tally.superseded, rejected = tally.rejected,
        replaced_characters = tally.replaced_characters, file_bytes, took_ms = took.as_millis() as u64, "unit loaded"
    );
    if tally.rejected > 0 {
        warn!(
            event = "records_rejected", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
            rejected = tally.rejected, "records went to the quarantine, ingest.reject"
        );
    }
}

fn log_ending(unit: &Unit, ending: &Ending) {
    let (account, feed, id, name) = (&unit.account, unit.feed, unit.id.0, &unit.name);
    let attempt = unit.attempts + 1;
    match ending {
        Ending::Failed { error, next_attempt_at } => warn!(
            event = "unit_failed", %account, %feed, unit = id, %name, attempt, error,
            next_attempt_at = %next_attempt_at.format("%FT%TZ"), "unit failed"
        ),
        Ending::Dead { error } => {
            error!(event = "unit_dead", %account, %feed, unit = id, %name, attempt, error, "unit dead: see `lp-warehouse units`");
        }
        Ending::Missing { error, since, .. } => warn!(
            event = "unit_missing", %account, %feed, unit = id, %name, error, since = %since.format("%FT%TZ"),
            "upstream answers 404 for a file it listed"
        ),
        Ending::Gone { error, .. } => {
            error!(event = "unit_gone", %account, %feed, unit = id, %name, error, "unit gone");
        }
        Ending::Outage { error, .. } => {
            warn!(event = "unit_postponed", %account, %feed, unit = id, %name, error, "unit postponed");
        }
        Ending::Released => info!(event = "unit_released", %account, %feed, unit = id, %name, "unit released"),
    }
}
