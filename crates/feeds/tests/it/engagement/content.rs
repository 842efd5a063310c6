//! Engagements that showed content.

use expect_test::{Expect, expect};
use normalizer::DecodeLimits;

use crate::files::records::visit;
use crate::outcome::outcome;

#[track_caller]
fn check(engagements: &str, expected: Expect) {
    let document = visit(r#"{"visitId":"v","visitorId":"w","contextId":"3"}"#, engagements);
    expected.assert_eq(&outcome(feeds::engagement::FEED, document.as_bytes(), DecodeLimits::default()).print());
}

#[test]
fn a_content_stands_beside_conversations() {
    check(
        r#"{"conversationId":"c"},{"com.liveperson.dataaccess.Content":{"timestamp":{"long":1469469281856},"newField":{"int":1}}}"#,
        expect![[r#"
            conversation: conversation_id="c" visit_id="v" visitor_id="w" context_id="3"
            content_engagement: occurred_at=2016-07-25T17:54:41.856+00:00 visit_id="v" visitor_id="w" context_id="3" extra={"newField":1}
            drift engagements[].Content.newField number
            documents 1, records 2
        "#]],
    );
}

#[test]
fn one_without_its_record_name_is_a_broken_conversation() {
    check(
        r#"{"timestamp":1469469281856}"#,
        expect![[r#"
        reject bad_key at document 0, record 0, byte 155: key field `conversationId` is missing or has the wrong shape: {"timestamp":1469469281856} under {"visitId":"v","visitorId":"w","contextId":"3"}
        documents 1, records 1
    "#]],
    );
}

/// Two that are equal in everything are one; any difference makes two.
#[test]
fn contents_are_told_apart_by_all_they_say() {
    let content = |fields: &str| format!(r#"{{"com.liveperson.dataaccess.Content":{{{fields}}}}}"#);
    let contents = [
        content(r#""timestamp":1469469281856"#),
        content(r#""timestamp":"1469469281856""#),
        content(r#""timestamp":1469469281857"#),
        content(r#""timestamp":1469469281856,"newField":1"#),
    ];
    let document = visit("{}", &contents.join(","));
    let outcome = outcome(feeds::engagement::FEED, document.as_bytes(), DecodeLimits::default());
    let keys: Vec<_> = outcome.event_keys();
    assert_eq!(keys[0], keys[1]);
    assert!(keys[0] != keys[2] && keys[0] != keys[3] && keys[2] != keys[3]);
}
