//! What a reader of pages must know before it asks for the next: the count, what did not answer, which records came.
//!
//! Reads no more of a record than its `info` (Engagement History API, response).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Empty;
use std::ops::Range;

use memchr::memmem;

use crate::decode::DecodeError;
use crate::feeds::engagement_history::ERASED;
use crate::fields::{field, id, truth, whole_number};
use crate::json::{self, Arena, Node, ParseError};
use crate::scan::{Captured, Scanner};

/// A page is in memory already: nothing in it is too large to be looked at.
const VALUE_BYTES_MAX: usize = usize::MAX;
/// Upstream puts a hundred records on a page (Engagement History API, query parameters). An answer of millions is none,
/// and its heads would take many times its size.
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
    /// The chat's id; a record without one goes to the quarantine.
    pub id: Option<String>,
    /// Equal for the same chat: made from its id, or without one from the record.
    pub key: u64,
    /// Whether upstream says that it left something out (`isPartial`).
    pub is_partial: bool,
    /// Whether it says that more is to come (`chatDataEnriched` is false).
    pub is_unenriched: bool,
    /// Whether upstream's words for erased data stand anywhere in it: then it is another copy than the one before.
    pub is_erased: bool,
}

/// Reads the heads of a page.
///
/// # Errors
/// When the page is no JSON object with a count and records. Errors count pages from 0: this is the first.
pub fn read_heads(page: &[u8]) -> Result<PageHeads, DecodeError> {
    read(page).map_err(|error| match error {
        DecodeError::NotJson { offset_bytes } => DecodeError::PageNotJson { page: 0, offset_bytes },
        other => other,
    })
}

fn read(page: &[u8]) -> Result<PageHeads, DecodeError> {
    let mut scanner = Scanner::over(page.to_vec());
    let (mut metadata, mut records) = (Metadata::default(), Vec::new());
    scanner.expect(b'{')?;
    let mut first = true;
    while let Some(name) = scanner.next_name(&mut first)? {
        if name.eq_ignore_ascii_case("_metadata") {
            let value = pass(&mut scanner)?;
            metadata = Metadata::read(&parsed(scanner.bytes(&value), &Arena::new())?);
        } else if name.eq_ignore_ascii_case("interactionHistoryRecords") && scanner.peek()? == Some(b'[') {
            scanner.expect(b'[')?;
            let mut first = true;
            while scanner.next_item(&mut first)? {
                if records.len() == RECORDS_PER_PAGE_MAX {
                    return Err(DecodeError::NotAPage { page: 0 });
                }
                records.push(record_head(&mut scanner)?);
            }
        } else {
            pass(&mut scanner)?;
        }
    }
    let count = metadata.count.ok_or(DecodeError::NotAPage { page: 0 })?;
    Ok(PageHeads { count, shards_missing: metadata.shards_missing, records })
}

/// Where the next value stands.
fn pass(scanner: &mut Scanner<Empty>) -> Result<Range<usize>, DecodeError> {
    match scanner.capture(VALUE_BYTES_MAX)? {
        Captured::Whole(range) => Ok(range),
        Captured::TooLarge { .. } => Err(scanner.not_json()),
    }
}

