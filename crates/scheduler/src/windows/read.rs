//! How a window is read, and what a read means for it.

use model::{FeedKind, Unit};
use normalizer::Decoded;
use sink::{ReadOutcome, WindowRead};

use crate::failure::Failure;
use crate::moment::datetime_of;
use crate::policy::retry_gap;
use crate::scheduler::{PlannedAccount, Reading, Scheduler};
use crate::search::{FetchedSpan, Search, Slice, count_matches, fetch_span};
use crate::windows::log::log_given_up;
use crate::windows::plan::{WindowPlan, is_unsettled, next_read};

/// Asks whether a final window still has as many records as at its last complete read. A window that is not final, or had
/// records that upstream could still complete, is not counted: it is read.
pub(crate) async fn has_not_changed(scheduler: &Scheduler, search: &Search<'_>, unit: &Unit) -> Result<bool, Failure> {
    if !unit.past_reads.is_final || unit.past_reads.is_unsettled {
        return Ok(false);
    }
    let count = count_matches(scheduler, search, unit.scope).await?;
    Ok(count.is_some_and(|count| i64::try_from(count).ok() == unit.past_reads.counted))
}

/// Reads the window to its end.
pub(crate) async fn fetch_window(
    scheduler: &Scheduler,
    search: &Search<'_>,
    unit: &Unit,
) -> Result<FetchedSpan, Failure> {
    fetch_span(scheduler, search, unit, Slice::new(unit.scope.start, unit.scope.end)).await
}

/// Says what a read means for the window: final, to be read again, or incomplete.
pub(crate) fn judge_read(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    search: &Search<'_>,
    unit: &Unit,
    window: &FetchedSpan,
    decoded: &Decoded,
) -> Result<WindowRead, Failure> {
    let (begun_at, completed_after) = (window.begun_at, search.facts().completed_after);
    let last_ended = decoded.last_ended.map(datetime_of).transpose()?;
    let is_unsettled = is_unsettled(completed_after, window.unsettled, last_ended, begun_at);
    let outcome = match (&window.missing, plan_of(account, unit)) {
        (None, Some(plan)) => {
            let was_final = unit.past_reads.is_final;
            let next = next_read(&plan, completed_after, unit.scope.end, begun_at, is_unsettled, was_final);
            if next.is_given_up {
                log_given_up(unit, window.unsettled);
            }
            ReadOutcome::Complete { is_final: next.is_final, reread_at: next.reread_at, watermark: None }
        }
        (missing, _) => {
            let reads = unit.past_reads.incomplete.saturating_add(1);
            let gap = retry_gap(scheduler, FeedKind::Windows, reads);
            let reason = missing.clone().unwrap_or_else(|| "its feed is not read any more".to_owned());
            ReadOutcome::Incomplete { reason, next_attempt_at: scheduler.clock.now() + gap }
        }
    };
    let unsettled = window.unsettled.max(u64::from(is_unsettled));
    Ok(WindowRead { begun_at, counted: window.counted, unsettled, outcome })
}

/// Returns how the feed of a unit is read; `None` when it is not read any more.
fn plan_of(account: &PlannedAccount, unit: &Unit) -> Option<WindowPlan> {
    match account.feeds.get(&unit.feed)?.reading {
        Reading::Windows(plan) => Some(plan),
        Reading::Files(_) | Reading::Updates(_) | Reading::Samples(_) | Reading::Lists => None,
    }
}
