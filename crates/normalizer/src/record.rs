//! What a feed makes of a record, and the steps that feeds share: finding the key, expecting a shape, canonical JSON.

use model::rows::Family;
use model::{Batch, Position, RejectReason};
use tuple::{Json, Millis};

use crate::decoded::Decoded;
use crate::json::{Arena, Field, Node, Parsed, parse};
use crate::scan::Record;
use crate::values::id;

/// Writes the rows of one record into the batch, or says why not.
pub type Flatten = fn(Record<'_>, Context<'_>, &mut Batch, &mut Decoded) -> Result<(), RejectReason>;

/// What is made of the records of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The tables they go to.
    pub family: &'static Family,
    /// How.
    pub flatten: Flatten,
}

/// What stands around a record.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// Whose data.
    pub account: &'c str,
    /// The header of its body as it came; empty when there was none.
    pub header: &'c [u8],
    /// Where it stands.
    pub position: Position,
    /// When its page was fetched; `None` in a file.
    pub fetched_at: Option<Millis>,
}

/// The fields of an object, in their order.
pub type Fields<'n, 'a> = &'n [Field<'a>];

/// A long chat has hundreds of lines. A record of tiny items would become rows of many times its size.
const ROWS_PER_RECORD_MAX: usize = 100_000;

/// Refuses a record of too many rows.
///
/// # Errors
/// When there are more than a record may have.
pub fn expect_rows(rows: usize) -> Result<(), RejectReason> {
    if rows > ROWS_PER_RECORD_MAX { Err(RejectReason::TooManyRows { rows: rows as u64 }) } else { Ok(()) }
}

/// Parses a header; a missing one has no fields.
///
/// # Errors
/// When it is no object.
pub fn parse_header<'a>(header: &'a [u8], arena: &'a Arena) -> Result<Parsed<'a>, RejectReason> {
    if header.is_empty() {
        return Ok(Parsed::NO_FIELDS);
    }
    match parse(header, arena) {
        Ok(Parsed { node: Node::Null, .. }) => Ok(Parsed::NO_FIELDS),
        Ok(parsed @ Parsed { node: Node::Object(_), .. }) => Ok(parsed),
        _ => Err(RejectReason::WrongShape { field: "header" }),
    }
}

/// Tells whether a name is spelled like a record's, in this or another namespace; the names of fields are neither dotted
/// nor capitalized, with a few exceptions that are all known.
pub fn is_record_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase()) || name.contains('.')
}

/// Returns the fields of an object.
///
/// # Errors
/// When the value has another shape; `field` is upstream's name of it.
pub fn expect_object<'n, 'a>(node: &'n Node<'a>, field: &'static str) -> Result<Fields<'n, 'a>, RejectReason> {
    match node {
        Node::Object(fields) => Ok(fields),
        _ => Err(RejectReason::WrongShape { field }),
    }
}

/// Returns the items of an array; `null` is an empty one.
///
/// # Errors
/// When the value has another shape; `field` is upstream's name of it.
pub fn expect_array<'n, 'a>(node: &'n Node<'a>, field: &'static str) -> Result<&'n [Node<'a>], RejectReason> {
    match node {
        Node::Array(items) => Ok(items),
        Node::Null => Ok(&[]),
        _ => Err(RejectReason::WrongShape { field }),
    }
}

/// Returns the identifier in the field of this name, which is the document's key.
///
/// # Errors
/// When the field is absent, or no identifier.
pub fn expect_key<'n>(fields: Fields<'n, '_>, field: &'static str) -> Result<&'n str, RejectReason> {
    let found = fields.iter().find(|(name, value)| name.eq_ignore_ascii_case(field) && !value.is_null());
    found.and_then(|(_, value)| id(value)).ok_or(RejectReason::BadKey { field })
}

/// Returns the canonical JSON of a value, `None` for `null`.
pub fn canonical_json(node: &Node<'_>) -> Option<Json<String>> {
    if node.is_null() {
        return None;
    }
    let mut out = String::new();
    node.write_canonical(&mut out);
    Some(Json(out))
}
