//! Neither the pieces in which a file arrives nor the size of batches may show in the rows.

use std::io::{self, Read};
use std::sync::LazyLock;

use flate2::read::MultiGzDecoder;
use model::Feed;
use normalizer::DecodeLimits;
use proptest::prelude::*;
use simulator::{World, WorldSpec};

use crate::outcome::{Outcome, feed_of_files, outcome_for};

/// A file of the world, as it is and inflated.
struct Sample {
    account: String,
    feed: Feed,
    packed: Vec<u8>,
    text: Vec<u8>,
}

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let spec = WorldSpec {
        hours: 4,
        chats_per_hour: 6,
        agents: 4,
        long_line_bytes_max: 2048,
        accounts: vec!["75555851".to_owned()],
        ..WorldSpec::default()
    };
    let sample = |file: &simulator::WorldFile| {
        let mut text = Vec::new();
        MultiGzDecoder::new(&file.body[..]).read_to_end(&mut text).unwrap();
        let feed = feed_of_files(file.feed);
        Sample { account: file.account.clone(), feed, packed: file.body.to_vec(), text }
    };
    World::generate(&spec).files().iter().map(sample).filter(|sample| !sample.text.is_empty()).collect()
});

/// Hands out pieces of these sizes, over and over.
struct Pieces<'a> {
    rest: &'a [u8],
    sizes: std::iter::Cycle<std::slice::Iter<'a, usize>>,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.sizes.next().copied().unwrap_or(1).min(out.len()).min(self.rest.len());
        let (piece, rest) = self.rest.split_at(len);
        out[..len].copy_from_slice(piece);
        self.rest = rest;
        Ok(len)
    }
}

fn decoded(sample: &Sample, bytes: &[u8], sizes: &[usize], limits: DecodeLimits) -> Outcome {
    let pieces = Pieces { rest: bytes, sizes: sizes.iter().cycle() };
    outcome_for(&sample.account, sample.feed, pieces, limits)
}

fn in_one_piece(sample: &Sample, limits: DecodeLimits) -> Outcome {
    outcome_for(&sample.account, sample.feed, &sample.text[..], limits)
}

fn any_sizes() -> impl Strategy<Value = Vec<usize>> {
    // Pieces of a byte are slow: they come with larger ones.
    (1usize..4000, prop::collection::vec(1usize..100, 0..6)).prop_map(|(large, mut small)| {
        small.push(large);
        small
    })
}

fn any_limits() -> impl Strategy<Value = DecodeLimits> {
    (200usize..20_000, 1usize..100, 1usize..50_000).prop_map(|(record_bytes_max, batch_rows_max, batch_bytes_max)| {
        DecodeLimits { record_bytes_max, batch_rows_max, batch_bytes_max, ..DecodeLimits::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_do_not_show(
        index in any::<prop::sample::Index>(),
        sizes in any_sizes(),
        limits in prop_oneof![Just(DecodeLimits::default()), any_limits()],
    ) {
        let sample = index.get(&SAMPLES);
        let whole = in_one_piece(sample, limits).exact();
        prop_assert_eq!(&decoded(sample, &sample.text, &sizes, limits).exact(), &whole);
        prop_assert_eq!(&decoded(sample, &sample.packed, &sizes, limits).exact(), &whole);
    }

    #[test]
    fn the_size_of_batches_does_not_show(index in any::<prop::sample::Index>(), limits in any_limits()) {
        let sample = index.get(&SAMPLES);
        let one = DecodeLimits { batch_rows_max: usize::MAX, batch_bytes_max: usize::MAX, ..limits };
        let (one, many) = (in_one_piece(sample, one), in_one_piece(sample, limits));
        prop_assert!(one.batches.len() <= sample.feed.families().len());
        prop_assert_eq!(one.print_sorted(), many.print_sorted());
        for batch in &many.batches {
            prop_assert!(!batch.is_empty());
            // Full batches are handed over at once: without its last record it was not full.
            let last = batch.documents.last();
            let tables = batch.family.tables().map(|table| batch.family.index(table));
            let last_rows: usize = last.map_or(0, |last| tables.map(|table| batch.rows(last, table).count()).sum());
            prop_assert!(batch.row_count() - last_rows < limits.batch_rows_max);
            prop_assert!(batch.rejects().len() <= limits.batch_rows_max);
        }
    }
}

/// One byte at a time: every state of the scanner is left and entered at every byte.
#[test]
fn single_bytes() {
    let sample = SAMPLES.iter().filter(|sample| sample.text.len() > 1500).min_by_key(|sample| sample.text.len());
    let sample = sample.unwrap();
    let whole = in_one_piece(sample, DecodeLimits::default()).exact();
    assert_eq!(decoded(sample, &sample.text, &[1], DecodeLimits::default()).exact(), whole);
    assert_eq!(decoded(sample, &sample.packed, &[1], DecodeLimits::default()).exact(), whole);
}
