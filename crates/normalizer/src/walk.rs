//! Steps that every walk down to the records takes, whatever the documents: positions, arrays, and the quarantine for
//! what is not on the path.

use std::io::Read;
use std::ops::Range;

use model::{Drift, Position, RejectReason};

use crate::canonical::write_object;
use crate::error::DecodeError;
use crate::json::{self, Arena, Node, ParseError, Parsed};
use crate::output::Output;
use crate::scan::{Captured, Scanner, ValueParts};

/// Metadata and headers are a few hundred bytes.
pub(crate) const PART_BYTES_MAX: usize = 256 * 1024;

/// A walk through one document. `S` is what was seen so far of a document of this kind.
pub(crate) struct Walk<'w, 'o, R, S> {
    pub(crate) scanner: &'w mut Scanner<R>,
    pub(crate) parts: &'w mut ValueParts,
    pub(crate) output: &'w mut Output<'o>,
    /// Where the document begins.
    pub(crate) position: Position,
    /// Records and parts that were met.
    pub(crate) records: u64,
    pub(crate) seen: S,
}

impl<'w, 'o, R: Read, S> Walk<'w, 'o, R, S> {
    pub(crate) fn new(
        scanner: &'w mut Scanner<R>,
        parts: &'w mut ValueParts,
        output: &'w mut Output<'o>,
        seen: S,
    ) -> Self {
        let document = output.decoded.documents;
        let position = Position { document, record: 0, offset_bytes: scanner.offset() };
        Self { scanner, parts, output, position, records: 0, seen }
    }

    pub(crate) fn next_position(&mut self) -> Result<Position, DecodeError> {
        self.scanner.peek()?;
        let position = Position { record: self.records, offset_bytes: self.scanner.offset(), ..self.position };
        self.records += 1;
        Ok(position)
    }