fn parsed<'a>(bytes: &'a [u8], arena: &'a Arena) -> Result<Node<'a>, DecodeError> {
    match json::parse(bytes, arena) {
        Ok(parsed) => Ok(parsed.node),
        Err(ParseError::Invalid { offset_bytes }) => Err(DecodeError::NotJson { offset_bytes }),
        Err(ParseError::TooManyValues { .. }) => Err(DecodeError::NotAPage { page: 0 }),
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
fn record_head(scanner: &mut Scanner<Empty>) -> Result<RecordHead, DecodeError> {
    scanner.peek()?;
    let start = scanner.at();
    let (info, record) = match info(scanner) {
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
    let is_erased = memmem::find(record, ERASED.as_bytes()).is_some();
    let Info { id, is_partial, is_unenriched } = info;
    Ok(RecordHead { key: hasher.finish(), id, is_partial, is_unenriched, is_erased })
}

#[derive(Default)]
struct Info {
    id: Option<String>,
    is_partial: bool,
    is_unenriched: bool,
}

/// Consumes a record.
fn info(scanner: &mut Scanner<Empty>) -> Result<Info, DecodeError> {
    scanner.expect(b'{')?;
    let (mut first, mut info) = (true, None);
    while let Some(name) = scanner.next_name(&mut first)? {
        let value = pass(scanner)?;
        if info.is_none() && name.eq_ignore_ascii_case("info") {
            info = Some(Info::read(&parsed(scanner.bytes(&value), &Arena::new())?));
        }
    }
    Ok(info.unwrap_or_default())
}

impl Info {
    fn read(node: &Node<'_>) -> Self {
        Self {
            id: field(node, "engagementId").and_then(id).map(str::to_owned),
            is_partial: field(node, "isPartial").and_then(truth) == Some(true),
            is_unenriched: field(node, "chatDataEnriched").and_then(truth) == Some(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of each record its id and what is wrong with it.
    type Records<'a> = &'a [(Option<&'a str>, &'a str)];

    /// Count, missing shards, records.
    fn check(page: &str, expected: Result<(u64, Option<&str>, Records<'_>), &str>) {
        let heads = read_heads(page.as_bytes()).map_err(|error| error.to_string());
        let heads = heads.as_ref().map(|heads| {
            let flaw = |head: &RecordHead| match (head.is_partial, head.is_unenriched) {
                (false, false) => "",
                (true, false) => "partial",
                (false, true) => "unenriched",
                (true, true) => "both",
            };
            let records: Vec<_> = heads.records.iter().map(|head| (head.id.as_deref(), flaw(head))).collect();
            (heads.count, heads.shards_missing.as_deref(), records)
        });
        let expected = expected.map(|(count, shards, records)| (count, shards, records.to_vec()));
        assert_eq!(heads.map_err(String::as_str), expected, "{page}");
    }

    #[test]
    fn heads_are_read_and_nothing_else() {
        check(r#"{"_metadata":{"count":0},"interactionHistoryRecords":[]}"#, Ok((0, None, &[])));
        check(r#"{"interactionHistoryRecords":null,"_metadata":{"count":"7"}}"#, Ok((7, None, &[])));
        check(
            r#"{"_metadata":{"count":2,"shardsStatusResult":{"partialResult":false}},"interactionHistoryRecords":[
                {"transcript":{"lines":[{"info":1}]},"info":{"engagementId":"a","isPartial":true}},{"info":{"engagementid":12,"chatDataEnriched":"false"}}]}"#,
            Ok((2, None, &[(Some("a"), "partial"), (Some("12"), "unenriched")])),
        );
        check(
            r#"{"_metadata":{"count":1,"shardsStatusResult":{"partialResult":true,"failureShards":2,"totalShards":12}}}"#,
            Ok((1, Some("2 of 12"), &[])),
        );
        check(
            r#"{"_metadata":{"count":1,"shardsStatusResult":{"partialResult":true}}}"#,
            Ok((1, Some("some of some"), &[])),
        );
        // A record that is none is still an item: it goes to the quarantine.
        check(
            r#"{"_metadata":{"count":3},"interactionHistoryRecords":[1,{"info":{"engagementId":null}},{"info":}]}"#,
            Ok((3, None, &[(None, ""), (None, ""), (None, "")])),
        );
        check("<html>", Err("page 0 is not JSON at its byte 0"));
        let many = format!(r#"{{"interactionHistoryRecords":[{}1]}}"#, "1,".repeat(RECORDS_PER_PAGE_MAX));
        check(&many, Err("page 0 is no answer of Engagement History"));
        check(r#"{"_metadata":{}}"#, Err("page 0 is no answer of Engagement History"));
        check(r#"{"_metadata":{"count":1},"interactionHistoryRecords":[{"#, Err("page 0 is not JSON at its byte 55"));
    }

    #[test]
    fn keys_tell_records_apart() {
        let keys = |records: &str| {
            let page = format!(r#"{{"_metadata":{{"count":9}},"interactionHistoryRecords":{records}}}"#);
            read_heads(page.as_bytes()).unwrap().records.iter().map(|head| head.key).collect::<Vec<_>>()
        };
        let read = keys(r#"[{"info":{"engagementId":"a"}},{"info":{"engagementId":"a","x":1}},{"x":1},{"x":2}]"#);
        assert_eq!(read[0], read[1]);
        assert!(read[1] != read[2] && read[2] != read[3]);
    }
}
