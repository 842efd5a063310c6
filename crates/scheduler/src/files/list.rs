//! Every file that upstream lists gets a row in the ledger.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sink::ledger::Polled;

use crate::files::log::{log_listed, log_taken_over};
use crate::files::plan::{ListingPlan, plan_listing};
use crate::files::request::list_files;
use crate::lease::hold_poll;
use crate::poll::{Poll, PollFailure};
use crate::watchdog;

/// Lists a feed. Returns `false` when another daemon has taken the listing over.
pub(crate) async fn list(poll: &Poll<'_>, plan: &ListingPlan, every: Duration) -> Result<bool, PollFailure> {
    let Poll { scheduler, account, feed, lease, is_start } = poll;
    let begun = scheduler.clock.now();
    let listing = plan_listing(plan, begun, lease.listed_through, lease.listed_all_at, *is_start);
    let listed = hold_poll(scheduler, &account.id, *feed, lease, list_spans(poll, &listing.spans)).await;
    let Some(listed) = listed else {
        log_taken_over(&account.id, *feed);
        return Ok(false);
    };
    let counts = listed?;
    let next_poll_at = poll.plan_next(begun, every);
    let succeeded_at = Some(scheduler.clock.now());
    poll.finish(&Polled { succeeded_at, next_poll_at, listed_through: begun, is_all: listing.is_all }).await?;
    log_listed(&account.id, *feed, &listing, counts, next_poll_at);
    Ok(true)
}

/// How many names were listed, and how many of them had no row yet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ListedCounts {
    pub(crate) listed: usize,
    pub(crate) unseen: u64,
}

/// Asks for each span, and gives what is listed a row.
async fn list_spans(poll: &Poll<'_>, spans: &[(DateTime<Utc>, DateTime<Utc>)]) -> Result<ListedCounts, PollFailure> {
    let Poll { scheduler, account, feed, .. } = poll;
    let mut counts = ListedCounts::default();
    for (start, end) in spans {
        let files = list_files(account, *feed, *start, *end).await?;
        watchdog::note_progress();
        counts.listed += files.len();
        counts.unseen += scheduler.sink.add_files(&account.id, *feed, &files, scheduler.clock.now()).await?;
    }
    Ok(counts)
}
