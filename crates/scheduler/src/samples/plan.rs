//! What a method is asked for, and when again. Pure: times come in, times go out.
//!
//! The newest interval of an answer is unfinished and the oldest may be truncated. So each sample reaches back over what is
//! already final, as far as a downtime makes it, and what lies further back than upstream keeps is lost.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::Scope;
use normalizer::SampleTiming;

/// Each sample reaches back so much further than what is missing: upstream revises an interval for a while after its end,
/// also while nobody samples.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// So much of what upstream keeps is left to ask again after an answer that said nothing.
const LEFT_TO_ASK_AGAIN: TimeDelta = TimeDelta::hours(1);
/// Samples are taken a little after the mark at which an interval ends: upstream refreshes every ten seconds.
const AFTER_MARK: Duration = Duration::from_secs(15);
/// Accounts are spread over so much time after that.
const SPREAD_MAX: Duration = Duration::from_secs(10);
/// A method that counts its intervals back from the second of the request is asked at the mark itself.
const AT_MARK: Duration = Duration::ZERO;
/// Later than this after a mark, such a method would answer with other intervals.
const AT_MARK_MAX: TimeDelta = TimeDelta::seconds(30);
/// What a method says of an hour as a whole is asked for once in it.
const HOUR: TimeDelta = TimeDelta::hours(1);

/// How the methods of a feed are sampled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamplesPlan {
    /// Time from one sample to the next.
    pub every: Duration,
    /// The same for single methods, by name.
    pub every_of: BTreeMap<&'static str, Duration>,
    /// The skills that are asked for; `None` for all.
    pub skills: Option<Vec<String>>,
    /// The agents that are asked for; `None` for all.
    pub agents: Option<Vec<String>>,
}

impl SamplesPlan {
    /// Returns a plan that samples all methods so often, with all skills and agents.
    pub fn of(every: Duration) -> Self {
        Self { every, every_of: BTreeMap::new(), skills: None, agents: None }
    }
}

/// How one method is sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MethodPlan {
    /// Time from one sample to the next.
    pub(crate) every: Duration,
    /// Upstream keeps no more.
    pub(crate) kept_upstream: TimeDelta,
    /// The length of the intervals that are asked for, in minutes.
    pub(crate) interval_min: u32,
    /// What time an answer covers.
    pub(crate) timing: SampleTiming,
    /// Whether it is asked from a moment to a moment, and not for the minutes before the request.
    pub(crate) asks_between: bool,
}

impl MethodPlan {
    /// Tells whether it answers in intervals, so that a later answer can heal a gap.
    pub(crate) fn has_intervals(&self) -> bool {
        match self.timing {
            SampleTiming::Intervals { .. } | SampleTiming::IntervalsFromStart { .. } => true,
            SampleTiming::Snapshot | SampleTiming::Hourly => false,
        }
    }

    /// Tells whether every interval of an answer has a total, so that one without was not answered.
    fn has_totals(&self) -> bool {
        match self.timing {
            SampleTiming::Intervals { has_totals } | SampleTiming::IntervalsFromStart { has_totals } => has_totals,
            SampleTiming::Snapshot | SampleTiming::Hourly => false,
        }
    }

    /// Tells whether its intervals are counted back from the second of the request.
    fn counts_back(&self) -> bool {
        matches!(self.timing, SampleTiming::IntervalsFromStart { .. }) && !self.asks_between
    }

    fn interval(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.interval_min))
    }

    /// Returns the latest end of an interval that is not after `at`.
    pub(crate) fn mark_before(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        at.duration_trunc(self.interval()).unwrap_or(at)
    }

    /// Returns where the first whole interval begins that upstream still has at `now`. The one before it may be truncated.
    fn kept_from(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.mark_before(now - self.kept_upstream) + self.interval()
    }
}

/// What follows of the time and of what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Planned {
    /// It is asked now.
    Ask(SampleRequest),
    /// It is asked then: now its intervals would lie between the marks.
    Wait(DateTime<Utc>),
}

/// What to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SampleRequest {
    /// The span of the answer: up to the last mark. An answer in minutes goes back from the request to the begin, and
    /// further to a whole bucket.
    pub(crate) span: Scope,
    /// Minutes back from now.
    pub(crate) timeframe_min: u32,
    /// What no sample can bring any more.
    pub(crate) lost: Option<Scope>,
}

