//! One unit, from claim to commit.
//!
//! ```text
//! a file:     download into the spool ─┐
//! a search:   pages into the spool ────┼→ decode off the async threads → batches → the unit's one transaction → ledger
//! a method:   its answer ──────────────┤
//! a list:     its answer ──────────────┘
//! ```
//!
//! The transaction begins when the last byte is here, so that none is open while upstream is waited for; it commits when
//! the last byte is decoded, the checksums matched and the tally adds up. Before that, nothing is visible.

use std::time::Instant;

use client::ListAnswer;
use model::{Drift, FeedKind, Unit};
use normalizer::Decoded;
use sink::outage::OutageOf;
use sink::{UnitFacts, WindowRead};
use tokio::sync::watch;

use crate::failure::Failure;
use crate::lease::hold_unit;
use crate::log::{log_attempt_end, log_hindered, log_lease_lost};
use crate::measure::time_commit;
use crate::outage::{FeedOutage, Hindrance, pause_feed};
use crate::policy::{Consequence, end_failed, hold_back, judge};
use crate::scheduler::{PlannedAccount, Scheduler};
use crate::search::{FetchedSpan, Search};
use crate::store::{facts_of, restart_while_it_helps, store};
use crate::{files, lists, samples, search, updates, windows};

/// Loads a unit, or writes down why not. Returns whether it was loaded.
///
/// # Errors
/// When the database is away, and the lease then runs out by itself; or when the disk is full.
pub async fn ingest(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<bool, Hindrance> {
    if let Some(end) = hold_back(scheduler, unit) {
        log_attempt_end(unit, &end);
        scheduler.sink.end_attempt(unit, &end).await?;
        return Ok(false);
    }
    let loaded = match unit.feed.kind() {
        FeedKind::Files => load_file(scheduler, account, unit, stop).await,
        FeedKind::Windows => load_window(scheduler, account, unit, stop).await,
        FeedKind::Updates => load_updates(scheduler, account, unit, stop).await,
        FeedKind::Samples => load_sample(scheduler, account, unit, stop).await,
        FeedKind::Lists => load_list(scheduler, account, unit, stop).await,
    };
    let Err(failure) = loaded else { return Ok(true) };
    let consequence = judge(unit.feed.kind(), &failure);
    if consequence == Consequence::PauseFeed
        && let Some(outage) = FeedOutage::of_unit(&failure)
    {
        pause_feed(scheduler, account, unit.feed, outage, OutageOf::Unit).await?;
    }
    let Some(end) = end_failed(scheduler, unit, &failure).await? else {
        log_lease_lost(unit);
        return Ok(false);
    };
    // What keeps everything from being loaded is logged once, by the loop, and not for each unit.
    match consequence {
        Consequence::PauseDaemon => log_hindered(unit, &end),
        _ => log_attempt_end(unit, &end),
    }
    let written = scheduler.sink.end_attempt(unit, &end).await;
    match (consequence, failure) {
        (Consequence::PauseDaemon, Failure::Store(error)) => Err(error.into()),
        (Consequence::PauseDaemon, Failure::Spool(error)) => Err(Hindrance::Disk(error)),
        _ => Ok(written.map(|()| false)?),
    }
}

/// Loads a file: it is downloaded once and stored once. When it is broken for the last time, what is sound of it is stored.
async fn load_file(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let file = hold_unit(scheduler, unit, stop, files::download(scheduler, account, unit)).await?;
    let failure = match store_file(scheduler, unit, &file, false, begun).await {
        Err(failure) if files::may_salvage(scheduler, unit, &failure) => failure,
        stored => return stored,
    };
    match store_file(scheduler, unit, &file, true, begun).await {
        Err(Failure::Decode(_)) => Err(failure),
        stored => stored,
    }
}

/// Stores a file in one transaction; of one that is `salvaged` what decodes, and in the ledger why that is not all.
pub(crate) async fn store_file(
    scheduler: &Scheduler,
    unit: &Unit,
    file: &files::DownloadedFile,
    salvages: bool,
    begun: Instant,
) -> Result<(), Failure> {
    let loaded = restart_while_it_helps(|restarts| async move {
        let (commit, decoded) = store(scheduler, unit, files::decoder(unit, file, salvages)?, restarts).await?;
        let facts = facts_of(file.spooled.len, Some(file.sha256), &decoded);
        let (because, strays) = (files::explain_salvage(&decoded), commit.strays().clone());
        let tally = match &because {
            Some(because) => time_commit(commit.finish_salvaged(facts, &decoded.drift, because)).await,
            None => time_commit(commit.finish_file(facts, &decoded.drift)).await,
        };
        Ok((tally.map_err(Failure::Store)?, decoded.passed_bytes, because, strays))
    });
    let (tally, passed_bytes, because, strays) = loaded.await?;
    files::log_loaded(unit, &tally, file.spooled.len, passed_bytes, begun.elapsed());
    files::log_strays(unit, &strays);
    if let Some(because) = because {
        files::log_salvaged(unit, &because);
    }
    Ok(())
}

/// Loads a window: it is searched as often as its plan says, each time all of it; once it is final, counted.
async fn load_window(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Failure> {
    let (begun, search) = (Instant::now(), &Search::of(account, unit)?);
    if hold_unit(scheduler, unit, stop, windows::has_not_changed(scheduler, search, unit)).await? {
        return search::end_counted(scheduler, unit).await;
    }
    let window = &hold_unit(scheduler, unit, stop, windows::fetch_window(scheduler, search, unit)).await?;
    let judge = |decoded: &Decoded| windows::judge_read(scheduler, account, search, unit, window, decoded);
    store_span(scheduler, search, unit, window, judge, begun).await
}

/// Loads a range, which is searched for what changed in it, or a day, which is searched once or only counted.
async fn load_updates(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Failure> {
    let (begun, search) = (Instant::now(), &Search::of(account, unit)?);
    if hold_unit(scheduler, unit, stop, updates::end_by_count(scheduler, search, unit)).await? {
        return Ok(());
    }
    let span = &hold_unit(scheduler, unit, stop, updates::fetch_unit(scheduler, search, unit)).await?;
    let judge = |_: &Decoded| Ok(updates::judge_read(scheduler, account, unit, span));
    store_span(scheduler, search, unit, span, judge, begun).await
}

/// Stores what a search brought in one transaction; `judge` says what the read means for the unit.
async fn store_span(
    scheduler: &Scheduler,
    search: &Search<'_>,
    unit: &Unit,
    span: &FetchedSpan,
    judge: impl Fn(&Decoded) -> Result<WindowRead, Failure>,
    begun: Instant,
) -> Result<(), Failure> {
    let judge = &judge;
    let stored = restart_while_it_helps(|restarts| async move {
        let (commit, decoded) = store(scheduler, unit, span.decoder(search, unit)?, restarts).await?;
        let read = judge(&decoded)?;
        let facts = facts_of(span.pages.len, None, &decoded);
        let tally = time_commit(commit.finish_window(facts, &decoded.drift, &read)).await.map_err(Failure::Store)?;
        Ok((tally, read))
    });
    let (tally, read) = stored.await?;
    search::log_read(unit, &tally, &read, span.pages.len, begun.elapsed());
    Ok(())
}

/// Loads a sample: a method is asked again and again, each time for all that may still change or is missing. What is
/// missing for longer than upstream keeps it is written down as lost.
async fn load_sample(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let sampling = &samples::plan_sampling(scheduler, account, unit).await?;
    if let Some(lost) = sampling.request.lost {
        samples::record_loss(scheduler, unit, lost).await?;
    }
    let answer = &hold_unit(scheduler, unit, stop, samples::ask(account, sampling)).await?;
    let tally = restart_while_it_helps(|restarts| async move {
        let (commit, decoded) = store(scheduler, unit, samples::decoder(unit, sampling, answer)?, restarts).await?;
        let sampled = samples::judge_sample(scheduler, unit, sampling, answer, &decoded).await?;
        let facts = facts_of(answer.len() as u64, None, &decoded);
        time_commit(commit.finish_sampled(facts, &decoded.drift, &sampled)).await.map_err(Failure::Store)
    });
    samples::log_sampled(unit, &tally.await?, &sampling.request, answer.len(), begun.elapsed());
    Ok(())
}

/// Loads a list: it is asked for again and again, each time with the revision that is known.
async fn load_list(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let plan = &lists::plan_list(scheduler, account, unit)?;
    let list = &match hold_unit(scheduler, unit, stop, lists::read_list(account, plan)).await? {
        ListAnswer::Whole(list) => list,
        ListAnswer::Unchanged { answered_at } => {
            let read = lists::judge_unchanged(scheduler, plan, answered_at);
            let commit = scheduler.sink.begin(unit).await.map_err(Failure::Store)?;
            let no_drift = Drift::default();
            time_commit(commit.finish_list(UnitFacts::default(), &no_drift, &read)).await.map_err(Failure::Store)?;
            lists::log_list_unchanged(unit, begun.elapsed());
            return Ok(());
        }
    };
    let stored = restart_while_it_helps(|restarts| async move {
        let (commit, decoded) = store(scheduler, unit, lists::decoder(unit, plan, list)?, restarts).await?;
        let read = lists::judge_list(scheduler, unit, plan, list, &decoded);
        let facts = facts_of(list.body.len() as u64, None, &decoded);
        let tally = time_commit(commit.finish_list(facts, &decoded.drift, &read)).await.map_err(Failure::Store)?;
        Ok((tally, decoded))
    });
    let (tally, decoded) = stored.await?;
    lists::log_list_read(unit, &tally, list, &decoded, begun.elapsed());
    Ok(())
}
