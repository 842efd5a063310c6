//! The envelope of a document in all its wrappings, and what it may hold beside records.

use expect_test::{Expect, expect};
use normalizer::DecodeLimits;

use crate::files::records::{document, good, with_body};
use crate::outcome::{gzip, outcome};

const CHAT: &str = r#"{"conversationId":"c"}"#;

/// What comes out of a gzip file with this text.
#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&printed(text));
}

fn printed(text: &str) -> String {
    outcome(feeds::engagement::FEED, &gzip(text.as_bytes())[..], DecodeLimits::default()).print()
}

#[test]
fn one_document_in_all_its_wrappings() {
    let plain = with_body(&format!(r#"{{"header":{{"visitId":"v"}},"engagements":[{CHAT}]}}"#));
    check(
        &plain,
        expect![[r#"
        conversation: conversation_id="c" visit_id="v"
        documents 1, records 1
    "#]],
    );
    let full_metadata = r#"{"com.liveperson.dataaccess.MetaData":{"accountId":{"string":"1"},"schemaVersion":"1.0.0.35","startTime":{"long":1},"endTime":null}}"#;
    let body = format!(r#"{{"header":{{"visitId":"v"}},"engagements":[{CHAT}]}}"#);
    let wrapped_chat = format!(r#"{{"com.liveperson.dataaccess.Conversation":{CHAT}}}"#);
    let bodies = format!(r#"[{{"body":{body}}}]"#);
    let same = [
        document(full_metadata, &bodies),
        document(r#"{"accountId":1}"#, &bodies),
        document(r#"{"accountId":null}"#, &bodies),
        document("null", &bodies),
        document(full_metadata, &format!(r#"{{"array":{bodies}}}"#)),
        with_body(&format!(r#"{{"com.liveperson.dataaccess.EngagementData":{body}}}"#)),
        with_body(&format!(r#"{{"EngagementData":{body}}}"#)),
        with_body(&format!(
            r#"{{"com.liveperson.dataaccess.EngagementData":{{"header":{{"com.liveperson.dataaccess.VisitorHeader":{{"visitId":{{"string":"v"}}}}}},"engagements":{{"array":[{wrapped_chat}]}}}}}}"#
        )),
        with_body(&format!(r#"{{"engagements":[{CHAT}],"header":{{"visitId":"v"}}}}"#)),
        with_body(&format!(r#"{{"Engagements":{{"array":[{CHAT}]}},"HEADER":{{"VISITID":"v"}}}}"#)),
        format!(
            r#"{{"recordCollection":{bodies},"metaData":{full_metadata},"dataType":{{"com.liveperson.dataaccess.DataTypeEnum":"Engagement"}}}}"#
        ),
        format!(r#"{{"RecordCollection":{bodies}}}"#),
        format!("\r\n\t {} \n\n", plain.replace(':', " :\n").replace(',', "\t, ").replace('{', " {\r\n")),
    ];
    let expected = printed(&plain);
    for text in same {
        assert_eq!(printed(&text), expected, "{text}");
    }
}

#[test]
fn a_document_may_have_several_bodies_or_none() {
    check(
        &document(
            "null",
            &format!(
                r#"[{{"body":{{"engagements":[{CHAT}]}}}},{{"body":null}},{{}},{{"body":{{}}}},{{"body":{{"header":{{"visitId":"w"}},"engagements":[{CHAT},{CHAT}]}}}}]"#
            ),
        ),
        expect![[r#"
            conversation: conversation_id="c"
            conversation: conversation_id="c" visit_id="w"
            conversation: conversation_id="c" visit_id="w"
            documents 1, records 3
        "#]],
    );
    for nothing in [
        document("null", "[]"),
        document("null", "null"),
        document("null", r#"{"array":[]}"#),
        document("null", r#"{"array":null}"#),
        with_body("null"),
        with_body(r#"{"com.liveperson.dataaccess.EngagementData":null}"#),
        with_body(r#"{"header":null,"engagements":null}"#),
        with_body(r#"{"header":{"visitId":"v"},"engagements":{"array":[]}}"#),
        r#"{"dataType":"Engagement"}"#.to_owned(),
    ] {
        assert_eq!(printed(&nothing), "documents 1, records 0\n", "{nothing}");
    }
}

#[test]
fn a_field_of_every_document_is_kept_once_and_what_may_be_records_is_never_passed_over() {
    let each = |number: usize| {
        let large = "9".repeat(5_000);
        format!(
            r#"{{"dataType":"Engagement","exportId":"e{number}","newRecords":[{{"id":{number}}}],"large":{number}{large}}}"#
        )
    };
    check(
        &(1..=3).map(each).collect::<String>(),
        expect![[r#"
        reject unknown_envelope_field at document 0, record 0, byte 54: field `newRecords` outside the records is unknown: {"newRecords":[{"id":1}]}
        reject unknown_envelope_field at document 0, record 1, byte 73: field `large` outside the records is unknown: {"large":19999999999… (5011 bytes)
        reject unknown_envelope_field at document 1, record 0, byte 5129: field `newRecords` outside the records is unknown: {"newRecords":[{"id":2}]}
        reject unknown_envelope_field at document 1, record 1, byte 5148: field `large` outside the records is unknown: {"large":29999999999… (5011 bytes)
        reject unknown_envelope_field at document 2, record 0, byte 10204: field `newRecords` outside the records is unknown: {"newRecords":[{"id":3}]}
        reject unknown_envelope_field at document 2, record 1, byte 10223: field `large` outside the records is unknown: {"large":39999999999… (5011 bytes)
        drift exportId string
        drift large number
        drift newRecords array
        kept with the unit: exportId "e1"
        documents 3, records 6
    "#]],
    );
}

#[test]
fn unknown_fields_around_the_records_are_kept_once_with_the_unit() {
    check(
        &format!(
            r#"{{"dataType":"Engagement","newField":{{"a":[1]}},"metaData":{{"accountId":"1","region":"eu","shard":{{"int":7}},"none":null}},"recordCollection":[{{"newItem":[true],"body":{{"com.liveperson.dataaccess.EngagementData":{{"header":{{}},"newBody":"x","engagements":[{CHAT}],"none":null}}}}}}],"last":1.50,"none":null}}"#
        ),
        expect![[r#"
            conversation: conversation_id="c"
            drift last number
            drift metaData.none null
            drift metaData.region string
            drift metaData.shard number
            drift newField object
            drift none null
            drift recordCollection[].body.newBody string
            drift recordCollection[].body.none null
            drift recordCollection[].newItem array
            kept with the unit: last 1.50
            kept with the unit: metaData.region "eu"
            kept with the unit: metaData.shard 7
            kept with the unit: newField {"a":[1]}
            kept with the unit: recordCollection[].body.newBody "x"
            kept with the unit: recordCollection[].newItem [true]
            documents 1, records 1
        "#]],
    );
    // A bare body cannot say whether a name is a record's or a field's: an object with a name like a record's is one.
    check(
        &with_body(&format!(
            r#"{{"header":{{}},"newBody":5,"NewBody":6,"engagements":[{CHAT}],"NewRecord":{{"a":1}},"none":null}}"#
        )),
        expect![[r#"
            conversation: conversation_id="c"
            reject unknown_entity at document 0, record 1, byte 170: entity `NewRecord` is unknown: {"NewRecord":{"a":1}}
            drift recordCollection[].body.NewBody number
            drift recordCollection[].body.NewRecord object
            drift recordCollection[].body.newBody number
            drift recordCollection[].body.none null
            kept with the unit: recordCollection[].body.NewBody 6
            kept with the unit: recordCollection[].body.newBody 5
            documents 1, records 2
        "#]],
    );
    check(
        &document("null", r#"{"array":[],"newField":1}"#),
        expect![[r#"
            reject unknown_envelope_field at document 0, record 0, byte 83: field `recordCollection.newField` outside the records is unknown: {"newField":1}
            drift recordCollection.newField number
            documents 1, records 1
        "#]],
    );
    check(
        &document(r#"["a"]"#, "[]"),
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 36: `metaData` has the wrong shape: ["a"]
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"dataType":"Engagement","\u0062ody\"":1}"#,
        expect![[r#"
            drift \u0062ody\" number
            kept with the unit: \u0062ody\" 1
            documents 1, records 0
        "#]],
    );
}

#[test]
fn another_account() {
    let chats = format!(
        r#"[{{"body":{{"header":{{"visitId":"v"}},"engagements":[{CHAT},{CHAT}]}}}},{{"body":{{"engagements":[{CHAT}],"header":{{}}}}}}]"#
    );
    check(
        &format!("{}{}", document(r#"{"accountId":"2"}"#, &chats), good("a")),
        expect![[r#"
        conversation: conversation_id="a" visit_id="v"
        reject other_account at document 0, record 0, byte 123: the document names another account: {"conversationId":"c"} under {"visitId":"v"}
        reject other_account at document 0, record 1, byte 146: the document names another account: {"conversationId":"c"} under {"visitId":"v"}
        reject other_account at document 0, record 2, byte 196: the document names another account: {"conversationId":"c"}
        documents 2, records 4
    "#]],
    );
    // Said only after the rows were handed over: they may not stay.
    check(
        &format!(r#"{{"recordCollection":{chats},"metaData":{{"accountId":"2"}}}}"#),
        expect![[r#"
        error: a document names another account, behind its records
    "#]],
    );
    check(
        r#"{"recordCollection":[],"metaData":{"accountId":"2"}}"#,
        expect![[r#"
        documents 1, records 0
    "#]],
    );
    // Once said, it stays said.
    check(
        &format!(
            r#"{{"metaData":{{"accountId":"2"}},"metaData":{{}},"recordCollection":[{{"body":{{"engagements":[{CHAT}]}}}}]}}"#
        ),
        expect![[r#"
            reject other_account at document 0, record 0, byte 88: the document names another account: {"conversationId":"c"}
            documents 1, records 1
        "#]],
    );
}
