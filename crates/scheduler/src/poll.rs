//! What a feed has to offer gets a row in the ledger: every file that upstream lists, every window that we plan.

use std::time::Duration;

use chrono::{DateTime, Timelike, Utc};
use client::ClientError;
use model::{Feed, Lane, SampleMethod, Scope, chain};
use sink::SinkError;
use sink::lease::PollLease;
use sink::ledger::{Expired, PlannedUnit, Polled};
use tracing::{info, warn};

use crate::measure;
use crate::plan::gaps::growing_gap;
use crate::plan::listing::{FILES_KEPT, ListingPlan, plan_listing};
use crate::plan::windows::{Horizon, WindowPlan, deleted_before};
use crate::scheduler::{Account, Reading, Scheduler};
use crate::watchdog;

const HOUR: Duration = Duration::from_secs(3600);

/// Upstream may ask for a pause; a longer one than this would be a mistake of a proxy.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(3600);

/// Lists a feed under its lease. Answers whether the listing came to its end; trouble upstream pauses the feed.
///
/// # Errors
/// When the database is away.
pub async fn poll(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    lease: PollLease,
    is_start: bool,
) -> Result<bool, SinkError> {
    let Some(plan) = account.feeds.get(&feed) else { return Ok(false) };
    let polled = match &plan.reading {
        Reading::Listing(listing) => list(scheduler, account, feed, plan.every, listing, lease, is_start).await?,
        Reading::Windows(windows) => Ok(plan_ahead(scheduler, account, feed, windows, lease).await?),
        Reading::Samples => Ok(plan_methods(scheduler, account, feed, plan.every, lease).await?),
    };
    measure::feed_polled(&account.id, feed, matches!(polled, Ok(true)));
    match polled {
        Ok(is_finished) => {
            give_up_expired(scheduler, account, feed, &plan.reading).await?;
            warn_of_loss(scheduler, account, feed, plan.every, is_start).await?;
            Ok(is_finished)
        }
        Err(error) => {
            pause_feed(scheduler, account, feed, &error, false).await?;
            scheduler.sink.release_poll(&account.id, feed, &lease).await?;
            Ok(false)
        }
    }
}

async fn list(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    every: Duration,
    plan: &ListingPlan,
    lease: PollLease,
    is_start: bool,
) -> Result<Result<bool, ClientError>, SinkError> {
    let begun = scheduler.clock.now();
    let listing = plan_listing(plan, begun, lease.listed_through, lease.listed_all_at, is_start);
    let listed = tokio::select! {
        listed = list_spans(scheduler, account, feed, &listing.spans) => listed?,
        () = renew_lease(scheduler, account, feed, &lease) => {
            info!(event = "listing_taken_over", account = %account.id, feed = %feed, "another daemon lists this feed now");
            return Ok(Ok(false));
        }
    };
    let (listed, unseen) = match listed {
        Ok(counts) => counts,
        Err(error) => return Ok(Err(error)),
    };
    let next_poll_at = begun + every.mul_f64(1.0 + 0.02 * scheduler.chance());
    let succeeded_at = Some(scheduler.clock.now());
    let polled = Polled { succeeded_at, next_poll_at, listed_through: begun, is_all: listing.is_all };
    scheduler.sink.finish_poll(&account.id, feed, &lease, &polled).await?;
    info!(
        event = "feed_listed", account = %account.id, feed = %feed, requests = listing.spans.len(), listed, unseen,
        is_all = listing.is_all, next_poll_at = %next_poll_at.format("%FT%TZ"), "feed listed"
    );
    Ok(Ok(true))
}

