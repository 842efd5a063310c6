//! Which intervals of an answer are stored and where they end, whether their timestamps are ends or beginnings.

use expect_test::{Expect, expect};
use normalizer::{DecodeLimits, SampleMethod, SampleMoment};
use serde_json::{Value, json};
use tuple::Millis;

use super::{START_MS, containers_of, full_metrics, in_answer, methods};
use crate::operational::{END_MS, INTERVAL_MS, MOMENT, answer, interval, moment, sampled};
use crate::outcome::{Outcome, for_each_row, json as json_of, method, sample_outcome};

const TOTAL: &str = r#"{"metricsTotal":{"unassignedConversations":1}}"#;

/// The ends of the rows, and what is covered, in seconds after 02:40. `*` marks the provisional ones.
fn ends(outcome: &Outcome) -> String {
    let mut seen = Vec::new();
    for (batch, document) in outcome.documents() {
        for_each_row(batch, document, |table, row| {
            let value = |name: &str| {
                let mut columns = table.columns.iter().zip(tuple::fields(row));
                let (column, value) = columns.find(|(column, _)| column.name() == name).unwrap();
                json_of(column.column_type, value.unwrap())
            };
            let end = value("interval_end_at").as_str().unwrap()[11..19].to_owned();
            seen.push(format!("{end}{}", if value("is_final") == true { "" } else { "*" }));
        });
    }
    if let Some(span) = outcome.decoded.as_ref().unwrap().samples {
        let second = |at: Millis| (at.epoch_ms() - END_MS) / 1_000;
        seen.push(format!("covers {} to {}", second(span.covered_from), second(span.covered_through)));
    }
    seen.join(" ")
}

/// Of intervals that begin so many milliseconds after 02:40, fetched so many after it: where they end.
#[track_caller]
fn check(starts_ms: &[i64], fetched_ms: i64, interval_s: i32, expected: &str) {
    let intervals: Vec<_> = starts_ms.iter().map(|start_ms| interval(END_MS + start_ms, TOTAL)).collect();
    let at = SampleMoment { interval_s, ..moment(END_MS + fetched_ms) };
    let method = method("messaging_queue_health");
    let outcome = sample_outcome(method, answer(&intervals).as_bytes(), at, DecodeLimits::default());
    let seen = match &outcome.decoded {
        Ok(_) => ends(&outcome),
        Err(error) => error.to_string(),
    };
    assert_eq!(seen, expected, "{starts_ms:?} at {fetched_ms}");
}

#[test]
fn beginnings_are_moved_to_the_mark_and_none_is_cut_off() {
    check(&[-600_000, -300_000], 2_000, 300, "02:35:00 02:40:00 covers -600 to 0");
    check(&[-299_000, -599_000], 2_000, 300, "02:35:00 02:40:00 covers -600 to 0");
    check(&[-300_001, -599_999], 2_000, 300, "02:35:00 02:40:00 covers -600 to 0");
    check(&[-240_000], 60_000, 300, "02:40:00 covers -300 to 0");
    check(&[-360_000], 60_000, 300, "02:40:00 covers -300 to 0");
    check(&[-300_000], 0, 300, "02:40:00 covers -300 to 0");
    // The interval was not over, by upstream's clock.
    check(&[-600_000, -300_000], -1, 300, "02:35:00 02:40:00* covers -600 to -300");
    check(&[-300_000], -1, 300, "02:40:00*");
    // Upstream repeats itself, and leaves some out.
    check(&[-300_000, -299_000], 2_000, 300, "02:40:00 02:40:00 covers -300 to 0");
    check(&[-3_300_000, -300_000], 2_000, 300, "01:50:00 02:40:00 covers -3300 to 0");
    check(&[], 2_000, 300, "");
    // Marks are whole multiples of the length.
    check(&[-2_380_000], 3_600_000, 3_600, "03:00:00 covers -2400 to 1200");
}

