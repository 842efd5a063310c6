//! Whatever the bytes are: no panic, no lost record, no unbounded output.

use std::io::{self, Read};

use model::Feed;
use normalizer::{DecodeError, DecodeLimits};
use proptest::prelude::*;

use crate::outcome::{Outcome, gzip, outcome};
use crate::records::{full_agent_header, full_conversation, full_event, full_visitor_header, session, visit};

pub(crate) const LIMITS: DecodeLimits = DecodeLimits {
    record_bytes_max: 700,
    file_bytes_max: 1024 * 1024,
    batch_rows_max: 5,
    batch_bytes_max: 2000,
    keeps_records: true,
};

/// What holds of every outcome; that records are documents and rejects, `outcome` checks.
pub(crate) fn assert_bounded(bytes: &[u8], outcome: &Outcome) {
    /// `{},` becomes a row with its key and a length for each column.
    const ROW_BYTES_MAX: usize = 2_000;
    for batch in &outcome.batches {
        let record_rows_max = LIMITS.record_bytes_max / 2;
        assert!(batch.row_count() <= LIMITS.batch_rows_max + record_rows_max);
        assert!(batch.rejects().len() <= LIMITS.batch_rows_max);
        assert!(batch.size_bytes() <= LIMITS.batch_bytes_max + record_rows_max * ROW_BYTES_MAX);
    }
    if let Ok(decoded) = &outcome.decoded {
        assert!(decoded.records <= bytes.len() as u64);
        assert_eq!(decoded.inflated_bytes, bytes.len() as u64);
    }
}

fn check(bytes: &[u8]) {
    for feed in Feed::ALL {
        let plain = outcome(feed, bytes, LIMITS);
        // Bytes that look like gzip are inflated once more; what they are then is not these bytes.
        if !bytes.starts_with(&[0x1f, 0x8b]) {
            assert_bounded(bytes, &plain);
            let packed = outcome(feed, &gzip(bytes)[..], LIMITS);
            let is_blank = bytes.trim_ascii().is_empty();
            assert!(is_blank || packed.exact() == plain.exact(), "gzip makes a difference");
        }
    }
}

/// What a mutation does to the bytes.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    Delete(prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
    Replace(prop::sample::Index, u8),
    Repeat(prop::sample::Index, usize),
}

impl Mutation {
    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        let span = |at: &prop::sample::Index, len: usize, bytes: &[u8]| {
            let start = at.index(bytes.len() + 1);
            start..(start + len).min(bytes.len())
        };
        match self {
            Self::Delete(at, len) => {
                let span = span(at, *len, bytes);
                bytes.drain(span);
            }
            Self::Insert(at, inserted) => {
                let start = at.index(bytes.len() + 1);
                bytes.splice(start..start, inserted.iter().copied());
            }
            Self::Replace(at, byte) => {
                let index = at.index(bytes.len() + 1);
                if let Some(replaced) = bytes.get_mut(index) {
                    *replaced = *byte;
                }
            }
            Self::Repeat(at, len) => {
                let span = span(at, *len, bytes);
                let repeated = bytes[span.clone()].to_vec();
                bytes.splice(span.end..span.end, repeated);
            }
        }
    }
}

/// Pieces of documents, so that garbage is not refused at its first byte.
const TOKENS: [&str; 42] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    " ",
    "null",
    "tru",
    "true",
    "-1",
    "1e5",
    "\"x\"",
    "\"\\u0000\"",
    "{}",
    "[]",
    "\"dataType\":",
    "\"metaData\":",
    "\"accountId\":",
    "\"recordCollection\":",
    "\"array\":",
    "\"body\":",
    "\"header\":",
    "\"engagements\":",
    "\"agentSessionsData\":",
    "\"agentSessionId\":",
    "\"conversationId\":",
    "\"transcripts\":",
    "\"EngagementData\":",
    "\"com.liveperson.dataaccess.Conversation\":",
    "\"_metadata\":",
    "\"interactionHistoryRecords\":",
    "\"info\":",
    "\"engagementId\":\"e\"",
    "\"transcript\":{\"lines\":",
    "\"sdes\":{\"events\":",
    "\"purchase\":",
    "\"products\":",
    "\u{fffd}",
    "\0",
];

pub(crate) fn any_token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&TOKENS[..])
}

pub(crate) fn any_mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        (at(), 1usize..40).prop_map(|(at, len)| Mutation::Delete(at, len)),
        (at(), prop::collection::vec(any::<u8>(), 1..4)).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        (at(), any_token()).prop_map(|(at, token)| Mutation::Insert(at, token.as_bytes().to_vec())),
        (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        (at(), prop::sample::select(&b"{}[]\",:\\ 0"[..])).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        (at(), 1usize..400).prop_map(|(at, len)| Mutation::Repeat(at, len)),
    ]
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

    #[test]
    fn mutated_documents(mutations in prop::collection::vec(any_mutation(), 1..6)) {
        let mut bytes = valid_documents();
        mutations.iter().for_each(|mutation| mutation.apply(&mut bytes));
        check(&bytes);
    }
}

#[test]
fn a_bomb_is_refused() {
    const INFLATED_BYTES: usize = 64 * 1024 * 1024;
    let limits = DecodeLimits { file_bytes_max: 1024 * 1024, ..DecodeLimits::default() };
    let check = |byte: u8, is_expected: fn(&DecodeError) -> bool| {
        let file = gzip(&vec![byte; INFLATED_BYTES]);
        assert!(file.len() < INFLATED_BYTES / 500);
        let error = outcome(Feed::Engagement, &file[..], limits).decoded.unwrap_err();
        assert!(is_expected(&error), "{}: {error}", byte.escape_ascii());
    };
    let is_too_large = |error: &DecodeError| matches!(error, DecodeError::TooLarge { file_bytes_max: 1_048_576 });
    check(b' ', is_too_large);
    check(b'0', is_too_large);
    check(b'"', |error| matches!(error, DecodeError::TooLarge { .. }));
    check(b'[', is_too_large);
    check(b'\0', |error| matches!(error, DecodeError::NotJson { offset_bytes: 0 }));
}

/// A source that does not end: only what stops by itself returns.
#[test]
fn a_file_without_end_is_refused() {
    let limits = DecodeLimits { file_bytes_max: 8 * 1024 * 1024, record_bytes_max: 1024, ..DecodeLimits::default() };
    for begin in ["", "\"", "[", "{\"recordCollection\":[{\"body\":{\"engagements\":[\"", "{\"metaData\":\"", "{\""] {
        for byte in *b" x0" {
            let source = begin.as_bytes().chain(io::repeat(byte));
            let error = outcome(Feed::Engagement, source, limits).decoded.unwrap_err();
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
        let decoded = outcome(Feed::Engagement, file[..len].chain(Broken), DecodeLimits::default()).decoded;
        assert!(matches!(decoded, Err(DecodeError::Io(_))), "{len}: {decoded:?}");
    }
}
