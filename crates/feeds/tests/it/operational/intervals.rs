//! Which intervals of an answer are stored, which are final, what is covered; and what is no answer at all.

use expect_test::{Expect, expect};
use normalizer::DecodeLimits;
use normalizer::SampleMethod;

use crate::operational::{END_MS, INTERVAL_MS, MOMENT, answer, full_answer, interval, moment, sampled};
use crate::outcome::{for_each_row, json, method, methods, sample_outcome};

const TOTAL: &str = r#"{"metricsTotals":{"enteredQEng":1}}"#;

/// Of intervals that end so many minutes after 02:40, fetched so many milliseconds after it: which are stored, and what
/// is covered. `*` marks the provisional ones.
#[track_caller]
fn check(ends_min: &[i64], fetched_ms: i64, expected: &str) {
    let intervals: Vec<_> = ends_min.iter().map(|end_min| interval(END_MS + end_min * 60_000, TOTAL)).collect();
    let answer = answer(&intervals);
    let at = moment(END_MS + fetched_ms);
    let outcome = sample_outcome(method("queue_health"), answer.as_bytes(), at, DecodeLimits::default());
    let mut seen = Vec::new();
    for (batch, document) in outcome.documents() {
        let version = document.version.unwrap();
        assert_eq!(version.at, at.fetched_at);
        for_each_row(batch, document, |table, row| {
            let value = |name: &str| {
                let mut columns = table.columns.iter().zip(tuple::fields(row));
                let (column, value) = columns.find(|(column, _)| column.name() == name).unwrap();
                json(column.column_type, value.unwrap())
            };
            let is_final = value("is_final") == true;
            assert_eq!(version.rank, i16::from(is_final));
            let end = value("interval_end_at").as_str().unwrap()[11..16].to_owned();
            seen.push(format!("{end}{}", if is_final { "" } else { "*" }));
        });
    }
    if let Some(span) = outcome.decoded.unwrap().samples {
        let minute = |ms: i64| (ms - END_MS) / 60_000;
        let (from, through) = (span.covered_from.epoch_ms(), span.covered_through.epoch_ms());
        seen.push(format!("covers {} to {}", minute(from), minute(through)));
    }
    assert_eq!(seen.join(" "), expected, "{ends_min:?} at {fetched_ms}");
}

#[test]
fn the_oldest_is_cut_off_and_the_newest_unfinished() {
    const AT: i64 = 123_000;
    check(&[-10, -5, 0, 5], AT, "02:35 02:40 02:45* covers -10 to 0");
    check(&[5, 0, -5, -10], AT, "02:35 02:40 02:45* covers -10 to 0");
    check(&[0, -10, 5, -5], AT, "02:35 02:40 02:45* covers -10 to 0");
    check(&[-5, 0], AT, "02:40 covers -5 to 0");
    // All that is left is unfinished.
    check(&[0, 5], AT, "02:45*");
    check(&[5], AT, "");
    check(&[0], AT, "");
    check(&[], AT, "");
    // An interval is final as soon as it is over.
    check(&[-5, 0, 5], 0, "02:40 02:45* covers -5 to 0");
    check(&[-5, 0, 5], -1, "02:40* 02:45*");
    check(&[-5, 0, 5], 300_000, "02:40 02:45 covers -5 to 5");
    // Upstream repeats itself, and leaves some out.
    check(&[-5, -5, 0, 0], AT, "02:40 02:40 covers -5 to 0");
    check(&[-60, -20, 0], AT, "02:20 02:40 covers -25 to 0");
}

#[test]
fn an_interval_without_data_is_covered() {
    for method in methods().iter().filter(|method| method.has_intervals()) {
        for nothing in ["{}", "null", "[]", r#"{"metricsTotals":[]}"#, r#"{"agentsMetrics":{},"skillsMetrics":null}"#] {
            if method.name == "queue_health" && nothing.contains("agentsMetrics") {
                continue;
            }
            let outcome =
                sampled(method, &answer(&[interval(END_MS - INTERVAL_MS, nothing), interval(END_MS, nothing)]));
            let span = outcome.decoded.as_ref().unwrap().samples.unwrap();
            assert_eq!((span.covered_from.epoch_ms(), span.covered_through.epoch_ms()), (END_MS - INTERVAL_MS, END_MS));
            assert_eq!(outcome.documents().count(), 0, "{method} {nothing}");
        }
    }
}