/// Plans a sample at `now` of a method that is stored up to `covered_through`, if it was sampled before, and whose intervals
/// after `silent_since` upstream has not shown.
pub(crate) fn plan_sample(
    plan: &MethodPlan,
    now: DateTime<Utc>,
    covered_through: Option<DateTime<Utc>>,
    silent_since: Option<DateTime<Utc>>,
) -> Planned {
    let mark = plan.mark_before(now);
    let kept_from = plan.kept_from(now);
    if plan.counts_back() && now - mark > AT_MARK_MAX {
        return Planned::Wait(mark + plan.interval() + AT_MARK);
    }
    let from = match plan.timing {
        SampleTiming::Snapshot => now,
        // It goes on where the answer before it ended. The time since the mark is in both: some seconds, unless it is late.
        SampleTiming::Hourly => match covered_through {
            Some(through) if through < mark => through.max(kept_from),
            _ => mark - HOUR,
        },
        SampleTiming::Intervals { .. } | SampleTiming::IntervalsFromStart { .. } => {
            let missing_from = covered_through.map(|through| through.min(silent_since.unwrap_or(through)) - OVERLAP);
            missing_from.map_or(kept_from, |from| from.clamp(kept_from, mark - OVERLAP))
        }
    };
    let covers_span = plan.timing != SampleTiming::Snapshot;
    let covered_through = covered_through.filter(|_| covers_span);
    let lost = covered_through.filter(|through| *through < kept_from).map(|start| Scope { start, end: kept_from });
    let timeframe_min = match plan.timing {
        SampleTiming::Snapshot => 0,
        SampleTiming::Hourly | SampleTiming::IntervalsFromStart { .. } => minutes_up(plan, mark - from),
        // The first interval of the answer is truncated: it must lie before what is missing.
        SampleTiming::Intervals { .. } => minutes_up(plan, now - from + TimeDelta::seconds(1)),
    };
    Planned::Ask(SampleRequest { span: Scope { start: from, end: mark.max(from) }, timeframe_min, lost })
}

/// Returns the minutes of a time frame, in whole intervals.
fn minutes_up(plan: &MethodPlan, timeframe: TimeDelta) -> u32 {
    let seconds = u32::try_from(timeframe.num_seconds()).unwrap_or(0);
    seconds.div_ceil(plan.interval_min * 60) * plan.interval_min
}

/// What an answer covers, and what it says nothing of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Covered {
    /// The span that is stored by now.
    pub(crate) scope: Scope,
    /// After this moment the answer has no interval.
    pub(crate) silent_since: Option<DateTime<Utc>>,
}

/// Finds what is covered by an answer whose intervals reach over `found`. Where every interval has a total, one that is
/// missing was not answered, and is asked for again as missing; where it need not have one, an answer covers what it was asked
/// for, and is asked for again all the same.
pub(crate) fn find_covered(
    plan: &MethodPlan,
    request: &SampleRequest,
    answered_at: DateTime<Utc>,
    covered_through: Option<DateTime<Utc>>,
    silent_since: Option<DateTime<Utc>>,
    found: Option<Scope>,
) -> Covered {
    let asked = request.span;
    if !plan.has_intervals() {
        let scope = match plan.timing {
            SampleTiming::Hourly => asked,
            _ => Scope { start: answered_at, end: answered_at },
        };
        return Covered { scope, silent_since: None };
    }
    let (scope, silent_since) = match found {
        Some(found) => {
            let end = if plan.has_totals() { found.end } else { found.end.max(asked.end) };
            (Scope { start: found.start, end }, (found.end < asked.end).then_some(found.end))
        }
        // An answer without any interval may mean that nothing happened, or that upstream has nothing to show just now: it
        // is asked for all of it again, for as long as it could still have it.
        None => {
            let silent_since = silent_since.or(covered_through).unwrap_or(asked.start);
            let oldest = plan.mark_before(answered_at - plan.kept_upstream) + LEFT_TO_ASK_AGAIN;
            let scope = if plan.has_totals() { Scope { start: oldest, end: oldest } } else { asked };
            (scope, Some(silent_since))
        }
    };
    // An answer that ends earlier than the one before it takes nothing away.
    let end = covered_through.map_or(scope.end, |through| through.max(scope.end));
    Covered { scope: Scope { start: scope.start, end }, silent_since }
}

/// Returns what lies between the intervals stored before and those of an answer, which was asked for all of it.
pub(crate) fn unanswered(
    plan: &MethodPlan,
    covered_through: Option<DateTime<Utc>>,
    found: Option<Scope>,
) -> Option<Scope> {
    let found = found.filter(|found| plan.has_totals() && found.start < found.end)?;
    let start = covered_through.filter(|through| *through < found.start)?;
    Some(Scope { start, end: found.start })
}

/// Returns when a method that was sampled at `now` is sampled next. `chance` (0 to 1) spreads accounts over some seconds;
/// what is counted back from the request must come at the same second each time.
pub(crate) fn next_sample_at(plan: &MethodPlan, now: DateTime<Utc>, chance: f64) -> DateTime<Utc> {
    let every = TimeDelta::from_std(plan.every).unwrap_or(plan.interval());
    let mark = now.duration_trunc(every).unwrap_or(now) + every;
    match plan.counts_back() {
        true => mark + AT_MARK,
        false => mark + AFTER_MARK + SPREAD_MAX.mul_f64(chance.clamp(0.0, 1.0)),
    }
}

#[cfg(test)]
mod tests;
