//! What a reader of pages must know before it asks for the next: the count, what did not answer, which records came.
//!
//! Reads no more of a record than its object of state.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Empty;
use std::ops::Range;

use memchr::memmem;

use super::PageShape;
use crate::error::DecodeError;
use crate::fields::field;
use crate::json::{self, Arena, Node, ParseError};
use crate::scan::{Captured, Scanner};
use crate::values::{id, truth, whole_number};

/// A page is in memory already: nothing in it is too large to be looked at.
const VALUE_BYTES_MAX: usize = usize::MAX;
/// Upstream puts a hundred records on a page. An answer of millions is none, and its heads would take many times its size.
const RECORDS_PER_PAGE_MAX: usize = 10_000;

/// The head of a page and of its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageHeads {
    /// Matches of the whole search, beyond this page too.
    pub count: u64,
    /// Which shards of upstream's did not answer, as `2 of 12`, if any.
    pub shards_missing: Option<String>,
    /// One per item, in the order of the page.
    pub records: Vec<RecordHead>,
}

/// What tells a record apart, and whether it is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// Its id; a record without one goes to the quarantine.
    pub id: Option<String>,
    /// Equal for copies of one record: made from its id, or without one from the record.
    pub key: u64,
    /// Whether upstream says that it left something out.
    pub is_partial: bool,
    /// Whether it says that more is to come.
    pub is_unenriched: bool,
    /// Whether upstream's words for erased data stand anywhere in it: then it is another copy than the one before.
    pub is_erased: bool,
    /// Whether it may say more when it is requested by its id.
    pub has_more: bool,
}

/// Reads the heads of a page, and gives it back.
///
/// # Errors
/// When the page is no JSON object with a count and records. Errors count pages from 0: this is the first.
pub fn read_heads(shape: &PageShape, page: Vec<u8>) -> Result<(PageHeads, Vec<u8>), DecodeError> {
    let mut scanner = Scanner::over(page);
    let heads = read(shape, &mut scanner).map_err(|error| match error {
        DecodeError::NotJson { offset_bytes, .. } => DecodeError::PageNotJson { page: 0, offset_bytes },
        other => other,
    })?;
    Ok((heads, scanner.into_bytes()))
}

impl PageShape {
    /// Errors count pages from 0: this is the first.
    fn not_a_page(&self) -> DecodeError {
        DecodeError::NotAPage { page: 0, api: self.api }
    }
}

fn read(shape: &PageShape, scanner: &mut Scanner<Empty>) -> Result<PageHeads, DecodeError> {
    let (mut metadata, mut records) = (Metadata::default(), Vec::new());
    scanner.next_value()?;
    scanner.expect(b'{')?;
    let mut first = true;
    while let Some(name) = scanner.next_name(&mut first)? {
        if name.eq_ignore_ascii_case("_metadata") {
            let value = pass(scanner)?;
            metadata = Metadata::read(&parsed(shape, scanner.bytes(&value), &Arena::new())?);
        } else if name.eq_ignore_ascii_case(shape.records) && scanner.peek()? == Some(b'[') {
            scanner.expect(b'[')?;
            let mut first = true;
            while scanner.next_item(&mut first)? {
                if records.len() == RECORDS_PER_PAGE_MAX {
                    return Err(shape.not_a_page());
                }
                records.push(record_head(shape, scanner)?);
            }
        } else {
            pass(scanner)?;
        }
    }
    let count = metadata.count.ok_or(shape.not_a_page())?;
    Ok(PageHeads { count, shards_missing: metadata.shards_missing, records })
}

/// Where the next value stands.
fn pass(scanner: &mut Scanner<Empty>) -> Result<Range<usize>, DecodeError> {
    match scanner.capture(VALUE_BYTES_MAX)? {
        Captured::Whole(range) => Ok(range),
        Captured::TooLarge { .. } => Err(scanner.not_json()),
    }
}

fn parsed<'a>(shape: &PageShape, bytes: &'a [u8], arena: &'a Arena) -> Result<Node<'a>, DecodeError> {
    match json::parse(bytes, arena) {
        Ok(parsed) => Ok(parsed.node),
        Err(ParseError::Invalid { offset_bytes }) => Err(DecodeError::NotJson { offset_bytes, form: None }),
        Err(ParseError::TooManyValues { .. }) => Err(shape.not_a_page()),
    }
}

#[derive(Default)]
struct Metadata {
    count: Option<u64>,
    shards_missing: Option<String>,
}

impl Metadata {
    fn read(node: &Node<'_>) -> Self {
        let count = field(node, "count").and_then(whole_number).and_then(|count| u64::try_from(count).ok());
        let shards = field(node, "shardsStatusResult");
        let number = |name: &str| shards.and_then(|shards| field(shards, name)).and_then(whole_number);
        let is_partial = shards.and_then(|shards| field(shards, "partialResult")).and_then(truth) == Some(true);
        let failed = number("failureShards").unwrap_or(0);
        let shards_missing = (is_partial || failed > 0).then(|| {
            let or_some = |number: Option<i64>| number.map_or("some".to_owned(), |number| number.to_string());
            format!("{} of {}", or_some(Some(failed).filter(|failed| *failed > 0)), or_some(number("totalShards")))
        });
        Self { count, shards_missing }
    }
}

/// A record that cannot be read is told apart by its bytes; storing it will say what is wrong.
fn record_head(shape: &PageShape, scanner: &mut Scanner<Empty>) -> Result<RecordHead, DecodeError> {
    scanner.peek()?;
    let start = scanner.at();
    let (info, record) = match info(shape, scanner) {
        Ok(info) => (info, start..scanner.at()),
        Err(_) => {
            scanner.return_to(start);
            (Info::default(), pass(scanner)?)
        }
    };
    let record = scanner.bytes(&record);
    let mut hasher = DefaultHasher::new();
    match &info.id {
        Some(id) => id.hash(&mut hasher),
        None => record.hash(&mut hasher),
    }
    let is_erased = memmem::find(record, shape.erased.as_bytes()).is_some();
    let has_more = shape.more_by_id.iter().any(|text| memmem::find(record, text.as_bytes()).is_some());
    let Info { id, is_partial, is_unenriched } = info;
    Ok(RecordHead { key: hasher.finish(), id, is_partial, is_unenriched, is_erased, has_more })
}

#[derive(Default)]
struct Info {
    id: Option<String>,
    is_partial: bool,
    is_unenriched: bool,
}

/// Consumes a record.
fn info(shape: &PageShape, scanner: &mut Scanner<Empty>) -> Result<Info, DecodeError> {
    scanner.expect(b'{')?;
    let (mut first, mut info) = (true, None);
    while let Some(name) = scanner.next_name(&mut first)? {
        let value = pass(scanner)?;
        if info.is_none() && name.eq_ignore_ascii_case(shape.info) {
            info = Some(Info::read(shape, &parsed(shape, scanner.bytes(&value), &Arena::new())?));
        }
    }
    Ok(info.unwrap_or_default())
}

impl Info {
    fn read(shape: &PageShape, node: &Node<'_>) -> Self {
        Self {
            id: field(node, shape.id).and_then(id).map(str::to_owned),
            is_partial: field(node, shape.is_partial).and_then(truth) == Some(true),
            is_unenriched: field(node, shape.is_enriched).and_then(truth) == Some(false),
        }
    }
}
