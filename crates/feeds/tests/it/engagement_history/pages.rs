//! From pages to records: what belongs to a page, what does not, and that no way of sending it shows.

use expect_test::{Expect, expect};
use model::{AccountId, RejectReason};
use normalizer::{DecodeError, DecodeLimits, Page, decode_pages};

use crate::engagement_history::{decoded, decoded_page, full_record, page, page_of, record};
use crate::outcome::{Outcome, history, pages_outcome};

pub(crate) fn chat(id: &str) -> String {
    format!(r#"{{"info":{{"engagementId":"{id}"}}}}"#)
}

fn decoded_pages(bodies: &[String], skipped: &[usize], limits: DecodeLimits) -> Outcome {
    let records_skipped = skipped.iter().copied().chain(std::iter::repeat(0));
    let pages: Vec<_> = bodies
        .iter()
        .zip(records_skipped)
        .map(|(body, skip)| Page { skipped: (0..skip).collect(), ..page_of(body) })
        .collect();
    pages_outcome(bodies.concat().as_bytes(), &pages, limits)
}

#[track_caller]
fn check(bodies: &[String], skipped: &[usize], expected: Expect) {
    expected.assert_eq(&decoded_pages(bodies, skipped, DecodeLimits::default()).print());
}

#[track_caller]
fn check_page(body: &str, expected: Expect) {
    expected.assert_eq(&decoded_page(body).print());
}

#[test]
fn pages_follow_one_another() {
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(&page(&chat("c"))).unwrap());
    let bodies = [page(&[chat("a"), chat("b")].join(",")), page(""), format!("\n {}\n", pretty.unwrap())];
    check(
        &bodies,
        &[],
        expect![[r#"
        engagement: engagement_id="a"
        engagement: engagement_id="b"
        engagement: engagement_id="c"
        documents 3, records 3
    "#]],
    );
    check(
        &[],
        &[],
        expect![[r#"
        documents 0, records 0
    "#]],
    );
}

#[test]
fn records_that_overlap_are_left_out() {
    let bodies = [page(&[chat("a"), chat("b")].join(",")), page(&[chat("b"), "7".to_owned(), chat("c")].join(","))];
    check(
        &bodies,
        &[0, 1],
        expect![[r#"
        engagement: engagement_id="a"
        engagement: engagement_id="b"
        engagement: engagement_id="c"
        reject wrong_shape at document 1, record 1, byte 199: `interactionHistoryRecords[]` has the wrong shape: 7
        documents 2, records 4
    "#]],
    );
    check(
        &bodies,
        &[0, 2],
        expect![[r#"
        engagement: engagement_id="a"
        engagement: engagement_id="b"
        engagement: engagement_id="c"
        documents 2, records 3
    "#]],
    );
    check(
        &bodies,
        &[2, 9],
        expect![[r#"
        documents 2, records 0
    "#]],
    );
}

#[test]
fn a_field_of_every_page_is_kept_once_and_what_may_be_records_is_never_passed_over() {
    let page = |took: u32| {
        format!(r#"{{"_metadata":{{"count":0,"trace":"t{took}"}},"took":{took},"byId":{{"c":{{"took":{took}}}}}}}"#)
    };
    check(
        &[page(1), page(2)],
        &[0, 0],
        expect![[r#"
        reject unknown_envelope_field at document 0, record 0, byte 54: field `byId` outside the records is unknown: {"byId":{"c":{"took":1}}}
        reject unknown_envelope_field at document 1, record 0, byte 125: field `byId` outside the records is unknown: {"byId":{"c":{"took":2}}}
        drift _metadata.trace string
        drift byId object
        drift took number
        kept with the unit: _metadata.trace "t1"
        kept with the unit: took 1
        documents 2, records 2
    "#]],
    );
}

#[test]
fn parts_of_a_page_that_are_not_known() {
    check_page(
        r#"{"_metadata":{"count":1,"self":{},"next":null,"PREV":{},"last":{},"shardsStatusResult":{"partialResult":false},"took":5},"took":7,"interactionHistoryRecords":[],"more":null,"aggregations":{"a":[1]},"list":[]}"#,
        expect![[r#"
            drift _metadata.took number
            drift aggregations object
            drift list array
            drift more null
            drift took number
            kept with the unit: _metadata.took 5
            kept with the unit: aggregations {"a":[1]}
            kept with the unit: list []
            kept with the unit: took 7
            documents 1, records 0
        "#]],
    );
    check_page(
        r#"{"_metadata":7}"#,
        expect![[r#"
            drift _metadata number
            kept with the unit: _metadata 7
            documents 1, records 0
        "#]],
    );
    check_page(
        r#"{"INTERACTIONHISTORYRECORDS":{"array":[]},"_METADATA":null}"#,
        expect![[r#"
        documents 1, records 0
    "#]],
    );
    check_page(
        r#"{"interactionHistoryRecords":null}"#,
        expect![[r#"
        documents 1, records 0
    "#]],
    );
    check_page(
        r#"{"interactionHistoryRecords":"none"}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 29: `interactionHistoryRecords` has the wrong shape: "none"
        documents 1, records 1
    "#]],
    );
}

#[test]
fn what_is_no_page() {
    check_page(
        "",
        expect![[r#"
        error: page 0 is not JSON at its byte 0
    "#]],
    );
    check_page(
        "<html>",
        expect![[r#"
        error: page 0 is not JSON at its byte 0
    "#]],
    );
    check_page(
        "[]",
        expect![[r#"
        error: page 0 is not JSON at its byte 0
    "#]],
    );
    check_page(
        "{}",
        expect![[r#"
        error: page 0 is no answer of Engagement History
    "#]],
    );
    check_page(
        r#"{"error":{"message":"too many"}}"#,
        expect![[r#"
        error: page 0 is no answer of Engagement History
    "#]],
    );
    check_page(
        r#"{"_metadata":{}} x"#,
        expect![[r#"
        error: page 0 is not JSON at its byte 17
    "#]],
    );
    check_page(
        r#"{"_metadata":{}}{"_metadata":{}}"#,
        expect![[r#"
        error: page 0 is not JSON at its byte 16
    "#]],
    );
    check_page(
        r#"{"_metadata":{"count":tru}}"#,
        expect![[r#"
        error: page 0 is not JSON at its byte 22
    "#]],
    );
    check(
        &[page(""), page("").replace(']', "")],
        &[],
        expect![[r#"
        error: page 1 is not JSON at its byte 54
    "#]],
    );
}

#[test]
fn records_that_cannot_be_stored() {
    let check = |record: &str, expected: Expect| expected.assert_eq(&decoded(record).print());
    check(
        "7",
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 54: `interactionHistoryRecords[]` has the wrong shape: 7
        documents 1, records 1
    "#]],
    );
    check(
        "null",
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 54: `interactionHistoryRecords[]` has the wrong shape: null
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"info":{"engagementId":}}"#,
        expect![[r#"
        reject invalid_json at document 0, record 0, byte 54: not valid JSON at byte 24 of the record: {"info":{"engagementId":}}
        documents 1, records 1
    "#]],
    );
    check(
        "{}",
        expect![[r#"
        reject bad_key at document 0, record 0, byte 54: key field `engagementId` is missing or has the wrong shape: {}
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"info":{}}"#,
        expect![[r#"
        reject bad_key at document 0, record 0, byte 54: key field `engagementId` is missing or has the wrong shape: {"info":{}}
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"info":{"engagementId":""}}"#,
        expect![[r#"
        reject bad_key at document 0, record 0, byte 54: key field `engagementId` is missing or has the wrong shape: {"info":{"engagementId":""}}
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"info":{"engagementId":["a"]}}"#,
        expect![[r#"
        reject bad_key at document 0, record 0, byte 54: key field `engagementId` is missing or has the wrong shape: {"info":{"engagementId":["a"]}}
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"info":"x"}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 54: `info` has the wrong shape: {"info":"x"}
        documents 1, records 1
    "#]],
    );
    check(
        &record(r#""accountId":"2""#, ""),
        expect![[r#"
        reject other_account at document 0, record 0, byte 54: the document names another account: {"info":{"engagementId":"e","accountId":"2"}}
        documents 1, records 1
    "#]],
    );
    check(
        &record(r#""accountId":1"#, ""),
        expect![[r#"
        engagement: engagement_id="e"
        documents 1, records 1
    "#]],
    );
    for part in [
        r#""transcript":[]"#,
        r#""transcript":{"lines":{}}"#,
        r#""transcript":{"lines":[null]}"#,
        r#""lineScores":"x""#,
        r#""lineScores":[1]"#,
        r#""surveys":7"#,
        r#""surveys":{"preChat":{}}"#,
        r#""surveys":{"postChat":["x"]}"#,
        r#""coBrowseSessions":[]"#,
        r#""coBrowseSessions":{"coBrowseSessionsList":[1]}"#,
        r#""sdes":[]"#,
        r#""sdes":{"events":{}}"#,
    ] {
        let outcome = decoded(&record("", part));
        let reasons: Vec<_> = outcome.rejects().map(|reject| reject.reason.code()).collect();
        assert_eq!(reasons, ["wrong_shape"], "{part}");
        assert_eq!(outcome.rejects().next().unwrap().record, record("", part).as_bytes());
    }
}

#[test]
fn a_record_that_is_too_large() {
    let large = record(&format!(r#""visitorName":"{}""#, "x".repeat(2000)), "");
    let limits = DecodeLimits { record_bytes_max: 1000, ..DecodeLimits::default() };
    let bodies = [page(&[chat("a"), large.clone(), chat("b")].join(",")), page(&[large.clone(), chat("c")].join(","))];
    let outcome = decoded_pages(&bodies, &[0, 1], limits);
    assert_eq!(outcome.documents().count(), 3);
    let rejects: Vec<_> = outcome.rejects().collect();
    let [reject] = rejects[..] else { panic!("{}", outcome.print()) };
    assert_eq!(reject.reason, RejectReason::TooLarge { record_bytes: large.len() as u64 });
    assert_eq!(reject.record, &large.as_bytes()[..1000]);
    let limits = DecodeLimits { file_bytes_max: 1000, ..DecodeLimits::default() };
    assert!(matches!(decoded_pages(&bodies, &[], limits).decoded, Err(DecodeError::TooLarge { .. })));
}

#[test]
fn characters_that_cannot_be_stored_are_counted() {
    let decoded = decoded(&record(r#""visitorName":"a\u0000b\ud800""#, "")).decoded.unwrap();
    assert_eq!(decoded.replaced_characters, 2);
}

#[test]
fn pages_shorter_or_longer_than_announced_are_errors() {
    let body = page(&chat("a"));
    let announced = |bytes: usize, source: &str| {
        let page = Page { bytes: bytes as u64, ..page_of(&body) };
        pages_outcome(source.as_bytes(), &[page], DecodeLimits::default()).print()
    };
    let spaced = format!("{body} ");
    assert!(announced(body.len(), &body).starts_with("engagement:"));
    assert!(announced(spaced.len(), &spaced).starts_with("engagement:"));
    for (bytes, source) in [(body.len() + 1, &body), (body.len() - 1, &body), (body.len(), &format!("{body}{{}}"))] {
        assert!(announced(bytes, source).starts_with("error: page "), "{bytes} {source}");
    }
    assert!(announced(usize::MAX, &body).starts_with("error: page 0"));
}

#[test]
fn every_cut_is_noticed() {
    let (first, second) = (page(&full_record().to_string()), page(&chat("b")));
    let bodies = format!("{first}{second}");
    let pages = [page_of(&first), page_of(&second)];
    for len in 0..bodies.len() {
        let error = pages_outcome(&bodies.as_bytes()[..len], &pages, DecodeLimits::default()).decoded.unwrap_err();
        let in_page = u64::from(len >= first.len());
        assert!(matches!(error, DecodeError::PageNotJson { page, .. } if page == in_page), "{len}: {error}");
    }
}

#[test]
fn a_batch_that_is_not_wanted_stops_the_pages() {
    let body = page(&[chat("a"), chat("b"), chat("c")].join(","));
    let limits = DecodeLimits { batch_rows_max: 1, ..DecodeLimits::default() };
    let mut handed_over = 0;
    let decoded =
        decode_pages(history(), &AccountId("1".to_owned()), body.as_bytes(), &[page_of(&body)], limits, &mut |batch| {
            handed_over += 1;
            (handed_over < 2).then(|| batch.another())
        });
    assert!(matches!(decoded, Err(DecodeError::Stopped)));
    assert_eq!(handed_over, 2);
}