/// Asks for each span, and gives what is listed a row. Answers how many names were listed, and how many of them were unseen.
async fn list_spans(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    spans: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Result<Result<(usize, u64), ClientError>, SinkError> {
    let (mut listed, mut unseen) = (0, 0);
    for (start, end) in spans {
        let files = match account.client.list_files(feed, *start, *end).await {
            Ok(files) => files,
            Err(error) => return Ok(Err(error)),
        };
        watchdog::went_on();
        listed += files.len();
        unseen += scheduler.sink.add_files(&account.id, feed, &files, scheduler.clock.now()).await?;
    }
    Ok(Ok((listed, unseen)))
}

/// Renews the right to list until it is lost. One request may take minutes: with pauses between its tries, longer than a lease.
async fn renew_lease(scheduler: &Scheduler, account: &Account, feed: Feed, lease: &PollLease) {
    let duration = scheduler.limits.lease;
    loop {
        tokio::time::sleep(duration / 3).await;
        // A database that is away for a moment does not take the lease.
        if matches!(scheduler.sink.renew_poll(&account.id, feed, lease, duration).await, Ok(false)) {
            return;
        }
    }
}

/// Gives every window up to now a row in the ledger. Upstream is not asked: reading them is the work of units.
async fn plan_ahead(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    plan: &WindowPlan,
    lease: PollLease,
) -> Result<bool, SinkError> {
    let now = scheduler.clock.now();
    let oldest = scheduler.sink.oldest_scope_start(&account.id, feed).await?;
    let windows = match Horizon::of(plan, now, lease.listed_through, oldest) {
        Some(horizon) => horizon.windows(&scheduler.sink.uncovered(&account.id, feed, horizon.past).await?),
        None => Vec::new(),
    };
    let planned = |(scope, lane): (Scope, Lane)| PlannedUnit { name: scope.name(), scope, lane, is_snapshot: false };
    let windows: Vec<_> = windows.into_iter().map(planned).collect();
    let unseen = add_planned(scheduler, account, feed, &windows, plan.every, lease).await?;
    if unseen > 0 {
        info!(event = "windows_planned", account = %account.id, feed = %feed, unseen, "windows planned");
    }
    Ok(true)
}

/// Gives every method a row in the ledger, once.
async fn plan_methods(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    every: Duration,
    lease: PollLease,
) -> Result<bool, SinkError> {
    let now = scheduler.clock.now();
    let scope = Scope { start: now, end: now };
    let method = |method: SampleMethod| PlannedUnit {
        name: method.as_str().to_owned(),
        scope,
        lane: Lane::Live,
        is_snapshot: !method.has_intervals(),
    };
    add_planned(scheduler, account, feed, &SampleMethod::ALL.map(method), every, lease).await?;
    Ok(true)
}

async fn add_planned(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    units: &[PlannedUnit],
    every: Duration,
    lease: PollLease,
) -> Result<u64, SinkError> {
    let now = scheduler.clock.now();
    let unseen = scheduler.sink.add_units(&account.id, feed, units, now).await?;
    let next_poll_at = now + every.mul_f64(1.0 + 0.02 * scheduler.chance());
    let polled = Polled { succeeded_at: None, next_poll_at, listed_through: now, is_all: false };
    scheduler.sink.finish_poll(&account.id, feed, &lease, &polled).await?;
    Ok(unseen)
}

/// Leaves a feed alone for a while, longer each time, and shows why. No unit is to blame.
pub(crate) async fn pause_feed(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    error: &ClientError,
    is_file: bool,
) -> Result<(), SinkError> {
    let outages = scheduler.sink.outage_count(&account.id, feed, is_file).await?;
    let failures = u32::try_from(outages).unwrap_or(0).saturating_add(1);
    let limits = &scheduler.limits;
    let gap = growing_gap(limits.outage_pause_first, limits.outage_pause_max, failures, scheduler.chance());
    let asked_for = match error {
        ClientError::Throttled { retry_after, .. } => retry_after.unwrap_or_default(),
        _ => Duration::ZERO,
    };
    let pause = gap.max(asked_for.min(RETRY_AFTER_MAX));
    let now = scheduler.clock.now();
    let error = format!("{}; {}", chain(error), error.advice());
    measure::feed_paused(&account.id, feed);
    warn!(
        event = "feed_paused", account = %account.id, feed = %feed, error, outages = failures,
        pause_s = pause.as_secs(), "feed paused"
    );
    scheduler.sink.pause_feed(&account.id, feed, &error, now, now + pause, is_file).await
}

/// Says that upstream is about to delete what is not loaded, at the start and once an hour.
async fn warn_of_loss(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    every: Duration,
    is_start: bool,
) -> Result<(), SinkError> {
    let now = scheduler.clock.now();
    if !is_start && now.hour() == (now - every).hour() && every < HOUR {
        return Ok(());
    }
    let backlog = scheduler.sink.backlog(&account.id, feed).await?;
    if let Some(end) = backlog.oldest_scope_end_at
        && end + feed.kept_upstream() < now + feed.loss_near()
    {
        let deletion_at = end + feed.kept_upstream();
        warn!(
            event = "loss_near", account = %account.id, feed = %feed, units = backlog.units,
            deletion_at = %deletion_at.format("%FT%TZ"), left_h = (deletion_at - now).num_hours().max(0),
            "upstream is about to delete what is not loaded yet"
        );
    }
    Ok(())
}

async fn give_up_expired(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    reading: &Reading,
) -> Result<(), SinkError> {
    let now = scheduler.clock.now();
    let expired = match reading {
        // A file is created after the hour it is for: it counts from when it was listed, if that was later.
        Reading::Listing(_) => Expired::ListedBefore(now - FILES_KEPT),
        Reading::Windows(_) => Expired::EndedBefore(deleted_before(now)),
        // A method is never given up; what it missed is found when it is polled.
        Reading::Samples => return Ok(()),
    };
    for (unit, name, _) in scheduler.sink.give_up_expired(&account.id, feed, expired).await? {
        tracing::error!(
            event = "unit_gone", account = %account.id, feed = %feed, unit = unit.0, name,
            error = "not loaded within the time upstream keeps it", "unit gone"
        );
    }
    Ok(())
}
