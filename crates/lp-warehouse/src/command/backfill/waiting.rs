//! Why a backfill has nothing in hand although units are open.

use chrono::{DateTime, Utc};
use model::UnitState;
use sink::status::FeedStatus;
use sink::units::UnitRow;

use crate::command::{counted, minute};

/// Returns what is waited for at `now`: the end of a pause, another process, or the next try of a unit. `None` when units are
/// due, so that the next look begins them.
pub(super) fn find_reason(open: &[UnitRow], status: Option<&FeedStatus>, now: DateTime<Utc>) -> Option<String> {
    let paused_until = status.and_then(|status| status.paused_until_at).filter(|until| *until > now);
    if let Some(until) = paused_until {
        let why = status.and_then(|status| status.last_error.as_deref()).unwrap_or("LivePerson refuses or fails");
        return Some(format!("the feed is paused until {} UTC: {why}", minute(until)));
    }
    let is_leased = |unit: &&UnitRow| unit.state == UnitState::Leased.as_str();
    let leased = open.iter().filter(is_leased).count();
    let others: Vec<_> = open.iter().filter(|unit| !is_leased(unit)).collect();
    if others.iter().any(|unit| unit.next_attempt_at <= now) {
        return None;
    }
    let mut reasons = Vec::new();
    if leased > 0 {
        let units = counted(leased as u64, "unit is", "units are");
        reasons.push(format!("{units} being loaded by another process"));
    }
    if let Some(next) = others.iter().min_by_key(|unit| unit.next_attempt_at) {
        let units = counted(others.len() as u64, "unit is", "units are");
        let why = next.last_error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
        reasons.push(format!("{units} tried again later, the first at {} UTC{why}", minute(next.next_attempt_at)));
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::specimen::{now, paused};

    /// A unit in this state that is due so many minutes from now.
    fn unit(state: &str, due_min: i64, error: Option<&str>) -> UnitRow {
        UnitRow {
            unit_id: 1,
            account_id: "1".to_owned(),
            feed: "engagement".to_owned(),
            name: "one".to_owned(),
            scope_start_at: now(),
            scope_end_at: now(),
            state: state.to_owned(),
            attempts: 0,
            next_attempt_at: now() + TimeDelta::minutes(due_min),
            loaded_at: None,
            records_read: None,
            records_rejected: None,
            last_error: error.map(str::to_owned),
            is_acknowledged: false,
            salvaged_because: None,
        }
    }

    /// A feed that is paused for so many minutes.
    fn paused_for(minutes: i64) -> FeedStatus {
        let paused_until_at = Some(now() + TimeDelta::minutes(minutes));
        FeedStatus { paused_until_at, ..paused("engagement", "it answered 503", false) }
    }

    #[test]
    fn the_reason_names_what_ends_the_wait() {
        let check = |open: &[UnitRow], status: Option<&FeedStatus>, expected: Option<&str>| {
            assert_eq!(find_reason(open, status, now()).as_deref(), expected);
        };
        let until_later = Some("the feed is paused until 2026-11-26 14:40 UTC: it answered 503");
        check(&[unit("pending", 0, None)], Some(&paused_for(10)), until_later);
        check(&[unit("pending", 0, None)], Some(&paused_for(-10)), None);
        check(&[unit("leased", 0, None), unit("pending", 0, None)], None, None);
        check(&[unit("leased", 0, None)], None, Some("1 unit is being loaded by another process"));
        check(
            &[unit("leased", 0, None), unit("failed", 90, Some("late")), unit("failed", 5, Some("soon"))],
            None,
            Some(
                "1 unit is being loaded by another process; \
                 2 units are tried again later, the first at 2026-11-26 14:35 UTC: soon",
            ),
        );
        check(&[], None, None);
    }
}
