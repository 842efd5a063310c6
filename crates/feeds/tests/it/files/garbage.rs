//! Whatever the bytes are: no panic, no lost record, no unbounded output.

use std::io::{self, Read};

use model::FeedKind;
use normalizer::{DecodeError, DecodeLimits, StandIn};
use proptest::prelude::*;

use crate::files::records::{full_agent_header, full_conversation, full_event, full_visitor_header, session, visit};
use crate::mutation::{LIMITS, any_token, assert_bounded};
use crate::outcome::{gzip, outcome};

fn check(bytes: &[u8]) {
    for feed in feeds::all().filter(|feed| feed.kind() == FeedKind::Files) {
        let plain = outcome(feed, bytes, LIMITS);
        // Bytes that look like gzip are inflated once more; what they are then is not these bytes.
        if !bytes.starts_with(&[0x1f, 0x8b]) {
            assert_bounded(bytes, &plain);
            let packed = outcome(feed, &gzip(bytes)[..], LIMITS);
            let is_blank = bytes.trim_ascii().is_empty();
            if matches!(plain.decoded, Err(DecodeError::StandIn { what: StandIn::Text, .. })) {
                assert!(packed.decoded.is_err(), "what stands in for a file is none in a gzip");
                continue;
            }
            // Errors name what the file is.
            let packed = packed.exact().replace("gzip_layers: 1", "gzip_layers: 0");
            assert!(is_blank || packed == plain.exact(), "gzip makes a difference");
        }
    }
}

fn valid_documents() -> Vec<u8> {
    let chat = full_conversation().to_string();
    let visit = visit(&full_visitor_header().to_string(), &format!("{chat},{{\"conversationId\":\"c\"}}"));
    let session = session(&full_agent_header().to_string(), &full_event().to_string());
    format!("{visit}\n{session}").into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        check(&bytes);
    }

    #[test]
    fn arbitrary_bytes_behind_a_gzip_header(mut bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        bytes.splice(0..0, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
        check(&bytes);
    }

    #[test]
    fn arbitrary_tokens(tokens in prop::collection::vec(any_token(), 0..200)) {
        check(tokens.concat().as_bytes());
    }
}

#[test]
fn a_bomb_is_refused() {
    const INFLATED_BYTES: usize = 64 * 1024 * 1024;
    let limits = DecodeLimits { file_bytes_max: 1024 * 1024, ..DecodeLimits::default() };
    let check = |byte: u8, is_expected: fn(&DecodeError) -> bool| {
        let file = gzip(&vec![byte; INFLATED_BYTES]);
        assert!(file.len() < INFLATED_BYTES / 500);
        let error = outcome(feeds::engagement::FEED, &file[..], limits).decoded.unwrap_err();
        assert!(is_expected(&error), "{}: {error}", byte.escape_ascii());
    };
    let is_too_large = |error: &DecodeError| matches!(error, DecodeError::TooLarge { file_bytes_max: 1_048_576 });
    check(b' ', is_too_large);
    check(b'0', is_too_large);
    check(b'"', |error| matches!(error, DecodeError::TooLarge { .. }));
    check(b'[', is_too_large);
    check(b'\0', |error| matches!(error, DecodeError::NotJson { offset_bytes: 0, .. }));
}

/// A source that does not end: only what stops by itself returns.
#[test]
fn a_file_without_end_is_refused() {
    let limits = DecodeLimits { file_bytes_max: 8 * 1024 * 1024, record_bytes_max: 1024, ..DecodeLimits::default() };
    for begin in ["", "\"", "[", "{\"recordCollection\":[{\"body\":{\"engagements\":[\"", "{\"metaData\":\"", "{\""] {
        for byte in *b" x0" {
            let source = begin.as_bytes().chain(io::repeat(byte));
            let error = outcome(feeds::engagement::FEED, source, limits).decoded.unwrap_err();
            let is_bounded = matches!(error, DecodeError::TooLarge { .. } | DecodeError::NotJson { .. });
            assert!(is_bounded, "{begin}: {error}");
        }
    }
}

#[test]
fn a_source_that_fails_is_no_damage() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _out: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("unplugged"))
        }
    }
    let file = gzip(&valid_documents());
    for len in [0, 1, 2, 5, 12, file.len() / 2, file.len() - 1] {
        let decoded = outcome(feeds::engagement::FEED, file[..len].chain(Broken), DecodeLimits::default()).decoded;
        assert!(matches!(decoded, Err(DecodeError::Io(_))), "{len}: {decoded:?}");
    }
}
