//! `lp-warehouse backfill`: what is missing of a feed between two moments is loaded now, beside the daemon, under the same
//! leases. What it stops in the middle of is due again; so the same command goes on where it was.

mod progress;
mod waiting;

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use model::{AccountId, Feed, FeedKind, Scope, UnitId, UnitState};
use scheduler::files::list_files;
use scheduler::files::plan::split_span;
use scheduler::{PlannedAccount, Scheduler, files, ingest, search, updates, windows};
use sink::units::{UnitFilter, UnitRow};
use tokio::task::JoinSet;

use self::progress::Progress;
use self::waiting::find_reason;
use crate::assembly;
use crate::cli::BackfillArgs;
use crate::clock::machine_clock;
use crate::command::{NOTHING_YET, counted};
use crate::config::Config;
use crate::seed::machine_seed;
use crate::shutdown::Shutdown;
use crate::warehouse::Warehouse;

/// A listing covers no more.
const LISTING_SPAN: Duration = Duration::from_secs(24 * 3600);
/// A unit that cannot be claimed is being loaded, or its feed is paused; after so many the rest are not asked for.
const MISSES_MAX: usize = 64;
/// Units of one backfill; a year of an account has fewer.
const UNITS_MAX: u32 = 1_000_000;
/// The ledger is looked at again after this.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Plans, loads, tells.
pub(crate) async fn run(config: &Config, args: &BackfillArgs) -> anyhow::Result<ExitCode> {
    match args.feed.kind() {
        FeedKind::Samples => {
            let hours = args.feed.kept_upstream().num_hours();
            bail!("samples cannot be had later than {hours} hours after: the daemon reads all that is left by itself");
        }
        FeedKind::Lists => bail!("LivePerson shows its lists only as they are now: nothing older can be loaded"),
        FeedKind::Files | FeedKind::Windows | FeedKind::Updates => {}
    }
    let narrowed = narrowed(config, args)?;
    let Some(warehouse) = Warehouse::visit_loaded(&narrowed).await? else { bail!("{NOTHING_YET}") };
    let loaded = load(&narrowed, args, &warehouse).await;
    warehouse.close().await?;
    loaded
}

/// The configuration with nothing but this account and feed, at this pace.
fn narrowed(config: &Config, args: &BackfillArgs) -> anyhow::Result<Config> {
    let mut narrowed = config.clone();
    narrowed.accounts.retain(|account| account.id == args.account);
    let Some(account) = narrowed.accounts.first_mut() else {
        bail!("account {} is not in the configuration; see `lp-warehouse config`", args.account);
    };
    for (feed, config) in &mut account.feeds {
        config.enabled = *feed == args.feed;
    }
    narrowed.http.requests_per_second_max = args.requests_per_second.unwrap_or(config.http.requests_per_second_max);
    Ok(narrowed)
}

