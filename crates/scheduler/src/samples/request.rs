//! How a method is asked, and how its answer is decoded. One match says which API serves the feed.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use client::{INTERVAL_MIN, MetricsRequest};
use model::{Service, Unit};
use normalizer::{SampleMethod, SampleMoment, SampleTiming, decode_samples};

use crate::failure::Failure;
use crate::moment::millis_of;
use crate::samples::plan::MethodPlan;
use crate::scheduler::PlannedAccount;
use crate::store::Decoder;

/// What a method tells of a whole hour is asked for once in it.
const HOUR: Duration = Duration::from_secs(3600);
const HOUR_MIN: u32 = 60;

/// An answer of a method.
#[derive(Debug)]
pub(crate) struct Answer {
    /// As upstream sent it.
    pub(crate) body: Arc<Vec<u8>>,
    /// When, by upstream's clock.
    pub(crate) answered_at: DateTime<Utc>,
}

/// Finds the method of a unit, by its name.
pub(crate) fn find_method(unit: &Unit) -> Result<&'static SampleMethod, Failure> {
    let method = feeds::sample_methods(unit.feed).iter().find(|method| method.name == unit.name);
    method.ok_or_else(|| Failure::UnknownMethod { name: unit.name.clone() })
}

/// Returns how a method is sampled whose feed is read so often, and kept upstream for so long.
pub(crate) fn plan_of(method: &SampleMethod, every: Duration, kept_upstream: TimeDelta) -> MethodPlan {
    let (every, has_totals) = match method.timing {
        SampleTiming::Intervals { has_totals } => (every, has_totals),
        SampleTiming::Snapshot => (every, false),
        SampleTiming::Hourly => (HOUR, false),
    };
    MethodPlan { every, kept_upstream, interval_min: INTERVAL_MIN, has_intervals: method.has_intervals(), has_totals }
}

/// Asks a method for the last minutes.
pub(crate) async fn ask(
    account: &PlannedAccount,
    unit: &Unit,
    method: &SampleMethod,
    timeframe_min: u32,
) -> Result<Answer, Failure> {
    let answer = match unit.feed.service() {
        Service::Operational => account.client.sample(&metrics_request(method, timeframe_min)).await,
        Service::DataAccess | Service::EngagementHistory | Service::MessagingInteractions => {
            return Err(Failure::NotServed { feed: unit.feed });
        }
    };
    let answer = answer.map_err(Failure::Fetch)?;
    Ok(Answer { body: Arc::new(answer.body), answered_at: answer.answered_at })
}

/// Returns the request for the last `timeframe_min` minutes of a method, in intervals of [`INTERVAL_MIN`]. A snapshot has
/// no time frame.
fn metrics_request(method: &SampleMethod, timeframe_min: u32) -> MetricsRequest<'static> {
    let (timeframe_min, interval_min) = match method.timing {
        SampleTiming::Intervals { .. } => (Some(timeframe_min), Some(INTERVAL_MIN)),
        SampleTiming::Snapshot => (None, None),
        SampleTiming::Hourly => (Some(HOUR_MIN), None),
    };
    let SampleMethod { upstream_path, version, all_skills, all_agents, .. } = *method;
    MetricsRequest { method: upstream_path, version, timeframe_min, interval_min, all_skills, all_agents }
}

/// Returns what decodes an answer of a method.
pub(crate) fn decoder(unit: &Unit, method: &'static SampleMethod, answer: &Answer) -> Result<Decoder, Failure> {
    let (account, body) = (unit.account.clone(), Arc::clone(&answer.body));
    let moment = SampleMoment { fetched_at: millis_of(answer.answered_at)?, interval_s: INTERVAL_MIN as i32 * 60 };
    Ok(Box::new(move |limits, emit| decode_samples(method, &account, &body, moment, limits, emit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parameters of the request; seconds between samples, whether each interval has a total.
    type Expected = (u32, Option<u32>, Option<u32>, bool, bool, u64, bool);

    #[test]
    fn every_method_has_its_request_and_its_plan() {
        let expected: &[(&str, Expected)] = &[
            ("engactivity", (1, Some(70), Some(5), true, true, 300, true)),
            ("queuehealth", (1, Some(70), Some(5), true, false, 300, true)),
            ("agentactivity", (1, Some(70), Some(5), false, true, 300, false)),
            ("queuestate", (2, None, None, true, false, 300, false)),
            ("sla", (1, Some(60), None, false, false, 3600, false)),
        ];
        let methods = feeds::all().flat_map(feeds::sample_methods);
        let found: Vec<(&str, Expected)> = methods
            .map(|method| {
                let plan = plan_of(method, Duration::from_secs(300), TimeDelta::hours(24));
                let MetricsRequest { method: path, version, timeframe_min, interval_min, all_skills, all_agents } =
                    metrics_request(method, 70);
                let every_s = plan.every.as_secs();
                (path, (version, timeframe_min, interval_min, all_skills, all_agents, every_s, plan.has_totals))
            })
            .collect();
        assert_eq!(found, expected);
    }
}
