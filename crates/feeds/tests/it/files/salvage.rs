//! A file of which a part is no JSON: all of it fails, or the sound parts are stored and the others kept apart.

use expect_test::{Expect, expect};
use normalizer::{DecodeError, DecodeLimits};

use crate::files::records::good;
use crate::outcome::{gzip, outcome};

const SALVAGES: DecodeLimits = DecodeLimits {
    record_bytes_max: 16 * 1024,
    file_bytes_max: 1024 * 1024,
    batch_rows_max: 20_000,
    batch_bytes_max: 1024 * 1024,
    keeps_records: false,
    salvages: true,
};

/// What comes of a file that fails as a whole.
fn check(text: &str, expected: Expect) {
    let file = gzip(text.as_bytes());
    let whole = outcome(feeds::engagement::FEED, &file[..], DecodeLimits { salvages: false, ..SALVAGES }).decoded;
    assert!(matches!(whole, Err(DecodeError::NotJson { .. })), "{text}: {whole:?}");
    expected.assert_eq(&outcome(feeds::engagement::FEED, &file[..], SALVAGES).print());
}

#[test]
fn the_last_document_is_cut() {
    let (a, b) = (good("a"), good("b"));
    check(
        &format!("{a}\n{}", &b[..b.len() - 20]),
        expect![[r#"
        conversation: conversation_id="a" visit_id="v"
        reject not_readable at document 1, record 0, byte 151: not JSON at byte 281 of the inflated file; what stands around it was salvaged: {"dataType":"Engagement","metaData":{"accountId":"1"},"recordCollection":[{"body":{"header":{"visitId":"v"},"engagements":[{"conve
        documents 1, records 2
    "#]],
    );
    check(
        &format!("{a}\n{}", &b[..b.len() - 3]),
        expect![[r#"
        conversation: conversation_id="a" visit_id="v"
        conversation: conversation_id="b" visit_id="v"
        reject not_readable at document 1, record 0, byte 151: not JSON at byte 298 of the inflated file; what stands around it was salvaged: {"dataType":"Engagement","metaData":{"accountId":"1"},"recordCollection":[{"body":{"header":{"visitId":"v"},"engagements":[{"conversationId":"b"}]}
        documents 2, records 3
    "#]],
    );
}

#[test]
fn a_line_of_another_program_stands_between() {
    let (a, b) = (good("a"), good("b"));
    check(
        &format!("{a}\n2026-11-27 WARN: disk, slow\n{b}\n"),
        expect![[r#"
        conversation: conversation_id="a" visit_id="v"
        conversation: conversation_id="b" visit_id="v"
        reject not_a_document at document 1, record 0, byte 151: a JSON value that is not a Data Access document: 2026-11-27
        reject not_a_document at document 1, record 0, byte 162: a JSON value that is not a Data Access document: WARN
        reject not_readable at document 1, record 0, byte 166: not JSON at byte 166 of the inflated file; what stands around it was salvaged: : disk, slow\n
        documents 2, records 5
    "#]],
    );
}

#[test]
fn a_broken_document_swallows_no_other() {
    let (a, b, c) = (good("a"), good("b"), good("c"));
    check(
        &format!("{}\n{b}\n{}\n{c}", &a[..40], a.replace("}}", "}")),
        expect![[r#"
        conversation: conversation_id="b" visit_id="v"
        conversation: conversation_id="a" visit_id="v"
        conversation: conversation_id="c" visit_id="v"
        reject not_readable at document 0, record 0, byte 0: not JSON at byte 41 of the inflated file; what stands around it was salvaged: {"dataType":"Engagement","metaData":{"ac\n
        reject not_readable at document 1, record 0, byte 192: not JSON at byte 339 of the inflated file; what stands around it was salvaged: {"dataType":"Engagement","metaData":{"accountId":"1"},"recordCollection":[{"body":{"header":{"visitId":"v"},"engagements":[{"conversationId":"a"}]}]}\n
        documents 3, records 5
    "#]],
    );
}

#[test]
fn nothing_is_sound() {
    check(
        "{\"dataType\":\n{\"metaData\"",
        expect![[r#"
        error: no Data Access document in the file (gzip)
    "#]],
    );
}

#[test]
fn what_is_whole_is_salvaged_as_it_is() {
    let (a, b) = (good("a"), good("b"));
    for text in [format!("{a}\n{b}\n"), format!("{a}{b}"), format!("[{a},{b}]"), format!("\u{feff}{a}\r\n{b}")] {
        let file = gzip(text.as_bytes());
        let whole = outcome(feeds::engagement::FEED, &file[..], DecodeLimits { salvages: false, ..SALVAGES });
        assert_eq!(outcome(feeds::engagement::FEED, &file[..], SALVAGES).print(), whole.print(), "{text}");
    }
}