async fn load(config: &Config, args: &BackfillArgs, warehouse: &Warehouse) -> anyhow::Result<ExitCode> {
    let shutdown = Shutdown::on_signals().context("the signals SIGTERM and SIGINT cannot be watched")?;
    let scheduler = assembly::scheduler(config, warehouse.sink.clone(), machine_clock(), machine_seed())?;
    let scheduler = Arc::new(scheduler);
    let (now, account) = (machine_clock().now(), &scheduler.accounts[0]);
    let span = (args.from, args.to.unwrap_or(now).min(now));
    if span.0 >= span.1 {
        bail!("--from must be earlier than --to, and than now");
    }
    let Some(past) = past_span(args.feed, span.0, span.1, now) else {
        bail!(
            "LivePerson keeps what is of feed {} for {} days: of this span nothing can be had any more",
            args.feed,
            args.feed.kept_upstream().num_days()
        )
    };
    if past.start > span.0 {
        let day = past.start.format("%F %H:%M");
        writeln!(io::stderr(), "LivePerson has deleted what is older: nothing before {day} UTC can be had.")?;
    }
    tokio::select! {
        planned = plan(&scheduler, account, args, past, now) => planned?,
        () = shutdown.requested() => {
            writeln!(io::stderr(), "stopped before anything was loaded; the same command begins anew")?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    let filter = UnitFilter {
        account: Some(args.account.0.clone()),
        feed: Some(args.feed),
        from: Some(span.0),
        to: Some(span.1),
        ..UnitFilter::default()
    };
    make_due(&scheduler, args, &filter, now).await?;
    let (tasks, progress) = (JoinSet::new(), Progress::begin()?);
    let mut backfill = Backfill { scheduler, account: args.account.clone(), feed: args.feed, filter, tasks, progress };
    backfill.work(config.work.backfill_in_flight_max, &shutdown).await
}

/// Gives everything in the span a row in the ledger.
async fn plan(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    args: &BackfillArgs,
    past: Scope,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let sink = &scheduler.sink;
    sink.register_feed(&account.id, args.feed).await?;
    match args.feed.kind() {
        FeedKind::Windows => windows::add_past(sink, &account.id, args.feed, past, now).await?,
        FeedKind::Updates => updates::add_past(sink, &account.id, args.feed, past, now).await?,
        FeedKind::Files | FeedKind::Samples | FeedKind::Lists => {
            for (start, end) in split_span(past.start, past.end, LISTING_SPAN) {
                let files = list_files(account, args.feed, start, end).await?;
                sink.add_files(&account.id, args.feed, &files, now).await?;
            }
        }
    }
    Ok(())
}

/// The span that is asked for, as far as upstream may still have it at `now`; `None` when it has nothing of it.
fn past_span(feed: Feed, from: DateTime<Utc>, to: DateTime<Utc>, now: DateTime<Utc>) -> Option<Scope> {
    let kept_upstream = feed.kept_upstream();
    match feed.kind() {
        FeedKind::Windows | FeedKind::Updates => search::past::past_span(kept_upstream, from, to, now),
        FeedKind::Files | FeedKind::Samples | FeedKind::Lists => files::plan::past_span(kept_upstream, from, to, now),
    }
}

/// What failed need not wait for its time; with `--again`, nor what is settled.
async fn make_due(
    scheduler: &Scheduler,
    args: &BackfillArgs,
    filter: &UnitFilter,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let states = match args.again {
        true => vec![UnitState::Failed, UnitState::Loaded, UnitState::Dead, UnitState::Gone],
        false => vec![UnitState::Failed],
    };
    scheduler.sink.retry_units(&UnitFilter { states, ..filter.clone() }, now).await?;
    Ok(())
}

struct Backfill {
    scheduler: Arc<Scheduler>,
    account: AccountId,
    feed: Feed,
    filter: UnitFilter,
    tasks: JoinSet<UnitId>,
    progress: Progress,
}

impl Backfill {
    /// Until nothing is open, or it is told to stop.
    async fn work(&mut self, in_flight_max: usize, shutdown: &Shutdown) -> anyhow::Result<ExitCode> {
        let mut in_hand: Vec<UnitId> = Vec::new();
        loop {
            let open = self.open().await?;
            self.progress.show(open.len());
            if open.is_empty() && self.tasks.is_empty() {
                return self.finish().await;
            }
            let free = in_flight_max.saturating_sub(in_hand.len());
            in_hand.extend(self.start(&open, &in_hand, free, shutdown).await?);
            let waits_for = if in_hand.is_empty() { self.find_reason(&open).await? } else { None };
            self.progress.explain(waits_for);
            tokio::select! {
                Some(ended) = self.tasks.join_next(), if !self.tasks.is_empty() => {
                    let unit = ended.context("loading a unit panicked; report it with the log line `panic`")?;
                    in_hand.retain(|other| *other != unit);
                }
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = shutdown.requested() => return Ok(self.stop(open.len()).await),
            }
        }
    }

    /// Finds out why nothing is in hand although units are open.
    async fn find_reason(&self, open: &[UnitRow]) -> anyhow::Result<Option<String>> {
        let status = self.scheduler.sink.feed_status(&[(self.account.clone(), self.feed)]).await?;
        Ok(find_reason(open, status.first(), self.scheduler.clock.now()))
    }

    /// What is in hand may end within the grace; what does not comes back when its lease runs out.
    async fn stop(&mut self, open: usize) -> ExitCode {
        let grace = self.scheduler.limits.shutdown_grace;
        let _ = tokio::time::timeout(grace, async { while self.tasks.join_next().await.is_some() {} }).await;
        self.progress.stop(&format!(
            "stopped; up to {open} units are still due: a running daemon loads them, and so does this command \
             (without --again, which begins anew)"
        ));
        ExitCode::SUCCESS
    }

    /// Begins units, up to `free` of them, that are due and that nobody has.
    async fn start(
        &mut self,
        open: &[UnitRow],
        in_hand: &[UnitId],
        free: usize,
        shutdown: &Shutdown,
    ) -> anyhow::Result<Vec<UnitId>> {
        let (mut started, mut misses) = (Vec::new(), 0);
        for unit in open.iter().map(|unit| UnitId(unit.unit_id)).filter(|unit| !in_hand.contains(unit)) {
            if started.len() == free || misses == MISSES_MAX || *shutdown.watch().borrow() {
                break;
            }
            if self.start_one(unit, shutdown).await? {
                started.push(unit);
            } else {
                misses += 1;
            }
        }
        Ok(started)
    }

    /// Units that are to be loaded, the newest first.
    async fn open(&self) -> anyhow::Result<Vec<UnitRow>> {
        let states = vec![UnitState::Pending, UnitState::Leased, UnitState::Failed];
        Ok(self.scheduler.sink.units(&UnitFilter { states, ..self.filter.clone() }, UNITS_MAX).await?)
    }

    /// Begins a unit, unless it is not due, or a daemon has it.
    async fn start_one(&mut self, unit: UnitId, shutdown: &Shutdown) -> anyhow::Result<bool> {
        let scheduler = Arc::clone(&self.scheduler);
        let (now, lease) = (scheduler.clock.now(), scheduler.limits.lease);
        let claimed = scheduler.sink.claim_this_unit(self.feed, unit, &scheduler.owner, now, lease).await?;
        let Some(claimed) = claimed else { return Ok(false) };
        let mut stop = shutdown.watch();
        self.tasks.spawn(async move {
            // Why a unit was not loaded stands in the ledger; the daemon says it in its log, and so does this command.
            let _ = ingest(&scheduler, &scheduler.accounts[0], &claimed, &mut stop).await;
            claimed.id
        });
        Ok(true)
    }

    async fn finish(&self) -> anyhow::Result<ExitCode> {
        let states = vec![UnitState::Dead, UnitState::Gone];
        let lost = self.scheduler.sink.units(&UnitFilter { states, ..self.filter.clone() }, UNITS_MAX).await?;
        let lost = lost.iter().filter(|unit| !unit.is_acknowledged).count();
        if lost > 0 {
            let lost = counted(lost as u64, "unit is", "units are");
            self.progress.finish(&format!("done, but {lost} dead or gone: see `lp-warehouse units list`"));
            return Ok(ExitCode::from(2));
        }
        self.progress.finish(match self.progress.is_empty() {
            true => "nothing to load: all of this span was loaded before",
            false => "done: everything is loaded",
        });
        Ok(ExitCode::SUCCESS)
    }
}
