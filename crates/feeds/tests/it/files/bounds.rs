//! Records that are too large or too deep: neither memory nor stack grows with them, their neighbours load.

use expect_test::expect;
use model::{Feed, RejectReason};
use normalizer::{DecodeError, DecodeLimits};

use crate::files::records::{session, visit};
use crate::files::rejects::check;
use crate::outcome::{Outcome, gzip, outcome};

const LIMITS: DecodeLimits = DecodeLimits {
    record_bytes_max: 1024 * 1024,
    file_bytes_max: u64::MAX,
    batch_rows_max: 20_000,
    batch_bytes_max: 4 * 1024 * 1024,
    keeps_records: true,
    salvages: false,
};

fn decoded(feed: Feed, text: &[u8]) -> Outcome {
    outcome(feed, &gzip(text)[..], LIMITS)
}

#[test]
fn nesting_does_not_exhaust_the_stack() {
    let nested = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    check(
        &nested,
        expect![[r#"
        reject invalid_json at document 0, record 1, byte 146: not valid JSON at byte 101 of the record: [[[[[[[[[[[[[[[[[[[[… (10000 bytes) under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        &format!(r#"{{"conversationId":"c","a":{nested}}}"#),
        expect![[r#"
        reject invalid_json at document 0, record 1, byte 146: not valid JSON at byte 126 of the record: {"conversationId":"c… (10027 bytes) under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    // Not in the envelope either, where no record bounds it.
    const DEPTH: usize = 200_000;
    for (open, close) in [("[", "]"), (r#"{"array":"#, "}"), (r#"{"body":"#, "}"), (r#"{"EngagementData":"#, "}")] {
        let nested = format!("{}null{}", open.repeat(DEPTH), close.repeat(DEPTH));
        for document in [
            nested.clone(),
            format!(r#"{{"dataType":{nested}}}"#),
            format!(r#"{{"metaData":{nested}}}"#),
            format!(r#"{{"recordCollection":{nested}}}"#),
            format!(r#"{{"recordCollection":[{{"body":{nested}}}]}}"#),
            format!(r#"{{"recordCollection":[{{"body":{{"header":{nested},"engagements":[{{}}]}}}}]}}"#),
            format!(r#"{{"recordCollection":[{{"body":{{"engagements":{nested}}}}}]}}"#),
        ] {
            let _ = decoded(feeds::engagement::FEED, document.as_bytes());
        }
    }
}

#[test]
fn a_record_that_is_too_large() {
    let large = format!(r#"{{"conversationId":"c","startPage":"{}"}}"#, "x".repeat(3 * LIMITS.record_bytes_max));
    let text = visit(r#"{"visitId":"v"}"#, &format!(r#"{{"conversationId":"a"}},{large},{{"conversationId":"b"}}"#));
    let outcome = decoded(feeds::engagement::FEED, text.as_bytes());
    assert_eq!(outcome.documents().count(), 2);
    let rejects: Vec<_> = outcome.rejects().collect();
    let [reject] = rejects[..] else { panic!("{}", outcome.print()) };
    assert_eq!(reject.reason, RejectReason::TooLarge { record_bytes: large.len() as u64 });
    assert_eq!(reject.record.len(), 64 * 1024);
    assert!(large.as_bytes().starts_with(&reject.record));
    assert_eq!(reject.header, br#"{"visitId":"v"}"#);
    assert_eq!(&text.as_bytes()[reject.position.offset_bytes as usize..][..large.len()], large.as_bytes());
}

#[test]
fn a_record_at_the_limit() {
    let sized = |bytes: usize| {
        let record = r#"{"conversationId":"c","startPage":""}"#;
        record.replace(r#""startPage":""#, &format!(r#""startPage":"{}"#, "x".repeat(bytes - record.len())))
    };
    let reject_bytes = |record_bytes_max: usize, record: &str| {
        let limits = DecodeLimits { record_bytes_max, ..LIMITS };
        let outcome = outcome(feeds::engagement::FEED, visit("{}", record).as_bytes(), limits);
        outcome.rejects().map(|reject| reject.record.len()).collect::<Vec<_>>()
    };
    assert_eq!(reject_bytes(1000, &sized(1000)), [0; 0]);
    assert_eq!(reject_bytes(1000, &sized(1001)), [1000]);
    assert_eq!(reject_bytes(1000, &sized(999_999)), [1000]);
}

#[test]
fn each_layer_of_a_file_is_bounded() {
    let text = visit("{}", r#"{"conversationId":"c"}"#);
    let is_refused = |file: &[u8], file_bytes_max: usize| {
        let limits = DecodeLimits { file_bytes_max: file_bytes_max as u64, ..LIMITS };
        match outcome(feeds::engagement::FEED, file, limits).decoded {
            Ok(_) => false,
            Err(DecodeError::TooLarge { file_bytes_max: told }) if told == limits.file_bytes_max => true,
            Err(other) => panic!("{other}"),
        }
    };
    // Nothing comes out of the empty members, but they are much between the layers.
    let empty = gzip(b"").repeat(1000);
    let between = [&empty, &gzip(text.as_bytes())[..]].concat();
    for (what, file, bytes) in [
        ("plain", text.clone().into_bytes(), text.len()),
        ("once", gzip(text.as_bytes()), text.len()),
        ("twice", gzip(&gzip(text.repeat(9).as_bytes())), 9 * text.len()),
        ("twice, empty members", gzip(&between), between.len()),
        ("twice, nothing else", gzip(&empty), empty.len()),
    ] {
        assert!(!is_refused(&file, bytes), "{what}");
        assert!(is_refused(&file, bytes - 1), "{what}");
    }
}

/// A megabyte of nothing must not become rows, or a tree, of a hundred times its size.
#[test]
fn a_record_of_tiny_parts() {
    // The reason why a conversation with so many of these items in this field is not stored, if it is not.
    let check = |field: &str, item: &str, count: usize, expected: Option<RejectReason>| {
        let text = visit("{}", &format!(r#"{{"conversationId":"c","{field}":[{}]}}"#, vec![item; count].join(",")));
        let outcome = decoded(feeds::engagement::FEED, text.as_bytes());
        let reasons: Vec<_> = outcome.rejects().map(|reject| reject.reason.clone()).collect();
        assert_eq!(reasons, Vec::from_iter(expected), "{count} of {field}");
        assert!(outcome.rejects().all(|reject| text.as_bytes().ends_with(&[&reject.record, &b"]}}]}"[..]].concat())));
    };
    for (field, item) in [("transcripts", "{}"), ("transfers", "{}"), ("skills", "1"), ("secureForms", "1")] {
        check(field, item, 100_000, None);
        check(field, item, 100_001, Some(RejectReason::TooManyRows { rows: 100_001 }));
    }
    // With the record, its id and the array.
    check("unknown", "1", 499_997, None);
    check("unknown", "1", 499_998, Some(RejectReason::TooManyValues { values_max: 500_000 }));
    check("skills", "1", 499_998, Some(RejectReason::TooManyValues { values_max: 500_000 }));
}

#[test]
fn children_of_all_kinds_are_counted_together() {
    let items = |item: &str| vec![item; 25_001].join(",");
    let text = visit(
        "{}",
        &format!(
            r#"{{"conversationId":"c","transcripts":[{0}],"transfers":[{0}],"skills":[{1}],"secureForms":[{1}]}}"#,
            items("{}"),
            items("1")
        ),
    );
    let outcome = decoded(feeds::engagement::FEED, text.as_bytes());
    let reasons: Vec<_> = outcome.rejects().map(|reject| reject.reason.clone()).collect();
    assert_eq!(reasons, [RejectReason::TooManyRows { rows: 100_004 }]);
}

#[test]
fn records_do_not_wait_for_their_header_without_bound() {
    // How many of so many events of this size are stored, when their header comes behind them; the others are rejected.
    let check = |count: usize, event_bytes: usize, expected: usize| {
        let events = vec![format!(r#"{{"agentUsername":"{}"}}"#, "x".repeat(event_bytes)); count].join(",");
        let text = session("7", &events)
            .replace(r#""header":7,"#, "")
            .replace("\"}]}}", r#""}],"header":{"agentSessionId":"s"}}}"#);
        let outcome = decoded(feeds::agent_activity::FEED, text.as_bytes());
        assert_eq!(outcome.documents().count(), expected, "{count} events of {event_bytes} bytes");
        assert_eq!(outcome.rejects().count(), count - expected, "{count} events of {event_bytes} bytes");
        let reason = RejectReason::WrongShape { field: "header" };
        assert!(outcome.rejects().all(|reject| reject.reason == reason), "{count} events of {event_bytes} bytes");
    };
    check(10, 100_000, 10);
    check(20, 100_000, 0);
    check(40_000, 0, 40_000);
    check(100_001, 0, 0);
}
