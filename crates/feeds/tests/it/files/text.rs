//! Texts arrive as they are, but for what Postgres cannot store.

use normalizer::DecodeLimits;
use serde_json::Value;

use crate::files::records::visit;
use crate::outcome::{gzip, outcome};

/// The column `text` of a message whose JSON is `"<json>"`, and the characters that were replaced.
fn check(json: &str, expected: &str, expected_replaced: u64) {
    check_bytes(json.as_bytes(), expected, expected_replaced);
}

fn check_bytes(json: &[u8], expected: &str, expected_replaced: u64) {
    let document = visit("{}", r#"{"conversationId":"c","transcripts":[{"text":"@"}]}"#);
    let (before, after) = document.split_once('@').unwrap();
    let text = [before.as_bytes(), json, after.as_bytes()].concat();
    let outcome = outcome(feeds::engagement::FEED, &gzip(&text)[..], DecodeLimits::default());
    let mut found = None;
    for (batch, document) in outcome.documents() {
        crate::outcome::for_each_row(batch, document, |table, row| {
            for (column, value) in table.columns.iter().zip(tuple::fields(row)) {
                if (table.name, column.name()) == ("message", "text") {
                    found = value.map(|value| crate::outcome::json(column.column_type, value));
                }
            }
        });
    }
    let replaced = outcome.decoded.unwrap().replaced_characters;
    assert_eq!((found, replaced), (Some(Value::from(expected)), expected_replaced), "{}", json.escape_ascii());
}

#[test]
fn texts_of_all_kinds() {
    for text in [
        "",
        "  blanks stay  ",
        "😀👩‍👩‍👧 👍🏽",
        "שלום עולם مرحبا",
        "\u{202b}right to left\u{202c}",
        "e\u{301} n\u{303} Z\u{351}\u{36b} ǆ ﬁ",
        "日本語 漢字 ÆØÅ ß €",
        "\u{1}\u{7f}\u{80}\u{2028}\u{feff}\u{fffe}\u{10ffff}",
        "\\N \\. NULL 'single'",
        "{string:not a wrapper}",
        "\u{fffd} was there before",
    ] {
        let quoted = serde_json::to_string(text).unwrap();
        check(&quoted[1..quoted.len() - 1], text, 0);
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        check(&escaped, text, 0);
        check(&escaped.to_uppercase().replace("\\U", "\\u"), text, 0);
    }
    check(r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t", 0);
}

#[test]
fn control_characters_that_json_wants_escaped_are_taken() {
    check("a\tb\nc\r\nd\u{1}", "a\tb\nc\r\nd\u{1}", 0);
}

#[test]
fn what_postgres_cannot_store_is_replaced_and_counted() {
    check("a\\u0000b", "a\u{fffd}b", 1);
    check("\\u0000\\u0000", "\u{fffd}\u{fffd}", 2);
    check_bytes(b"a\0b", "a\u{fffd}b", 1);
    check("\\\\u0000", "\\u0000", 0);
    check("\\ud83d", "\u{fffd}", 1);
    check("\\udc00", "\u{fffd}", 1);
    check("\\ude00\\ud83d", "\u{fffd}\u{fffd}", 2);
    check("\\ud83d\\ud83d\\ude00", "\u{fffd}😀", 1);
    check("\\ud83dx\\u0041", "\u{fffd}xA", 1);
    check("\\ud83d\\n", "\u{fffd}\n", 1);
}

#[test]
fn every_part_of_a_record_counts() {
    let replaced = |header: &str, chats: &str| {
        let file = gzip(visit(header, chats).as_bytes());
        outcome(feeds::engagement::FEED, &file[..], DecodeLimits::default()).decoded.unwrap().replaced_characters
    };
    let chat = r#"{"conversationId":"c\u0000","\u0000new":"\ud83d","mcs":{"a":"\u0000"}}"#;
    assert_eq!(replaced("{}", chat), 4);
    // A header becomes columns of each of its records.
    assert_eq!(replaced(r#"{"visitId":"\u0000"}"#, r#"{"conversationId":"a"},{"conversationId":"b"}"#), 2);
    // A reject is kept as it came.
    assert_eq!(replaced("{}", r#"{"text":"\u0000"}"#), 0);
}
