//! A sample: what a method is asked for, and what its answer covers.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use model::{Scope, Unit};
use normalizer::{Decoded, SampleMethod};
use sink::Sampled;

use crate::failure::Failure;
use crate::moment::datetime_of;
use crate::samples::log::{log_lost, log_silent, log_unrecorded};
use crate::samples::plan::{
    MethodPlan, Planned, SampleRequest, SamplesPlan, find_covered, next_sample_at, plan_sample, unanswered,
};
use crate::samples::request::{self, Answer, find_method, plan_of};
use crate::scheduler::{PlannedAccount, Reading, Scheduler};
use crate::store::Decoder;

/// For a unit of a feed that is not read any more.
const SAMPLED_EVERY: Duration = Duration::from_secs(300);

/// A sample that is to be taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sampling<'a> {
    method: &'static SampleMethod,
    samples: Option<&'a SamplesPlan>,
    plan: MethodPlan,
    begun_at: DateTime<Utc>,
    /// Upstream's clock minus ours: marks are upstream's.
    skew: TimeDelta,
    /// The final intervals up to here are stored, if it was sampled before.
    covered_through: Option<DateTime<Utc>>,
    silent_since: Option<DateTime<Utc>>,
    pub(crate) request: SampleRequest,
}

/// Plans what the method of a unit is asked for now.
///
/// # Errors
/// [`Failure::NotYet`] when it is to be asked at another moment.
pub(crate) async fn plan_sampling<'a>(
    scheduler: &Scheduler,
    account: &'a PlannedAccount,
    unit: &Unit,
) -> Result<Sampling<'a>, Failure> {
    let method = find_method(unit)?;
    let samples = account.feeds.get(&unit.feed).and_then(|plan| match &plan.reading {
        Reading::Samples(samples) => Some(samples),
        Reading::Files(_) | Reading::Windows(_) | Reading::Updates(_) | Reading::Lists => None,
    });
    let every =
        samples.map_or(SAMPLED_EVERY, |samples| samples.every_of.get(method.name).copied().unwrap_or(samples.every));
    let plan = plan_of(&account.client, method, every, unit.feed.kept_upstream());
    let begun_at = scheduler.clock.now();
    let skew = find_skew(account).await;
    let covered_through = unit.past_reads.begun_at.map(|_| unit.scope.end);
    let silent_since = unit.past_reads.silent_since;
    match plan_sample(&plan, begun_at + skew, covered_through, silent_since) {
        Planned::Wait(until) => Err(Failure::NotYet { until: until - skew }),
        Planned::Ask(request) => {
            Ok(Sampling { method, samples, plan, begun_at, skew, covered_through, silent_since, request })
        }
    }
}

/// Returns how far upstream's clock is ahead of ours. It is known to a second: less than two is none.
async fn find_skew(account: &PlannedAccount) -> TimeDelta {
    let skew = account.client.clock_skew().await.unwrap_or_default();
    if skew.abs() < TimeDelta::seconds(2) { TimeDelta::zero() } else { skew }
}

/// Asks for the sample.
pub(crate) async fn ask(account: &PlannedAccount, sampling: &Sampling<'_>) -> Result<Answer, Failure> {
    request::ask(&account.client, sampling.method, sampling.samples, &sampling.request).await
}

/// Returns what decodes an answer.
pub(crate) fn decoder(unit: &Unit, sampling: &Sampling<'_>, answer: &Answer) -> Result<Decoder, Failure> {
    request::decoder(unit, sampling.method, &sampling.request, answer)
}

/// Says what an answer covers, and when the method is sampled next. What it should have answered and did not is written
/// down as lost.
///
/// # Errors
/// [`Failure::NotInIntervals`] when the answer has metrics, but not in the intervals that were asked for: to take it for a
/// success would lose them.
pub(crate) async fn judge_sample(
    scheduler: &Scheduler,
    unit: &Unit,
    sampling: &Sampling<'_>,
    answer: &Answer,
    decoded: &Decoded,
) -> Result<Sampled, Failure> {
    let Sampling { plan, begun_at, skew, covered_through, silent_since, request, .. } = sampling;
    if decoded.has_unsplit {
        return Err(Failure::NotInIntervals { interval_min: plan.interval_min });
    }
    let found = match &decoded.samples {
        Some(span) => Some(Scope { start: datetime_of(span.covered_from)?, end: datetime_of(span.covered_through)? }),
        None => None,
    };
    let covered = find_covered(plan, request, answer.answered_at, *covered_through, *silent_since, found);
    if let Some(lost) = unanswered(plan, *covered_through, found) {
        record_loss(scheduler, unit, lost).await?;
    }
    if let (None, Some(since)) = (found, covered.silent_since)
        && is_silence_due(plan, *begun_at, *silent_since)
    {
        log_silent(unit, since);
    }
    let reread_at = next_sample_at(plan, *begun_at + *skew, scheduler.draw_chance()) - *skew;
    Ok(Sampled { begun_at: *begun_at, covered: covered.scope, reread_at, silent_since: covered.silent_since })
}

/// Tells whether a silence is to be logged: when it begins, and once an hour.
fn is_silence_due(plan: &MethodPlan, now: DateTime<Utc>, silent_since: Option<DateTime<Utc>>) -> bool {
    silent_since.is_none() || now.hour() != (now - plan.every).hour()
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
