//! The ledger as those see it who watch: however many they are, it is asked once in a few seconds, and never for long.

use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{AccountId, Feed};
use sink::migrations::SchemaState;
use sink::status::FeedStatus;
use sink::{Sink, SinkError};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::LEDGER_WAIT_MAX;
use super::overview::Overview;

/// An answer is given to everybody for so long.
const ANSWER_AGE_MAX: Duration = Duration::from_secs(3);

/// What is watched.
pub(crate) struct Watched {
    /// Asks for those who are shown nothing that was kept.
    pub(super) sink: Sink,
    feeds: Vec<(AccountId, Feed)>,
    status: Kept<Vec<FeedStatus>>,
    overview: Kept<Arc<Overview>>,
    schema: Kept<SchemaState>,
    /// The last answer of the ledger, however old: shown while the database is away.
    last_overview: StdMutex<Option<Arc<Overview>>>,
}

impl Watched {
    /// These feeds, in this warehouse.
    pub(crate) fn of(sink: &Sink, feeds: Vec<(AccountId, Feed)>) -> Self {
        let sink = sink.for_watchers(LEDGER_WAIT_MAX);
        Self {
            sink,
            feeds,
            status: Kept::new(ANSWER_AGE_MAX),
            overview: Kept::new(ANSWER_AGE_MAX),
            schema: Kept::new(ANSWER_AGE_MAX),
            last_overview: StdMutex::default(),
        }
    }

    /// The state of the feeds.
    pub(super) async fn status(&self) -> Result<Vec<FeedStatus>, SinkError> {
        self.status.or_ask(|| self.sink.feed_status(&self.feeds)).await
    }

    /// Compares the schema with this program's.
    pub(super) async fn schema(&self) -> Result<SchemaState, SinkError> {
        self.schema.or_ask(|| self.sink.schema_state()).await
    }

    /// What the page tells.
    pub(super) async fn overview(&self, now: DateTime<Utc>) -> Result<Arc<Overview>, SinkError> {
        let ask = async || {
            let status = self.status().await?;
            Overview::read(&self.sink, &self.feeds, status, now).await.map(Arc::new)
        };
        let overview = self.overview.or_ask(ask).await?;
        *self.last_overview.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&overview));
        Ok(overview)
    }

    /// Returns the last answer for the page without asking the ledger.
    pub(super) fn last_overview(&self) -> Option<Arc<Overview>> {
        self.last_overview.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the accounts and feeds that are watched.
    pub(super) fn feeds(&self) -> &[(AccountId, Feed)] {
        &self.feeds
    }
}

/// The last answer to a question.
struct Kept<T> {
    age_max: Duration,
    answer: Mutex<Option<(Instant, T)>>,
}

impl<T: Clone> Kept<T> {
    fn new(age_max: Duration) -> Self {
        Self { age_max, answer: Mutex::new(None) }
    }

    /// The answer that is kept, or when it is too old another one: whoever comes while it is asked for waits for it as well.
    /// A failure is nobody else's.
    async fn or_ask<E>(&self, ask: impl AsyncFnOnce() -> Result<T, E>) -> Result<T, E> {
        let mut kept = self.answer.lock().await;
        if let Some((at, answer)) = &*kept
            && at.elapsed() < self.age_max
        {
            return Ok(answer.clone());
        }
        let answer = ask().await?;
        *kept = Some((Instant::now(), answer.clone()));
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// How often three are asked who come one after the other and then two at once, when every `fails`-th question fails.
    async fn check(age_max: Duration, fails: u32, expected: u32) {
        let (kept, asked) = (Kept::new(age_max), Cell::new(0));
        let ask = async || {
            asked.set(asked.get() + 1);
            tokio::task::yield_now().await;
            if asked.get() % fails == 0 { Err("away") } else { Ok(asked.get()) }
        };
        for _ in 0..3 {
            let _ = kept.or_ask(ask).await;
        }
        let _ = tokio::join!(kept.or_ask(ask), kept.or_ask(ask));
        assert_eq!(asked.get(), expected, "kept for {age_max:?}, one of {fails} fails");
    }

    #[tokio::test]
    async fn many_who_watch_cost_one_question() {
        check(ANSWER_AGE_MAX, u32::MAX, 1).await;
        check(Duration::ZERO, u32::MAX, 5).await;
        check(ANSWER_AGE_MAX, 1, 5).await;
    }
}
