//! How each method of the Operational Real-time API is asked.

use client::{INTERVAL_MIN, MetricsRequest};
use model::SampleMethod;

/// The histogram is of the last hour.
const HISTOGRAM_MIN: u32 = 60;

/// Returns the request for the last `timeframe_min` minutes of a method, in intervals of [`INTERVAL_MIN`], for all
/// skills and agents. Snapshots ignore the time frame.
pub fn metrics_request(method: SampleMethod, timeframe_min: u32) -> MetricsRequest<'static> {
    let now = MetricsRequest {
        method: method.upstream_path(),
        version: 1,
        timeframe_min: None,
        interval_min: None,
        all_skills: false,
        all_agents: false,
    };
    let intervals = MetricsRequest { timeframe_min: Some(timeframe_min), interval_min: Some(INTERVAL_MIN), ..now };
    match method {
        SampleMethod::EngagementActivity => MetricsRequest { all_skills: true, all_agents: true, ..intervals },
        SampleMethod::QueueHealth => MetricsRequest { all_skills: true, ..intervals },
        SampleMethod::AgentActivity => MetricsRequest { all_agents: true, ..intervals },
        // Version 2 adds the wait time.
        SampleMethod::QueueState => MetricsRequest { version: 2, all_skills: true, ..now },
        SampleMethod::SlaHistogram => MetricsRequest { timeframe_min: Some(HISTOGRAM_MIN), ..now },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_has_its_parameters() {
        let check = |method: SampleMethod, expected: (&str, u32, Option<u32>, Option<u32>, bool, bool)| {
            let MetricsRequest { method: path, version, timeframe_min, interval_min, all_skills, all_agents } =
                metrics_request(method, 70);
            assert_eq!((path, version, timeframe_min, interval_min, all_skills, all_agents), expected, "{method}");
        };
        check(SampleMethod::EngagementActivity, ("engactivity", 1, Some(70), Some(5), true, true));
        check(SampleMethod::QueueHealth, ("queuehealth", 1, Some(70), Some(5), true, false));
        check(SampleMethod::AgentActivity, ("agentactivity", 1, Some(70), Some(5), false, true));
        check(SampleMethod::QueueState, ("queuestate", 2, None, None, true, false));
        check(SampleMethod::SlaHistogram, ("sla", 1, Some(60), None, false, false));
    }
}
