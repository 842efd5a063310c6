//! Products of an attribute.

use model::Drift;
use model::batch::DocumentWriter;
use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::table::{ROOT, ReadColumns};

/// Writes a row for each product of a list that stands at `path`; `new` makes it with its key and its place in the list. An item
/// that is not an object stays in the payload, and the places of the others count it.
pub(crate) fn write_products<'n, R: ReadColumns<'n>>(
    path: &'static str,
    items: &'n [Node<'_>],
    writer: &mut DocumentWriter<'_>,
    drift: &mut Drift,
    new: impl Fn(i32) -> R,
) {
    for (product_position, item) in (0..).zip(items) {
        match item {
            Node::Object(fields) => {
                let (mut row, mut unknown) = (new(product_position), Extra::new(path));
                read_product(fields, &mut row, &mut unknown);
                unknown.note(drift);
                writer.push(&row);
            }
            Node::Null => {}
            other => drift.note(path, other.json_type()),
        }
    }
}

/// Reads a product. Upstream puts its own fields into an object of that name; beside it stands how many.
fn read_product<'n, 'a>(fields: Fields<'n, 'a>, row: &mut impl ReadColumns<'n>, unknown: &mut Extra<'n, 'a>) {
    for (name, value) in fields {
        let mut buffer = [0; 64];
        match (folded(name, &mut buffer), value) {
            (_, Node::Null) => {}
            (b"product", Node::Object(fields)) => read_product(fields, row, unknown),
            (folded, _) if row.read_column(ROOT, folded, name, value, unknown) => {}
            _ => unknown.keep(name, value),
        }
    }
}
