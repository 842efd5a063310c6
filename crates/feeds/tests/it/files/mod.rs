//! Files with several documents, one, none, and with what is none.

mod bounds;
mod chunking;
mod corruption;
mod envelope;
mod forms;
pub(crate) mod garbage;
pub(crate) mod records;
mod rejects;
mod salvage;
mod text;
mod truth;

use expect_test::{Expect, expect};
use normalizer::{DecodeError, DecodeLimits};

use crate::files::records::{document, good};
use crate::outcome::{gzip, outcome};

/// What comes out of a gzip file with this text.
#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&printed(text));
}

fn printed(text: &str) -> String {
    outcome(feeds::engagement::FEED, &gzip(text.as_bytes())[..], DecodeLimits::default()).print()
}

#[test]
fn documents_follow_one_another() {
    let (a, b) = (good("a"), good("b"));
    let expected = printed(&format!("{a}\n{b}"));
    expect![[r#"
        conversation: conversation_id="a" visit_id="v"
        conversation: conversation_id="b" visit_id="v"
        documents 2, records 2
    "#]]
    .assert_eq(&expected);
    let pretty = |text: &str| serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(text).unwrap());
    for text in [
        format!("{a}{b}"),
        format!("\n\n{a}\r\n \n{b}\n\n"),
        format!("{}\n{}", pretty(&a).unwrap(), pretty(&b).unwrap()),
        format!("{}{}", pretty(&a).unwrap(), pretty(&b).unwrap()),
    ] {
        assert_eq!(printed(&text), expected, "{text}");
    }
}

#[test]
fn files_of_nothing() {
    let check = |file: &[u8], expected: Expect| {
        expected.assert_eq(&outcome(feeds::engagement::FEED, file, DecodeLimits::default()).print());
    };
    check(
        &gzip(b""),
        expect![[r#"
        documents 0, records 0
    "#]],
    );
    check(
        &gzip(b" \n\r\n\t"),
        expect![[r#"
        documents 0, records 0
    "#]],
    );
    check(
        &gzip(&gzip(b"")),
        expect![[r#"
        documents 0, records 0
    "#]],
    );
    check(
        b"",
        expect![[r#"
        error: the file is empty: not even a gzip header
    "#]],
    );
    // Without a gzip around it, nothing says that the file was meant to be blank.
    check(
        b" \n",
        expect![[r#"
            error: the file is empty: not even a gzip header
        "#]],
    );
}

#[test]
fn wrappings_of_the_file() {
    let text = format!("{}\n{}", good("a"), good("b"));
    let expected = printed(&text);
    let (front, back) = text.as_bytes().split_at(50);
    for (what, file) in [
        ("inflated by the transport", text.clone().into_bytes()),
        ("compressed twice", gzip(&gzip(text.as_bytes()))),
        ("two members", [gzip(front), gzip(back)].concat()),
        ("empty members", [gzip(b""), gzip(front), gzip(b""), gzip(back), gzip(b"")].concat()),
        ("two members, compressed twice", gzip(&[gzip(front), gzip(back)].concat())),
    ] {
        assert_eq!(outcome(feeds::engagement::FEED, &file[..], DecodeLimits::default()).print(), expected, "{what}");
    }
}

/// What a proxy or a server out of order says speaks of itself; a gzip of anything else is a file, and to blame.
#[test]
fn what_is_no_data_access_file_is_named() {
    let check = |text: &str, plain: &str, in_gzip: &str| {
        for (file, form, expected) in
            [(text.as_bytes().to_vec(), "plain file", plain), (gzip(text.as_bytes()), "gzip", in_gzip)]
        {
            let seen = outcome(feeds::engagement::FEED, &file[..], DecodeLimits::default()).print();
            assert_eq!(seen, format!("error: {expected} ({form})\n"), "{text}");
        }
    };
    let report = "the report of an error came in place of the file";
    let text = "a text without a Data Access document came in place of the file";
    let no_document = "no Data Access document in the file";
    for reported in [
        r#"{"error":"No Available Files"}"#,
        r#"{"error":null}"#,
        r#"{"error":{"time":1,"message":"Bad csrf","internalCode":10}}"#,
        r#"{"time":1467853200000,"message":"Too many logins","internalCode":"7"}"#,
        r#"{"internalErrorCode":"9007"}"#,
        r#"{"code":"0001"}"#,
        r#"{"type":"about:blank","title":"Service Unavailable","status":503}"#,
        r#"{"error":{"code":5}}{"error":1}"#,
        r#"[{"Error":"down"}]"#,
    ] {
        check(reported, report, report);
    }
    for other in ["{}", "[]", r#"[{"conversationId":"c"}]"#, "null", "12", "error"] {
        check(other, text, no_document);
    }
    for page in ["\n<html>", "<?xml version='1.0'?><error/>"] {
        let page_came = "a page of HTML or XML came in place of the file";
        check(page, page_came, page_came);
    }
    check("no answer: try again", text, "not JSON at byte 9 of the inflated file");
    check("{\"dataType\":1", "not JSON at byte 13 of the inflated file", "not JSON at byte 13 of the inflated file");
}

#[test]
fn values_beside_the_documents_are_rejected() {
    let (a, b) = (good("a"), good("b"));
    check(
        &format!("{a}\n[1, 2]\n\"text\" 12 {b} null"),
        expect![[r#"
            conversation: conversation_id="a" visit_id="v"
            conversation: conversation_id="b" visit_id="v"
            reject not_a_document at document 1, record 0, byte 152: a JSON value that is not a Data Access document: 1
            reject not_a_document at document 1, record 0, byte 155: a JSON value that is not a Data Access document: 2
            reject not_a_document at document 1, record 0, byte 158: a JSON value that is not a Data Access document: "text"
            reject not_a_document at document 1, record 0, byte 165: a JSON value that is not a Data Access document: 12
            reject not_a_document at document 2, record 0, byte 319: a JSON value that is not a Data Access document: null
            documents 2, records 7
        "#]],
    );
    check(
        &format!("{a}{{\"error\":{{\"code\":5}}}}{{}}{b}"),
        expect![[r#"
            conversation: conversation_id="a" visit_id="v"
            conversation: conversation_id="b" visit_id="v"
            drift error object
            kept with the unit: error {"code":5}
            documents 2, records 2
        "#]],
    );
    check(
        &format!("[{a},{b}] {a}"),
        expect![[r#"
            conversation: conversation_id="a" visit_id="v"
            conversation: conversation_id="b" visit_id="v"
            conversation: conversation_id="a" visit_id="v"
            documents 3, records 3
        "#]],
    );
}

#[test]
fn no_json() {
    check(
        "<html>",
        expect![[r#"
            error: a page of HTML or XML came in place of the file (gzip)
        "#]],
    );
    check(
        "{\"recordCollection\"",
        expect![[r#"
            error: not JSON at byte 19 of the inflated file (gzip)
        "#]],
    );
    check(
        "{dataType:1}",
        expect![[r#"
            error: not JSON at byte 1 of the inflated file (gzip)
        "#]],
    );
    check(
        &format!("{},", good("a")),
        expect![[r#"
            error: not JSON at byte 150 of the inflated file (gzip)
        "#]],
    );
    check(
        &good("a").replace("}]}}", "}]}"),
        expect![[r#"
            error: not JSON at byte 147 of the inflated file (gzip)
        "#]],
    );
    check(
        &document("null", "[,]"),
        expect![[r#"
            error: not JSON at byte 61 of the inflated file (gzip)
        "#]],
    );
    check(
        &document("null", "nil"),
        expect![[r#"
            error: not JSON at byte 63 of the inflated file (gzip)
        "#]],
    );
    check(
        &document("{\"accountId\":tru}", "[]"),
        expect![[r#"
            error: not JSON at byte 49 of the inflated file (gzip)
        "#]],
    );
    check(
        "\u{feff}{}",
        expect![[r#"
            error: no Data Access document in the file (gzip)
        "#]],
    );
    check(
        &format!("{}\0", good("a")),
        expect![[r#"
            error: not JSON at byte 150 of the inflated file (gzip)
        "#]],
    );
}

#[test]
fn every_cut_of_a_document_is_an_error() {
    let whole = good("a");
    for len in 1..whole.len() {
        let outcome = outcome(feeds::engagement::FEED, &gzip(&whole.as_bytes()[..len])[..], DecodeLimits::default());
        assert!(matches!(outcome.decoded, Err(DecodeError::NotJson { .. })), "{len}: {}", outcome.print());
    }
}
