//! One unit, from claim to commit.
//!
//! ```text
//! a file:    download into the spool ─┐
//! a window:  pages into the spool ────┼→ decode off the async threads → batches → the unit's one transaction → ledger
//! a method:  its answer ──────────────┘
//! ```
//!
//! The transaction begins when the last byte is here, so that none is open while upstream is waited for; it commits when
//! the last byte is decoded, the checksums matched and the tally adds up. Before that, nothing is visible.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use client::INTERVAL_MIN;
use model::tuple::Millis;
use model::{FeedKind, SampleMethod, Scope, Tally, Unit};
use normalizer::{Decoded, SampleMoment};
use sha2::{Digest, Sha256};
use sink::lease::Ending;
use sink::{ReadOutcome, Sampled, SinkError, WindowRead};
use tokio::sync::watch;
use tracing::warn;

use crate::ending::{
    Failure, MISSING_RETRY, ending, held_back, is_outage, tell_ending, tell_loaded, tell_lost, tell_sampled,
    tell_unrecorded, tell_window,
};
use crate::measure;
use crate::plan::gaps::growing_gap;
use crate::plan::metrics_request::metrics_request;
use crate::plan::samples::{next_poll, oldest_kept, plan_poll, unanswered};
use crate::plan::windows::{counted_next, is_unsettled, next_read};
use crate::poll::pause_feed;
use crate::scheduler::{Account, Reading, Scheduler};
use crate::spool::{Spool, Spooled};
use crate::store::{Restarts, Source, facts, store};
use crate::window::{FetchedWindow, count_window, fetch_window};

/// The length of the intervals that are asked for.
const INTERVAL_S: i32 = INTERVAL_MIN as i32 * 60;
/// Outages may leave two answers a day apart with none between them: they prove little. So many must have come before the one
/// that makes a file gone.
const MISSING_ANSWERS_MIN: i64 = 2;
/// For a unit of a feed that is not read any more.
const POLLED_EVERY: Duration = Duration::from_secs(300);

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
    if let Some(ending) = held_back(scheduler, unit) {
        tell_ending(unit, &ending);
        scheduler.sink.end_attempt(unit, &ending).await?;
        return Ok(false);
    }
    let worked = match unit.feed.kind() {
        FeedKind::Files => load_file(scheduler, account, unit, stop).await,
        FeedKind::Windows => load_window(scheduler, account, unit, stop).await,
        FeedKind::Samples => load_sample(scheduler, account, unit, stop).await,
    };
    let failure = match worked {
        Ok(()) => return Ok(true),
        Err(failure) => failure,
    };
    if let Failure::Store(SinkError::LeaseLost) = &failure {
        measure::unit_ended(unit, "lease_lost");
        warn!(event = "lease_lost", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
            "another daemon has the unit now");
        return Ok(false);
    }
    if let Failure::Fetch(error) = &failure
        && is_outage(unit, error)
    {
        pause_feed(scheduler, account, unit.feed, error, true).await?;
    }
    let mut ending = ending(scheduler, unit, &failure);
    if let Ending::Gone { error, since } = &ending
        && scheduler.sink.missing_answers(unit.id).await? < MISSING_ANSWERS_MIN
    {
        let next_attempt_at = scheduler.clock.now() + MISSING_RETRY;
        ending = Ending::Missing { error: error.clone(), since: *since, next_attempt_at };
    }
    tell_ending(unit, &ending);
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
    let file = under_lease(scheduler, unit, stop, download(scheduler, account, unit)).await?;
    let mut restarts = Restarts::default();
    let tally = loop {
        match store_file(scheduler, unit, &file, &restarts).await {
            Err(failure) if restarts.may_follow(&failure) => {}
            stored => break stored?,
        }
    };
    tell_loaded(unit, &tally, file.spooled.len, begun.elapsed());
    Ok(())
}

async fn store_file(
    scheduler: &Scheduler,
    unit: &Unit,
    file: &DownloadedFile,
    restarts: &Restarts,
) -> Result<Tally, Failure> {
    let source = Source::File(unit.feed, file.spooled.reader().map_err(Failure::Spool)?);
    let (commit, decoded) = store(scheduler, unit, source, restarts).await?;
    let facts = facts(file.spooled.len, Some(file.sha256), &decoded);
    measure::commit(commit.finish_file(facts, &decoded.drift)).await.map_err(Failure::Store)
}

/// A window: searched as often as its plan says, each time all of it; once it is final, counted.
async fn load_window(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    if unit.past_reads.is_final && !unit.past_reads.is_unsettled {
        let counted = under_lease(scheduler, unit, stop, count_window(scheduler, account, unit)).await?;
        if counted.is_some_and(|counted| i64::try_from(counted).ok() == unit.past_reads.counted) {
            let reread_at = counted_next(unit.scope.end, scheduler.clock.now());
            let ending = Ending::Counted { reread_at };
            tell_ending(unit, &ending);
            return scheduler.sink.end_attempt(unit, &ending).await.map_err(Failure::Store);
        }
    }
    let window = under_lease(scheduler, unit, stop, fetch_window(scheduler, account, unit)).await?;
    let mut restarts = Restarts::default();
    let (tally, read) = loop {
        match store_window(scheduler, account, unit, &window, &restarts).await {
            Err(failure) if restarts.may_follow(&failure) => {}
            stored => break stored?,
        }
    };
    tell_window(unit, &tally, &read, window.pages.len, begun.elapsed());
    Ok(())
}

