//! What is particular of the API that a feed is sampled from: the only one is the Operational Real-time API. Nothing else
//! of samples knows it.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use client::INTERVAL_MIN;
use model::{Feed, SampleMethod, Unit};
use normalizer::{SampleMoment, decode_samples};

use crate::failure::Failure;
use crate::moment::millis_of;
use crate::samples::plan::MethodPlan;
use crate::scheduler::PlannedAccount;
use crate::store::Decoder;

/// The histogram is of a whole hour.
const HISTOGRAM_EVERY: Duration = Duration::from_secs(3600);

/// An answer of a method.
#[derive(Debug)]
pub(crate) struct Answer {
    /// As upstream sent it.
    pub(crate) body: Arc<Vec<u8>>,
    /// When, by upstream's clock.
    pub(crate) answered_at: DateTime<Utc>,
}

/// Returns the methods of a feed.
pub(crate) fn methods_of(feed: Feed) -> &'static [SampleMethod] {
    match feed {
        Feed::Operational => &SampleMethod::ALL,
        Feed::AgentActivity | Feed::Engagement | Feed::EngagementHistory => &[],
    }
}

/// Finds the method of a unit, by its name.
pub(crate) fn find_method(unit: &Unit) -> Result<SampleMethod, Failure> {
    let method = methods_of(unit.feed).iter().find(|method| method.as_str() == unit.name);
    method.copied().ok_or_else(|| Failure::UnknownMethod { name: unit.name.clone() })
}

/// Returns how a method is sampled whose feed is read so often, and kept upstream for so long.
pub(crate) fn plan_of(method: SampleMethod, every: Duration, kept_upstream: TimeDelta) -> MethodPlan {
    let (has_totals, every) = match method {
        SampleMethod::EngagementActivity | SampleMethod::QueueHealth => (true, every),
        // Agents who are all away leave no trace.
        SampleMethod::AgentActivity => (false, every),
        SampleMethod::QueueState => (false, every),
        SampleMethod::SlaHistogram => (false, HISTOGRAM_EVERY),
    };
    MethodPlan { every, kept_upstream, interval_min: INTERVAL_MIN, has_intervals: method.has_intervals(), has_totals }
}

/// Asks a method for the last minutes.
pub(crate) async fn ask(account: &PlannedAccount, method: SampleMethod, timeframe_min: u32) -> Result<Answer, Failure> {
    let answer = account.client.sample(method, timeframe_min).await.map_err(Failure::Fetch)?;
    Ok(Answer { body: Arc::new(answer.body), answered_at: answer.answered_at })
}

/// Returns what decodes an answer of a method.
pub(crate) fn decoder(unit: &Unit, method: SampleMethod, answer: &Answer) -> Result<Decoder, Failure> {
    let (account, body) = (unit.account.clone(), Arc::clone(&answer.body));
    let moment = SampleMoment { fetched_at: millis_of(answer.answered_at)?, interval_s: INTERVAL_MIN as i32 * 60 };
    Ok(Box::new(move |limits, emit| decode_samples(method, &account, &body, moment, limits, emit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds between samples; whether it answers in intervals, and whether each has a total.
    fn check(method: SampleMethod, expected: (u64, bool, bool)) {
        let plan = plan_of(method, Duration::from_secs(300), TimeDelta::hours(24));
        assert_eq!((plan.every.as_secs(), plan.has_intervals, plan.has_totals), expected, "{method}");
    }

    #[test]
    fn every_method_has_its_plan() {
        check(SampleMethod::EngagementActivity, (300, true, true));
        check(SampleMethod::QueueHealth, (300, true, true));
        check(SampleMethod::AgentActivity, (300, true, false));
        check(SampleMethod::QueueState, (300, false, false));
        check(SampleMethod::SlaHistogram, (3600, false, false));
    }
}
