//! Work that does not go on: a wait without a bound, a mistake of ours. It is logged once, and `/healthz` and systemd's
//! watchdog learn of it, so that somebody looks. Work that is slow but goes on may take as long as it takes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::{AccountId, Feed};
use tokio::task::{AbortHandle, Id, JoinSet};
use tokio::time::Instant;
use tracing::error;

/// Every wait has a bound of its own (`http.idle_timeout`, `database.statement_timeout`, …), all tries of one request
/// together no more than this.
const STALLED_AFTER: Duration = Duration::from_secs(2 * 3600);

tokio::task_local! {
    /// Of the work that this task does.
    static PROGRESS: Progress;
}

/// When a work last went on.
#[derive(Clone, Debug)]
struct Progress(Arc<Mutex<Instant>>);

impl Progress {
    fn begin() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes that the work in hand went on: something came from upstream, or was stored. Outside of a watched work it does
/// nothing.
pub(crate) fn note_progress() {
    let _ = PROGRESS.try_with(|progress| *progress.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now());
}

/// What is in hand, and whether it goes on.
#[derive(Debug, Default)]
pub(crate) struct Watchdog {
    works: HashMap<Id, Work>,
}

#[derive(Debug)]
struct Work {
    account: AccountId,
    feed: Feed,
    what: String,
    progress: Progress,
    is_reported: bool,
}

impl Watchdog {
    /// Begins a work as a task; `what` is the name of its unit, or says that it lists.
    pub(crate) fn begin<T: Send + 'static>(
        &mut self,
        tasks: &mut JoinSet<T>,
        account: &AccountId,
        feed: Feed,
        what: &str,
        work: impl Future<Output = T> + Send + 'static,
    ) -> AbortHandle {
        let progress = Progress::begin();
        let task = tasks.spawn(PROGRESS.scope(progress.clone(), work));
        let (account, what) = (account.clone(), what.to_owned());
        self.works.insert(task.id(), Work { account, feed, what, progress, is_reported: false });
        task
    }

    /// Forgets a work that ended.
    pub(crate) fn end(&mut self, task: Id) {
        self.works.remove(&task);
    }

    /// Logs each work that does not go on, once. Returns how many do not.
    pub(crate) fn report_stalled(&mut self, now: Instant) -> usize {
        let mut stalled = 0;
        for work in self.works.values_mut() {
            let silent = now.saturating_duration_since(work.progress.last());
            stalled += usize::from(silent >= STALLED_AFTER);
            if silent >= STALLED_AFTER && !work.is_reported {
                work.is_reported = true;
                error!(event = "work_stalled", account = %work.account, feed = %work.feed, name = work.what,
                    silent_s = silent.as_secs(), "this has not gone on for hours; it should have ended or failed");
            }
        }
        stalled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_does_not_go_on_is_reported_once_and_what_is_slow_is_not() {
        let (mut watchdog, mut tasks) = (Watchdog::default(), JoinSet::new());
        let account = AccountId("1".to_owned());
        let slow = async {
            loop {
                tokio::time::sleep(STALLED_AFTER / 2).await;
                note_progress();
            }
        };
        watchdog.begin(&mut tasks, &account, feeds::engagement::FEED, "slow", slow);
        let hung = watchdog.begin(&mut tasks, &account, feeds::engagement::FEED, "hung", std::future::pending());
        let quick = watchdog.begin(&mut tasks, &account, feeds::engagement::FEED, "quick", async {});
        watchdog.end(quick.id());
        assert_eq!(watchdog.report_stalled(Instant::now()), 0);
        for _ in 0..4 {
            tokio::time::sleep(STALLED_AFTER).await;
            assert_eq!(watchdog.report_stalled(Instant::now()), 1);
        }
        let reported: Vec<&str> =
            watchdog.works.values().filter(|work| work.is_reported).map(|work| work.what.as_str()).collect();
        assert_eq!(reported, ["hung"]);
        watchdog.end(hung.id());
        assert_eq!(watchdog.report_stalled(Instant::now()), 0);
        note_progress();
    }
}
