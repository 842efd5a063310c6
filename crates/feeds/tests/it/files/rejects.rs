//! Records that cannot be stored: each goes whole to the quarantine, its neighbours load.

use expect_test::{Expect, expect};
use model::Feed;
use normalizer::DecodeLimits;

use crate::files::records::{session, visit};
use crate::outcome::{Outcome, gzip, outcome};

fn decoded(feed: Feed, text: &[u8]) -> Outcome {
    outcome(feed, &gzip(text)[..], DecodeLimits::default())
}

/// A record between two good ones.
#[track_caller]
pub(crate) fn check(record: &str, expected: Expect) {
    let good = |id| format!(r#"{{"conversationId":"{id}"}}"#);
    let text = visit(r#"{"visitId":"v"}"#, &[good("a"), record.to_owned(), good("b")].join(","));
    let printed = decoded(feeds::engagement::FEED, text.as_bytes()).print();
    let (before, after) = (
        "conversation: conversation_id=\"a\" visit_id=\"v\"\n",
        "conversation: conversation_id=\"b\" visit_id=\"v\"\n",
    );
    let rest = printed.strip_prefix(before).and_then(|rest| rest.strip_prefix(after));
    expected.assert_eq(rest.unwrap_or_else(|| panic!("its neighbours are not stored: {printed}")));
}

#[track_caller]
fn check_events(header: &str, events: &str, expected: Expect) {
    expected.assert_eq(&decoded(feeds::agent_activity::FEED, session(header, events).as_bytes()).print());
}

#[test]
fn a_conversation_without_an_id() {
    check(
        "{}",
        expect![[r#"
        reject bad_key at document 0, record 1, byte 146: key field `conversationId` is missing or has the wrong shape: {} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":null}"#,
        expect![[r#"
        reject bad_key at document 0, record 1, byte 146: key field `conversationId` is missing or has the wrong shape: {"conversationId":null} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":""}"#,
        expect![[r#"
        reject bad_key at document 0, record 1, byte 146: key field `conversationId` is missing or has the wrong shape: {"conversationId":""} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":true}"#,
        expect![[r#"
        reject bad_key at document 0, record 1, byte 146: key field `conversationId` is missing or has the wrong shape: {"conversationId":true} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":{"a":1,"b":2}}"#,
        expect![[r#"
        reject bad_key at document 0, record 1, byte 146: key field `conversationId` is missing or has the wrong shape: {"conversationId":{"a":1,"b":2}} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        &format!(r#"{{"conversationId":"{}"}}"#, "7".repeat(513)),
        expect![[r#"
        reject bad_key at document 0, record 1, byte 146: key field `conversationId` is missing or has the wrong shape: {"conversationId":"7… (534 bytes) under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
}

#[test]
fn an_event_without_a_session() {
    let event = r#"{"agentID":1}"#;
    for header in ["{}", "null", r#"{"agentSessionId":null}"#, r#"{"agentSessionId":""}"#, r#"{"agentSessionId":[]}"#] {
        let printed = decoded(feeds::agent_activity::FEED, session(header, event).as_bytes()).print();
        let reason = "reject bad_key at document 0, record 0, byte ";
        assert!(printed.starts_with(reason) && printed.contains(event), "{header}: {printed}");
    }
    check_events(
        r#"{"agentSessionId":""}"#,
        event,
        expect![[r#"
        reject bad_key at document 0, record 0, byte 138: key field `agentSessionId` is missing or has the wrong shape: {"agentID":1} under {"agentSessionId":""}
        documents 1, records 1
    "#]],
    );
    let long = format!(r#"{{"agentSessionId":"{}"}}"#, "s".repeat(513));
    check_events(
        &long,
        event,
        expect![[r#"
        reject bad_key at document 0, record 0, byte 651: key field `agentSessionId` is missing or has the wrong shape: {"agentID":1} under {"agentSessionId":"s… (534 bytes)
        documents 1, records 1
    "#]],
    );
    let no_header = session("null", event).replace(r#""header":null,"#, "");
    expect![[r#"
        reject bad_key at document 0, record 0, byte 107: key field `agentSessionId` is missing or has the wrong shape: {"agentID":1}
        documents 1, records 1
    "#]].assert_eq(&decoded(feeds::agent_activity::FEED, no_header.as_bytes()).print());
}

#[test]
fn parts_of_another_shape() {
    check(
        r#"{"conversationId":"c","transcripts":"none"}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 1, byte 146: `transcripts` has the wrong shape: {"conversationId":"c","transcripts":"none"} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c","transcripts":[{"text":"a"},"b"]}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 1, byte 146: `transcripts[]` has the wrong shape: {"conversationId":"c","transcripts":[{"text":"a"},"b"]} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c","transcripts":[null]}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 1, byte 146: `transcripts[]` has the wrong shape: {"conversationId":"c","transcripts":[null]} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c","transfers":{"a":1}}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 1, byte 146: `transfers` has the wrong shape: {"conversationId":"c","transfers":{"a":1}} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c","transfers":[5]}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 1, byte 146: `transfers[]` has the wrong shape: {"conversationId":"c","transfers":[5]} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c","secureForms":1}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 1, byte 146: `secureForms` has the wrong shape: {"conversationId":"c","secureForms":1} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        "null",
        expect![[r#"
        reject wrong_shape at document 0, record 1, byte 146: `engagements[]` has the wrong shape: null under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        "[]",
        expect![[r#"
        reject wrong_shape at document 0, record 1, byte 146: `engagements[]` has the wrong shape: [] under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        "\"text\"",
        expect![[r#"
        reject wrong_shape at document 0, record 1, byte 146: `engagements[]` has the wrong shape: "text" under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check_events(
        r#"{"agentSessionId":"s"}"#,
        r#"[],7,{"agentID":1}"#,
        expect![[r#"
            agent_event: agent_session_id="s" agent_id="1"
            reject wrong_shape at document 0, record 0, byte 139: `agentSessionsData[]` has the wrong shape: [] under {"agentSessionId":"s"}
            reject wrong_shape at document 0, record 1, byte 142: `agentSessionsData[]` has the wrong shape: 7 under {"agentSessionId":"s"}
            documents 1, records 3
        "#]],
    );
}

#[test]
fn records_of_another_shape_at_their_place() {
    let document = |collection: &str| format!(r#"{{"metaData":null,"recordCollection":{collection}}}"#);
    let check = |collection: &str, expected: Expect| {
        expected.assert_eq(&decoded(feeds::engagement::FEED, document(collection).as_bytes()).print());
    };
    check(
        "5",
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 36: `recordCollection` has the wrong shape: 5
        documents 1, records 1
    "#]],
    );
    check(
        r#"[1,null,{"body":"x"},{"body":{"EngagementData":[]}}]"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 37: `recordCollection[]` has the wrong shape: 1
        reject wrong_shape at document 0, record 1, byte 39: `recordCollection[]` has the wrong shape: null
        reject wrong_shape at document 0, record 2, byte 52: `body` has the wrong shape: "x"
        reject wrong_shape at document 0, record 3, byte 83: `body` has the wrong shape: []
        documents 1, records 4
    "#]],
    );
    check(
        r#"[{"body":{"engagements":"none","header":{}}}]"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 60: `engagements` has the wrong shape: "none"
        documents 1, records 1
    "#]],
    );
    // An array that became an object, as in listings; it is no loss either.
    check(
        r#"[{"body":{"engagements":{"conversationId":"c","agentId":"1"}}}]"#,
        expect![[r#"
            reject unknown_envelope_field at document 0, record 0, byte 78: field `engagements.conversationId` outside the records is unknown: {"conversationId":"c"}
            reject unknown_envelope_field at document 0, record 1, byte 92: field `engagements.agentId` outside the records is unknown: {"agentId":"1"}
            drift engagements.agentId string
            drift engagements.conversationId string
            documents 1, records 2
        "#]],
    );
    check(
        r#"{"array":{"array":[{"body":null}]}}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 45: `recordCollection` has the wrong shape: {"array":[{"body":null}]}
        documents 1, records 1
    "#]],
    );
}

#[test]
fn unknown_entities() {
    check(
        r#"{"com.liveperson.dataaccess.Content":{"contentId":"1"}}"#,
        expect![[r#"
            content_engagement: visit_id="v" extra={"contentId":"1"}
            drift engagements[].Content.contentId string
            documents 1, records 3
        "#]],
    );
    check(
        r#"{"com.liveperson.other.Conversation":{"conversationId":"1"}}"#,
        expect![[r#"
            reject unknown_entity at document 0, record 1, byte 146: entity `com.liveperson.other.Conversation` is unknown: {"com.liveperson.other.Conversation":{"conversationId":"1"}} under {"visitId":"v"}
            drift engagements[].com.liveperson.other.Conversation object
            documents 1, records 3
        "#]],
    );
    check(
        r#"{"Content":{"contentId":"1"}}"#,
        expect![[r#"
            reject unknown_entity at document 0, record 1, byte 146: entity `Content` is unknown: {"Content":{"contentId":"1"}} under {"visitId":"v"}
            drift engagements[].Content object
            documents 1, records 3
        "#]],
    );
}

#[test]
fn an_unknown_body_beside_a_known_one() {
    let bodies = r#"{"recordCollection":[
{"body":{"com.liveperson.dataaccess.WebSessionEngAttrsData":{"header":{"visitId":"v"},"engagementAttributes":[1,2]}}},
{"body":{"com.liveperson.dataaccess.EngagementData":{"header":{},"engagements":[{"conversationId":"c"}]}}},
{"body":{"com.liveperson.dataaccess.AgentActivityData":{"header":{},"agentSessionsData":[]}}},
{"body":{"com.other.EngagementData":{"engagements":[]}}},
{"body":{"NewData":{"a":1},"EngagementData":{"header":{},"engagements":[{"conversationId":"d"}]}}}]}"#;
    expect![[r#"
        conversation: conversation_id="c"
        conversation: conversation_id="d"
        reject unknown_entity at document 0, record 2, byte 380: entity `com.other.EngagementData` is unknown: {"com.other.EngagementData":{"engagements":[]}}
        reject unknown_entity at document 0, record 3, byte 421: entity `NewData` is unknown: {"NewData":{"a":1}}
        reject wrong_shape at document 0, record 0, byte 131: `engagementAttributes[]` has the wrong shape: [1,2] under {"visitId":"v"}
        drift recordCollection[].body.NewData object
        drift recordCollection[].body.com.other.EngagementData object
        documents 1, records 5
    "#]].assert_eq(&decoded(feeds::engagement::FEED, bodies.as_bytes()).print());
}

#[test]
fn json_that_is_wrong_inside_a_record() {
    check(
        r#"{"conversationId":"c","isInteractive":tru}"#,
        expect![[r#"
        reject invalid_json at document 0, record 1, byte 146: not valid JSON at byte 38 of the record: {"conversationId":"c","isInteractive":tru} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c",}"#,
        expect![[r#"
        reject invalid_json at document 0, record 1, byte 146: not valid JSON at byte 22 of the record: {"conversationId":"c",} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c","a":01}"#,
        expect![[r#"
        reject invalid_json at document 0, record 1, byte 146: not valid JSON at byte 28 of the record: {"conversationId":"c","a":01} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c","a":"\x"}"#,
        expect![[r#"
        reject invalid_json at document 0, record 1, byte 146: not valid JSON at byte 28 of the record: {"conversationId":"c","a":"\\x"} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c","a":[1}]"#,
        expect![[r#"
        reject invalid_json at document 0, record 1, byte 146: not valid JSON at byte 28 of the record: {"conversationId":"c","a":[1}] under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
    check(
        r#"{"conversationId":"c","a":NaN}"#,
        expect![[r#"
        reject invalid_json at document 0, record 1, byte 146: not valid JSON at byte 26 of the record: {"conversationId":"c","a":NaN} under {"visitId":"v"}
        documents 1, records 3
    "#]],
    );
}

#[test]
fn invalid_utf8_in_a_record() {
    let text = visit("{}", r#"{"conversationId":"a"},{"conversationId":"c","text":"X"},{"conversationId":"b"}"#);
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'X' { 0xff } else { byte }).collect();
    expect![[r#"
        conversation: conversation_id="a"
        conversation: conversation_id="c" extra={"text":"�"}
        conversation: conversation_id="b"
        drift engagements[].text string
        documents 1, records 3, replaced 1
    "#]]
    .assert_eq(&decoded(feeds::engagement::FEED, &bytes).print());
}

#[test]
fn headers_of_another_shape() {
    let event = r#"{"agentID":1}"#;
    check_events(
        "5",
        event,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 118: `header` has the wrong shape: {"agentID":1} under 5
        documents 1, records 1
    "#]],
    );
    check_events(
        "[]",
        event,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 119: `header` has the wrong shape: {"agentID":1} under []
        documents 1, records 1
    "#]],
    );
    check_events(
        r#"{"agentSessionId":tru}"#,
        event,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 139: `header` has the wrong shape: {"agentID":1} under {"agentSessionId":tru}
        documents 1, records 1
    "#]],
    );
    check_events(
        &format!(r#"{{"a":"{}"}}"#, "x".repeat(300 * 1024)),
        event,
        expect![[r#"
            reject too_large at document 0, record 0, byte 95: 307208 bytes, more than `record_bytes_max`; only its beginning is kept: {"a":"xxxxxxxxxxxxxx… (65536 bytes)
            reject wrong_shape at document 0, record 1, byte 307325: `header` has the wrong shape: {"agentID":1}
            documents 1, records 2
        "#]],
    );
    let behind = session("7", event).replace(r#""header":7,"#, "").replace("}]}}", r#"}],"header":7}}"#);
    expect![[r#"
        reject wrong_shape at document 0, record 0, byte 107: `header` has the wrong shape: {"agentID":1} under 7
        documents 1, records 1
    "#]]
    .assert_eq(&decoded(feeds::agent_activity::FEED, behind.as_bytes()).print());
}
