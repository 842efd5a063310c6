//! Pages of garbage.

use normalizer::{DecodeLimits, Page};
use proptest::prelude::*;

use super::{page, page_of};
use crate::mutation::{LIMITS, any_token, assert_bounded};
use crate::outcome::pages_outcome;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_tokens(tokens in prop::collection::vec(any_token(), 0..200)) {
        check(page(&tokens.concat()).as_bytes());
        check(tokens.concat().as_bytes());
    }
}

/// No panic, no lost record, no unbounded output.
fn check(bytes: &[u8]) {
    let pages = [Page { bytes: bytes.len() as u64, ..page_of("") }];
    assert_bounded(bytes, &pages_outcome(bytes, &pages, LIMITS));
    pages_outcome(bytes, &pages, DecodeLimits::default());
}
