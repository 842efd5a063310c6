//! A record's place in its file, and the record that could not be stored.

use std::fmt;

/// Where a record stands in the inflated file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 0-based number of the JSON document (envelope).
    pub document: u64,
    /// 0-based number of the record within its document.
    pub record: u64,
    /// Offset of the record's first byte in the inflated stream.
    pub offset_bytes: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "document {}, record {}, byte {}", self.document, self.record, self.offset_bytes)
    }
}

/// Why a record is in the quarantine. Neither the code nor the detail ever carries a value of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RejectReason {
    /// The bytes of the record are no JSON; offset within the record.
    InvalidJson {
        /// Offset of the first wrong byte within the record.
        offset_bytes: u64,
    },
    /// A field of the key is absent, null or of the wrong shape.
    BadKey {
        /// Upstream's name of the field.
        field: &'static str,
    },
    /// The record, or a part of it that must be an object or array, has another shape.
    WrongShape {
        /// Upstream's name of the part.
        field: &'static str,
    },
    /// An entity whose record name we do not know; the name, which is schema and not data.
    UnknownEntity {
        /// Upstream's record name, or `?` when it has none.
        name: String,
    },
    /// A field outside the records (envelope, metadata, body) that our model does not know.
    UnknownEnvelopeField {
        /// Its path from the document's root.
        path: String,
    },
    /// A JSON value beside the documents that is not a Data Access document.
    NotADocument,
    /// A part of a salvaged file that is no JSON, from the last sound value to where the next document may begin.
    NotReadable {
        /// Offset in the inflated file of the first wrong byte.
        offset_bytes: u64,
    },
    /// The document belongs to another account than the one asked.
    OtherAccount,
    /// Larger than `record_bytes_max`: only its beginning is kept. Raise the limit and load the file again.
    TooLarge {
        /// The whole size.
        record_bytes: u64,
    },
    /// More lines, transfers, answers or events than a conversation can have.
    TooManyRows {
        /// How many there are, or were found before reading on made no sense.
        rows: u64,
    },
    /// More values of JSON than are held at once, whatever they are: a record of tiny ones would take many times its size.
    TooManyValues {
        /// The limit.
        values_max: u64,
    },
    /// The database refused the row: its SQLSTATE and, if it names one, the constraint, table or column.
    RefusedByDatabase {
        /// Five characters.
        sqlstate: String,
        /// Names only, never the server's message, which may quote data.
        object: String,
    },
}

impl RejectReason {
    /// The stable code in `ingest.reject.reason`.
    pub fn code(&self) -> &'static str {
        match self {
            RejectReason::InvalidJson { .. } => "invalid_json",
            RejectReason::BadKey { .. } => "bad_key",
            RejectReason::WrongShape { .. } => "wrong_shape",
            RejectReason::UnknownEntity { .. } => "unknown_entity",
            RejectReason::UnknownEnvelopeField { .. } => "unknown_envelope_field",
            RejectReason::NotADocument => "not_a_document",
            RejectReason::NotReadable { .. } => "not_readable",
            RejectReason::OtherAccount => "other_account",
            RejectReason::TooLarge { .. } => "too_large",
            RejectReason::TooManyRows { .. } => "too_many_rows",
            RejectReason::TooManyValues { .. } => "too_many_values",
            RejectReason::RefusedByDatabase { .. } => "refused_by_database",
        }
    }
}

impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RejectReason::InvalidJson { offset_bytes } => {
                write!(f, "not valid JSON at byte {offset_bytes} of the record")
            }
            RejectReason::BadKey { field } => write!(f, "key field `{field}` is missing or has the wrong shape"),
            RejectReason::WrongShape { field } => write!(f, "`{field}` has the wrong shape"),
            RejectReason::UnknownEntity { name } => write!(f, "entity `{name}` is unknown"),
            RejectReason::UnknownEnvelopeField { path } => write!(f, "field `{path}` outside the records is unknown"),
            RejectReason::NotADocument => f.write_str("a JSON value that is not a Data Access document"),
            RejectReason::NotReadable { offset_bytes } => {
                write!(f, "not JSON at byte {offset_bytes} of the inflated file; what stands around it was salvaged")
            }
            RejectReason::OtherAccount => f.write_str("the document names another account"),
            RejectReason::TooLarge { record_bytes } => {
                write!(f, "{record_bytes} bytes, more than `record_bytes_max`; only its beginning is kept")
            }
            RejectReason::TooManyRows { rows } => {
                write!(f, "{rows} rows, more than a conversation can have")
            }
            RejectReason::TooManyValues { values_max } => {
                write!(f, "more than {values_max} values of JSON, more than a record can have")
            }
            RejectReason::RefusedByDatabase { sqlstate, object } => {
                write!(
                    f,
                    "the database refused it (SQLSTATE {sqlstate}{}{object})",
                    if object.is_empty() { "" } else { ", " }
                )
            }
        }
    }
}

/// A record that could not be stored, kept whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Reject {
    /// Why.
    pub reason: RejectReason,
    /// Where it stood.
    pub position: Position,
    /// The table that its row was for; empty for what is no record.
    pub record_kind: &'static str,
    /// The record as it came (its beginning, for [`RejectReason::TooLarge`]).
    pub record: Vec<u8>,
    /// The header that stood over it (visit or agent session), as it came; empty when there was none.
    pub header: Vec<u8>,
}

impl fmt::Debug for Reject {
    /// Without the bytes: a reject carries message texts, which may not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reject({} at {}, {} bytes)", self.reason, self.position, self.record.len())
    }
}
