//! Outages. One of upstream makes a feed wait; one of the database, or of the disk, makes the whole loop wait.

use std::io;
use std::time::{Duration, Instant};

use client::ClientError;
use model::{Feed, FeedKind, chain};
use sink::SinkError;
use sink::outage::{OutageOf, Pause};
use thiserror::Error;
use tracing::{error, info, warn};

use crate::failure::Failure;
use crate::gaps::growing_gap;
use crate::measure;
use crate::policy::{REVOKED_EVERY, UNAVAILABLE_EVERY};
use crate::reminder::Reminder;
use crate::scheduler::{PlannedAccount, Scheduler};
use crate::spool;

/// While the database is away, or the disk full, it is tried again after this, doubled up to [`OUTAGE_PAUSE_MAX`].
const OUTAGE_PAUSE_FIRST: Duration = Duration::from_millis(500);
const OUTAGE_PAUSE_MAX: Duration = Duration::from_secs(30);
/// The reason that is shown is found out again when it is this old: to ask a silent server takes as long as a connection.
const REASON_AGE_MAX: Duration = Duration::from_secs(5);
/// Upstream may ask for a pause; a longer one than this would be a mistake of a proxy.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(3600);

/// Why a feed is left alone, and for how long upstream asked.
pub(crate) struct FeedOutage {
    error: String,
    is_refused: bool,
    /// Whether upstream does not let the account have it at all (403), whatever its credentials.
    is_forbidden: bool,
    asked_for: Duration,
}

impl FeedOutage {
    /// Reads what the client says.
    pub(crate) fn of_request(error: &ClientError) -> Self {
        let asked_for = match error {
            ClientError::Throttled { retry_after, .. } => retry_after.unwrap_or_default(),
            ClientError::Unauthorized { .. }
            | ClientError::Forbidden { .. }
            | ClientError::NotFound { .. }
            | ClientError::Unavailable { .. }
            | ClientError::ShortBody { .. }
            | ClientError::BrokenOff { .. }
            | ClientError::ForeignHost { .. }
            | ClientError::BadAnswer { .. }
            | ClientError::Setup(_) => Duration::ZERO,
        };
        Self {
            error: format!("{}; {}", chain(error), error.advice()),
            is_refused: error.is_refusal(),
            is_forbidden: error.is_forbidden(),
            asked_for,
        }
    }

    /// Reads a failure of a unit; `None` for one that neither upstream nor a proxy can be the cause of.
    pub(crate) fn of_unit(failure: &Failure) -> Option<Self> {
        match failure {
            Failure::Fetch(error) => Some(Self::of_request(error)),
            Failure::Decode(error) => {
                let advice = "Nothing to do unless it lasts; then look at what the file's address (`href` in `ingest.unit`) answers, and check the proxies of this machine and LivePerson's status page.";
                let error = format!("{error}; {advice}");
                Some(Self { error, is_refused: false, is_forbidden: false, asked_for: Duration::ZERO })
            }
            Failure::DecoderPanicked
            | Failure::LoadPanicked
            | Failure::TooLarge { .. }
            | Failure::Spool(_)
            | Failure::Local(_)
            | Failure::Store(_)
            | Failure::NoSuchTime
            | Failure::NotServed { .. }
            | Failure::UnknownMethod { .. }
            | Failure::NotInIntervals { .. }
            | Failure::NotYet { .. }
            | Failure::Stopped => None,
        }
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
    outage: FeedOutage,
    of: OutageOf,
) -> Result<(), SinkError> {
    let outages = scheduler.sink.outage_count(&account.id, feed, of).await?;
    let failures = u32::try_from(outages).unwrap_or(0).saturating_add(1);
    let limits = &scheduler.limits;
    let gap = growing_gap(limits.outage_pause_first, limits.outage_pause_max, failures, scheduler.draw_chance());
    let FeedOutage { error, is_refused, is_forbidden, asked_for } = outage;
    if is_forbidden && feed.kind() != FeedKind::Files {
        return set_feed_aside(scheduler, account, feed, &error, of).await;
    }
    let pause = gap.max(asked_for.min(RETRY_AFTER_MAX));
    let now = scheduler.clock.now();
    measure::count_pause(&account.id, feed);
    warn!(
        event = "feed_paused", account = %account.id, feed = %feed, error, outages = failures,
        pause_s = pause.as_secs(), "feed paused"
    );
    let end = now + pause;
    let pause = Pause { error: &error, is_refused, unavailable_until: None, begin: now, end, of };
    scheduler.sink.pause_feed(&account.id, feed, &pause).await?;
    Ok(())
}

/// Leaves a feed alone whose search upstream refuses to the account: nothing waits for it, and it is asked again each day,
/// at each start, and each hour if it answered before. Files are another matter: they are gone after some weeks.
async fn set_feed_aside(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    feed: Feed,
    error: &str,
    of: OutageOf,
) -> Result<(), SinkError> {
    let now = scheduler.clock.now();
    measure::count_pause(&account.id, feed);
    let pause = Pause {
        error,
        is_refused: true,
        unavailable_until: Some(now + UNAVAILABLE_EVERY),
        begin: now,
        end: now + REVOKED_EVERY,
        of,
    };
    if scheduler.sink.pause_feed(&account.id, feed, &pause).await? {
        warn!(
            event = "feed_unavailable", account = %account.id, feed = %feed, error,
            "the feed is not available to this account; nothing waits for it, and it is asked again each day"
        );
    }
    Ok(())
}

/// What keeps a daemon from loading anything: no unit, and nothing upstream, is to blame.
#[derive(Debug, Error)]
pub enum Hindrance {
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] SinkError),
    /// Downloads cannot be kept on this machine's disk.
    #[error("the spool in `service.data_dir` could not be written")]
    Disk(#[source] io::Error),
}

