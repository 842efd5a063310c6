//! Damage, and what must hold of whatever comes of it.

use normalizer::DecodeLimits;
use proptest::prelude::*;

use crate::outcome::Outcome;

/// Small, so that every bound is met.
pub(crate) const LIMITS: DecodeLimits = DecodeLimits {
    record_bytes_max: 700,
    file_bytes_max: 1024 * 1024,
    batch_rows_max: 5,
    batch_bytes_max: 2000,
    keeps_records: true,
    salvages: false,
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