#[test]
fn beginnings_off_the_mark_are_refused() {
    let error = |off_s: i64| {
        format!("an interval of `msgqueuehealth` begins {off_s} s off the mark; it is to be asked for on the mark")
    };
    check(&[-239_999], 60_000, 300, &error(60));
    check(&[-360_001], 60_000, 300, &error(60));
    check(&[-300_000, -150_000], 60_000, 300, &error(150));
    check(&[-450_000], 60_000, 300, &error(150));
    check(&[-1_800_000], 60_000, 3_600, &error(600));
}

#[test]
fn ends_stay_and_the_oldest_is_cut_off() {
    let total = r#"{"metricsTotals":{"totalResolvedConversations":1}}"#;
    let intervals = [START_MS, END_MS, END_MS + INTERVAL_MS].map(|end_ms| interval(end_ms, total));
    let outcome = sampled(method("messaging_activity"), &answer(&intervals));
    assert_eq!(ends(&outcome), "02:40:00 02:45:00* covers -300 to 0");
}

#[test]
fn an_interval_may_hold_its_containers_directly() {
    for method in methods().iter().filter(|method| method.has_intervals()) {
        let containers = containers_of(method, &|from| full_metrics(method, from));
        let inside = in_answer(method, containers.clone());
        let mut direct = inside.clone();
        let last = direct["metricsByIntervals"].as_array_mut().unwrap().last_mut().unwrap();
        let interval = last.as_object_mut().unwrap();
        interval.remove("metricsData");
        interval.extend(containers.as_object().unwrap().clone());
        let (inside, direct) = (sampled(method, &inside.to_string()), sampled(method, &direct.to_string()));
        assert_eq!(direct.print(), inside.print(), "{method}");
        assert_eq!(direct.content_hashes(), inside.content_hashes(), "{method}");
    }
}

