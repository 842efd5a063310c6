//! A damaged file is an error or harmless; it never yields other rows.

use std::collections::BTreeSet;

use normalizer::{DecodeError, DecodeLimits};

use crate::files::records::visit;
use crate::outcome::{Outcome, gzip, outcome};

/// Single bits, the highest, and all of them.
const FLIPS: [u8; 9] = [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff];
const HEADER_BYTES: usize = 10;
const TRAILER_BYTES: usize = 8;

fn documents() -> String {
    let chat = |id: &str| {
        format!(
            r#"{{"conversationId":"{id}","agentId":"12","transcripts":[{{"text":"hello {id} é","timestamp":1469469281856}}]}}"#
        )
    };
    format!("{}\n{}\n", visit(r#"{"visitId":"v"}"#, &chat("a")), visit(r#"{"visitId":"w"}"#, &chat("b")))
}

fn decoded(file: &[u8]) -> Outcome {
    outcome(feeds::engagement::FEED, file, DecodeLimits::default())
}

/// The bytes of the file that may change unnoticed, because every flip of them yields the rows of the intact file.
fn harmless_flips(file: &[u8]) -> BTreeSet<(usize, u8)> {
    let intact = decoded(file).exact();
    let mut harmless = BTreeSet::new();
    for index in 0..file.len() {
        for flip in FLIPS {
            let mut damaged = file.to_vec();
            damaged[index] ^= flip;
            let outcome = decoded(&damaged);
            if outcome.decoded.is_ok() {
                assert_eq!(outcome.exact(), intact, "byte {index} ^ {flip:#04x}");
                harmless.insert((index, flip));
            }
        }
    }
    harmless
}

/// The flips of a member's bytes that RFC 1952 gives no meaning: FTEXT, the lowest bit of FLG (byte 3); MTIME (4 to 7);
/// XFL (8); OS (9).
fn unread_header(start: usize) -> BTreeSet<(usize, u8)> {
    let whole_bytes = (4..HEADER_BYTES).flat_map(|index| FLIPS.map(|flip| (start + index, flip)));
    whole_bytes.chain([(start + 3, 0x01)]).collect()
}

/// The flips that may hit the padding of RFC 1951, which fills a byte up: behind the last block, and behind the three
/// bits that begin a block without compression. How much of a byte is padding depends on the content.
fn padding(start: usize, end: usize) -> BTreeSet<(usize, u8)> {
    let single_bits = |index: usize, bits: std::ops::Range<u32>| bits.map(move |bit| (index, 1 << bit));
    single_bits(end - TRAILER_BYTES - 1, 1..8).chain(single_bits(start + HEADER_BYTES, 3..8)).collect()
}

/// Flips each byte of a file whose members begin and end so.
fn check(file: &[u8], members: &[(usize, usize)]) {
    let harmless = harmless_flips(file);
    let unread: BTreeSet<_> = members.iter().flat_map(|&(start, _)| unread_header(start)).collect();
    let padding: BTreeSet<_> = members.iter().flat_map(|&(start, end)| padding(start, end)).collect();
    assert!(harmless.is_superset(&unread), "now noticed: {:?}", &unread - &harmless);
    let unexpected = &(&harmless - &unread) - &padding;
    assert!(unexpected.is_empty(), "not noticed: {unexpected:?}");
}

#[test]
fn a_flipped_byte_is_noticed_or_has_no_meaning() {
    let file = gzip(documents().as_bytes());
    assert!(file.len() < 1500);
    check(&file, &[(0, file.len())]);
}

#[test]
fn a_flipped_byte_of_several_members_too() {
    let text = documents();
    let (front, back) = text.split_at(text.len() / 3);
    let (front, back) = (gzip(front.as_bytes()), gzip(back.as_bytes()));
    let file = [&front[..], &back[..]].concat();
    check(&file, &[(0, front.len()), (front.len(), file.len())]);
}

/// Of the file inside every byte has a meaning: the checksum outside covers it.
#[test]
fn a_flipped_byte_of_double_gzip_too() {
    let file = gzip(&gzip(documents().as_bytes()));
    check(&file, &[(0, file.len())]);
}

fn assert_cuts_are_errors(file: &[u8], except: &[usize]) {
    for len in (0..file.len()).filter(|len| !except.contains(len)) {
        let decoded = decoded(&file[..len]).decoded;
        let expected = match (len, &decoded) {
            (0, Err(DecodeError::Empty)) => true,
            // One byte is too short to look like gzip.
            (1, Err(DecodeError::NotJson { offset_bytes: 0, .. })) => true,
            (_, Err(DecodeError::Corrupt { .. })) => len > 1,
            _ => false,
        };
        assert!(expected, "{len} of {}: {decoded:?}", file.len());
    }
}

#[test]
fn every_cut_is_noticed() {
    let text = documents();
    let file = gzip(text.as_bytes());
    assert_cuts_are_errors(&file, &[]);
    assert_cuts_are_errors(&gzip(&file), &[]);
}

/// Two members with a document each. A cut exactly between them is a good file with fewer documents: nothing inside it
/// can tell. Only the length that the server announced (`Content-Length`) can, which the client compares.
#[test]
fn a_cut_between_two_members_is_for_the_client_to_notice() {
    let text = documents();
    let (first, second) = text.split_at(text.find('\n').unwrap() + 1);
    let file = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    let boundary = gzip(first.as_bytes()).len();
    assert_cuts_are_errors(&file, &[boundary]);
    let cut = decoded(&file[..boundary]);
    assert_eq!(cut.decoded.as_ref().unwrap().documents, 1);
    assert_eq!(cut.print(), decoded(first.as_bytes()).print());
    assert_eq!(decoded(&file).decoded.unwrap().documents, 2);
}

/// The same with a document that spans the members: its missing end is noticed.
#[test]
fn a_cut_between_two_members_inside_a_document_is_noticed() {
    let text = documents();
    let (front, _) = text.split_at(text.len() / 3);
    assert!(matches!(decoded(&gzip(front.as_bytes())).decoded, Err(DecodeError::NotJson { .. })));
}

#[test]
fn what_follows_the_last_member_is_noticed() {
    let file = gzip(documents().as_bytes());
    for tail in [&b"{}"[..], b"\n[]", &file[..20], &[0x80; 4]] {
        let outcome = decoded(&[&file[..], tail].concat());
        assert!(matches!(outcome.decoded, Err(DecodeError::Corrupt { .. })), "{tail:?}");
    }
}
