//! Every method gets a row in the ledger, once.

use std::time::Duration;

use model::{Lane, Scope};
use sink::ledger::PlannedUnit;

use crate::poll::{Poll, PollFailure};
use crate::samples::request::methods_of;

/// Gives every method a row in the ledger. Upstream is not asked: sampling them is the work of units.
pub(crate) async fn add_methods(poll: &Poll<'_>, every: Duration) -> Result<bool, PollFailure> {
    let now = poll.scheduler.clock.now();
    let scope = Scope { start: now, end: now };
    let methods = methods_of(poll.feed).iter();
    let units: Vec<PlannedUnit> =
        methods.map(|method| PlannedUnit { name: method.as_str().to_owned(), scope, lane: Lane::Live }).collect();
    poll.add_units(&units, every).await?;
    Ok(true)
}
