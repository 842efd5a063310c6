//! Answers of the Operational Real-time API, and one per method that fills every column.

mod intervals;
mod metrics;
mod shapes;

use feeds::operational::FEED;
use normalizer::{DecodeLimits, SampleMethod, SampleMoment};
use serde_json::{Value, json};
use tuple::Millis;

use crate::conformance::Specimen;
use crate::outcome::{Outcome, methods, sample_outcome};

/// 02:40 on some day, where an interval ends.
pub(crate) const END_MS: i64 = 1_500_000_000_000;
pub(crate) const INTERVAL_MS: i64 = 300_000;
/// 02:42:03: upstream answered within the interval that ends at 02:45.
pub(crate) const MOMENT: i64 = END_MS + 123_000;

pub(crate) fn moment(fetched_at_ms: i64) -> SampleMoment {
    SampleMoment { fetched_at: Millis::new(fetched_at_ms).unwrap(), interval_s: 300, is_partial: false }
}

pub(crate) fn sampled(method: &'static SampleMethod, answer: &str) -> Outcome {
    sample_outcome(method, answer.as_bytes(), moment(MOMENT), DecodeLimits::default())
}

pub(crate) fn interval(end_ms: i64, containers: &str) -> String {
    format!(r#"{{"timestamp":{end_ms},"metricsData":{containers}}}"#)
}

/// An answer of these intervals.
pub(crate) fn answer(intervals: &[String]) -> String {
    format!(r#"{{"metricsByIntervals":[{}]}}"#, intervals.join(","))
}

/// An answer whose oldest interval is empty and whose next one, which is final, has these containers.
pub(crate) fn final_interval(containers: &str) -> String {
    answer(&[interval(END_MS - INTERVAL_MS, "{}"), interval(END_MS, containers)])
}

/// Every documented field of each method.
pub(crate) fn specimens() -> Vec<Specimen> {
    methods().iter().map(|method| Specimen::answer(FEED, method, full_answer(method))).collect()
}

/// An answer of the method with every documented field, each with another value.
pub(crate) fn full_answer(method: &'static SampleMethod) -> Value {
    let containers = match method.name {
        "engagement_activity" => full_engagement_activity(),
        "queue_health" => {
            json!({ "skillsMetrics": { "31": full_queue(100), "-1": full_queue(200) }, "metricsTotals": full_queue(300) })
        }
        "agent_activity" => full_agent_activity(),
        "queue_state" => {
            let queue = |from: i64| json!({ "currentQueueSize": from, "currentAvailableSlots": from + 1, "currentMaxWaitTimeInQueue": from + 2 });
            return json!({ "skills": { "31": queue(10), "32": queue(20) }, "totals": queue(30) });
        }
        "sla_histogram" => {
            let bar = |chats: i64, share: f64, accumulated: f64| json!({ "chats": chats, "percentageFromTotal": share, "accumulated": accumulated });
            return json!({ "slaDataRange": { "0": bar(3, 0.75, 0.75), "15": bar(1, 0.25, 1.0), "120": bar(0, 0.0, 1.0) } });
        }
        other => panic!("no answer is known of `{other}`"),
    };
    let mut answer = json!({ "metricsByIntervals": [
        { "timestamp": END_MS - INTERVAL_MS, "metricsData": containers },
        { "timestamp": END_MS, "metricsData": containers },
    ] });
    answer.as_object_mut().unwrap().extend(containers.as_object().unwrap().clone());
    answer
}

fn full_engagement_activity() -> Value {
    let closed = |from: i64| {
        json!({
            "totalInteractiveChats": from, "totalNonInteractiveChats": from + 1, "totalHandlingTime": from + 2,
            "nonInteractiveTotalHandlingTime": from + 3, "connectedEngagements": from + 4,
        })
    };
    json!({
        "skillsMetricsPerAgent": {
            "metricsPerSkill": { "31": { "metricsPerAgent": { "41": closed(10) }, "metricsTotals": closed(20) } },
            "metricsTotals": closed(30),
        },
        "agentsMetrics": { "metricsPerAgent": { "41": closed(40) }, "metricsTotals": closed(50) },
    })
}

pub(crate) fn full_queue(from: i64) -> Value {
    json!({
        "enteredQEng": from, "connectedEng": from + 1, "abandonedEng": from + 2, "abandonmentRate": 0.04,
        "totalTimeToAnswer": from + 3, "avgTimeToAnswer": from + 4, "totalTimeToAbandon": from + 5,
        "avgTimeToAbandon": from + 6, "maxQueueSize": from + 7, "minQueueSize": from + 8,
        "maxAvailableSlots": from + 9, "minAvailableSlots": from + 10, "averageQueueSize": 0.010390574264774098,
        "queueSizeSum": from + 11, "queueSizeCount": from + 12, "averageAvailableSlots": 3.5,
        "availableSlotsSum": from + 13, "availableSlotsCount": from + 14, "currentQueueSize": from + 15,
        "currentAvailableSlots": from + 16,
    })
}

fn full_agent_activity() -> Value {
    let times = |from: i64| {
        json!({
            "total": from, "chatting": from + 1, "notChatting": from + 2, "chattingInMaxConcurrency": from + 3,
        })
    };
    json!({ "agentsMetrics": {
        "metricsPerAgent": { "41": [
            { "id": 2, "name": "Online", "value": times(10) },
            { "id": 4, "name": "Away", "value": times(20), "reasons": [{ "id": "2642559712", "value": times(30) }] },
            { "id": -1, "name": "Logged in", "value": times(40) },
        ] },
        "metricsTotals": [],
    } })
}