async fn store_window(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
    window: &FetchedWindow,
    restarts: &Restarts,
) -> Result<(Tally, WindowRead), Failure> {
    let source = Source::Pages(window.pages.reader().map_err(Failure::Spool)?, Arc::clone(&window.marks));
    let (commit, decoded) = store(scheduler, unit, source, restarts).await?;
    let read = window_read(scheduler, account, unit, window, &decoded);
    let facts = facts(window.pages.len, None, &decoded);
    let tally = measure::commit(commit.finish_window(facts, &decoded.drift, &read)).await.map_err(Failure::Store)?;
    Ok((tally, read))
}

/// A method: polled for ever, each time over all that may still change or is missing. What is missing for longer than
/// upstream keeps it is written down as lost.
async fn load_sample(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let method: SampleMethod = unit.name.parse().map_err(|_| Failure::UnknownMethod { name: unit.name.clone() })?;
    let begun_at = scheduler.clock.now();
    let covered_through = unit.past_reads.begun_at.map(|_| unit.scope.end);
    let poll = plan_poll(method, begun_at, covered_through);
    if let Some(lost) = poll.lost {
        record_loss(scheduler, unit, lost).await?;
    }
    let request = metrics_request(method, poll.timeframe_min);
    let asked = async { account.client.sample(&request).await.map_err(Failure::Fetch) };
    let answer = under_lease(scheduler, unit, stop, asked).await?;
    let body = Arc::new(answer.body);
    let fetched_at = Millis::new(answer.answered_at.timestamp_millis()).ok_or(Failure::NoSuchTime)?;
    let moment = SampleMoment { fetched_at, interval_s: INTERVAL_S };
    let mut restarts = Restarts::default();
    let tally = loop {
        let source = Source::Sample(method, Arc::clone(&body), moment);
        let stored = async {
            let (commit, decoded) = store(scheduler, unit, source, &restarts).await?;
            let covered = covered(method, answer.answered_at, covered_through, &decoded);
            if let Some(lost) = unanswered(method, covered_through, covered) {
                record_loss(scheduler, unit, lost).await?;
            }
            let every = account.feeds.get(&unit.feed).map_or(POLLED_EVERY, |plan| plan.every);
            let reread_at = next_poll(method, every, begun_at, scheduler.chance());
            let sampled = Sampled { begun_at, covered, reread_at };
            let facts = facts(body.len() as u64, None, &decoded);
            measure::commit(commit.finish_sampled(facts, &decoded.drift, &sampled)).await.map_err(Failure::Store)
        };
        match stored.await {
            Err(failure) if restarts.may_follow(&failure) => {}
            stored => break stored?,
        }
    };
    tell_sampled(unit, &tally, poll.timeframe_min, body.len(), begun.elapsed());
    Ok(())
}

/// Only a database that is away keeps the method from being polled: a loss that cannot be written down must not make
/// another one.
async fn record_loss(scheduler: &Scheduler, unit: &Unit, lost: Scope) -> Result<(), Failure> {
    let why = "upstream keeps 24 hours; these were not polled in time";
    let now = scheduler.clock.now();
    let recorded = scheduler.sink.record_loss(&unit.account, unit.feed, lost, why, now).await;
    tell_lost(unit, lost);
    match recorded {
        Err(error) if error.is_outage() => Err(Failure::Store(error)),
        Err(error) => {
            tell_unrecorded(unit, lost, &error);
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// The span that a poll covered.
fn covered(
    method: SampleMethod,
    answered_at: DateTime<Utc>,
    covered_through: Option<DateTime<Utc>>,
    decoded: &Decoded,
) -> Scope {
    if !method.has_intervals() {
        return Scope { start: answered_at, end: answered_at };
    }
    let moment = |at: Millis| DateTime::from_timestamp_millis(at.epoch_ms());
    let span = decoded.samples.as_ref();
    // An answer without any interval may mean that nothing happened, or that upstream has nothing to tell just now: it is
    // asked for all of it again, for as long as it could still have it.
    let end = span.and_then(|span| moment(span.covered_through)).unwrap_or_else(|| oldest_kept(answered_at));
    let start = span.and_then(|span| moment(span.covered_from)).unwrap_or(end);
    // An answer that ends earlier than the one before it takes nothing away.
    Scope { start, end: covered_through.map_or(end, |through| through.max(end)) }
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

struct DownloadedFile {
    spooled: Spooled,
    sha256: [u8; 32],
}

async fn download(scheduler: &Scheduler, account: &Account, unit: &Unit) -> Result<DownloadedFile, Failure> {
    let limits = &scheduler.limits;
    let mut download = account.client.download(&unit.href).await.map_err(Failure::Fetch)?;
    let (mut spool, mut sha) = (Spool::new(limits.spool_memory_bytes_max), Sha256::new());
    while let Some(chunk) = download.chunk().await.map_err(Failure::Fetch)? {
        let file_bytes_max = limits.decode.file_bytes_max;
        if spool.len() + chunk.len() as u64 > file_bytes_max {
            return Err(Failure::TooLarge { file_bytes_max });
        }
        sha.update(&chunk);
        spool.push(&chunk, &scheduler.spool_dir).map_err(Failure::Spool)?;
    }
    Ok(DownloadedFile { spooled: spool.finish(), sha256: sha.finalize().into() })
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
    let last_ended = decoded.last_ended.and_then(|at| DateTime::from_timestamp_millis(at.epoch_ms()));
    let is_unsettled = is_unsettled(window.unsettled, last_ended, begun_at);
    let outcome = match (&window.missing, account.feeds.get(&unit.feed).map(|plan| plan.reading)) {
        (None, Some(Reading::Windows(plan))) => {
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
    let unsettled = window.unsettled.max(u64::from(is_unsettled));
    WindowRead { begun_at, counted: window.counted, unsettled, outcome }
}
