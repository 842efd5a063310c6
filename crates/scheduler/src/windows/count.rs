//! A final window is counted, not read: one request shows whether anything came or left since.

use client::AccountClient;
use model::{Feed, Lane, Scope, Unit, chain};
use sink::lease::AttemptEnd;

use crate::failure::Failure;
use crate::log::log_attempt_end;
use crate::scheduler::{PlannedAccount, Scheduler};
use crate::windows::page::fetch_page;
use crate::windows::plan::counted_next;
use crate::windows::search::{Query, Search};
use crate::windows::slice::Slice;

/// Whether a window is counted before it is read once more.
pub(crate) fn is_counted_first(unit: &Unit) -> bool {
    unit.past_reads.is_final && !unit.past_reads.is_unsettled
}

/// Asks how many records upstream counts in the window; `None` when some of its shards did not answer.
pub(crate) async fn count_window(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
) -> Result<Option<u64>, Failure> {
    let search = Search::of(account, unit)?;
    let whole = Query::Slice(Slice::new(unit.scope.start, unit.scope.end));
    let heads = fetch_page(scheduler, &search, &whole, 0, 1).await?.heads;
    Ok(heads.shards_missing.is_none().then_some(heads.count))
}

/// Asks once how many records of a feed that began within a span upstream counts; `None` when some of its shards did not
/// answer.
///
/// # Errors
/// A sentence that says why it cannot be counted.
pub async fn count_span(client: &AccountClient, feed: Feed, span: Scope) -> Result<Option<u64>, String> {
    let whole = Query::Slice(Slice::new(span.start, span.end));
    let count = async {
        let (_, heads) = Search::within(client, feed, span, Lane::Backfill)?.ask(&whole, 0, 1).await?;
        Ok(heads.shards_missing.is_none().then_some(heads.count))
    };
    count.await.map_err(|failure: Failure| chain(&failure))
}

/// Whether upstream counts as many as at the last complete read.
pub(crate) fn has_not_changed(unit: &Unit, count: Option<u64>) -> bool {
    count.is_some_and(|count| i64::try_from(count).ok() == unit.past_reads.counted)
}

/// Ends the attempt at a window that was counted and has not changed.
pub(crate) async fn end_counted(scheduler: &Scheduler, unit: &Unit) -> Result<(), Failure> {
    let reread_at = counted_next(unit.scope.end, scheduler.clock.now());
    let end = AttemptEnd::Counted { reread_at };
    log_attempt_end(unit, &end);
    scheduler.sink.end_attempt(unit, &end).await.map_err(Failure::Store)
}
