//! Walks the envelope of Data Access documents down to the records, in whatever order and wrapping its parts come.
//!
//! ```text
//! { dataType, metaData, recordCollection: [ { body: { <record name>: { header, <records>: [ record, … ] } } }, … ] }
//! ```
//!
//! `recordCollection` and the records may be wrapped in `{"array": …}`, the body may be bare (Data Access API, document
//! envelope). Nothing is dropped: what is not on this path and not known goes to the quarantine.

use std::io::Read;
use std::ops::Range;

use model::{Feed, Position, RejectReason};

use crate::canonical;
use crate::decode::{DecodeError, Output};
use crate::feeds::is_record_name;
use crate::fields;
use crate::json::{self, NAMESPACE, Node};
use crate::scan::{Captured, Scanner};

/// Metadata and headers are a few hundred bytes.
const PART_BYTES_MAX: usize = 256 * 1024;

/// Where the records of a feed stand: the record name of the body, and the field with the records.
fn shape(feed: Feed) -> (&'static str, &'static str) {
    match feed {
        Feed::AgentActivity => ("AgentActivityData", "agentSessionsData"),
        Feed::Engagement => ("EngagementData", "engagements"),
    }
}

/// Reads one value of the stream, which should be a document.
pub(crate) fn read_value<R: Read>(scanner: &mut Scanner<R>, output: &mut Output<'_>) -> Result<(), DecodeError> {
    let document = output.decoded.documents;
    let position = Position { document, record: 0, offset_bytes: scanner.offset() };
    let mut walk = Walk {
        scanner,
        output,
        position,
        records: 0,
        is_document: false,
        is_other_account: false,
        is_account_late: false,
    };
    if walk.scanner.peek()? != Some(b'{') {
        return walk.quarantine(b"", b"", RejectReason::NotADocument);
    }
    walk.document()?;
    if walk.is_document {
        output.decoded.documents += 1;
    }
    Ok(())
}

struct Walk<'w, 'o, R> {
    scanner: &'w mut Scanner<R>,
    output: &'w mut Output<'o>,
    position: Position,
    records: u64,
    /// Whether any part of the envelope was seen.
    is_document: bool,
    is_other_account: bool,
    /// Whether a record was already taken for one of this account.
    is_account_late: bool,
}

/// The header of a body and the records that came before it.
#[derive(Default)]
struct Header {
    bytes: Option<Vec<u8>>,
    waiting: Vec<(Vec<u8>, Position)>,
    waiting_bytes: usize,
    is_unusable: bool,
}

impl<R: Read> Walk<'_, '_, R> {
    fn next_position(&mut self) -> Result<Position, DecodeError> {
        self.scanner.peek()?;
        let position = Position { record: self.records, offset_bytes: self.scanner.offset(), ..self.position };
        self.records += 1;
        Ok(position)
    }

    fn document(&mut self) -> Result<(), DecodeError> {
        self.scanner.expect(b'{')?;
        let mut first = true;
        while let Some(name) = self.scanner.next_name(&mut first)? {
            match name.to_ascii_lowercase().as_str() {
                "datatype" => {
                    self.is_document = true;
                    self.scanner.capture(PART_BYTES_MAX)?;
                }
                "metadata" => {
                    self.is_document = true;
                    self.metadata()?;
                }
                "recordcollection" => {
                    self.is_document = true;
                    self.array("recordCollection", &mut |walk| walk.collected())?;
                }
                _ => self.quarantine_field(&name, "")?,
            }
        }
        Ok(())
    }

    /// Checks whose data it is; keeps what it does not know.
    fn metadata(&mut self) -> Result<(), DecodeError> {
        self.scanner.peek()?;
        let position = Position { offset_bytes: self.scanner.offset(), ..self.position };
        let Captured::Whole(range) = self.scanner.capture(PART_BYTES_MAX)? else {
            return Err(self.scanner.not_json());
        };
        let bytes = self.scanner.bytes(&range);
        let parsed = json::parse(bytes)
            .map_err(|error| DecodeError::NotJson { offset_bytes: position.offset_bytes + error.offset_bytes })?;
        let fields = match &parsed.node {
            Node::Object(fields) => fields,
            Node::Null => return Ok(()),
            _ => {
                let (reason, record) = (RejectReason::WrongShape { field: "metaData" }, bytes.to_vec());
                return self.reject_part(reason, record, position);
            }
        };
        let mut unknown = Vec::new();
        for (name, value) in fields {
            match name.to_ascii_lowercase().as_str() {
                "accountid" => {
                    let account = fields::scalar(value).filter(|account| !account.is_empty());
                    self.is_other_account |= account.is_some_and(|account| account != self.output.account.as_str());
                }
                "schemaversion" | "starttime" | "endtime" => {}
                _ => {
                    let path = format!("metaData.{name}");
                    self.output.decoded.drift.note(&path, value.json_type());
                    if *value == Node::Null {
                        continue;
                    }
                    let mut record = String::new();
                    canonical::write_object(std::iter::once((name.as_ref(), value)), &mut record);
                    unknown.push((path, record));
                }
            }
        }
        if self.is_other_account && self.is_account_late {
            return Err(DecodeError::OtherAccount);
        }
        for (path, record) in unknown {
            let reason = RejectReason::UnknownEnvelopeField { path };
            self.reject_part(reason, record.into_bytes(), position)?;
        }
        Ok(())
    }

