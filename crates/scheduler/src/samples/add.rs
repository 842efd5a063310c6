//! Every method gets a row in the ledger, once.

use std::time::Duration;

use model::{Lane, Scope};
use normalizer::SampleMethod;
use sink::ledger::PlannedUnit;

use crate::poll::{Poll, PollFailure};

/// Gives every method a row in the ledger. Upstream is not asked: sampling them is the work of units.
pub(crate) async fn add_methods(poll: &Poll<'_>, every: Duration) -> Result<bool, PollFailure> {
    let now = poll.scheduler.clock.now();
    let scope = Scope { start: now, end: now };
    let methods = feeds::sample_methods(poll.feed).iter();
    let unit = |method: &SampleMethod| PlannedUnit {
        name: method.name.to_owned(),
        scope,
        lane: Lane::Live,
        is_snapshot: !method.has_intervals(),
        watermark: None,
    };
    let units: Vec<PlannedUnit> = methods.map(unit).collect();
    poll.add_units(&units, every).await?;
    Ok(true)
}
