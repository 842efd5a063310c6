//! Who works on what: leases on units and on polls of feeds, taken before the work and renewed while upstream is waited
//! for, so that any number of daemons share one warehouse.

use std::time::Duration;

use model::{AccountId, Feed, Lane, Unit};
use sink::SinkError;
use sink::lease::PollLease;
use tokio::sync::watch;

use crate::failure::Failure;
use crate::scheduler::Scheduler;

/// Takes the next due unit of a lane, if there is one: of the first of these feeds that has any.
pub(crate) async fn claim_unit(
    scheduler: &Scheduler,
    feeds: &[(AccountId, Feed)],
    lane: Lane,
) -> Result<Option<Unit>, SinkError> {
    let (now, lease) = (scheduler.clock.now(), scheduler.limits.lease);
    let precedence: Vec<i32> = (0..).take(feeds.len()).collect();
    scheduler.sink.claim_unit(feeds, &precedence, lane, &scheduler.owner, now, lease).await
}

/// Takes the right to poll a feed, if a poll is due and no other daemon is at it.
pub(crate) async fn claim_poll(
    scheduler: &Scheduler,
    account: &AccountId,
    feed: Feed,
    is_start: bool,
) -> Result<Option<PollLease>, SinkError> {
    let (now, lease) = (scheduler.clock.now(), scheduler.limits.lease);
    scheduler.sink.claim_poll(account, feed, &scheduler.owner, now, lease, is_start).await
}

/// Waits for what upstream has of a unit and renews its lease meanwhile; ends when the daemon stops. While the unit's
/// transaction is open, the locked row of the ledger keeps others away instead.
pub(crate) async fn hold_unit<T>(
    scheduler: &Scheduler,
    unit: &Unit,
    stop: &mut watch::Receiver<bool>,
    fetching: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let lease = scheduler.limits.lease;
    tokio::select! {
        fetched = fetching => fetched,
        () = renew_until_lost(lease, || scheduler.sink.renew(unit, lease)) => Err(Failure::Store(SinkError::LeaseLost)),
        _ = stop.wait_for(|stopping| *stopping) => Err(Failure::Stopped),
    }
}

/// Waits for what upstream says of a feed and renews the right to poll it meanwhile: one request may take longer than a
/// lease, with the pauses between its tries. `None`: another daemon polls the feed now.
pub(crate) async fn hold_poll<T>(
    scheduler: &Scheduler,
    account: &AccountId,
    feed: Feed,
    poll: &PollLease,
    polling: impl Future<Output = T>,
) -> Option<T> {
    let lease = scheduler.limits.lease;
    tokio::select! {
        polled = polling => Some(polled),
        () = renew_until_lost(lease, || scheduler.sink.renew_poll(account, feed, poll, lease)) => None,
    }
}

/// Renews a lease of this length until another daemon has it. `renew` answers `false` then.
async fn renew_until_lost<R>(lease: Duration, renew: impl Fn() -> R)
where
    R: Future<Output = Result<bool, SinkError>>,
{
    loop {
        tokio::time::sleep(lease / 3).await;
        // A database that is away for a moment does not take the lease; if it is gone, the next write will show it.
        if matches!(renew().await, Ok(false)) {
            return;
        }
    }
}
