//! One poll of a feed: what it has to offer gets a row in the ledger, be it a file that upstream lists, a window that we
//! plan, or a method that we sample.

use std::time::Duration;

use chrono::{DateTime, Timelike, Utc};
use client::ClientError;
use model::{Feed, Lane, Scope};
use sink::SinkError;
use sink::lease::PollLease;
use sink::ledger::{Expired, PlannedUnit, Polled};
use sink::outage::OutageOf;
use tracing::warn;

use crate::log::log_expired;
use crate::outage::{FeedOutage, pause_feed};
use crate::scheduler::{FeedPlan, PlannedAccount, Reading, Scheduler};
use crate::{files, measure, search, updates, windows};

const HOUR: Duration = Duration::from_secs(3600);

/// A poll of a feed, under its lease.
#[derive(Debug)]
pub(crate) struct Poll<'a> {
    pub(crate) scheduler: &'a Scheduler,
    pub(crate) account: &'a PlannedAccount,
    pub(crate) feed: Feed,
    pub(crate) lease: PollLease,
    /// Whether this daemon has not polled the feed to the end yet.
    pub(crate) is_start: bool,
}

/// Why a poll did not come to its end.
pub(crate) enum PollFailure {
    Upstream(ClientError),
    Database(SinkError),
}

impl From<ClientError> for PollFailure {
    fn from(error: ClientError) -> Self {
        Self::Upstream(error)
    }
}

impl From<SinkError> for PollFailure {
    fn from(error: SinkError) -> Self {
        Self::Database(error)
    }
}

/// Polls a feed. Returns whether the poll came to its end; trouble upstream pauses the feed.
///
/// # Errors
/// When the database is away.
pub(crate) async fn poll(poll: &Poll<'_>) -> Result<bool, SinkError> {
    let Poll { scheduler, account, feed, lease, .. } = poll;
    let Some(plan) = account.feeds.get(feed) else { return Ok(false) };
    let polled = match &plan.reading {
        Reading::Files(listing) => files::list(poll, listing, plan.every).await,
        Reading::Windows(windows) => windows::add_windows(poll, windows).await,
        Reading::Updates(updates) => updates::add_ranges_and_days(poll, updates).await,
        Reading::Samples(_) | Reading::Lists => poll.add_polled(plan.every).await,
    };
    match polled {
        Ok(is_finished) => {
            measure::count_poll(&account.id, *feed, is_finished);
            give_up_expired(poll, plan).await?;
            warn_of_loss(poll, plan.every).await?;
            Ok(is_finished)
        }
        Err(PollFailure::Upstream(error)) => {
            measure::count_poll(&account.id, *feed, false);
            pause_feed(scheduler, account, *feed, FeedOutage::of_request(&error), OutageOf::Listing).await?;
            scheduler.sink.release_poll(&account.id, *feed, lease).await?;
            Ok(false)
        }
        Err(PollFailure::Database(error)) => Err(error),
    }
}

impl Poll<'_> {
    /// Gives units that were planned a row in the ledger, and ends the poll. Returns how many were unseen.
    pub(crate) async fn add_units(&self, units: &[PlannedUnit], every: Duration) -> Result<u64, SinkError> {
        let now = self.scheduler.clock.now();
        let unseen = self.scheduler.sink.add_units(&self.account.id, self.feed, units, now).await?;
        let next_poll_at = self.plan_next(now, every);
        self.finish(&Polled { succeeded_at: None, next_poll_at, listed_through: now, is_all: false }).await?;
        Ok(unseen)
    }

    /// Gives every method and every list of the feed a row in the ledger, once. Upstream is not asked: to poll them is the
    /// work of units.
    async fn add_polled(&self, every: Duration) -> Result<bool, PollFailure> {
        let now = self.scheduler.clock.now();
        let methods = feeds::sample_methods(self.feed).iter().map(|method| (method.name, !method.has_intervals()));
        let lists = feeds::lists(self.feed).iter().map(|list| (list.name, true));
        let unit = |(name, is_snapshot): (&str, bool)| PlannedUnit {
            name: name.to_owned(),
            scope: Scope { start: now, end: now },
            lane: Lane::Live,
            is_snapshot,
            watermark: None,
        };
        let units: Vec<PlannedUnit> = methods.chain(lists).map(unit).collect();
        self.add_units(&units, every).await?;
        Ok(true)
    }

    /// Draws when the feed is polled next, a little later than it must, so that feeds do not stay in step.
    pub(crate) fn plan_next(&self, begun: DateTime<Utc>, every: Duration) -> DateTime<Utc> {
        begun + every.mul_f64(1.0 + 0.02 * self.scheduler.draw_chance())
    }

    /// Writes down that the poll succeeded, and gives its lease back.
    pub(crate) async fn finish(&self, polled: &Polled) -> Result<(), SinkError> {
        self.scheduler.sink.finish_poll(&self.account.id, self.feed, &self.lease, polled).await
    }
}

/// Gives up what upstream has deleted before it was loaded.
async fn give_up_expired(poll: &Poll<'_>, plan: &FeedPlan) -> Result<(), SinkError> {
    let Poll { scheduler, account, feed, .. } = poll;
    let (now, kept_upstream) = (scheduler.clock.now(), feed.kept_upstream());
    let expired: Option<Expired> = match plan.reading {
        Reading::Files(_) => Some(files::plan_expiry(kept_upstream, now)),
        Reading::Windows(_) | Reading::Updates(_) => Some(search::past::plan_expiry(kept_upstream, now)),
        // A method is never given up; what it missed is found when it is sampled. Nor is a list.
        Reading::Samples(_) | Reading::Lists => None,
    };
    let Some(expired) = expired else { return Ok(()) };
    for (unit, name, _) in scheduler.sink.give_up_expired(&account.id, *feed, expired).await? {
        log_expired(&account.id, *feed, unit, &name);
    }
    Ok(())
}

/// Warns that upstream is about to delete what is not loaded, at the start and once an hour.
async fn warn_of_loss(poll: &Poll<'_>, every: Duration) -> Result<(), SinkError> {
    let Poll { scheduler, account, feed, is_start, .. } = poll;
    let now = scheduler.clock.now();
    if !is_start && now.hour() == (now - every).hour() && every < HOUR {
        return Ok(());
    }
    let backlog = scheduler.sink.backlog(&account.id, *feed).await?;
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