#[test]
fn the_three_intervals_of_the_example_are_read_alike() {
    let direct = |start_ms: i64| {
        format!(
            r#"{{"timestamp":{start_ms},"skillsMetrics":{{"12":{{"interactiveSkillSegments":1}}}},"metricsTotal":{{}}}}"#
        )
    };
    let inside = interval(START_MS, r#"{"skillsMetrics":{"12":{"interactiveSkillSegments":2}},"metricsTotal":{}}"#);
    let intervals = [direct(START_MS - 2 * INTERVAL_MS), direct(START_MS - INTERVAL_MS), inside];
    expect![[r#"
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:30:00.000+00:00 grain="skill" skill_id="12" user_type="human" interactive_skill_segments=1 is_final=true
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:30:00.000+00:00 grain="account" skill_id="" user_type="human" is_final=true
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:35:00.000+00:00 grain="skill" skill_id="12" user_type="human" interactive_skill_segments=1 is_final=true
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:35:00.000+00:00 grain="account" skill_id="" user_type="human" is_final=true
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="12" user_type="human" interactive_skill_segments=2 is_final=true
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" user_type="human" is_final=true
        documents 1, records 6
    "#]].assert_eq(&sampled(method("skill_segments_human"), &answer(&intervals)).print());
}

#[test]
fn a_whole_span_is_of_an_hour_or_of_what_was_missed() {
    for name in ["sla_histogram", "messaging_csat"] {
        let containers = match name {
            "sla_histogram" => json!({ "slaDataRange": { "0": { "chats": 1 } } }),
            _ => json!({ "metricsTotals": { "total_answers": 1 } }),
        };
        for (interval_s, fetched_ms, expected) in [
            (3_600, 0, "interval_s=3600 interval_end_at=2017-07-14T02:40"),
            (3_600, 299_999, "interval_s=3600 interval_end_at=2017-07-14T02:40"),
            (9_000, 300_000, "interval_s=9000 interval_end_at=2017-07-14T02:45"),
            (1_200, -1, "interval_s=1200 interval_end_at=2017-07-14T02:35"),
        ] {
            let at = SampleMoment { interval_s, ..moment(END_MS + fetched_ms) };
            let answer = containers.to_string();
            let outcome = sample_outcome(method(name), answer.as_bytes(), at, DecodeLimits::default());
            assert!(outcome.print().contains(expected), "{name}: {}", outcome.print());
            assert_eq!(outcome.decoded.unwrap().samples, None);
        }
    }
}

#[test]
fn an_answer_without_data_is_an_answer() {
    for method in methods() {
        for nothing in ["{}", " {\n} ", r#"{"meta":{"responseCode":200},"body":{}}"#] {
            let outcome = sampled(method, nothing);
            assert_eq!(outcome.print(), "documents 1, records 0\n", "{method} {nothing}");
            assert_eq!(outcome.decoded.unwrap().samples, None);
        }
    }
}

#[test]
fn what_is_of_the_whole_time_frame_is_not_stored() {
    let timestamped = |method: &'static SampleMethod| {
        let mut whole = in_answer(method, containers_of(method, &|from| full_metrics(method, from)));
        whole.as_object_mut().unwrap().remove("metricsByIntervals");
        whole
    };
    for method in methods().iter().filter(|method| method.has_intervals()) {
        let outcome = sampled(method, &timestamped(method).to_string());
        assert_eq!(outcome.print(), "documents 1, records 0\n", "{method}");
        assert!(outcome.decoded.unwrap().has_unsplit, "{method}");
    }
}

#[test]
fn an_answer_that_was_not_split_says_so() {
    let check = |name: &str, answer: Value, expected: bool| {
        let outcome = sampled(method(name), &answer.to_string());
        assert_eq!(outcome.decoded.as_ref().unwrap().has_unsplit, expected, "{name} {answer}");
    };
    let intervals = json!([{ "timestamp": START_MS, "metricsData": {} }]);
    for (metrics, has_metrics) in [
        (json!({ "unassignedConversations": 1 }), true),
        (json!({ "unassignedConversations": "0.5" }), true),
        (json!({ "unassignedConversations": -2 }), true),
        (json!({ "unassignedConversations": 0, "actionableConversations": -1, "more": "-1.0" }), false),
        (json!({ "unassignedConversations": null, "more": [], "less": "none", "time": MOMENT }), false),
        (json!([]), false),
    ] {
        let skills = json!({ "31": metrics });
        check("messaging_queue_health", json!({ "metricsTotal": metrics }), has_metrics);
        check("messaging_queue_health", json!({ "timeframeSummary": { "skillsMetrics": skills } }), has_metrics);
        check("messaging_queue_health", json!({ "metricsByIntervals": [], "skillsMetrics": skills }), has_metrics);
        check("messaging_queue_health", json!({ "metricsByIntervals": null, "metricsTotal": metrics }), has_metrics);
        check("messaging_queue_health", json!({ "metricsByIntervals": intervals, "metricsTotal": metrics }), false);
        check("messaging_queue_state", json!({ "metricsTotal": metrics }), false);
    }
    check("messaging_activity", json!({ "metricsTotals": { "totalResolvedConversations": 1 } }), true);
    check("messaging_csat", json!({ "metricsTotals": { "total_answers": 1 } }), false);
    let state = |total: i64| json!({ "agentsMetrics": { "metricsPerAgent": { "41": [{ "id": 2, "value": { "total": total } }] } } });
    check("agent_activity", state(0), false);
    check("agent_activity", state(7), true);
}

#[test]
fn what_is_no_answer_is_refused() {
    let check = |name: &str, answer: &str, expected: Expect| {
        expected.assert_eq(&sampled(method(name), answer).decoded.unwrap_err().to_string());
    };
    check("messaging_activity", r#"{"timeframeSummary":{}}"#, expect!["this is not an answer of `msgconversation`"]);
    check(
        "messaging_queue_health",
        r#"{"error":{"message":"x"}}"#,
        expect!["this is not an answer of `msgqueuehealth`"],
    );
    check(
        "messaging_queue_state",
        r#"{"meta":{"responseCode":500}}"#,
        expect!["the answer of `msgqueuehealth/current` has response code 500"],
    );
    check("wait_time_estimate", r#"{"errorCode":"0001"}"#, expect!["this is not an answer of `ewt`"]);
    check("messaging_csat", "<html>", expect!["the answer of `msgcsatdistribution` is not JSON at its byte 0"]);
}
