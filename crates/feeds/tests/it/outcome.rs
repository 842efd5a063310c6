//! What came out of a file, and how to print it.

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write as _};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use model::batch::Hash;
use model::rows::Table;
use model::{AccountId, Batch, Document, Feed, Reject};
use normalizer::{
    DecodeError, DecodeLimits, Decoded, ListShape, Page, PageShape, SampleMethod, SampleMoment, decode_file,
    decode_list, decode_pages, decode_samples, decode_stream,
};
use serde_json::Value;
use tuple::{ColumnType, Millis, fields};

pub(crate) const ACCOUNT: &str = "1";
/// 14 July 2017.
pub(crate) const LISTED_AT_MS: i64 = 1_500_000_000_000;

/// The feed of files that upstream calls so.
pub(crate) fn feed_of_files(data_type: &str) -> Feed {
    feeds::all().find(|feed| feeds::file_shape(*feed).is_some_and(|shape| shape.data_type == data_type)).unwrap()
}

/// The pages of Engagement History.
pub(crate) fn history() -> &'static PageShape {
    feeds::page_shape(feeds::engagement_history::FEED).unwrap()
}

/// The methods of the Operational Real-time API.
pub(crate) fn methods() -> &'static [SampleMethod] {
    feeds::sample_methods(feeds::operational::FEED)
}

/// The methods of every API of samples.
pub(crate) fn all_methods() -> impl Iterator<Item = &'static SampleMethod> {
    feeds::all().flat_map(feeds::sample_methods)
}

pub(crate) fn method(name: &str) -> &'static SampleMethod {
    all_methods().find(|method| method.name == name).unwrap()
}

/// All batches of a file, and its end.
pub(crate) struct Outcome {
    pub(crate) batches: Vec<Batch>,
    pub(crate) decoded: Result<Decoded, DecodeError>,
}

/// One member.
pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Decodes a file for [`ACCOUNT`].
pub(crate) fn outcome(feed: Feed, source: impl Read, limits: DecodeLimits) -> Outcome {
    outcome_for(ACCOUNT, feed, source, limits)
}

pub(crate) fn outcome_for(account: &str, feed: Feed, source: impl Read, limits: DecodeLimits) -> Outcome {
    let (mut batches, limits) = (Vec::new(), DecodeLimits { keeps_records: true, ..limits });
    let account = AccountId(account.to_owned());
    let shape = feeds::file_shape(feed).expect("a feed of files");
    let decoded = decode_stream(shape, &account, source, limits, &mut |batch| {
        let another = batch.another();
        batches.push(batch);
        Some(another)
    });
    Outcome { batches, decoded }.checked()
}

/// Decodes a file of any form for [`ACCOUNT`].
pub(crate) fn file_outcome(feed: Feed, file: &[u8], limits: DecodeLimits) -> Outcome {
    let (mut batches, limits) = (Vec::new(), DecodeLimits { keeps_records: true, ..limits });
    let account = AccountId(ACCOUNT.to_owned());
    let shape = feeds::file_shape(feed).expect("a feed of files");
    let decoded = decode_file(shape, &account, Cursor::new(file), limits, &mut |batch| {
        let another = batch.another();
        batches.push(batch);
        Some(another)
    });
    Outcome { batches, decoded }.checked()
}

/// Decodes pages whose bodies stand back to back.
pub(crate) fn pages_outcome(source: impl Read, pages: &[Page], limits: DecodeLimits) -> Outcome {
    pages_outcome_of(feeds::engagement_history::FEED, source, pages, limits)
}

/// Decodes pages of a feed that is searched.
pub(crate) fn pages_outcome_of(feed: Feed, source: impl Read, pages: &[Page], limits: DecodeLimits) -> Outcome {
    let (mut batches, limits) = (Vec::new(), DecodeLimits { keeps_records: true, ..limits });
    let account = AccountId(ACCOUNT.to_owned());
    let decoded = decode_pages(feeds::page_shape(feed).unwrap(), &account, source, pages, limits, &mut |batch| {
        let another = batch.another();
        batches.push(batch);
        Some(another)
    });
    Outcome { batches, decoded }.checked()
}

/// Decodes the answer of a list, given at [`LISTED_AT_MS`].
pub(crate) fn list_outcome(list: &'static ListShape, answer: &[u8], limits: DecodeLimits) -> Outcome {
    let (mut batches, limits) = (Vec::new(), DecodeLimits { keeps_records: true, ..limits });
    let (account, fetched_at) = (AccountId(ACCOUNT.to_owned()), Millis::new(LISTED_AT_MS).unwrap());
    let decoded = decode_list(list, &account, answer.to_vec(), fetched_at, limits, &mut |batch| {
        let another = batch.another();
        batches.push(batch);
        Some(another)
    });
    Outcome { batches, decoded }.checked()
}

