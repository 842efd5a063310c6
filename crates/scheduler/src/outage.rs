//! Outages. One of upstream makes a feed wait; one of the database makes the whole loop wait.

use std::time::Duration;

use client::ClientError;
use model::{Feed, chain};
use normalizer::DecodeError;
use sink::SinkError;
use sink::ledger::OutageOf;
use tracing::{error, info, warn};

use crate::failure::Failure;
use crate::gaps::growing_gap;
use crate::measure;
use crate::scheduler::{PlannedAccount, Scheduler};

/// While the database is away it is tried again after this, doubled up to [`DATABASE_PAUSE_MAX`].
const DATABASE_PAUSE_FIRST: Duration = Duration::from_millis(500);
const DATABASE_PAUSE_MAX: Duration = Duration::from_secs(30);
/// Upstream may ask for a pause; a longer one than this would be a mistake of a proxy.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(3600);

/// Why a feed is left alone, and for how long upstream asked.
pub(crate) struct Outage {
    error: String,
    asked_for: Duration,
}

impl Outage {
    /// Reads what the client says.
    pub(crate) fn of_request(error: &ClientError) -> Self {
        let asked_for = match error {
            ClientError::Throttled { retry_after, .. } => retry_after.unwrap_or_default(),
            ClientError::Unauthorized { .. }
            | ClientError::Forbidden { .. }
            | ClientError::NotFound { .. }
            | ClientError::Unavailable { .. }
            | ClientError::ShortBody { .. }
            | ClientError::ForeignHost { .. }
            | ClientError::BadAnswer { .. }
            | ClientError::Setup(_) => Duration::ZERO,
        };
        Self { error: format!("{}; {}", chain(error), error.advice()), asked_for }
    }

    /// Reads a failure that pauses its feed; `None` for any other.
    pub(crate) fn of_unit(failure: &Failure) -> Option<Self> {
        if let Failure::Fetch(error) = failure {
            return Some(Self::of_request(error));
        }
        let Failure::Decode(error @ DecodeError::Markup { .. }) = failure else { return None };
        let advice =
            "Nothing to do unless it lasts; then check the proxies of this machine, and LivePerson's status page.";
        Some(Self { error: format!("{error}; {advice}"), asked_for: Duration::ZERO })
    }
}

/// Leaves a feed alone for a while, longer each time, and shows why. No unit is to blame.
///
/// # Errors
/// When the database is away.
pub(crate) async fn pause_feed(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    feed: Feed,
    outage: Outage,
    of: OutageOf,
) -> Result<(), SinkError> {
    let outages = scheduler.sink.outage_count(&account.id, feed, of).await?;
    let failures = u32::try_from(outages).unwrap_or(0).saturating_add(1);
    let limits = &scheduler.limits;
    let gap = growing_gap(limits.outage_pause_first, limits.outage_pause_max, failures, scheduler.draw_chance());
    let Outage { error, asked_for } = outage;
    let pause = gap.max(asked_for.min(RETRY_AFTER_MAX));
    let now = scheduler.clock.now();
    measure::count_pause(&account.id, feed);
    warn!(
        event = "feed_paused", account = %account.id, feed = %feed, error, outages = failures,
        pause_s = pause.as_secs(), "feed paused"
    );
    scheduler.sink.pause_feed(&account.id, feed, &error, now, now + pause, of).await
}

/// Whether the database is away, as far as the loop has seen.
#[derive(Debug, Default)]
pub(crate) struct DatabaseOutage {
    /// Failures in a row.
    failures: u32,
    /// Whether the last of them was met while storing or listing. The ledger may then answer well all the time (a full
    /// disk, a missing right): only a task that succeeds shows that it is over.
    is_of_task: bool,
}

impl DatabaseOutage {
    /// Notes how a task ended, as far as the database is concerned. `false`: it neither succeeded nor met an outage.
    pub(crate) fn note_task(&mut self, result: &Result<bool, SinkError>) {
        self.is_of_task = result.is_err() || self.is_of_task && !matches!(result, Ok(true));
        if let Ok(true) = result {
            self.end();
        }
    }

    /// Notes that the ledger answered.
    pub(crate) fn note_answer(&mut self) {
        if !self.is_of_task {
            self.end();
        }
    }

    /// Notes a failure, and returns how long to wait before the database is asked again.
    pub(crate) async fn note_failure(&mut self, scheduler: &Scheduler, error: SinkError) -> Duration {
        if self.failures == 0 {
            measure::count_database_outage();
            let error = scheduler.sink.reach().await.err().unwrap_or(error);
            error!(event = "database_unavailable", error = chain(&error), "the database cannot be used; trying again");
        }
        self.failures = self.failures.saturating_add(1);
        growing_gap(DATABASE_PAUSE_FIRST, DATABASE_PAUSE_MAX, self.failures, scheduler.draw_chance())
    }

    fn end(&mut self) {
        if std::mem::take(&mut self.failures) > 0 {
            info!(event = "database_back", "the database answers again");
        }
    }
}
