//! Every window up to now gets a row in the ledger.

use model::{Lane, Scope};
use sink::ledger::PlannedUnit;

use crate::poll::{Poll, PollFailure};
use crate::windows::log::log_planned;
use crate::windows::plan::{Horizon, WindowPlan};

/// Gives every window up to now a row in the ledger. Upstream is not asked: reading them is the work of units.
pub(crate) async fn add_windows(poll: &Poll<'_>, plan: &WindowPlan) -> Result<bool, PollFailure> {
    let Poll { scheduler, account, feed, lease, .. } = poll;
    let now = scheduler.clock.now();
    let oldest = scheduler.sink.oldest_scope_start(&account.id, *feed).await?;
    let windows = match Horizon::of(plan, feed.kept_upstream(), now, lease.listed_through, oldest) {
        Some(horizon) => horizon.windows(&scheduler.sink.uncovered(&account.id, *feed, horizon.past).await?),
        None => Vec::new(),
    };
    let planned = |(scope, lane): (Scope, Lane)| PlannedUnit { name: scope.name(), scope, lane, is_snapshot: false };
    let windows: Vec<_> = windows.into_iter().map(planned).collect();
    let unseen = poll.add_units(&windows, plan.every).await?;
    if unseen > 0 {
        log_planned(&account.id, *feed, unseen);
    }
    Ok(true)
}