impl Hindrance {
    /// The state that a daemon is in, by the event that is logged of it.
    fn state(&self) -> &'static str {
        match self {
            Self::Database(_) => "database_unavailable",
            Self::Disk(_) => "spool_unwritable",
        }
    }

    fn log(&self) {
        let error = chain(self);
        match self {
            Self::Database(_) => {
                error!(event = "database_unavailable", error, "the database cannot be used; trying again");
            }
            Self::Disk(_) => {
                error!(event = "spool_unwritable", error, "make room on the disk of `service.data_dir`; trying again");
            }
        }
    }
}

/// Whether the database is away or the disk full, as far as the loop has seen.
#[derive(Debug, Default)]
pub(crate) struct Outage {
    /// Failures in a row.
    failures: u32,
    /// Whether the last of them was met while storing or listing. The ledger may then answer well all the time (a full
    /// disk, a missing right): only a task that succeeds shows that it is over.
    is_of_task: bool,
    /// Whether it is this machine's disk. A unit that is small enough for memory says nothing of it.
    is_of_disk: bool,
    /// When the last of them was noted.
    failed_at: Option<tokio::time::Instant>,
    /// The state whose reason is shown, and since when.
    shown: Option<(&'static str, Instant)>,
    reminder: Reminder,
}

impl Outage {
    /// Notes how a task ended, and when, as far as database and disk are concerned. `false`: it neither succeeded nor met an outage.
    /// A success from before the failure says nothing: the loop may have waited for the database while the task ended.
    pub(crate) fn note_task(
        &mut self,
        scheduler: &Scheduler,
        result: &Result<bool, Hindrance>,
        ended_at: tokio::time::Instant,
    ) {
        match result {
            Err(_) => self.is_of_task = true,
            Ok(true) if self.failed_at.is_some_and(|failed_at| ended_at < failed_at) => {}
            Ok(true) if self.is_of_disk && !spool::has_room(&scheduler.spool_dir) => {}
            Ok(true) => {
                self.is_of_task = false;
                self.end(scheduler);
            }
            Ok(false) => {}
        }
    }

    /// Notes that the ledger answered.
    pub(crate) fn note_answer(&mut self, scheduler: &Scheduler) {
        if !self.is_of_task {
            self.end(scheduler);
        }
    }

    /// Notes a failure, shows its reason, and returns how long to wait before anything is tried again.
    pub(crate) async fn note_failure(&mut self, scheduler: &Scheduler, mut hindrance: Hindrance) -> Duration {
        self.failed_at = Some(tokio::time::Instant::now());
        self.is_of_disk = matches!(hindrance, Hindrance::Disk(_));
        let state = hindrance.state();
        if self.shown.is_none_or(|(shown, at)| shown != state || at.elapsed() >= REASON_AGE_MAX) {
            // The pool only says that it waited too long, not why.
            if let Hindrance::Database(_) = hindrance
                && let Err(cause) = scheduler.sink.reach().await
            {
                hindrance = Hindrance::Database(cause);
            }
            scheduler.pulse.hinder(Some(chain(&hindrance)));
            self.shown = Some((state, Instant::now()));
            if self.reminder.is_due(state, Instant::now()) {
                hindrance.log();
            }
        }
        if self.failures == 0 && !self.is_of_disk {
            measure::count_database_outage();
        }
        self.failures = self.failures.saturating_add(1);
        growing_gap(OUTAGE_PAUSE_FIRST, OUTAGE_PAUSE_MAX, self.failures, scheduler.draw_chance())
    }

    fn end(&mut self, scheduler: &Scheduler) {
        if std::mem::take(&mut self.failures) == 0 {
            return;
        }
        self.reminder.end();
        self.shown = None;
        scheduler.pulse.hinder(None);
        match std::mem::take(&mut self.is_of_disk) {
            false => info!(event = "database_back", "the database answers again"),
            true => info!(event = "spool_back", "the disk of `service.data_dir` has room again"),
        }
    }
}
