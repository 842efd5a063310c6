//! A feed that is well, for tests that spoil it.

use chrono::{DateTime, TimeDelta, Utc};
use model::Tally;
use sink::overview::ErrorGroup;
use sink::status::{FeedStatus, Progress, UnitCounts};

/// The moment of these tests.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-26T14:30:00Z".parse().unwrap()
}

/// So many minutes before [`now`], or after it.
pub(crate) fn minutes(minutes: i64) -> Option<DateTime<Utc>> {
    Some(now() + TimeDelta::minutes(minutes))
}

/// A feed of account 1 that is complete through 08:00 and may be.
pub(crate) fn feed(name: &str) -> FeedStatus {
    FeedStatus {
        account_id: "1".to_owned(),
        feed: name.to_owned(),
        kind: "files".to_owned(),
        usual_lag_s: 10 * 3600,
        loss_near_s: 3 * 24 * 3600,
        registered_at: now() - TimeDelta::days(9),
        complete_through: minutes(-390),
        listed_through_at: minutes(-5),
        last_success_at: minutes(-5),
        next_poll_at: minutes(5),
        paused_until_at: None,
        last_error: None,
        last_error_at: None,
        is_refused: false,
        unavailable: Vec::new(),
        is_unavailable: false,
        silent: Vec::new(),
        last_postponement: None,
        last_postponed_at: None,
        units: UnitCounts { loaded: 900, ..UnitCounts::default() },
        progress: Progress::default(),
        records: Tally::default(),
        rejects_open: 0,
        backfill_open: 0,
        windows_not_final: 0,
        oldest_open_scope_end_at: None,
        next_deletion_at: None,
        last_loaded_at: minutes(-5),
    }
}

/// A feed with an error, met 10 minutes ago, that is paused for 20 more.
pub(crate) fn paused(name: &str, error: &str, is_refused: bool) -> FeedStatus {
    FeedStatus {
        last_error: Some(error.to_owned()),
        last_error_at: minutes(-10),
        is_refused,
        paused_until_at: minutes(20),
        ..feed(name)
    }
}

/// Units of a feed of account 1 in a state, with an error.
pub(crate) fn units(feed: &str, state: &str, units: i64, error: &str) -> ErrorGroup {
    ErrorGroup {
        account_id: "1".to_owned(),
        feed: feed.to_owned(),
        state: state.to_owned(),
        is_refused: false,
        units,
        unit_id: 7,
        name: "a".to_owned(),
        error: Some(error.to_owned()),
        last_error_at: minutes(-3),
        next_attempt_at: minutes(1).filter(|_| state == "failed"),
    }
}
