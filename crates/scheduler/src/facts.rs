//! Keeps the tables of schema `fact` up to date beside the loop that loads: takes over what loads marked, in small steps, and rests
//! after each, so that loads have the database for most of the time.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use model::chain;
use sink::SinkError;
use sink::refresh::{RefreshRound, Refreshed};
use tracing::{debug, info, warn};

use crate::measure;
use crate::reminder::Reminder;
use crate::scheduler::Scheduler;

/// Marks are looked for this often.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Up to when the feeds are complete is looked at this often.
const COMPLETENESS_EVERY: Duration = Duration::from_secs(60);
/// While the database is away, or another program has the tables.
const LOOK_AGAIN_EVERY: Duration = Duration::from_secs(30);
/// While units are loaded, a step is followed by a rest of so many times its own length: on two cores a refresh takes less than a tenth.
const REST_WHILE_LOADING: u32 = 8;
/// A rest is no longer than this.
const REST_MAX: Duration = Duration::from_secs(5);
/// Facts that are this far behind have the same right as loads: the rest is as long as the step.
const BEHIND_MAX_S: f64 = 45.0;

/// The tables of schema `fact`, as this process keeps them.
#[derive(Debug)]
pub(crate) struct Facts {
    scheduler: Arc<Scheduler>,
    /// Whether this program was found to be the one whose tables they are.
    is_prepared: bool,
    completeness_noted_at: Option<Instant>,
    reminder: Reminder,
}

impl Facts {
    /// Makes it; nothing is asked yet.
    pub(crate) fn new(scheduler: Arc<Scheduler>) -> Self {
        Self { scheduler, is_prepared: false, completeness_noted_at: None, reminder: Reminder::default() }
    }

    /// Refreshes the facts for as long as it is polled, and leaves loads the most of the database while `is_loading`. No error
    /// ends it: facts that are late are shown as such.
    pub(crate) async fn keep(&mut self, is_loading: &AtomicBool) -> Infallible {
        loop {
            let pause = match self.catch_up(Some(is_loading)).await {
                Ok(true) => LOOK_EVERY,
                Ok(false) => LOOK_AGAIN_EVERY,
                Err(error) => {
                    if self.reminder.is_due("facts_not_refreshed", Instant::now()) {
                        let error = chain(&error);
                        warn!(
                            event = "facts_not_refreshed",
                            error, "the views of mart do not show the latest loads; trying again"
                        );
                    }
                    LOOK_AGAIN_EVERY
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Takes over all that is marked, in steps; with rests between them while `beside` is true, if there is something beside it.
    /// Returns `false` when the facts are those of a newer program.
    ///
    /// # Errors
    /// When the database is away.
    pub(crate) async fn catch_up(&mut self, beside: Option<&AtomicBool>) -> Result<bool, SinkError> {
        let sink = &self.scheduler.sink;
        let mut all = Refreshed::default();
        if !self.is_prepared {
            self.is_prepared = sink.prepare_facts().await?;
            if !self.is_prepared {
                if self.reminder.is_due("facts_left_alone", Instant::now()) {
                    info!(
                        event = "facts_left_alone",
                        "the facts are those of a newer lp-warehouse; its daemon must refresh them, this one does not"
                    );
                }
                return Ok(false);
            }
        }
        let begun = Instant::now();
        let is_due = self.completeness_noted_at.is_none_or(|at| at.elapsed() >= COMPLETENESS_EVERY);
        let progress = if is_due || beside.is_none() { Some(sink.completeness().await?) } else { None };
        loop {
            let backlog = sink.fact_backlog().await?;
            measure::show_fact_backlog(&backlog);
            if backlog.marks == 0 {
                break;
            }
            let rests = beside.map(|is_loading| Rests { is_loading, is_behind: backlog.behind_s > BEHIND_MAX_S });
            let refreshed = self.round(rests).await?;
            all.add(refreshed);
            if refreshed.refused > 0 {
                warn!(
                    event = "facts_refused",
                    marks = refreshed.refused,
                    "the database refuses to calculate some facts; they stay as they were, all others go on; `refused_because` in ingest.fact_mark says why"
                );
            }
            if refreshed.is_elsewhere {
                return Ok(true);
            }
        }
        if let Some(progress) = progress {
            self.scheduler.sink.note_complete(&progress).await?;
            self.completeness_noted_at = Some(Instant::now());
        }
        self.reminder.end();
        if all.marks > 0 {
            let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            let Refreshed { marks, written, deleted, .. } = all;
            debug!(
                event = "facts_refreshed",
                marks, written, deleted, took_ms, "the views of mart show the latest loads"
            );
        }
        Ok(true)
    }

    async fn round(&self, rests: Option<Rests<'_>>) -> Result<Refreshed, SinkError> {
        let (mut round, mut all) = (RefreshRound::begin(), Refreshed::default());
        loop {
            let begun = Instant::now();
            let Some(refreshed) = self.scheduler.sink.refresh_facts(&mut round).await? else { return Ok(all) };
            all.add(refreshed);
            if refreshed.is_elsewhere {
                return Ok(all);
            }
            if let Some(rests) = rests {
                tokio::time::sleep(rests.after(begun.elapsed())).await;
            }
        }
    }
}

/// How long to rest between steps.
#[derive(Clone, Copy)]
struct Rests<'a> {
    is_loading: &'a AtomicBool,
    is_behind: bool,
}

impl Rests<'_> {
    fn after(self, step: Duration) -> Duration {
        let times = match self.is_loading.load(Ordering::Relaxed) {
            true if self.is_behind => 1,
            true => REST_WHILE_LOADING,
            false => 0,
        };
        (step * times).min(REST_MAX)
    }
}
