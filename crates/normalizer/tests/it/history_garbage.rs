//! Neither the pieces in which pages arrive nor damage in them loses a record.

use std::io::Read;

use normalizer::{DecodeLimits, Page};
use proptest::prelude::*;

use crate::garbage::{LIMITS, any_mutation, any_token, assert_bounded};
use crate::history::{full_record, page, page_of};
use crate::history_pages::chat;
use crate::outcome::pages_outcome;

/// Hands out so many bytes at a time.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let len = self.0.len().min(self.1).min(out.len());
        let (piece, rest) = self.0.split_at(len);
        out[..len].copy_from_slice(piece);
        self.0 = rest;
        Ok(len)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_and_batches_do_not_show(
        piece_bytes in 1usize..3000,
        chats in prop::collection::vec(0usize..30, 1..4),
        record_bytes_max in 200usize..10_000,
        batch_rows_max in 1usize..40,
    ) {
        let records = |(number, count): (usize, &usize)| {
            let plain = (0..*count).map(|index| chat(&format!("{number}-{index}")));
            page(&plain.chain([full_record().to_string()]).collect::<Vec<_>>().join(","))
        };
        let bodies: Vec<_> = chats.iter().enumerate().map(records).collect();
        let pages: Vec<_> = bodies.iter().map(|body| page_of(body)).collect();
        let limits = DecodeLimits { record_bytes_max, batch_rows_max, ..DecodeLimits::default() };
        let bytes = bodies.concat();
        let whole = pages_outcome(bytes.as_bytes(), &pages, limits);
        let pieces = pages_outcome(Pieces(bytes.as_bytes(), piece_bytes), &pages, limits);
        prop_assert_eq!(pieces.exact(), whole.exact());
        let one = DecodeLimits { batch_rows_max: usize::MAX, ..limits };
        prop_assert_eq!(pages_outcome(bytes.as_bytes(), &pages, one).print(), whole.print());
    }

    #[test]
    fn arbitrary_tokens(tokens in prop::collection::vec(any_token(), 0..200)) {
        check_garbage(page(&tokens.concat()).as_bytes());
        check_garbage(tokens.concat().as_bytes());
    }

    #[test]
    fn mutated_pages(mutations in prop::collection::vec(any_mutation(), 1..6)) {
        let mut bytes = page(&format!("{},{}", full_record(), chat("b"))).into_bytes();
        mutations.iter().for_each(|mutation| mutation.apply(&mut bytes));
        check_garbage(&bytes);
    }
}

/// No panic, no lost record, no unbounded output.
fn check_garbage(bytes: &[u8]) {
    let page = Page { bytes: bytes.len() as u64, ..page_of("") };
    for limits in [LIMITS, DecodeLimits::default()] {
        let outcome = pages_outcome(bytes, &[page], limits);
        if limits.record_bytes_max == LIMITS.record_bytes_max {
            assert_bounded(bytes, &outcome);
        }
    }
}
