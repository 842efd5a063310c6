//! Whatever a file is, the same documents come out of it; what cannot be read is named.

use std::io::{Cursor, Write};

use apache_avro::{Codec, Schema, Writer, types::Value};
use expect_test::{Expect, expect};
use normalizer::DecodeLimits;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::files::records::good;
use crate::outcome::{file_outcome, gzip};

fn printed(file: &[u8]) -> String {
    file_outcome(feeds::engagement::FEED, file, DecodeLimits::default()).print()
}

fn check(file: &[u8], expected: Expect) {
    expected.assert_eq(&printed(file));
}

/// An archive of these members.
fn zip(members: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive of these folders, without a file.
fn folders(names: &[&str]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        writer.add_directory(*name, SimpleFileOptions::default()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A container with one document, as [`good`] is one.
fn avro(id: &str) -> Vec<u8> {
    const SCHEMA: &str = r#"{"type":"record","name":"DataAccessTypes","namespace":"com.liveperson.dataaccess","fields":[
        {"name":"metaData","type":{"type":"record","name":"MetaData","fields":[
            {"name":"accountId","type":["null","string"]}]}},
        {"name":"recordCollection","type":{"type":"array","items":{"type":"record","name":"Record","fields":[
            {"name":"body","type":["null",{"type":"record","name":"EngagementData","fields":[
                {"name":"header","type":{"type":"record","name":"VisitorHeader","fields":[
                    {"name":"visitId","type":["null","string"]}]}},
                {"name":"engagements","type":{"type":"array","items":[
                    {"type":"record","name":"Conversation","fields":[
                        {"name":"conversationId","type":["null","string"]}]}]}}]}]}]}}}]}"#;
    let text = |text: &str| Value::Union(1, Box::new(Value::String(text.to_owned())));
    let record = |name: &str, value| Value::Record(vec![(name.to_owned(), value)]);
    let conversation = Value::Union(0, Box::new(record("conversationId", text(id))));
    let body = Value::Record(vec![
        ("header".to_owned(), record("visitId", text("v"))),
        ("engagements".to_owned(), Value::Array(vec![conversation])),
    ]);
    let document = Value::Record(vec![
        ("metaData".to_owned(), record("accountId", text("1"))),
        ("recordCollection".to_owned(), Value::Array(vec![record("body", Value::Union(1, Box::new(body)))])),
    ]);
    let schema = Schema::parse_str(SCHEMA).unwrap();
    let mut writer = Writer::builder().schema(&schema).codec(Codec::Null).writer(Vec::new()).build().unwrap();
    writer.append_value(document).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn every_form_of_a_file_brings_the_same_documents() {
    let (a, b) = (good("a"), good("b"));
    let text = format!("{a}\n{b}\n");
    let expected = printed(&gzip(text.as_bytes()));
    let (a, b, text) = (a.as_bytes(), b.as_bytes(), text.as_bytes());
    let mark = "\u{feff}".as_bytes();
    let list = [b"[", a, b",\r\n", b, b"]"].concat();
    let stored = CompressionMethod::Stored;
    let deflated = CompressionMethod::Deflated;
    for (what, file) in [
        ("plain", text.to_vec()),
        ("padded by zeros", [gzip(text), vec![0; 3000]].concat()),
        ("padded between members", [gzip(a), vec![0; 511], gzip(b)].concat()),
        ("a line end behind", [gzip(text), b"\r\n".to_vec()].concat()),
        ("a line behind", [gzip(text), b"-- end --\n".to_vec()].concat()),
        ("a mark before", gzip(&[mark, text].concat())),
        ("a mark before each", gzip(&[mark, a, b"\n", mark, b].concat())),
        ("a list", gzip(&list)),
        ("a list behind a mark", [mark, &list].concat()),
        ("a list and a document", gzip(&[b"[", a, b"]", b].concat())),
        ("a stored member", zip(&[("Engagement.json", text)], stored)),
        ("a deflated member", zip(&[("Engagement.json", text)], deflated)),
        ("two members", zip(&[("a.json", a), ("__MACOSX/._a.json", b"\0\x05"), ("b.json", b)], deflated)),
        ("members of gzip", zip(&[("a.gz", &gzip(a)), ("b.gz", &gzip(b))], stored)),
        ("containers", zip(&[("a.avro", &avro("a")), ("b.avro", &gzip(&avro("b")))], deflated)),
    ] {
        let seen = printed(&file);
        // A document's place counts on from member to member; keys and rows are the same.
        assert_eq!(seen, expected, "{what}");
    }
    assert_eq!(printed(&avro("a")), printed(a));
    assert_eq!(printed(&gzip(&avro("a"))), printed(a));
}

#[test]
fn what_was_passed_over_is_counted() {
    let text = good("a");
    let check = |file: &[u8], passed_bytes: u64| {
        let decoded = file_outcome(feeds::engagement::FEED, file, DecodeLimits::default()).decoded.unwrap();
        assert_eq!(decoded.passed_bytes, passed_bytes);
    };
    check(&gzip(text.as_bytes()), 0);
    check(&[gzip(text.as_bytes()), vec![0; 3000]].concat(), 3000);
    check(&gzip(&[gzip(text.as_bytes()), b"\n".to_vec()].concat()), 1);
    check(&[gzip(&[gzip(text.as_bytes()), b"\n".to_vec()].concat()), vec![0; 7]].concat(), 8);
    check(&[gzip(&avro("a")), vec![0; 512], gzip(b""), b"\r\n".to_vec()].concat(), 514);
}

#[test]
fn an_empty_file_in_an_archive_is_an_hour_without_data() {
    let nothing = "documents 0, records 0\n";
    assert_eq!(printed(&gzip(b"")), nothing);
    for file in
        [zip(&[("a.json", b"")], CompressionMethod::Stored), zip(&[("a.gz", &gzip(b""))], CompressionMethod::Stored)]
    {
        assert_eq!(printed(&file), nothing);
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let text = good("a");
    let archive = zip(&[("a.json", text.as_bytes())], CompressionMethod::Deflated);
    let mut encrypted = archive.clone();
    // The flag of the member, and that of its entry in the directory.
    encrypted[6] |= 1;
    let directory = encrypted.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    encrypted[directory + 8] |= 1;
    let mut damaged = archive.clone();
    damaged[40] ^= 0xff;
    let container = avro("a");
    check(
        &gzip(&archive),
        expect![[r#"
        error: the gzip cannot be read: there is a ZIP archive in it; hand over that by itself
    "#]],
    );
    check(
        &encrypted,
        expect![[r#"
        error: the ZIP archive cannot be read: member 1 is encrypted
    "#]],
    );
    check(
        &damaged,
        expect![[r#"
            error: the ZIP archive is damaged or cut short (corrupt deflate stream)
        "#]],
    );
    check(
        &archive[..archive.len() - 10],
        expect![[r#"
        error: the ZIP archive is damaged or cut short (its directory does not decode)
    "#]],
    );
    check(
        &zip(&[("a.json", b"{\"dataType\":1")], CompressionMethod::Stored),
        expect![[r#"
        error: not JSON at byte 13 of the inflated file (ZIP archive)
    "#]],
    );
    for no_file in [
        zip(&[], CompressionMethod::Stored),
        folders(&["2026/", "2026/11/"]),
        zip(&[("__MACOSX/._a.json", b"\0\x05")], CompressionMethod::Stored),
    ] {
        check(
            &no_file,
            expect![[r#"
            error: the ZIP archive cannot be read: it has no member that is a file
        "#]],
        );
    }
    check(
        &zip(&[("a.gz", &gzip(&archive))], CompressionMethod::Stored),
        expect![[r#"
        error: the gzip in ZIP archive cannot be read: there is a ZIP archive in it; hand over that by itself
    "#]],
    );
    check(
        &container[..container.len() - 20],
        expect![[r#"
        error: the Avro container is damaged or cut short (document 0 does not decode)
    "#]],
    );
    check(
        &[0xff, 0xfe, b'{', 0, b'}', 0],
        expect![[r#"
        error: the plain file cannot be read: its text is UTF-16; it must be UTF-8
    "#]],
    );
    check(
        &[gzip(text.as_bytes()), text.clone().into_bytes()].concat(),
        expect![[r#"
        error: the gzip is damaged or cut short (bytes behind a member that are no member)
    "#]],
    );
}

#[test]
fn members_together_are_bounded_as_one_file_is() {
    let limits = DecodeLimits { file_bytes_max: 1024 * 1024, ..DecodeLimits::default() };
    let blank = vec![b' '; 600 * 1024];
    let file = zip(&[("a", &blank), ("b", &blank)], CompressionMethod::Deflated);
    expect![[r#"
        error: inflates beyond 1048576 bytes; raise `file_bytes_max` if that is right
    "#]]
    .assert_eq(&file_outcome(feeds::engagement::FEED, &file, limits).print());
}
