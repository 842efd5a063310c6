//! Whatever an answer is: no panic, no lost row, no unbounded output.

use model::Feed;
use normalizer::{DecodeLimits, SampleMethod};
use proptest::prelude::*;
use serde_json::Value;

use crate::mutation::{LIMITS, assert_bounded};
use crate::operational::{MOMENT, answer, interval, moment, sampled};
use crate::outcome::{all_methods, method, sample_outcome};
use crate::{agent_metrics, messaging_operations, operational};

/// No panic, no lost row; batches do not show.
fn check(method: &'static SampleMethod, answer: &[u8]) {
    let outcome = sample_outcome(method, answer, moment(MOMENT), LIMITS);
    assert_bounded(answer, &outcome);
    let whole = sample_outcome(method, answer, moment(MOMENT), DecodeLimits::default());
    assert_eq!(outcome.print_sorted(), whole.print_sorted());
}

#[test]
fn an_answer_of_another_method_is_no_panic() {
    fn check_all(feed: Feed, full_answer: fn(&'static SampleMethod) -> Value) {
        for method in feeds::sample_methods(feed) {
            let answer = full_answer(method).to_string().into_bytes();
            all_methods().for_each(|other| check(other, &answer));
        }
    }
    check_all(feeds::operational::FEED, operational::full_answer);
    check_all(feeds::messaging_operations::FEED, messaging_operations::full_answer);
    check_all(feeds::agent_metrics::FEED, agent_metrics::full_answer);
}

const TOKENS: [&str; 44] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "-1",
    "1e5",
    "1.5",
    "\"x\"",
    "{}",
    "[]",
    "\"meta\":",
    "\"body\":",
    "\"responseCode\":",
    "\"metricsByIntervals\":",
    "\"timestamp\":",
    "\"metricsData\":",
    "\"skillsMetrics\":",
    "\"agentsMetrics\":",
    "\"metricsPerSkill\":",
    "\"metricsPerAgent\":",
    "\"metricsTotals\":",
    "\"31\":",
    "\"id\":",
    "\"value\":",
    "\"reasons\":",
    "\"skills\":",
    "\"totals\":",
    "\"slaDataRange\":",
    "\"metricsTotal\":",
    "\"timeframeSummary\":",
    "\"skillGroupMetrics\":",
    "\"estimatedWaitTimeResponse\":",
    "\"skillId\":",
    "\"agentStatusRecords\":",
    "\"agentId\":",
    "\"agentSkills\":",
    "\"summaryResults\":",
    "\"_metadata\":",
    "\"currentStatusStartTime\":",
    "1500000000000",
];

fn any_method() -> impl Strategy<Value = &'static SampleMethod> {
    prop::sample::select(all_methods().collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_tokens(method in any_method(), tokens in prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..60)) {
        let tokens = tokens.concat();
        check(method, tokens.as_bytes());
        check(method, format!("{{{tokens}}}").as_bytes());
    }

    #[test]
    fn any_times(ends_ms in prop::collection::vec(any::<i64>(), 0..6)) {
        let intervals: Vec<_> = ends_ms.iter().map(|end_ms| interval(*end_ms, r#"{"metricsTotals":{}}"#)).collect();
        check(method("queue_health"), answer(&intervals).as_bytes());
        check(method("messaging_queue_health"), answer(&intervals).as_bytes());
    }
}

#[test]
fn the_record_says_what_it_was_made_of() {
    let answer = r#"{"skills":{"31":{"currentQueueSize":1, "news":"\u0000"}},"totals":7}"#;
    let outcome = sampled(method("queue_state"), answer);
    let raw: Vec<_> = outcome.documents().map(|(batch, document)| batch.record(document).to_vec()).collect();
    let text = format!(
        r#"{{"method":"queuestate","metrics":{{"currentQueueSize":1,"news":"�"}},"skill":"31","timestamp":{MOMENT}}}"#
    );
    assert_eq!(raw, [text.into_bytes()]);
    assert_eq!(outcome.decoded.as_ref().unwrap().replaced_characters, 1);
    let rejects: Vec<_> = outcome.rejects().map(|reject| String::from_utf8(reject.record.clone()).unwrap()).collect();
    assert_eq!(rejects, [format!(r#"{{"method":"queuestate","metrics":7,"timestamp":{MOMENT}}}"#)]);
}
