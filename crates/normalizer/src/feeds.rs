//! One module per feed: which field of a record goes to which column.

pub mod agent_activity;
pub mod engagement;

use model::rows::{AGENT_EVENT, CONVERSATION, Family};
use model::{Feed, Position, RejectReason};

use crate::json::{InvalidJson, Node, Parsed, parse};

/// The schema revision of the rows made here. Raise it when a record would yield other rows than before: loading a file
/// again then replaces what an older revision wrote.
pub const CONTENT_REV: i32 = 1;

/// The tables a feed goes to.
pub fn family(feed: Feed) -> &'static Family {
    match feed {
        Feed::AgentActivity => &AGENT_EVENT,
        Feed::Engagement => &CONVERSATION,
    }
}

/// What stands around a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'c> {
    pub(crate) account: &'c str,
    /// The header of its body as it came; empty when there was none.
    pub(crate) header: &'c [u8],
    pub(crate) position: Position,
}

type Fields<'n, 'a> = &'n [(std::borrow::Cow<'a, str>, Node<'a>)];

fn parsed_record(record: &[u8]) -> Result<Parsed<'_>, RejectReason> {
    parse(record).map_err(|InvalidJson { offset_bytes }| RejectReason::InvalidJson { offset_bytes })
}

/// The fields of a header; a missing header has none.
fn parsed_header(header: &[u8]) -> Result<Node<'_>, RejectReason> {
    if header.is_empty() {
        return Ok(Node::Object(Vec::new()));
    }
    match parse(header) {
        Ok(Parsed { node: Node::Null, .. }) => Ok(Node::Object(Vec::new())),
        Ok(Parsed { node: node @ Node::Object(_), .. }) => Ok(node),
        _ => Err(RejectReason::WrongShape { field: "header" }),
    }
}

fn object<'n, 'a>(node: &'n Node<'a>, field: &'static str) -> Result<Fields<'n, 'a>, RejectReason> {
    match node {
        Node::Object(fields) => Ok(fields),
        _ => Err(RejectReason::WrongShape { field }),
    }
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
    if *node == Node::Null {
        return None;
    }
    let mut out = String::new();
    node.write_canonical(&mut out);
    Some(out)
}
