//! The pages of a search: walk down to the records → flatten → batches.
//!
//! ```text
//! { _metadata: { count, self, next, …, shardsStatusResult }, <records>: [ record, … ] }
//! ```
//!
//! What is not known outside the records is kept once with the unit, or goes to the quarantine where records may be in it.

mod heads;

use std::collections::BTreeSet;
use std::io::Read;

use model::AccountId;
use tuple::Millis;

pub use self::heads::{PageHeads, RecordHead, read_heads};
use crate::decoded::{DecodeLimits, Decoded};
use crate::error::DecodeError;
use crate::json::{Arena, Node};
use crate::output::{Emit, Output};
use crate::record::Target;
use crate::scan::{Scanner, ValueParts};
use crate::walk::parsed_part;

/// What the pages of a search are made of.
#[derive(Clone, Copy, Debug)]
pub struct PageShape {
    /// The API that is searched, for errors.
    pub api: &'static str,
    /// The field with the records, which begins the path of everything in them.
    pub records: &'static str,
    /// The object inside a record with the three fields below.
    pub info: &'static str,
    /// The record's identifier.
    pub id: &'static str,
    /// `true` when upstream left something out of the record.
    pub is_partial: &'static str,
    /// `false` when more is to come.
    pub is_enriched: &'static str,
    /// What upstream writes over personal data that it erases.
    pub erased: &'static str,
    /// A record with one of these texts may say more when it is requested by its id.
    pub more_by_id: &'static [&'static str],
    /// What is made of the records.
    pub target: Target,
}

/// Decodes the pages of a search, whose bodies stand back to back in `source` as upstream sent them, and hands each batch
/// to `emit`, which returns an empty one when more is wanted.
///
/// # Errors
/// Whatever was emitted before an error is void: the unit is read again as a whole.
pub fn decode_pages(
    shape: &'static PageShape,
    account: &AccountId,
    source: impl Read,
    pages: &[Page],
    limits: DecodeLimits,
    emit: Emit<'_>,
) -> Result<Decoded, DecodeError> {
    let mut output = Output::new(shape.target.family, account, limits, emit);
    let inflated_bytes = read_pages(shape, source, pages, &mut output)?;
    Ok(Decoded { inflated_bytes, ..output.finish()? })
}

/// One answer of the search, as upstream sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The size of its body.
    pub bytes: u64,
    /// When it was fetched: the version of its records.
    pub fetched_at: Millis,
    /// The records that are left out, and not counted, by their place on the page: they overlap with the page before, or
    /// came once more by their id.
    pub skipped: BTreeSet<usize>,
}

/// Reads the bodies of the pages, which stand back to back. Answers their size together.
fn read_pages(
    shape: &'static PageShape,
    mut source: impl Read,
    pages: &[Page],
    output: &mut Output<'_>,
) -> Result<u64, DecodeError> {
    let (mut start, mut parts) = (0, ValueParts::default());
    for page in pages {
        let body = source.by_ref().take(page.bytes);
        let mut scanner = Scanner::starting_at(start, body, output.limits.file_bytes_max);
        read_page(shape, &mut scanner, &mut parts, page, output)
            .map_err(|error| in_page(error, output.decoded.documents, start))?;
        output.decoded.documents += 1;
        start = scanner.offset();
    }
    let mut behind = Scanner::starting_at(start, source, u64::MAX);
    if behind.peek()?.is_some() {
        return Err(in_page(behind.not_json(), output.decoded.documents, start));
    }
    Ok(start)
}

/// Offsets in the source mean nothing to who looks at a page.
fn in_page(error: DecodeError, page: u64, start: u64) -> DecodeError {
    match error {
        DecodeError::NotJson { offset_bytes, .. } => {
            DecodeError::PageNotJson { page, offset_bytes: offset_bytes - start }
        }
        other => other,
    }
}

fn read_page<R: Read>(
    shape: &'static PageShape,
    scanner: &mut Scanner<R>,
    parts: &mut ValueParts,
    page: &Page,
    output: &mut Output<'_>,
) -> Result<(), DecodeError> {
    let end = scanner.offset().saturating_add(page.bytes);
    read_answer(shape, scanner, parts, page, output)?;
    if scanner.peek()?.is_some() || scanner.offset() != end {
        return Err(scanner.not_json());
    }
    Ok(())
}

fn read_answer<R: Read>(
    shape: &'static PageShape,
    scanner: &mut Scanner<R>,
    parts: &mut ValueParts,
    page: &Page,
    output: &mut Output<'_>,
) -> Result<(), DecodeError> {
    output.fetched_at = Some(page.fetched_at);
    let seen = Seen { shape, is_page: false, skipped: &page.skipped, records: 0 };
    let mut walk = Walk::new(scanner, parts, output, seen);
    walk.scanner.next_value()?;
    walk.scanner.expect(b'{')?;
    let mut first = true;
    while let Some(name) = walk.scanner.next_name(&mut first)? {
        if name.eq_ignore_ascii_case("_metadata") {
            walk.seen.is_page = true;
            walk.metadata()?;
        } else if name.eq_ignore_ascii_case(shape.records) {
            walk.seen.is_page = true;
            walk.array(shape.records, &mut |walk| walk.record())?;
        } else {
            walk.unknown_field(&name, "")?;
        }
    }
    if walk.seen.is_page {
        Ok(())
    } else {
        Err(DecodeError::NotAPage { page: output.decoded.documents, api: shape.api })
    }
}

type Walk<'w, 'o, R> = crate::walk::Walk<'w, 'o, R, Seen<'w>>;

/// What is known of the page.
struct Seen<'p> {
    shape: &'static PageShape,
    /// Whether any part of an answer was seen.
    is_page: bool,
    skipped: &'p BTreeSet<usize>,
    /// Records so far, those that are skipped too.
    records: usize,
}

impl<R: Read> Walk<'_, '_, R> {
    /// Only looks for what is new: counts and links are the client's.
    fn metadata(&mut self) -> Result<(), DecodeError> {
        const KNOWN: [&str; 7] = ["count", "self", "next", "prev", "first", "last", "shardsStatusResult"];
        let (bytes, position) = self.part()?;
        let arena = Arena::new();
        let parsed = parsed_part(&bytes, &arena, position)?;
        let fields = match parsed.node {
            Node::Object(fields) => fields,
            Node::Null => &[],
            other => {
                self.unknown_metadata("_metadata", "", &other, position)?;
                &[]
            }
        };
        for (name, value) in fields {
            if !KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                self.unknown_metadata(name, "_metadata.", value, position)?;
            }
        }
        Ok(())
    }

    fn record(&mut self) -> Result<(), DecodeError> {
        let position = self.next_position()?;
        let record_bytes_max = self.output.limits.record_bytes_max;
        let place = self.seen.records;
        self.seen.records += 1;
        if self.seen.skipped.contains(&place) {
            return self.scanner.capture(record_bytes_max).map(drop);
        }
        let target = &self.seen.shape.target;
        self.output.value(target, self.scanner.value(self.parts, record_bytes_max)?, b"", position)
    }
}
