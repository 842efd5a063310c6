//! Whatever an answer is: no panic, no lost row, no unbounded output.

use normalizer::{DecodeLimits, SampleMethod};
use proptest::prelude::*;

use crate::mutation::{LIMITS, assert_bounded};
use crate::operational::{MOMENT, answer, full_answer, interval, moment, sampled};
use crate::outcome::{method, methods, sample_outcome};

/// No panic, no lost row; batches do not show.
fn check(method: &'static SampleMethod, answer: &[u8]) {
    let outcome = sample_outcome(method, answer, moment(MOMENT), LIMITS);
    assert_bounded(answer, &outcome);
    assert_eq!(outcome.print(), sample_outcome(method, answer, moment(MOMENT), DecodeLimits::default()).print());
}

#[test]
fn an_answer_of_another_method_is_no_panic() {
    for method in methods() {
        let answer = full_answer(method).to_string().into_bytes();
        methods().iter().for_each(|other| check(other, &answer));
    }
}

const TOKENS: [&str; 32] = [
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
];

fn any_method() -> impl Strategy<Value = &'static SampleMethod> {
    prop::sample::select(methods().iter().collect::<Vec<_>>())
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