    /// Sends a part of the metadata to the quarantine.
    fn reject_part(&mut self, reason: RejectReason, record: Vec<u8>, at: Position) -> Result<(), DecodeError> {
        let position = Position { record: self.records, ..at };
        self.records += 1;
        self.output.reject(reason, record, Vec::new(), position)
    }

    /// Calls `item` at the beginning of each item of the array `field`, bare or wrapped.
    fn array(
        &mut self,
        field: &'static str,
        item: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if self.scanner.peek()? != Some(b'{') {
            return self.items(field, item);
        }
        self.scanner.expect(b'{')?;
        let mut first = true;
        while let Some(name) = self.scanner.next_name(&mut first)? {
            // One wrapper, not one inside the other: a file of nothing else would exhaust the stack.
            match name.as_str() {
                "array" => self.items(field, item)?,
                _ => self.quarantine_field(&name, &format!("{field}."))?,
            }
        }
        Ok(())
    }

    /// The same for a bare array; `null` is an empty one.
    fn items(
        &mut self,
        field: &'static str,
        item: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        match self.scanner.peek()? {
            Some(b'[') => {}
            Some(b'n') => return self.null(),
            _ => return self.quarantine(b"", b"", RejectReason::WrongShape { field }),
        }
        self.scanner.expect(b'[')?;
        let mut first = true;
        while self.scanner.next_item(&mut first)? {
            item(self)?;
        }
        Ok(())
    }

    /// Consumes `null`, which is the same as a missing field.
    fn null(&mut self) -> Result<(), DecodeError> {
        match self.scanner.capture(PART_BYTES_MAX)? {
            Captured::Whole(range) if self.scanner.bytes(&range) == b"null" => Ok(()),
            _ => Err(self.scanner.not_json()),
        }
    }

    /// An item of `recordCollection`.
    fn collected(&mut self) -> Result<(), DecodeError> {
        if self.scanner.peek()? != Some(b'{') {
            return self.quarantine(b"", b"", RejectReason::WrongShape { field: "recordCollection[]" });
        }
        self.scanner.expect(b'{')?;
        let mut first = true;
        while let Some(name) = self.scanner.next_name(&mut first)? {
            if name.eq_ignore_ascii_case("body") {
                self.body()?;
            } else {
                self.quarantine_field(&name, "recordCollection[].")?;
            }
        }
        Ok(())
    }

    /// The union of bodies: one field named after the record, or the record itself.
    fn body(&mut self) -> Result<(), DecodeError> {
        match self.scanner.peek()? {
            Some(b'{') => {}
            Some(b'n') => return self.null(),
            _ => return self.quarantine(b"", b"", RejectReason::WrongShape { field: "body" }),
        }
        self.scanner.expect(b'{')?;
        let (body_name, records_name) = shape(self.output.feed);
        let mut header = Header::default();
        let mut first = true;
        while let Some(name) = self.scanner.next_name(&mut first)? {
            let record_name = name.strip_prefix(NAMESPACE).unwrap_or(&name);
            let is_known = name.eq_ignore_ascii_case("header") || name.eq_ignore_ascii_case(records_name);
            if record_name.eq_ignore_ascii_case(body_name) {
                self.body_record()?;
            } else if !is_known && is_record_name(&name) && self.scanner.peek()? == Some(b'{') {
                self.output.decoded.drift.note(&format!("recordCollection[].body.{record_name}"), "object");
                let before = format!("{{{}:", quoted(&name));
                let reason = RejectReason::UnknownEntity { name: record_name.to_owned() };
                self.quarantine(before.as_bytes(), b"}", reason)?;
            } else {
                self.body_field(&name, &mut header)?;
            }
        }
        self.release(&mut header, true)
    }

    /// The record of a body: header and records.
    fn body_record(&mut self) -> Result<(), DecodeError> {
        match self.scanner.peek()? {
            Some(b'{') => {}
            Some(b'n') => return self.null(),
            _ => return self.quarantine(b"", b"", RejectReason::WrongShape { field: "body" }),
        }
        self.scanner.expect(b'{')?;
        let mut header = Header::default();
        let mut first = true;
        while let Some(name) = self.scanner.next_name(&mut first)? {
            self.body_field(&name, &mut header)?;
        }
        self.release(&mut header, true)
    }

