//! An event of a search: an object with one attribute, named by its key. It is kept whole in `payload`, so that unknown attributes
//! and fields need no `extra`; their paths are drift all the same. Every event is at least one row:
//!
//! - one attribute that is known: a row of its type;
//! - several that are known: a row each, with the same payload;
//! - none that is known: a row whose type is the first field with an object, without typed columns;
//! - no object at all: a row without type.

use model::Drift;
use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::values::known_time;

use super::{AttributePaths, AttributeRow, EVENT, Kind};
use crate::search::Items;

/// Where the events of a container stand, for drift.
#[derive(Debug)]
pub(crate) struct EventPaths {
    /// An event.
    pub(crate) event: &'static str,
    /// What is in it.
    pub(crate) attributes: AttributePaths,
}

/// A row of an event.
pub(crate) struct Attribute<'n, 'a, R> {
    pub(crate) row: R,
    /// The products of an attribute that is known.
    pub(crate) products: Option<(Kind, &'n [Node<'a>])>,
}

/// Returns the rows of an event, in the order of its fields. `row` has the key and the payload.
pub(crate) fn read_event<'n, 'a, R: AttributeRow<'n> + Clone>(
    item: &'n Node<'a>,
    paths: &EventPaths,
    mut row: R,
    drift: &mut Drift,
) -> Vec<Attribute<'n, 'a, R>> {
    let fields = match item {
        Node::Object(fields) => &fields[..],
        Node::Null => &[],
        other => {
            drift.note(paths.event, other.json_type());
            &[]
        }
    };
    let unknown_attribute = read_beside_attribute(fields, paths, &mut row, drift);
    let mut read = Vec::new();
    for (index, (name, value)) in fields.iter().enumerate() {
        let Some(kind) = Kind::of(folded(name, &mut [0; 64])).filter(|_| !value.is_null()) else { continue };
        // The last of two with one name counts, as in the payload.
        let mut behind = fields[index + 1..].iter();
        if behind.any(|(other, value)| name.eq_ignore_ascii_case(other) && !value.is_null()) {
            continue;
        }
        let mut row = row.clone();
        *row.type_name() = Some(name);
        read.push(read_attribute(kind, value, &paths.attributes, row, drift));
    }
    if read.is_empty() {
        if let Some((name, fields)) = unknown_attribute {
            *row.type_name() = Some(name);
            read_stamps(fields, &mut row);
        }
        read.push(Attribute { row, products: None });
    }
    read
}

/// Reads what stands beside the attribute. Returns the name and the fields of an attribute that is not known.
fn read_beside_attribute<'n, 'a>(
    fields: Fields<'n, 'a>,
    paths: &EventPaths,
    row: &mut impl AttributeRow<'n>,
    drift: &mut Drift,
) -> Option<(&'n str, Fields<'n, 'a>)> {
    let mut unknown = Extra::new(paths.event);
    let mut unknown_attribute = None;
    row.read_fields_with(EVENT, fields, &mut unknown, |_, folded, (name, value), _| {
        if Kind::of(folded).is_some() {
            return true;
        }
        if let Node::Object(inner) = value {
            unknown_attribute = unknown_attribute.or(Some((&**name, &inner[..])));
        }
        false
    });
    unknown.note(drift);
    unknown_attribute
}

/// `row` holds what stands beside the attribute. Its time stamps count where the attribute has none of its own.
fn read_attribute<'n, 'a, R: AttributeRow<'n>>(
    kind: Kind,
    value: &'n Node<'a>,
    paths: &AttributePaths,
    mut row: R,
    drift: &mut Drift,
) -> Attribute<'n, 'a, R> {
    let Node::Object(fields) = *value else {
        drift.note(paths.attribute(kind), value.json_type());
        return Attribute { row, products: None };
    };
    let beside = row.stamps().map(|stamps| stamps.map(Option::take));
    let mut unknown = Extra::new(paths.attribute(kind));
    let mut products: Items<'_, '_> = None;
    kind.read(paths, fields, &mut row, &mut products, &mut unknown);
    unknown.note(drift);
    for (stamp, beside) in row.stamps().into_iter().flatten().zip(beside.into_iter().flatten()) {
        *stamp = stamp.or(beside);
    }
    Attribute { row, products: products.map(|products| (kind, products)) }
}

/// Reads the time stamps that every attribute carries; what else an unknown one holds stays in the payload.
fn read_stamps<'n>(fields: Fields<'n, '_>, row: &mut impl AttributeRow<'n>) {
    for (name, value) in fields {
        if let Some(stamp) = row.stamp_of(folded(name, &mut [0; 64])) {
            *stamp = known_time(value).or(*stamp);
        }
    }
}
