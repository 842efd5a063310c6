//! What must hold of every feed. To enrol one: a line in `battery!`, and `specimens()` in its folder.

use std::collections::HashSet;
use std::io::{self, Read};

use model::rows::Column;
use model::{AccountId, Feed};
use normalizer::{
    DecodeError, DecodeLimits, ListShape, Page, SampleMethod, decode_list, decode_pages, decode_samples, decode_stream,
};
use proptest::prelude::*;
use serde_json::Value;
use tuple::Millis;

use crate::engagement_history::page_of;
use crate::mutation::{LIMITS, Mutation, any_mutation, assert_bounded};
use crate::operational::{MOMENT, moment};
use crate::outcome::{ACCOUNT, Outcome, list_outcome, outcome, pages_outcome_of, sample_outcome};
use crate::spelling::SPELLINGS;

/// What upstream sends for one unit, with every documented field.
pub(crate) struct Specimen {
    feed: Feed,
    record: Value,
    /// Puts the record, in any spelling, where upstream has it.
    wrap: fn(&str) -> String,
    input: Input,
}

enum Input {
    File,
    Page,
    Answer(&'static SampleMethod),
    List(&'static ListShape),
}

impl Specimen {
    pub(crate) fn file(feed: Feed, record: Value, wrap: fn(&str) -> String) -> Self {
        Self { feed, record, wrap, input: Input::File }
    }

    pub(crate) fn page(feed: Feed, record: Value, wrap: fn(&str) -> String) -> Self {
        Self { feed, record, wrap, input: Input::Page }
    }

    pub(crate) fn answer(feed: Feed, method: &'static SampleMethod, answer: Value) -> Self {
        Self { feed, record: answer, wrap: str::to_owned, input: Input::Answer(method) }
    }

    pub(crate) fn list(feed: Feed, list: &'static ListShape, entity: Value) -> Self {
        Self { feed, record: entity, wrap: |entities| format!("[{entities}]"), input: Input::List(list) }
    }

    /// The unit as it comes, with so many copies of the record.
    fn bytes(&self, copies: usize) -> Vec<u8> {
        let record = self.record.to_string();
        match self.input {
            // A document each: some bodies have no list of records.
            Input::File => vec![(self.wrap)(&record); copies].join("\n").into_bytes(),
            Input::Page | Input::List(_) => (self.wrap)(&vec![record; copies].join(",")).into_bytes(),
            Input::Answer(_) => record.into_bytes(),
        }
    }

    fn decode(&self, bytes: &[u8], limits: DecodeLimits) -> Outcome {
        self.decode_in_pieces(bytes, &[usize::MAX], limits)
    }

    fn decode_in_pieces(&self, bytes: &[u8], sizes: &[usize], limits: DecodeLimits) -> Outcome {
        let pieces = Pieces { rest: bytes, sizes: sizes.iter().cycle() };
        match self.input {
            Input::File => outcome(self.feed, pieces, limits),
            Input::Page => pages_outcome_of(self.feed, pieces, &[self.page_of(bytes)], limits),
            Input::Answer(method) => sample_outcome(method, bytes, moment(MOMENT), limits),
            Input::List(list) => list_outcome(list, bytes, limits),
        }
    }

    fn page_of(&self, bytes: &[u8]) -> Page {
        Page { bytes: bytes.len() as u64, ..page_of("") }
    }
}

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

/// The tests of each feed, under its name.
macro_rules! battery {
    ($($feed:ident),*) => {
        const ENROLLED: &[&str] = &[$(stringify!($feed)),*];

        $(mod $feed {
            use super::*;
            use crate::$feed::specimens;

            #[test]
            fn a_specimen_fills_every_column() {
                check_columns(feeds::$feed::FEED, &specimens());
            }

            #[test]
            fn decoding_again_gives_the_same() {
                specimens().iter().for_each(check_again);
            }

            #[test]
            fn every_spelling_says_the_same() {
                specimens().iter().for_each(check_spellings);
            }

            #[test]
            fn neither_pieces_nor_batches_show() {
                specimens().iter().for_each(check_pieces);
            }

            #[test]
            fn a_flipped_or_missing_byte_loses_no_record() {
                specimens().iter().for_each(check_every_byte);
            }

            #[test]
            fn a_batch_that_is_not_wanted_stops_decoding() {
                specimens().iter().for_each(check_stop);
            }

            proptest! {
                #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

                #[test]
                fn damage_loses_no_record(
                    index in any::<prop::sample::Index>(),
                    mutations in prop::collection::vec(any_mutation(), 1..6),
                ) {
                    check_damage(index.get(&specimens()), &mutations);
                }
            }
        })*
    };
}

battery! {
    agent_activity, agent_metrics, configuration, engagement, engagement_history, messaging_interactions, messaging_operations,
    operational, survey, web_session
}

#[test]
fn every_feed_is_enrolled() {
    let names: Vec<_> = feeds::all().map(Feed::as_str).collect();
    assert_eq!(ENROLLED, names);
}

/// Each column that is read has upstream's name as it is documented, and a value.
fn check_columns(feed: Feed, specimens: &[Specimen]) {
    let (mut names, mut filled) = (HashSet::new(), HashSet::new());
    for specimen in specimens {
        let bytes = specimen.bytes(1);
        collect_names(&serde_json::from_slice(&bytes).unwrap(), &mut names);
        let outcome = specimen.decode(&bytes, DecodeLimits::default());
        assert_eq!(outcome.rejects().count(), 0, "{}", outcome.print());
        for (batch, document) in outcome.documents() {
            crate::outcome::for_each_row(batch, document, |table, row| {
                let values = table.columns.iter().zip(tuple::fields(row));
                filled
                    .extend(values.filter(|(_, value)| value.is_some()).map(|(column, _)| (table.name, column.name())));
            });
        }
    }
    let mut missing = Vec::new();
    for table in feed.families().iter().flat_map(|family| family.tables()) {
        for column in table.columns.iter().filter(|column| !column.upstream_name.is_empty()) {
            let Column { upstream_name, .. } = column;
            if !names.contains(*upstream_name) {
                let alike = names.iter().find(|name| name.eq_ignore_ascii_case(upstream_name));
                missing.push(format!("{}: no field `{upstream_name}`, but {alike:?}", table.name));
            }
            if !filled.contains(&(table.name, column.name())) {
                missing.push(format!("{}.{} has no value", table.name, column.name()));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn collect_names(value: &Value, names: &mut HashSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        Value::Object(fields) => fields.iter().for_each(|(name, inside)| {
            names.insert(name.clone());
            collect_names(inside, names);
        }),
        _ => {}
    }
}

fn check_again(specimen: &Specimen) {
    let bytes = specimen.bytes(1);
    let first = specimen.decode(&bytes, DecodeLimits::default());
    assert_eq!(first.exact(), specimen.decode(&bytes, DecodeLimits::default()).exact());
    assert!(first.decoded.is_ok(), "{}", first.print());
}

fn check_spellings(specimen: &Specimen) {
    let plain = specimen.decode(&specimen.bytes(1), DecodeLimits::default());
    for (name, spell) in SPELLINGS {
        let text = (specimen.wrap)(&spell(&specimen.record));
        let spelled = specimen.decode(text.as_bytes(), DecodeLimits::default());
        assert_eq!(spelled.print_sorted(), plain.print_sorted(), "{name}");
        assert_eq!(spelled.content_hashes(), plain.content_hashes(), "{name}");
    }
}

fn check_pieces(specimen: &Specimen) {
    let bytes = specimen.bytes(3);
    let whole = specimen.decode(&bytes, DecodeLimits::default());
    let one = DecodeLimits { batch_rows_max: 1, ..DecodeLimits::default() };
    for sizes in [&[1][..], &[2, 3, 7], &[100], &[4096, 1]] {
        let pieces = specimen.decode_in_pieces(&bytes, sizes, DecodeLimits::default());
        assert_eq!(pieces.exact(), whole.exact(), "{sizes:?}");
    }
    assert_eq!(specimen.decode(&bytes, one).print(), whole.print());
}

fn check_every_byte(specimen: &Specimen) {
    let bytes = specimen.bytes(1);
    for index in 0..bytes.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut damaged = bytes.clone();
            damaged[index] ^= flip;
            assert_bounded(&damaged, &specimen.decode(&damaged, LIMITS));
        }
        let cut = specimen.decode(&bytes[..index], LIMITS);
        assert!(cut.decoded.is_err(), "cut at byte {index}: {}", cut.print());
    }
}

fn check_damage(specimen: &Specimen, mutations: &[Mutation]) {
    let mut bytes = specimen.bytes(2);
    mutations.iter().for_each(|mutation| mutation.apply(&mut bytes));
    assert_bounded(&bytes, &specimen.decode(&bytes, LIMITS));
    specimen.decode(&bytes, DecodeLimits::default());
}

fn check_stop(specimen: &Specimen) {
    let (bytes, account) = (specimen.bytes(2), AccountId(ACCOUNT.to_owned()));
    let limits = DecodeLimits { batch_rows_max: 1, ..DecodeLimits::default() };
    let mut handed_over = 0;
    let mut emit = |_| {
        handed_over += 1;
        None
    };
    let decoded = match specimen.input {
        Input::File => {
            decode_stream(feeds::file_shape(specimen.feed).unwrap(), &account, &bytes[..], limits, &mut emit)
        }
        Input::Page => {
            let shape = feeds::page_shape(specimen.feed).unwrap();
            decode_pages(shape, &account, &bytes[..], &[specimen.page_of(&bytes)], limits, &mut emit)
        }
        Input::Answer(method) => decode_samples(method, &account, &[&bytes], moment(MOMENT), limits, &mut emit),
        Input::List(list) => decode_list(list, &account, bytes, Millis::default(), limits, &mut emit),
    };
    assert!(matches!(decoded, Err(DecodeError::Stopped)), "{decoded:?}");
    assert_eq!(handed_over, 1);
}
