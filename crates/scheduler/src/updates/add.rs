//! Every range and every day gets a row in the ledger.

use chrono::{DateTime, Utc};
use model::{AccountId, Feed, Lane, Scope};
use sink::ledger::PlannedUnit;
use sink::{Sink, SinkError};

use crate::poll::{Poll, PollFailure};
use crate::search::past::split_days;
use crate::updates::log::log_planned;
use crate::updates::plan::{Horizon, UpdatesPlan, first_watermark_of_past, split_ranges};

/// Gives every range and every day a row in the ledger. Upstream is not asked: reading them is the work of units.
pub(crate) async fn add_ranges_and_days(poll: &Poll<'_>, plan: &UpdatesPlan) -> Result<bool, PollFailure> {
    let Poll { scheduler, account, feed, lease, .. } = poll;
    let horizon = Horizon::of(plan, feed.kept_upstream(), scheduler.clock.now(), lease.listed_through);
    let first_watermark = |start| horizon.first_watermark(start);
    let (ranges, days) = (horizon.ranges, horizon.days);
    let units = plan_uncovered(&scheduler.sink, &account.id, *feed, [ranges, days], first_watermark).await?;
    let unseen = poll.add_units(&units, plan.every).await?;
    if unseen > 0 {
        log_planned(&account.id, *feed, unseen);
    }
    Ok(true)
}

/// Gives the ranges and days of a span that a person asks for a row in the ledger.
///
/// # Errors
/// When the database is away.
pub async fn add_past(
    sink: &Sink,
    account: &AccountId,
    feed: Feed,
    past: Scope,
    now: DateTime<Utc>,
) -> Result<(), SinkError> {
    let units = plan_uncovered(sink, account, feed, [past, past], |_| first_watermark_of_past(now)).await?;
    sink.add_units(account, feed, &units, now).await?;
    Ok(())
}

/// Plans the ranges and the days that have no row yet.
async fn plan_uncovered(
    sink: &Sink,
    account: &AccountId,
    feed: Feed,
    [ranges, days]: [Scope; 2],
    first_watermark: impl Fn(DateTime<Utc>) -> DateTime<Utc>,
) -> Result<Vec<PlannedUnit>, SinkError> {
    let ranges = sink.uncovered(account, feed, Some(Lane::Live), ranges).await?;
    let days = sink.uncovered(account, feed, Some(Lane::Backfill), days).await?;
    let unit =
        |scope: Scope, lane, watermark| PlannedUnit { name: scope.name(), scope, lane, is_snapshot: false, watermark };
    let ranges = split_ranges(&ranges).into_iter();
    let ranges = ranges.map(|range| unit(range, Lane::Live, Some(first_watermark(range.start))));
    Ok(ranges.chain(split_days(&days).into_iter().map(|(day, lane)| unit(day, lane, None))).collect())
}