#[track_caller]
fn check_print(method: &'static SampleMethod, answer: &str, expected: Expect) {
    expected.assert_eq(&sampled(method, answer).print());
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
fn envelopes_fall_away() {
    for method in methods() {
        let bare = sampled(method, &full_answer(method).to_string());
        for (before, after) in [
            (r#"{"meta":{"responseCode":200},"body":"#, "}"),
            (r#"{"body":"#, r#","META":{"ResponseCode":"200","at":1}}"#),
            (r#"{"meta":{},"Body":"#, "}"),
            (r#"{"meta":{"responseCode":null},"body":null,"body":"#, "}"),
        ] {
            let wrapped = sampled(method, &format!("{before}{}{after}", full_answer(method)));
            assert_eq!(wrapped.print(), bare.print(), "{method} {before}");
            assert_eq!(wrapped.content_hashes(), bare.content_hashes());
            assert_eq!(wrapped.decoded.unwrap().samples, bare.decoded.as_ref().unwrap().samples);
        }
    }
    check_print(
        method("queue_state"),
        r#"{"meta":{"responseCode":200},"body":{},"more":[]}"#,
        expect![[r#"
            drift queuestate.more array
            kept with the unit: queuestate.more []
            documents 1, records 0
        "#]],
    );
}

#[test]
fn what_is_no_answer_is_refused() {
    let check = |answer: &str, expected: &str| {
        let seen = sampled(method("queue_health"), answer).decoded.unwrap_err().to_string();
        assert_eq!(seen, expected, "{answer}");
    };
    const NO_ANSWER: &str = "this is not an answer of `queuehealth`";
    check("", "the answer of `queuehealth` is not JSON at its byte 0");
    check("<html><body>Bad gateway</body></html>", "the answer of `queuehealth` is not JSON at its byte 0");
    check(r#"{"metricsTotals":{}"#, "the answer of `queuehealth` is not JSON at its byte 19");
    check("{} {}", "the answer of `queuehealth` is not JSON at its byte 3");
    check("\u{feff}{} {}", "the answer of `queuehealth` is not JSON at its byte 3");
    assert!(sampled(method("queue_health"), "\u{feff}{}").decoded.is_ok(), "a byte order mark");
    for other in [
        "null",
        "[]",
        "7",
        r#""x""#,
        r#"{"error":{"message":"x"}}"#,
        r#"{"skills":{},"totals":{}}"#,
        r#"{"meta":{"responseCode":200}}"#,
        r#"{"meta":{"responseCode":200},"body":null}"#,
        r#"{"meta":{"responseCode":200},"body":[]}"#,
        r#"{"meta":{"responseCode":200},"body":{"error":1}}"#,
        r#"{"meta":7,"metricsTotals":{}}"#,
    ] {
        check(other, NO_ANSWER);
    }
    check(r#"{"meta":{"responseCode":503},"body":{}}"#, "the answer of `queuehealth` has response code 503");
    check(r#"{"meta":{"responseCode":"503"}}"#, "the answer of `queuehealth` has response code 503");
    check(r#"{"meta":{"responseCode":"x"}}"#, "the answer of `queuehealth` has response code of another shape");
    let intervals = answer(&[]);
    for method in methods().iter().filter(|method| !method.has_intervals()) {
        assert!(sampled(method, &intervals).decoded.is_err(), "{method}");
    }
}

#[test]
fn what_is_of_the_whole_timeframe_is_not_stored() {
    for method in methods().iter().filter(|method| method.has_intervals()) {
        let mut whole = full_answer(method);
        whole.as_object_mut().unwrap().remove("metricsByIntervals");
        assert_eq!(sampled(method, &whole.to_string()).print(), "documents 1, records 0\n", "{method}");
    }
}

#[test]
fn intervals_of_another_shape_are_kept_apart() {
    check_print(
        method("queue_health"),
        &format!(
            r#"{{"news":{{"a":1}},"metricsByIntervals":[7,null,{{"metricsData":{TOTAL}}},{{"timestamp":"soon"}},{},{},{{"timestamp":"{}","metricsData":7,"more":{{"b":2}},"less":{{}}}}]}}"#,
            interval(END_MS - INTERVAL_MS, TOTAL),
            interval(END_MS, TOTAL),
            MOMENT - 1,
        ),
        expect![[r#"
            queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" entered_engagements=1 is_final=true
            reject wrong_shape at document 0, record 0, byte 0: `metricsByIntervals[]` has the wrong shape: {"method":"queuehealth","part":7}
            reject bad_key at document 0, record 1, byte 0: key field `timestamp` is missing or has the wrong shape: {"method":"queuehealth","part":{"metricsData":{"metricsTotals":{"enteredQEng":1}}}}
            reject bad_key at document 0, record 2, byte 0: key field `timestamp` is missing or has the wrong shape: {"method":"queuehealth","part":{"timestamp":"soon"}}
            reject wrong_shape at document 0, record 4, byte 0: `metricsData` has the wrong shape: {"method":"queuehealth","metrics":7,"timestamp":1500000122999}
            drift queuehealth.metricsByIntervals[].less object
            drift queuehealth.metricsByIntervals[].more object
            drift queuehealth.news object
            kept with the unit: queuehealth.metricsByIntervals[].less {}
            kept with the unit: queuehealth.metricsByIntervals[].more {"b":2}
            kept with the unit: queuehealth.news {"a":1}
            documents 1, records 5
        "#]],
    );
    check_print(
        method("agent_activity"),
        r#"{"metricsByIntervals":{"timestamp":1}}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 0: `metricsByIntervals` has the wrong shape: {"method":"agentactivity","part":{"timestamp":1}}
        documents 1, records 1
    "#]],
    );
}
