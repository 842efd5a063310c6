//! One listing of a feed: every file that upstream names gets a row in the ledger.

use std::time::Duration;

use chrono::TimeDelta;
use client::ClientError;
use model::{Feed, chain};
use sink::SinkError;
use sink::lease::PollLease;
use sink::ledger::Polled;
use tracing::{info, warn};

use crate::plan::gaps::growing_gap;
use crate::plan::listing::plan_listing;
use crate::scheduler::{Account, FeedPlan, Scheduler};

/// Upstream deletes files 30 days after their creation (Data Access API, timing and retention); a day more for doubt.
const KEPT_UPSTREAM: TimeDelta = TimeDelta::days(31);

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
    match list(scheduler, account, feed, plan, lease, is_start).await? {
        Ok(is_finished) => {
            give_up_expired(scheduler, account, feed).await?;
            Ok(is_finished)
        }
        Err(error) => {
            pause_feed(scheduler, account, feed, &error, false).await?;
            Ok(false)
        }
    }
}

async fn list(
    scheduler: &Scheduler,
    account: &Account,
    feed: Feed,
    plan: &FeedPlan,
    lease: PollLease,
    is_start: bool,
) -> Result<Result<bool, ClientError>, SinkError> {
    let begun = scheduler.clock.now();
    let listing = plan_listing(&plan.listing, begun, lease.listed_through, lease.listed_all_at, is_start);
    let (mut listed, mut unseen) = (0, 0);
    for (start, end) in &listing.spans {
        let files = match account.client.list_files(feed, *start, *end).await {
            Ok(files) => files,
            Err(error) => return Ok(Err(error)),
        };
        listed += files.len();
        unseen += scheduler.sink.add_files(&account.id, feed, &files, scheduler.clock.now()).await?;
        if !scheduler.sink.renew_poll(&account.id, feed, &lease, scheduler.limits.lease).await? {
            info!(event = "listing_taken_over", account = %account.id, feed = %feed, "another daemon lists this feed now");
            return Ok(Ok(false));
        }
    }
    let next_poll_at = begun + plan.every.mul_f64(1.0 + 0.02 * scheduler.chance());
    let polled = Polled { at: scheduler.clock.now(), next_poll_at, listed_through: begun, is_all: listing.is_all };
    scheduler.sink.finish_poll(&account.id, feed, &lease, &polled).await?;
    info!(
        event = "feed_listed", account = %account.id, feed = %feed, requests = listing.spans.len(), listed, unseen,
        is_all = listing.is_all, next_poll_at = %next_poll_at.format("%FT%TZ"), "feed listed"
    );
    Ok(Ok(true))
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
    warn!(
        event = "feed_paused", account = %account.id, feed = %feed, error, outages = failures,
        pause_s = pause.as_secs(), "feed paused"
    );
    scheduler.sink.pause_feed(&account.id, feed, &error, now, now + pause, is_file).await
}

async fn give_up_expired(scheduler: &Scheduler, account: &Account, feed: Feed) -> Result<(), SinkError> {
    let listed_before = scheduler.clock.now() - KEPT_UPSTREAM;
    for (unit, name, _) in scheduler.sink.give_up_expired(&account.id, feed, listed_before).await? {
        tracing::error!(
            event = "unit_gone", account = %account.id, feed = %feed, unit = unit.0, name,
            error = "not loaded within the time upstream keeps it", "unit gone"
        );
    }
    Ok(())
}
