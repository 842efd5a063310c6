//! Work that takes longer than anything here may take: a wait without a bound, a mistake of ours. It is said once, so that
//! somebody looks; the work goes on, and its lease keeps others from it.

use std::collections::HashMap;
use std::time::Duration;

use model::{AccountId, Feed};
use tokio::task::Id;
use tokio::time::Instant;
use tracing::error;

/// Every wait has a bound of its own (`http.download_timeout`, `database.statement_timeout`, …); a file of many gigabytes
/// takes its time, all of it together no more than this.
const STALLED_AFTER: Duration = Duration::from_secs(2 * 3600);

/// What is in hand, and since when.
#[derive(Debug, Default)]
pub(crate) struct Watchdog {
    works: HashMap<Id, Work>,
}

#[derive(Debug)]
struct Work {
    account: AccountId,
    feed: Feed,
    what: String,
    since: Instant,
    is_told: bool,
}

impl Watchdog {
    /// A task begins; `what` is the name of its unit, or says that it lists.
    pub(crate) fn began(&mut self, task: Id, account: &AccountId, feed: Feed, what: &str) {
        let (account, what, since) = (account.clone(), what.to_owned(), Instant::now());
        self.works.insert(task, Work { account, feed, what, since, is_told: false });
    }

    /// It ended.
    pub(crate) fn ended(&mut self, task: Id) {
        self.works.remove(&task);
    }

    /// Tells of each work that has stalled, once. Answers how many have.
    pub(crate) fn tell(&mut self, now: Instant) -> usize {
        let mut stalled = 0;
        for work in self.works.values_mut() {
            let elapsed = now.saturating_duration_since(work.since);
            stalled += usize::from(elapsed >= STALLED_AFTER);
            if elapsed >= STALLED_AFTER && !work.is_told {
                work.is_told = true;
                error!(event = "work_stalled", account = %work.account, feed = %work.feed, name = work.what,
                    elapsed_s = elapsed.as_secs(), "this has been worked on for hours; it should have ended or failed");
            }
        }
        stalled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_stalls_is_told_once_and_what_ended_is_not() {
        let mut watchdog = Watchdog::default();
        let tasks = [tokio::spawn(async {}), tokio::spawn(async {})];
        for task in &tasks {
            watchdog.began(task.id(), &AccountId("1".to_owned()), Feed::Engagement, "one");
        }
        watchdog.ended(tasks[0].id());
        let begun = Instant::now();
        assert_eq!(watchdog.tell(begun + STALLED_AFTER / 2), 0);
        assert_eq!(watchdog.tell(begun + STALLED_AFTER * 2), 1);
        assert!(watchdog.works.values().all(|work| work.is_told));
        watchdog.ended(tasks[1].id());
        assert_eq!(watchdog.tell(begun + STALLED_AFTER * 3), 0);
    }
}
