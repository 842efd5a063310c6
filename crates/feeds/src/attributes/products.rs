//! The fields of a product.

use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::table::{ROOT, ReadColumns};

/// Reads a product. Upstream puts its own fields into an object of that name; beside it stands how many.
pub(crate) fn read_product<'n, 'a>(
    fields: Fields<'n, 'a>,
    row: &mut impl ReadColumns<'n>,
    unknown: &mut Extra<'n, 'a>,
) {
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
