//! When a window that was never read is given up.

use chrono::{DateTime, TimeDelta, Utc};
use sink::ledger::Expired;

use crate::windows::plan::deleted_before;

/// Plans which windows are given up at `now`.
pub(crate) fn plan_expiry(kept_upstream: TimeDelta, now: DateTime<Utc>) -> Expired {
    Expired::EndedBefore(deleted_before(kept_upstream, now))
}