/// Decodes an answer of a method.
pub(crate) fn sample_outcome(
    method: &'static SampleMethod,
    answer: &[u8],
    moment: SampleMoment,
    limits: DecodeLimits,
) -> Outcome {
    sample_pages_outcome(method, &[answer], moment, limits)
}

/// Decodes an answer of several pages.
pub(crate) fn sample_pages_outcome(
    method: &'static SampleMethod,
    pages: &[&[u8]],
    moment: SampleMoment,
    limits: DecodeLimits,
) -> Outcome {
    let (mut batches, limits) = (Vec::new(), DecodeLimits { keeps_records: true, ..limits });
    let account = AccountId(ACCOUNT.to_owned());
    let decoded = decode_samples(method, &account, pages, moment, limits, &mut |batch| {
        let another = batch.another();
        batches.push(batch);
        Some(another)
    });
    Outcome { batches, decoded }.checked()
}

impl Outcome {
    /// Whatever is in a unit: no record is lost between the tables and the quarantine.
    fn checked(self) -> Self {
        if let Ok(decoded) = &self.decoded {
            let records = self.documents().count() + self.rejects().count();
            assert_eq!(decoded.records, records as u64);
        }
        self
    }

    pub(crate) fn documents(&self) -> impl Iterator<Item = (&Batch, &Document)> {
        self.batches.iter().flat_map(|batch| batch.documents.iter().map(move |document| (batch, document)))
    }

    pub(crate) fn rejects(&self) -> impl Iterator<Item = &Reject> {
        self.batches.iter().flat_map(|batch| batch.rejects())
    }

    /// The content hash of the only document.
    pub(crate) fn content_hash(&self) -> Hash {
        let documents: Vec<_> = self.documents().collect();
        let [(_, document)] = documents[..] else { panic!("one document expected: {}", self.print()) };
        document.content_hash
    }

    /// The content hashes, sorted.
    pub(crate) fn content_hashes(&self) -> Vec<Hash> {
        let mut hashes: Vec<_> = self.documents().map(|(_, document)| document.content_hash).collect();
        hashes.sort_unstable();
        hashes
    }

    /// The keys in the order of the file.
    pub(crate) fn keys(&self) -> Vec<Vec<u8>> {
        self.documents().map(|(batch, document)| batch.key(document).to_vec()).collect()
    }

    /// The event keys in the order of the file.
    pub(crate) fn event_keys(&self) -> Vec<Hash> {
        self.documents().map(|(batch, document)| *batch.key(document).last_chunk().unwrap()).collect()
    }

    /// Rows, rejects, drift with the values that are kept, and counts, a line each. Of a file that cannot be loaded only the error: the rest is void.
    pub(crate) fn print(&self) -> String {
        let decoded = match &self.decoded {
            Ok(decoded) => decoded,
            Err(error) => return format!("error: {error}\n"),
        };
        let mut out = self.print_rows();
        for reject in self.rejects() {
            let record = shortened(&reject.record);
            write!(out, "reject {} at {}: {}: {record}", reject.reason.code(), reject.position, reject.reason).unwrap();
            if !reject.header.is_empty() {
                write!(out, " under {}", shortened(&reject.header)).unwrap();
            }
            out.push('\n');
        }
        for path in decoded.drift.paths() {
            writeln!(out, "drift {} {}", path.path, path.json_type).unwrap();
        }
        for (path, value) in decoded.drift.values() {
            writeln!(out, "kept with the unit: {path} {value}").unwrap();
        }
        let Decoded { documents, records, replaced_characters, .. } = decoded;
        write!(out, "documents {documents}, records {records}").unwrap();
        if *replaced_characters > 0 {
            write!(out, ", replaced {replaced_characters}").unwrap();
        }
        out.push('\n');
        out
    }

    /// The same whatever the order of the rows.
    pub(crate) fn print_sorted(&self) -> String {
        let printed = self.print();
        let mut lines: Vec<_> = printed.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    }

    /// A line per row with its columns that are not NULL; the key only on parents.
    pub(crate) fn print_rows(&self) -> String {
        let mut out = String::new();
        for (batch, document) in self.documents() {
            for_each_row(batch, document, |table, row| {
                let is_parent = table.name == batch.family.parent.name;
                write!(out, "{}{}:", if is_parent { "" } else { "  " }, table.name).unwrap();
                for (column, value) in table.columns.iter().zip(fields(row)) {
                    let is_known = matches!(column.name(), "account_id" | "event_key" | "survey_key" | "content_key")
                        || !is_parent && matches!(column.name(), "conversation_id" | "engagement_id" | "visit_id");
                    if let (false, Some(bytes)) = (is_known, value) {
                        write!(out, " {}={}", column.name(), printed(column.column_type, bytes)).unwrap();
                    }
                }
                out.push('\n');
            });
        }
        out
    }