    /// Calls `item` at the beginning of each item of the array `field`, bare or wrapped.
    pub(crate) fn array(
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
    pub(crate) fn items(
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
    pub(crate) fn null(&mut self) -> Result<(), DecodeError> {
        match self.scanner.capture(PART_BYTES_MAX)? {
            Captured::Whole(range) if self.scanner.bytes(&range) == b"null" => Ok(()),
            _ => Err(self.scanner.not_json()),
        }
    }

    /// The bytes of a part that must be small, and where it stands.
    pub(crate) fn part(&mut self) -> Result<(Vec<u8>, Position), DecodeError> {
        self.scanner.peek()?;
        let position = Position { offset_bytes: self.scanner.offset(), ..self.position };
        match self.scanner.capture(PART_BYTES_MAX)? {
            Captured::Whole(range) => Ok((self.scanner.bytes(&range).to_vec(), position)),
            Captured::TooLarge { .. } => Err(self.scanner.not_json()),
        }
    }

    /// Sends a part of the metadata to the quarantine.
    pub(crate) fn reject_part(
        &mut self,
        reason: RejectReason,
        record: Vec<u8>,
        at: Position,
    ) -> Result<(), DecodeError> {
        let position = Position { record: self.records, ..at };
        self.records += 1;
        self.output.reject_part(reason, record, position)
    }

    /// Reads a field outside the records that is not known: one path of the drift, and the value once with the unit. What may
    /// be records under a new name, or is too large for that, goes to the quarantine.
    pub(crate) fn unknown_field(&mut self, name: &str, prefix: &str) -> Result<(), DecodeError> {
        let Some(field) = self.taken_field(name, prefix)? else { return Ok(()) };
        let is_kept = field.value.is_some_and(|value| {
            let arena = Arena::new();
            let parsed = json::parse(&field.record[value], &arena);
            parsed.is_ok_and(|parsed| is_kept_with_unit(&mut self.output.decoded.drift, &field.path, &parsed.node))
        });
        if is_kept { Ok(()) } else { self.reject_part(field.reason, field.record, field.position) }
    }

    /// Reads a field that stands in the place of records and is not known: it goes to the quarantine, whatever it holds.
    fn quarantine_field(&mut self, name: &str, prefix: &str) -> Result<(), DecodeError> {
        let Some(field) = self.taken_field(name, prefix)? else { return Ok(()) };
        self.reject_part(field.reason, field.record, field.position)
    }

    /// Takes an unknown field out of the stream and notes its path; `None` for `null`.
    fn taken_field(&mut self, name: &str, prefix: &str) -> Result<Option<UnknownField>, DecodeError> {
        let path = format!("{prefix}{name}");
        let json_type = self.next_type()?;
        self.output.decoded.drift.note(&path, json_type);
        if json_type == "null" {
            return self.null().map(|()| None);
        }
        let position = Position { offset_bytes: self.scanner.offset(), ..self.position };
        let before = format!("{{{}:", quoted(name));
        let reason = RejectReason::UnknownEnvelopeField { path: path.clone() };
        let (record, reason) = self.taken(before.as_bytes(), b"}", reason)?;
        let is_whole = matches!(reason, RejectReason::UnknownEnvelopeField { .. });
        let value = is_whole.then(|| before.len()..record.len() - 1);
        Ok(Some(UnknownField { path, record, value, reason, position }))
    }

    /// The same for a field of metadata, in which no records are.
    pub(crate) fn unknown_metadata(
        &mut self,
        name: &str,
        prefix: &str,
        value: &Node<'_>,
        position: Position,
    ) -> Result<(), DecodeError> {
        let path = format!("{prefix}{name}");
        self.output.decoded.drift.note(&path, value.json_type());
        if value.is_null() || keep_with_unit(&mut self.output.decoded.drift, &path, value) {
            return Ok(());
        }
        let mut record = String::new();
        write_object(std::iter::once((name, value)), &mut record);
        self.reject_part(RejectReason::UnknownEnvelopeField { path }, record.into_bytes(), position)
    }

    /// The JSON type of the value that comes next, by its first byte.
    pub(crate) fn next_type(&mut self) -> Result<&'static str, DecodeError> {
        Ok(match self.scanner.peek()? {
            Some(b'{') => "object",
            Some(b'[') => "array",
            Some(b'"') => "string",
            Some(b't' | b'f') => "boolean",
            Some(b'n') => "null",
            _ => "number",
        })
    }

    /// Sends the next value to the quarantine, `before` and `after` put around it.
    pub(crate) fn quarantine(&mut self, before: &[u8], after: &[u8], reason: RejectReason) -> Result<(), DecodeError> {
        let position = self.next_position()?;
        let (record, reason) = self.taken(before, after, reason)?;
        self.output.reject_part(reason, record, position)
    }

    /// The next value, `before` and `after` put around it, and why it is not stored.
    pub(crate) fn taken(
        &mut self,
        before: &[u8],
        after: &[u8],
        reason: RejectReason,
    ) -> Result<(Vec<u8>, RejectReason), DecodeError> {
        Ok(match self.scanner.capture(self.output.limits.record_bytes_max)? {
            Captured::Whole(range) => ([before, self.scanner.bytes(&range), after].concat(), reason),
            Captured::TooLarge { beginning, value_bytes } => {
                ([before, &beginning].concat(), RejectReason::TooLarge { record_bytes: value_bytes })
            }
        })
    }
}

/// An unknown field that was taken out of the stream.
struct UnknownField {
    path: String,
    /// `{"name": value}`, or the beginning of it.
    record: Vec<u8>,
    /// Where the value stands in it, when it is whole.
    value: Option<Range<usize>>,
    /// Why it is not stored.
    reason: RejectReason,
    position: Position,
}

/// Keeps the value of an unknown field with the unit, and tells whether it is kept: one that may be records is not.
pub(crate) fn is_kept_with_unit(drift: &mut Drift, path: &str, value: &Node<'_>) -> bool {
    !may_be_records(value) && keep_with_unit(drift, path, value)
}

fn keep_with_unit(drift: &mut Drift, path: &str, value: &Node<'_>) -> bool {
    let mut json = String::new();
    value.write_canonical(&mut json);
    drift.keep_value(path, &json)
}

/// Tells whether a value holds objects, in a list or by name: records are such.
fn may_be_records(value: &Node<'_>) -> bool {
    let is_object = |value: &Node<'_>| matches!(value, Node::Object(_));
    match value {
        Node::Array(items) => items.iter().any(is_object),
        Node::Object(fields) => fields.iter().any(|(_, value)| is_object(value)),
        _ => false,
    }
}

/// The value of a part that stands there.
pub(crate) fn parsed_part<'a>(bytes: &'a [u8], arena: &'a Arena, at: Position) -> Result<Parsed<'a>, DecodeError> {
    json::parse(bytes, arena).map_err(|error| match error {
        // A part is too small to have too many values.
        ParseError::Invalid { offset_bytes } | ParseError::TooManyValues { offset_bytes } => {
            DecodeError::NotJson { offset_bytes: at.offset_bytes + offset_bytes, form: None }
        }
    })
}

/// A name as JSON spells it.
pub(crate) fn quoted(name: &str) -> String {
    let mut out = String::new();
    Node::String(name).write_canonical(&mut out);
    out
}
