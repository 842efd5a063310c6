//! What a value says, whatever its spelling: to tell whether two are the same.

use normalizer::json::{Arena, Field, Node};
use normalizer::record::canonical_json;

/// Spells what a value says. Version 1 of the API prints every scalar of an attribute as text, version 2 in its own type: both
/// say the same, so numbers and truth values are spelled as text, and fields that are null are left out.
pub(super) fn content_of(value: &Node<'_>) -> String {
    let arena = Arena::new();
    canonical_json(&as_text(value, &arena)).map_or_else(String::new, |json| json.0)
}

fn as_text<'a>(node: &Node<'a>, arena: &'a Arena) -> Node<'a> {
    match node {
        Node::Number(text) => Node::String(text),
        Node::Bool(true) => Node::String("true"),
        Node::Bool(false) => Node::String("false"),
        Node::Array(items) => Node::Array(arena.alloc_slice_fill_iter(items.iter().map(|item| as_text(item, arena)))),
        Node::Object(fields) => {
            let known = fields.iter().filter(|(_, value)| !value.is_null());
            let fields: Vec<Field<'a>> = known.map(|(name, value)| (*name, as_text(value, arena))).collect();
            Node::Object(arena.alloc_slice_copy(&fields))
        }
        other => *other,
    }
}
