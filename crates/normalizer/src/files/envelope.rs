//! Walks the envelope of Data Access documents down to the records, in whatever order and wrapping its parts come.
//!
//! ```text
//! { dataType, metaData, recordCollection: [ { body: { <record name>: { header, <records>: [ record, … ] } } }, … ] }
//! ```
//!
//! `recordCollection` and the records may be wrapped in `{"array": …}`, the body may be bare (Data Access API, document
//! envelope). Nothing is dropped: what is not on this path and not known is kept once with the unit, or goes to the
//! quarantine where records may be in it.

use std::io::Read;

use model::{Position, RejectReason};

use super::{BodyShape, FileShape, Grain};
use crate::error::DecodeError;
use crate::json::{Arena, NAMESPACE, Node};
use crate::output::Output;
use crate::record::is_record_name;
use crate::scan::{Captured, Scanner, Value, ValueParts};
use crate::values;
use crate::walk::{PART_BYTES_MAX, parsed_part, quoted};

/// What a value of the stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// A document.
    Document,
    /// An object without a part of the envelope, with a field that reports of errors have.
    ErrorReport,
    /// Anything else.
    Other,
}

/// Names of fields, in lower case, by which a report of an error is known (Data Access API, error bodies; RFC 9457).
const ERROR_FIELDS: [&str; 10] = [
    "error",
    "errors",
    "errorcode",
    "errormessage",
    "fault",
    "message",
    "code",
    "internalcode",
    "internalerrorcode",
    "title",
];

/// Reads one value of the stream, which should be a document.
pub(crate) fn read_value<R: Read>(
    shape: &'static FileShape,
    scanner: &mut Scanner<R>,
    parts: &mut ValueParts,
    output: &mut Output<'_>,
) -> Result<Seen, DecodeError> {
    let known =
        Known { shape, is_document: false, is_error_report: false, is_other_account: false, is_account_late: false };
    let mut walk = Walk::new(scanner, parts, output, known);
    if walk.scanner.peek()? != Some(b'{') {
        walk.quarantine(b"", b"", RejectReason::NotADocument)?;
        return Ok(Seen::Other);
    }
    walk.document()?;
    if walk.seen.is_document {
        output.decoded.documents += 1;
        return Ok(Seen::Document);
    }
    Ok(if walk.seen.is_error_report { Seen::ErrorReport } else { Seen::Other })
}

type Walk<'w, 'o, R> = crate::walk::Walk<'w, 'o, R, Known>;

/// So many records may come before their header. Upstream prints it first, and a visit has few.
const WAITING_RECORDS_MAX: usize = 100_000;

/// What is known of the document.
struct Known {
    shape: &'static FileShape,
    /// Whether any part of the envelope was seen.
    is_document: bool,
    /// Whether a field was seen that reports of errors have.
    is_error_report: bool,
    is_other_account: bool,
    /// Whether a record was already taken for one of this account.
    is_account_late: bool,
}

/// The header of a body and the records that came before it.
struct Header {
    body: &'static BodyShape,
    bytes: Option<Vec<u8>>,
    waiting: Vec<(Vec<u8>, Position)>,
    waiting_bytes: usize,
    is_unusable: bool,
}

impl Header {
    fn of(body: &'static BodyShape) -> Self {
        Self { body, bytes: None, waiting: Vec::new(), waiting_bytes: 0, is_unusable: false }
    }
}

impl<R: Read> Walk<'_, '_, R> {
    fn document(&mut self) -> Result<(), DecodeError> {
        self.scanner.expect(b'{')?;
        let mut first = true;
        while let Some(name) = self.scanner.next_name(&mut first)? {
            match name.to_ascii_lowercase().as_str() {
                "datatype" => {
                    self.seen.is_document = true;
                    self.scanner.capture(PART_BYTES_MAX)?;
                }
                "metadata" => {
                    self.seen.is_document = true;
                    self.metadata()?;
                }
                "recordcollection" => {
                    self.seen.is_document = true;
                    self.array("recordCollection", &mut |walk| walk.collected())?;
                }
                lower => {
                    self.seen.is_error_report |= ERROR_FIELDS.contains(&lower);
                    self.unknown_field(&name, "")?;
                }
            }
        }
        Ok(())
    }

