//! A sample: what a method is asked for, and what its answer covers.

use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{Scope, Unit};
use normalizer::{Decoded, SampleMethod};
use sink::Sampled;

use crate::failure::Failure;
use crate::moment::datetime_of;
use crate::samples::log::{log_lost, log_unrecorded};
use crate::samples::plan::{MethodPlan, SampleRequest, next_sample_at, oldest_kept, plan_sample, unanswered};
use crate::samples::request::{self, Answer, find_method, plan_of};
use crate::scheduler::{PlannedAccount, Scheduler};
use crate::store::Decoder;

/// For a unit of a feed that is not read any more.
const SAMPLED_EVERY: Duration = Duration::from_secs(300);

/// A sample that is to be taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sampling {
    method: &'static SampleMethod,
    plan: MethodPlan,
    begun_at: DateTime<Utc>,
    /// The final intervals up to here are stored, if it was sampled before.
    covered_through: Option<DateTime<Utc>>,
    pub(crate) request: SampleRequest,
}

/// Plans what the method of a unit is asked for now.
pub(crate) fn plan_sampling(scheduler: &Scheduler, account: &PlannedAccount, unit: &Unit) -> Result<Sampling, Failure> {
    let method = find_method(unit)?;
    let every = account.feeds.get(&unit.feed).map_or(SAMPLED_EVERY, |plan| plan.every);
    let plan = plan_of(method, every, unit.feed.kept_upstream());
    let begun_at = scheduler.clock.now();
    let covered_through = unit.past_reads.begun_at.map(|_| unit.scope.end);
    let request = plan_sample(&plan, begun_at, covered_through);
    Ok(Sampling { method, plan, begun_at, covered_through, request })
}

/// Asks for the sample.
pub(crate) async fn ask(account: &PlannedAccount, unit: &Unit, sampling: &Sampling) -> Result<Answer, Failure> {
    request::ask(account, unit, sampling.method, sampling.request.timeframe_min).await
}

/// Returns what decodes an answer.
pub(crate) fn decoder(unit: &Unit, sampling: &Sampling, answer: &Answer) -> Result<Decoder, Failure> {
    request::decoder(unit, sampling.method, answer)
}

/// Says what an answer covers, and when the method is sampled next. What it should have answered and did not is written
/// down as lost.
pub(crate) async fn judge_sample(
    scheduler: &Scheduler,
    unit: &Unit,
    sampling: &Sampling,
    answer: &Answer,
    decoded: &Decoded,
) -> Result<Sampled, Failure> {
    let Sampling { plan, begun_at, covered_through, .. } = sampling;
    let covered = find_covered(plan, answer.answered_at, *covered_through, decoded)?;
    if let Some(lost) = unanswered(plan, *covered_through, covered) {
        record_loss(scheduler, unit, lost).await?;
    }
    let reread_at = next_sample_at(plan, *begun_at, scheduler.draw_chance());
    Ok(Sampled { begun_at: *begun_at, covered, reread_at })
}

/// Finds the span that a sample covers.
fn find_covered(
    plan: &MethodPlan,
    answered_at: DateTime<Utc>,
    covered_through: Option<DateTime<Utc>>,
    decoded: &Decoded,
) -> Result<Scope, Failure> {
    if !plan.has_intervals {
        return Ok(Scope { start: answered_at, end: answered_at });
    }
    let (start, end) = match &decoded.samples {
        Some(span) => (datetime_of(span.covered_from)?, datetime_of(span.covered_through)?),
        // An answer without any interval may mean that nothing happened, or that upstream has nothing to tell just now: it
        // is asked for all of it again, for as long as it could still have it.
        None => {
            let oldest = oldest_kept(plan, answered_at);
            (oldest, oldest)
        }
    };
    // An answer that ends earlier than the one before it takes nothing away.
    Ok(Scope { start, end: covered_through.map_or(end, |through| through.max(end)) })
}

/// Writes down that upstream has deleted a span. Only a database that is away keeps the method from being sampled: a loss
/// that cannot be written down must not make another one.
pub(crate) async fn record_loss(scheduler: &Scheduler, unit: &Unit, lost: Scope) -> Result<(), Failure> {
    let hours = unit.feed.kept_upstream().num_hours();
    let why = format!("upstream keeps {hours} hours; these were not polled in time");
    let now = scheduler.clock.now();
    let recorded = scheduler.sink.record_loss(&unit.account, unit.feed, lost, &why, now).await;
    log_lost(unit, lost);
    match recorded {
        Err(error) if error.is_outage() => Err(Failure::Store(error)),
        Err(error) => {
            log_unrecorded(unit, lost, &error);
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