    /// Everything about every document and reject, in the order of the file; `---` between batches.
    pub(crate) fn exact(&self) -> String {
        let mut out = String::new();
        for batch in &self.batches {
            for document in &batch.documents {
                let Document { content_hash, position, .. } = document;
                let (key, raw, header) = (batch.key(document), batch.record(document), batch.header(document));
                let (raw, header) = (String::from_utf8_lossy(raw), String::from_utf8_lossy(header));
                writeln!(out, "{key:02x?} {content_hash:02x?} at {position}: {raw} under {header}").unwrap();
                for_each_row(batch, document, |table, row| writeln!(out, "  {} {row:02x?}", table.name).unwrap());
            }
            for Reject { reason, position, record, header, .. } in batch.rejects() {
                writeln!(out, "{reason} at {position}: {record:02x?} under {header:02x?}").unwrap();
            }
            out.push_str("---\n");
        }
        writeln!(out, "{:?}", self.decoded).unwrap();
        out
    }
}

pub(crate) fn for_each_row(batch: &Batch, document: &Document, mut each: impl FnMut(&'static Table, &[u8])) {
    for table in batch.family.tables() {
        for row in batch.rows(document, batch.family.index(table)) {
            each(table, row);
        }
    }
}

fn shortened(bytes: &[u8]) -> String {
    const BYTES_MAX: usize = 160;
    if bytes.len() <= BYTES_MAX {
        return bytes.escape_ascii().to_string().replace("\\\"", "\"");
    }
    format!("{}… ({} bytes)", bytes[..20].escape_ascii().to_string().replace("\\\"", "\""), bytes.len())
}

fn printed(column_type: ColumnType, bytes: &[u8]) -> String {
    match (column_type, json(column_type, bytes)) {
        // As stored: a number of twenty digits would not survive another parser.
        (ColumnType::Jsonb, _) => String::from_utf8(bytes[1..].to_vec()).unwrap(),
        (ColumnType::Numeric, _) => decimal(bytes),
        (ColumnType::Timestamptz | ColumnType::Date, Value::String(time)) => time,
        // Escapes what an editor would not show.
        (_, Value::String(text)) => format!("{text:?}"),
        (_, value) => value.to_string(),
    }
}

/// A field of an encoded row, as Postgres would print it as JSON.
pub(crate) fn json(column_type: ColumnType, bytes: &[u8]) -> Value {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    match column_type {
        ColumnType::Text => text(bytes).into(),
        ColumnType::Integer => i32::from_be_bytes(bytes.try_into().unwrap()).into(),
        ColumnType::BigInt => i64::from_be_bytes(bytes.try_into().unwrap()).into(),
        ColumnType::Boolean => (bytes == [1]).into(),
        ColumnType::Bytea => bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into(),
        ColumnType::Jsonb => serde_json::from_slice(&bytes[1..]).unwrap(),
        ColumnType::TextArray => {
            // Dimensions, flags, element type; then, unless it is empty, length and lower bound; then the items.
            fields(bytes.get(20..).unwrap_or_default()).map(|item| Value::from(item.map(text))).collect()
        }
        ColumnType::IntegerArray => {
            let number = |item: &[u8]| i32::from_be_bytes(item.try_into().unwrap());
            fields(bytes.get(20..).unwrap_or_default()).map(|item| Value::from(item.map(number))).collect()
        }
        ColumnType::Numeric => serde_json::from_str(&decimal(bytes)).unwrap(),
        ColumnType::Date => {
            let days = i32::from_be_bytes(bytes.try_into().unwrap());
            let date = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + TimeDelta::days(days.into());
            date.to_string().into()
        }
        ColumnType::Timestamptz => {
            const POSTGRES_EPOCH_US: i64 = 946_684_800_000_000;
            let us = i64::from_be_bytes(bytes.try_into().unwrap()) + POSTGRES_EPOCH_US;
            assert_eq!(us % 1000, 0, "upstream knows no microseconds");
            let at = DateTime::<Utc>::from_timestamp_micros(us).unwrap();
            at.format("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string().into()
        }
    }
}

/// A binary `numeric`, as Postgres would print it.
fn decimal(bytes: &[u8]) -> String {
    let numbers: Vec<i16> = bytes.chunks(2).map(|pair| i16::from_be_bytes(pair.try_into().unwrap())).collect();
    let [count, weight, sign, scale, groups @ ..] = &numbers[..] else { panic!("{bytes:?}") };
    assert_eq!(groups.len(), usize::try_from(*count).unwrap());
    let group = |number: i16| usize::try_from(weight - number).ok().and_then(|index| groups.get(index)).unwrap_or(&0);
    let whole: String = (0..=*weight.max(&0)).rev().map(|number| format!("{:04}", group(number))).collect();
    let fraction: String = (1..=scale / 4 + 1).map(|number| format!("{:04}", group(-number))).collect();
    let whole = whole.trim_start_matches('0');
    let (sign, whole) = (if *sign == 0 { "" } else { "-" }, if whole.is_empty() { "0" } else { whole });
    let point = if *scale == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{}", &fraction[..usize::try_from(*scale).unwrap()])
}