    /// Checks whose data it is; keeps what it does not know.
    fn metadata(&mut self) -> Result<(), DecodeError> {
        let (bytes, position) = self.part()?;
        let arena = Arena::new();
        let parsed = parsed_part(&bytes, &arena, position)?;
        self.output.decoded.replaced_characters += parsed.replaced_characters;
        let fields = match parsed.node {
            Node::Object(fields) => fields,
            Node::Null => return Ok(()),
            _ => {
                let reason = RejectReason::WrongShape { field: "metaData" };
                return self.reject_part(reason, bytes, position);
            }
        };
        let mut unknown = Vec::new();
        for (name, value) in fields {
            match name.to_ascii_lowercase().as_str() {
                "accountid" => {
                    let account = values::scalar(value).filter(|account| !account.is_empty());
                    self.seen.is_other_account |=
                        account.is_some_and(|account| account != self.output.account.as_str());
                }
                "schemaversion" | "starttime" | "endtime" => {}
                _ => unknown.push((name, value)),
            }
        }
        if self.seen.is_other_account && self.seen.is_account_late {
            return Err(DecodeError::OtherAccount);
        }
        for (name, value) in unknown {
            self.unknown_metadata(name, "metaData.", value, position)?;
        }
        Ok(())
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
                self.unknown_field(&name, "recordCollection[].")?;
            }
        }
        Ok(())
    }

    /// The union of bodies: one field named after the record, or the record itself, which the name of its records tells.
    fn body(&mut self) -> Result<(), DecodeError> {
        match self.scanner.peek()? {
            Some(b'{') => {}
            Some(b'n') => return self.null(),
            _ => return self.quarantine(b"", b"", RejectReason::WrongShape { field: "body" }),
        }
        self.scanner.expect(b'{')?;
        let shape = self.seen.shape;
        let mut header = Header::of(&shape.bodies[0]);
        let mut first = true;
        while let Some(name) = self.scanner.next_name(&mut first)? {
            let record_name = name.strip_prefix(NAMESPACE).unwrap_or(&name);
            if let Some(body) = shape.find_body(|body| record_name.eq_ignore_ascii_case(body.name)) {
                self.body_record(body)?;
                continue;
            }
            let bare = shape.find_body(|body| name.eq_ignore_ascii_case(body.records));
            if let Some(body) = bare {
                header.body = body;
            }
            let is_known = name.eq_ignore_ascii_case("header") || bare.is_some();
            if !is_known && is_record_name(&name) && self.scanner.peek()? == Some(b'{') {
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
    fn body_record(&mut self, body: &'static BodyShape) -> Result<(), DecodeError> {
        match self.scanner.peek()? {
            Some(b'{') => {}
            Some(b'n') => return self.null(),
            _ => return self.quarantine(b"", b"", RejectReason::WrongShape { field: "body" }),
        }
        self.scanner.expect(b'{')?;
        let mut header = Header::of(body);
        let mut first = true;
        while let Some(name) = self.scanner.next_name(&mut first)? {
            self.body_field(&name, &mut header)?;
        }
        self.release(&mut header, true)
    }

    fn body_field(&mut self, name: &str, header: &mut Header) -> Result<(), DecodeError> {
        let records_name = header.body.records;
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
            match header.body.grain {
                Grain::Record => self.array(records_name, &mut |walk| walk.record(header)),
                Grain::Body if self.scanner.peek()? == Some(b'n') => self.null(),
                Grain::Body => self.record(header),
            }
        } else {
            self.unknown_field(name, "recordCollection[].body.")
        }
    }

    fn record(&mut self, header: &mut Header) -> Result<(), DecodeError> {
        self.seen.is_account_late |= !self.seen.is_other_account;
        let position = self.next_position()?;
        let record_bytes_max = self.output.limits.record_bytes_max;
        let value = self.scanner.value(self.parts, record_bytes_max)?;
        let is_next = header.bytes.is_some() && !header.is_unusable && !self.seen.is_other_account;
        match value.bytes() {
            Some(bytes) if !is_next => {
                header.waiting_bytes += bytes.len();
                header.waiting.push((bytes.to_vec(), position));
                header.is_unusable |=
                    header.waiting_bytes > record_bytes_max || header.waiting.len() > WAITING_RECORDS_MAX;
                self.release(header, false)
            }
            _ => {
                let (bytes, target) = (header.bytes.as_deref().unwrap_or_default(), header.body.target_of(&value));
                self.output.value(target, value, bytes, position)
            }
        }
    }

    /// Lets go of the records that waited for their header, once it is known, unusable, or will not come any more.
    fn release(&mut self, header: &mut Header, is_last: bool) -> Result<(), DecodeError> {
        if header.bytes.is_none() && !header.is_unusable && !is_last && !self.seen.is_other_account {
            return Ok(());
        }
        header.waiting_bytes = 0;
        let body = header.body;
        for (record, position) in std::mem::take(&mut header.waiting) {
            let bytes = header.bytes.as_deref().unwrap_or_default();
            if self.seen.is_other_account {
                self.output.reject_record(
                    &body.target,
                    RejectReason::OtherAccount,
                    record,
                    bytes.to_vec(),
                    position,
                )?;
            } else if header.is_unusable {
                let reason = RejectReason::WrongShape { field: "header" };
                self.output.reject_record(&body.target, reason, record, Vec::new(), position)?;
            } else {
                let arena = Arena::new();
                let value = Value::of(&record, &arena);
                self.output.value(body.target_of(&value), value, bytes, position)?;
            }
        }
        Ok(())
    }
}
