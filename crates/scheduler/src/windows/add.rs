//! Every window up to now gets a row in the ledger.

use chrono::{DateTime, Utc};
use model::{AccountId, Feed, Lane, Scope};
use sink::ledger::PlannedUnit;
use sink::{Sink, SinkError};

use crate::poll::{Poll, PollFailure};
use crate::search::past::split_days;
use crate::windows::log::log_planned;
use crate::windows::plan::{Horizon, WindowPlan};

/// Gives every window up to now a row in the ledger. Upstream is not asked: reading them is the work of units.
pub(crate) async fn add_windows(poll: &Poll<'_>, plan: &WindowPlan) -> Result<bool, PollFailure> {
    let Poll { scheduler, account, feed, lease, .. } = poll;
    let now = scheduler.clock.now();
    let oldest = scheduler.sink.oldest_scope_start(&account.id, *feed).await?;
    let windows = match Horizon::of(plan, feed.kept_upstream(), now, lease.listed_through, oldest) {
        Some(horizon) => horizon.windows(&scheduler.sink.uncovered(&account.id, *feed, None, horizon.past).await?),
        None => Vec::new(),
    };
    let windows: Vec<_> = windows.into_iter().map(planned_unit).collect();
    let unseen = poll.add_units(&windows, plan.every).await?;
    if unseen > 0 {
        log_planned(&account.id, *feed, unseen);
    }
    Ok(true)
}

/// Gives the days of a span that a person asks for a row in the ledger.
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
    let uncovered = sink.uncovered(account, feed, None, past).await?;
    let windows: Vec<_> = split_days(&uncovered).into_iter().map(planned_unit).collect();
    sink.add_units(account, feed, &windows, now).await?;
    Ok(())
}

fn planned_unit((scope, lane): (Scope, Lane)) -> PlannedUnit {
    PlannedUnit { name: scope.name(), scope, lane, is_snapshot: false, watermark: None }
}
