//! How a range or a day is read, and what a read means for it.

use model::{Drift, FeedKind, Lane, Unit};
use sink::{ReadOutcome, UnitFacts, WindowRead};

use crate::failure::Failure;
use crate::measure::time_commit;
use crate::policy::retry_gap;
use crate::scheduler::{PlannedAccount, Reading, Scheduler};
use crate::search::past::counted_next;
use crate::search::{FetchedSpan, Search, Slice, count_matches, end_counted, fetch_span, log_counted};
use crate::updates::log::log_given_up;
use crate::updates::plan::{
    CompleteRead, NextRead, UpdatesPlan, describe_clock, next_read_of_day, next_read_of_range, slice_of_range,
};

/// Counts a day that is final, or that the updates seem to have brought, and ends the attempt when upstream has no more
/// records in it than are stored. Returns whether it did. A range is never counted, nor a day that a person wants read again.
pub(crate) async fn end_by_count(scheduler: &Scheduler, search: &Search<'_>, unit: &Unit) -> Result<bool, Failure> {
    let is_read = unit.past_reads.begun_at.is_some();
    if unit.lane == Lane::Live || unit.past_reads.is_unsettled || is_read && !unit.past_reads.is_final {
        return Ok(false);
    }
    let stored = search.count_stored(&scheduler.sink, &unit.account).await?;
    if stored == 0 && !is_read {
        return Ok(false);
    }
    let begun_at = scheduler.clock.now();
    let Some(counted) = count_matches(scheduler, search, unit.scope).await?.filter(|counted| *counted <= stored) else {
        return Ok(false);
    };
    if is_read {
        end_counted(scheduler, unit).await?;
        return Ok(true);
    }
    let reread_at = counted_next(unit.scope.end, begun_at);
    let outcome = ReadOutcome::Complete { is_final: true, reread_at, watermark: None };
    let read = WindowRead { begun_at, counted, unsettled: 0, outcome };
    let commit = scheduler.sink.begin(unit).await.map_err(Failure::Store)?;
    let no_drift = Drift::default();
    time_commit(commit.finish_window(UnitFacts::default(), &no_drift, &read)).await.map_err(Failure::Store)?;
    log_counted(unit);
    Ok(true)
}

/// Reads what a range has new, or all of a day.
pub(crate) async fn fetch_unit(
    scheduler: &Scheduler,
    search: &Search<'_>,
    unit: &Unit,
) -> Result<FetchedSpan, Failure> {
    let slice = match unit.lane {
        Lane::Live => {
            let now = scheduler.clock.now();
            slice_of_range(unit.feed.kept_upstream(), unit.scope, unit.past_reads.watermark, now)
        }
        Lane::Backfill => Slice::new(unit.scope.start, unit.scope.end),
    };
    fetch_span(scheduler, search, unit, slice).await
}

/// Says what a read means for the unit.
pub(crate) fn judge_read(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
    span: &FetchedSpan,
) -> WindowRead {
    let missing = span.missing.clone().or_else(|| describe_clock(span.begun_at, span.answered_at));
    let outcome = match (missing, plan_of(account, unit)) {
        (None, Some(plan)) => {
            let next = plan_next(&plan, unit, span);
            if next.is_given_up {
                log_given_up(unit, span.unsettled);
            }
            let NextRead { is_final, reread_at, watermark, .. } = next;
            ReadOutcome::Complete { is_final, reread_at, watermark }
        }
        (missing, _) => {
            let gap = retry_gap(scheduler, FeedKind::Updates, unit.past_reads.incomplete.saturating_add(1));
            let reason = missing.unwrap_or_else(|| "its feed is not read any more".to_owned());
            ReadOutcome::Incomplete { reason, next_attempt_at: scheduler.clock.now() + gap }
        }
    };
    WindowRead { begun_at: span.begun_at, counted: span.counted, unsettled: span.unsettled, outcome }
}

fn plan_next(plan: &UpdatesPlan, unit: &Unit, span: &FetchedSpan) -> NextRead {
    let read = CompleteRead {
        scope: unit.scope,
        begun: span.begun_at,
        answered: span.answered_at,
        is_unsettled: span.unsettled > 0,
    };
    match unit.lane {
        Lane::Live => next_read_of_range(plan, unit.feed.kept_upstream(), read, unit.past_reads.watermark),
        Lane::Backfill => next_read_of_day(read, unit.past_reads.is_unsettled),
    }
}

/// Returns how the feed of a unit is read; `None` when it is not read any more.
fn plan_of(account: &PlannedAccount, unit: &Unit) -> Option<UpdatesPlan> {
    match account.feeds.get(&unit.feed)?.reading {
        Reading::Updates(plan) => Some(plan),
        Reading::Files(_) | Reading::Windows(_) | Reading::Samples(_) | Reading::Lists => None,
    }
}