    fn body_field(&mut self, name: &str, header: &mut Header) -> Result<(), DecodeError> {
        let (_, records_name) = shape(self.output.feed);
        if name.eq_ignore_ascii_case("header") {
            self.scanner.peek()?;
            let position = Position { offset_bytes: self.scanner.offset(), ..self.position };
            match self.scanner.capture(PART_BYTES_MAX)? {
                Captured::Whole(range) => header.bytes = Some(self.scanner.bytes(&range).to_vec()),
                Captured::TooLarge { beginning, value_bytes } => {
                    header.is_unusable = true;
                    let reason = RejectReason::TooLarge { record_bytes: value_bytes };
                    self.reject_part(reason, beginning, position)?;
                }
            }
            self.release(header, false)
        } else if name.eq_ignore_ascii_case(records_name) {
            self.array(records_name, &mut |walk| walk.record(header))
        } else {
            self.quarantine_field(name, "recordCollection[].body.")
        }
    }

    fn record(&mut self, header: &mut Header) -> Result<(), DecodeError> {
        self.is_account_late |= !self.is_other_account;
        let position = self.next_position()?;
        match self.scanner.capture(self.output.limits.record_bytes_max)? {
            Captured::Whole(range) => match &header.bytes {
                Some(bytes) if !header.is_unusable && !self.is_other_account => {
                    self.output.record(self.scanner.bytes(&range), bytes, position)
                }
                _ => {
                    header.waiting_bytes += range.len();
                    header.waiting.push((self.scanner.bytes(&range).to_vec(), position));
                    if header.waiting_bytes > self.output.limits.record_bytes_max {
                        header.is_unusable = true;
                    }
                    self.release(header, false)
                }
            },
            Captured::TooLarge { beginning, value_bytes } => {
                let reason = RejectReason::TooLarge { record_bytes: value_bytes };
                self.output.reject(reason, beginning, header.bytes.clone().unwrap_or_default(), position)
            }
        }
    }

    /// Lets go of the records that waited for their header, once it is known, unusable, or will not come any more.
    fn release(&mut self, header: &mut Header, is_last: bool) -> Result<(), DecodeError> {
        if header.bytes.is_none() && !header.is_unusable && !is_last && !self.is_other_account {
            return Ok(());
        }
        header.waiting_bytes = 0;
        for (record, position) in std::mem::take(&mut header.waiting) {
            let bytes = header.bytes.as_deref().unwrap_or_default();
            if self.is_other_account {
                self.output.reject(RejectReason::OtherAccount, record, bytes.to_vec(), position)?;
            } else if header.is_unusable {
                let reason = RejectReason::WrongShape { field: "header" };
                self.output.reject(reason, record, Vec::new(), position)?;
            } else {
                self.output.record(&record, bytes, position)?;
            }
        }
        Ok(())
    }

    /// A field outside the records that is not known: kept as `{"name": value}`.
    fn quarantine_field(&mut self, name: &str, prefix: &str) -> Result<(), DecodeError> {
        let path = format!("{prefix}{name}");
        let json_type = match self.scanner.peek()? {
            Some(b'{') => "object",
            Some(b'[') => "array",
            Some(b'"') => "string",
            Some(b't' | b'f') => "boolean",
            Some(b'n') => "null",
            _ => "number",
        };
        self.output.decoded.drift.note(&path, json_type);
        if json_type == "null" {
            return self.null();
        }
        let before = format!("{{{}:", quoted(name));
        self.quarantine(before.as_bytes(), b"}", RejectReason::UnknownEnvelopeField { path })
    }

    /// Sends the next value to the quarantine, `before` and `after` put around it.
    fn quarantine(&mut self, before: &[u8], after: &[u8], reason: RejectReason) -> Result<(), DecodeError> {
        let position = self.next_position()?;
        match self.scanner.capture(self.output.limits.record_bytes_max)? {
            Captured::Whole(Range { start, end }) => {
                let record = [before, self.scanner.bytes(&(start..end)), after].concat();
                self.output.reject(reason, record, Vec::new(), position)
            }
            Captured::TooLarge { beginning, value_bytes } => {
                let reason = RejectReason::TooLarge { record_bytes: value_bytes };
                self.output.reject(reason, [before, &beginning].concat(), Vec::new(), position)
            }
        }
    }
}

fn quoted(name: &str) -> String {
    let mut out = String::new();
    Node::String(name.into()).write_canonical(&mut out);
    out
}
