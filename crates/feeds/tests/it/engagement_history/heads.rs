//! The heads of a page, which a reader of pages asks for before the next.

use normalizer::{RecordHead, read_heads};

use crate::outcome::history;

/// More records than a page may have.
const RECORDS_PER_PAGE_MAX: usize = 10_000;

/// Of each record its id and what is wrong with it.
type Records<'a> = &'a [(Option<&'a str>, &'a str)];

/// Count, missing shards, records.
fn check(page: &str, expected: Result<(u64, Option<&str>, Records<'_>), &str>) {
    let heads =
        read_heads(history(), page.as_bytes().to_vec()).map(|(heads, _)| heads).map_err(|error| error.to_string());
    let heads = heads.as_ref().map(|heads| {
        let flaw = |head: &RecordHead| match (head.is_partial, head.is_unenriched) {
            (false, false) => "",
            (true, false) => "partial",
            (false, true) => "unenriched",
            (true, true) => "both",
        };
        let records: Vec<_> = heads.records.iter().map(|head| (head.id.as_deref(), flaw(head))).collect();
        (heads.count, heads.shards_missing.as_deref(), records)
    });
    let expected = expected.map(|(count, shards, records)| (count, shards, records.to_vec()));
    assert_eq!(heads.map_err(String::as_str), expected, "{page}");
}

#[test]
fn heads_are_read_and_nothing_else() {
    check(r#"{"_metadata":{"count":0},"interactionHistoryRecords":[]}"#, Ok((0, None, &[])));
    check(r#"{"interactionHistoryRecords":null,"_metadata":{"count":"7"}}"#, Ok((7, None, &[])));
    check(
        r#"{"_metadata":{"count":2,"shardsStatusResult":{"partialResult":false}},"interactionHistoryRecords":[
            {"transcript":{"lines":[{"info":1}]},"info":{"engagementId":"a","isPartial":true}},{"info":{"engagementid":12,"chatDataEnriched":"false"}}]}"#,
        Ok((2, None, &[(Some("a"), "partial"), (Some("12"), "unenriched")])),
    );
    check(
        r#"{"_metadata":{"count":1,"shardsStatusResult":{"partialResult":true,"failureShards":2,"totalShards":12}}}"#,
        Ok((1, Some("2 of 12"), &[])),
    );
    check(
        r#"{"_metadata":{"count":1,"shardsStatusResult":{"partialResult":true}}}"#,
        Ok((1, Some("some of some"), &[])),
    );
    // A record that is none is still an item: it goes to the quarantine.
    check(
        r#"{"_metadata":{"count":3},"interactionHistoryRecords":[1,{"info":{"engagementId":null}},{"info":}]}"#,
        Ok((3, None, &[(None, ""), (None, ""), (None, "")])),
    );
    check("<html>", Err("page 0 is not JSON at its byte 0"));
    let many = format!(r#"{{"interactionHistoryRecords":[{}1]}}"#, "1,".repeat(RECORDS_PER_PAGE_MAX));
    check(&many, Err("page 0 is no answer of Engagement History"));
    check(r#"{"_metadata":{}}"#, Err("page 0 is no answer of Engagement History"));
    check(r#"{"_metadata":{"count":1},"interactionHistoryRecords":[{"#, Err("page 0 is not JSON at its byte 55"));
}

#[test]
fn keys_tell_records_apart() {
    let keys = |records: &str| {
        let page = format!(r#"{{"_metadata":{{"count":9}},"interactionHistoryRecords":{records}}}"#);
        read_heads(history(), page.as_bytes().to_vec())
            .map(|(heads, _)| heads)
            .unwrap()
            .records
            .iter()
            .map(|head| head.key)
            .collect::<Vec<_>>()
    };
    let read = keys(r#"[{"info":{"engagementId":"a"}},{"info":{"engagementId":"a","x":1}},{"x":1},{"x":2}]"#);
    assert_eq!(read[0], read[1]);
    assert!(read[1] != read[2] && read[2] != read[3]);
}
