//! What a read brought of a window is decoded, and what the read means for the window.

use model::{FeedKind, Unit};
use normalizer::{Decoded, Page};
use sink::{ReadOutcome, WindowRead};

use crate::failure::Failure;
use crate::moment::datetime_of;
use crate::policy::retry_gap;
use crate::scheduler::{PlannedAccount, Reading, Scheduler};
use crate::store::Decoder;
use crate::windows::fetch::FetchedWindow;
use crate::windows::log::log_given_up;
use crate::windows::plan::{WindowPlan, is_unsettled, next_read};
use crate::windows::search::Search;

/// Returns what decodes the pages of a window, from their beginning.
pub(crate) fn decoder(account: &PlannedAccount, unit: &Unit, window: &FetchedWindow) -> Result<Decoder, Failure> {
    let bodies = window.pages.reader().map_err(Failure::Spool)?;
    let pages: Result<Vec<Page>, Failure> = window.marks.iter().map(|mark| mark.to_page()).collect();
    Ok(Search::of(account, unit)?.decoder(&unit.account, bodies, pages?))
}

/// Says what a read means for the window: final, to be read again, or incomplete.
pub(crate) fn judge_read(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
    window: &FetchedWindow,
    decoded: &Decoded,
) -> Result<WindowRead, Failure> {
    let (begun_at, completed_after) = (window.begun_at, Search::of(account, unit)?.facts().completed_after);
    let last_ended = decoded.last_ended.map(datetime_of).transpose()?;
    let is_unsettled = is_unsettled(completed_after, window.unsettled, last_ended, begun_at);
    let outcome = match (&window.missing, plan_of(account, unit)) {
        (None, Some(plan)) => {
            let was_final = unit.past_reads.is_final;
            let next = next_read(&plan, completed_after, unit.scope.end, begun_at, is_unsettled, was_final);
            if next.is_given_up {
                log_given_up(unit, window.unsettled);
            }
            ReadOutcome::Complete { is_final: next.is_final, reread_at: next.reread_at }
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
        Reading::Files(_) | Reading::Samples => None,
    }
}
