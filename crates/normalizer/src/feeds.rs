//! One module per feed: which field of a record goes to which column.

pub mod agent_activity;
pub mod engagement;
pub mod engagement_history;

use model::rows::{AGENT_EVENT, CONVERSATION, ENGAGEMENT, Family};
use model::tuple::Millis;
use model::{Batch, Position, RejectReason};

use crate::decode::Decoded;
use crate::fields::id;
use crate::json::{Arena, Field, Node, Parsed, parse};
use crate::scan::Record;

/// The schema revision of the rows made here. Raise it when a record would yield other rows than before: loading a file
/// again then replaces what an older revision wrote.
pub const CONTENT_REV: i32 = 1;

/// Makes rows of one record, or says why not.
type Flatten = fn(Record<'_>, Context<'_>, &mut Batch, &mut Decoded) -> Result<(), RejectReason>;

/// What is made of the records of a feed.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    /// The tables they go to.
    pub(crate) family: &'static Family,
    pub(crate) flatten: Flatten,
}

pub(crate) const AGENT_EVENTS: Target = Target { family: &AGENT_EVENT, flatten: agent_activity::flatten };
pub(crate) const CONVERSATIONS: Target = Target { family: &CONVERSATION, flatten: engagement::flatten };
pub(crate) const ENGAGEMENTS: Target = Target { family: &ENGAGEMENT, flatten: engagement_history::flatten };

/// A long chat has hundreds of lines. A record of tiny items would become rows of many times its size.
const ROWS_PER_RECORD_MAX: usize = 100_000;

/// Refuses a record of too many rows.
fn bounded(rows: usize) -> Result<(), RejectReason> {
    if rows > ROWS_PER_RECORD_MAX { Err(RejectReason::TooManyRows { rows: rows as u64 }) } else { Ok(()) }
}

/// What stands around a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'c> {
    pub(crate) account: &'c str,
    /// The header of its body as it came; empty when there was none.
    pub(crate) header: &'c [u8],
    pub(crate) position: Position,
    /// When its page was fetched; `None` in a file.
    pub(crate) fetched_at: Option<Millis>,
}

/// The fields of an object, in their order.
pub(crate) type Fields<'n, 'a> = &'n [Field<'a>];

/// The fields of a header; a missing header has none.
fn parsed_header<'a>(header: &'a [u8], arena: &'a Arena) -> Result<Parsed<'a>, RejectReason> {
    let none = Parsed { tag: None, node: Node::Object(&[]), replaced_characters: 0 };
    if header.is_empty() {
        return Ok(none);
    }
    match parse(header, arena) {
        Ok(Parsed { node: Node::Null, .. }) => Ok(none),
        Ok(parsed @ Parsed { node: Node::Object(_), .. }) => Ok(parsed),
        _ => Err(RejectReason::WrongShape { field: "header" }),
    }
}

/// Whether a name is spelled like a record's, in this or another namespace; the names of fields are neither dotted nor
/// capitalized, but for a few of which each is known.
pub(crate) fn is_record_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase()) || name.contains('.')
}

fn object<'n, 'a>(node: &'n Node<'a>, field: &'static str) -> Result<Fields<'n, 'a>, RejectReason> {
    match node {
        Node::Object(fields) => Ok(fields),
        _ => Err(RejectReason::WrongShape { field }),
    }
}

/// The identifier in the field of this name, which is the document's key.
fn key<'n>(fields: Fields<'n, '_>, field: &'static str) -> Result<&'n str, RejectReason> {
    let found = fields.iter().find(|(name, value)| name.eq_ignore_ascii_case(field) && !value.is_null());
    found.and_then(|(_, value)| id(value)).ok_or(RejectReason::BadKey { field })
}

/// The items of an array; `null` is an empty one.
fn array<'n, 'a>(node: &'n Node<'a>, field: &'static str) -> Result<&'n [Node<'a>], RejectReason> {
    match node {
        Node::Array(items) => Ok(items),
        Node::Null => Ok(&[]),
        _ => Err(RejectReason::WrongShape { field }),
    }
}

/// Canonical JSON of a value, `None` for `null`.
fn canonical(node: &Node<'_>) -> Option<String> {
    if node.is_null() {
        return None;
    }
    let mut out = String::new();
    node.write_canonical(&mut out);
    Some(out)
}
