//! How many records a search matches: one request, and no record is read. A final unit is counted, not read.

use client::AccountClient;
use model::{Feed, Lane, Scope, Unit, chain};
use sink::lease::AttemptEnd;

use crate::failure::Failure;
use crate::log::log_attempt_end;
use crate::scheduler::Scheduler;
use crate::search::api::{Query, Search};
use crate::search::page::fetch_page;
use crate::search::past::counted_next;
use crate::search::slice::Slice;

/// Asks how many records upstream counts that began in a span; `None` when some of its shards did not answer.
pub(crate) async fn count_matches(
    scheduler: &Scheduler,
    search: &Search<'_>,
    span: Scope,
) -> Result<Option<u64>, Failure> {
    let whole = Query::Slice(Slice::new(span.start, span.end));
    let heads = fetch_page(scheduler, search, &whole, 0, 1).await?.heads;
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
        let asked = Search::within(client, feed, span, Lane::Backfill)?.ask(&whole, 0, 1).await?;
        Ok(asked.heads.shards_missing.is_none().then_some(asked.heads.count))
    };
    count.await.map_err(|failure: Failure| chain(&failure))
}

/// Ends the attempt at a unit that was counted and has not changed.
pub(crate) async fn end_counted(scheduler: &Scheduler, unit: &Unit) -> Result<(), Failure> {
    let reread_at = counted_next(unit.scope.end, scheduler.clock.now());
    let end = AttemptEnd::Counted { reread_at };
    log_attempt_end(unit, &end);
    scheduler.sink.end_attempt(unit, &end).await.map_err(Failure::Store)
}
