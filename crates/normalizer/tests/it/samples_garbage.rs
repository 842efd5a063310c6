//! Whatever an answer is: no panic, no lost row, no unbounded output.

use model::SampleMethod;
use normalizer::{DecodeError, DecodeLimits};
use proptest::prelude::*;

use crate::garbage::{LIMITS, any_mutation, assert_bounded};
use crate::outcome::sample_outcome;
use crate::samples::{MOMENT, answer, full_answer, interval, moment, sampled};

/// No panic, no lost row; batches do not show.
fn check(method: SampleMethod, answer: &[u8]) {
    let outcome = sample_outcome(method, answer, moment(MOMENT), LIMITS);
    assert_bounded(answer, &outcome);
    assert_eq!(outcome.print(), sample_outcome(method, answer, moment(MOMENT), DecodeLimits::default()).print());
}

#[test]
fn every_byte_flipped_and_cut() {
    for method in SampleMethod::ALL {
        let answer = full_answer(method).to_string().into_bytes();
        for index in 0..answer.len() {
            for flip in [0x01, 0x04, 0x20, 0x80] {
                let mut damaged = answer.clone();
                damaged[index] ^= flip;
                check(method, &damaged);
            }
            let cut = sample_outcome(method, &answer[..index], moment(MOMENT), LIMITS);
            assert!(matches!(cut.decoded, Err(DecodeError::AnswerNotJson { .. })), "{method} cut at {index}");
        }
        // Another method's answer.
        SampleMethod::ALL.into_iter().for_each(|other| check(other, &answer));
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

fn any_method() -> impl Strategy<Value = SampleMethod> {
    prop::sample::select(&SampleMethod::ALL[..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_answers(method in any_method(), mutations in prop::collection::vec(any_mutation(), 1..6)) {
        let mut bytes = full_answer(method).to_string().into_bytes();
        mutations.iter().for_each(|mutation| mutation.apply(&mut bytes));
        check(method, &bytes);
    }

    #[test]
    fn arbitrary_tokens(method in any_method(), tokens in prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..60)) {
        let tokens = tokens.concat();
        check(method, tokens.as_bytes());
        check(method, format!("{{{tokens}}}").as_bytes());
    }

    #[test]
    fn any_times(ends_ms in prop::collection::vec(any::<i64>(), 0..6)) {
        let intervals: Vec<_> = ends_ms.iter().map(|end_ms| interval(*end_ms, r#"{"metricsTotals":{}}"#)).collect();
        check(SampleMethod::QueueHealth, answer(&intervals).as_bytes());
    }
}

#[test]
fn nobody_wants_more() {
    let answer = full_answer(SampleMethod::QueueHealth).to_string();
    let account = model::AccountId("1".to_owned());
    for wanted in 0..3 {
        let mut batches = 0;
        let limits = DecodeLimits { batch_rows_max: 1, ..DecodeLimits::default() };
        let stopped = normalizer::decode_samples(
            SampleMethod::QueueHealth,
            &account,
            answer.as_bytes(),
            moment(MOMENT),
            limits,
            &mut |batch| {
                batches += 1;
                (batches <= wanted).then(|| batch.another())
            },
        );
        assert!(matches!(stopped, Err(DecodeError::Stopped)));
        assert_eq!(batches, wanted + 1);
    }
}

#[test]
fn the_record_says_what_it_was_made_of() {
    let answer = r#"{"skills":{"31":{"currentQueueSize":1, "news":"\u0000"}},"totals":7}"#;
    let outcome = sampled(SampleMethod::QueueState, answer);
    let raw: Vec<_> = outcome.documents().map(|(batch, document)| batch.record(document).to_vec()).collect();
    let text = format!(
        r#"{{"method":"queuestate","metrics":{{"currentQueueSize":1,"news":"�"}},"skill":"31","timestamp":{MOMENT}}}"#
    );
    assert_eq!(raw, [text.into_bytes()]);
    assert_eq!(outcome.decoded.as_ref().unwrap().replaced_characters, 1);
    let rejects: Vec<_> = outcome.rejects().map(|reject| String::from_utf8(reject.record.clone()).unwrap()).collect();
    assert_eq!(rejects, [format!(r#"{{"method":"queuestate","metrics":7,"timestamp":{MOMENT}}}"#)]);
}
