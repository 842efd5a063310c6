//! Times as the scheduler reckons with them, and as rows hold them.

use chrono::{DateTime, Utc};
use tuple::Millis;

use crate::failure::Failure;

/// Converts a time for a row.
pub(crate) fn millis_of(at: DateTime<Utc>) -> Result<Millis, Failure> {
    Millis::new(at.timestamp_millis()).ok_or(Failure::NoSuchTime)
}

/// Converts a time from a row.
pub(crate) fn datetime_of(at: Millis) -> Result<DateTime<Utc>, Failure> {
    DateTime::from_timestamp_millis(at.epoch_ms()).ok_or(Failure::NoSuchTime)
}
