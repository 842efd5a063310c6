//! Products of an engagement attribute.

use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::table::{ROOT, ReadColumns};

use super::record::Chat;
use super::tables::EngagementAttributeProduct;
use super::typed::Kind;

impl Chat<'_, '_> {
    /// An item that is no object is in the payload only; it keeps its number.
    pub(super) fn write_products(&mut self, kind: Kind, position: i32, items: &[Node<'_>]) {
        for (product_position, item) in (0..).zip(items) {
            match item {
                Node::Object(fields) => self.write_product(kind, position, product_position, fields),
                Node::Null => {}
                other => self.drift.note(kind.products_path(), other.json_type()),
            }
        }
    }

    fn write_product(&mut self, kind: Kind, position: i32, product_position: i32, fields: Fields<'_, '_>) {
        let &mut Self { account_id, engagement_id, .. } = self;
        let mut row = EngagementAttributeProduct {
            account_id,
            engagement_id,
            position,
            product_position,
            ..EngagementAttributeProduct::default()
        };
        let mut unknown = Extra::new(kind.products_path());
        read(fields, &mut row, &mut unknown);
        unknown.note(self.drift);
        self.writer.push(&row);
    }
}

/// Upstream puts the product's own fields into an object of that name; beside it stands how many.
fn read<'n, 'a>(fields: Fields<'n, 'a>, row: &mut EngagementAttributeProduct<'n>, unknown: &mut Extra<'n, 'a>) {
    for (name, value) in fields {
        let mut buffer = [0; 64];
        match (folded(name, &mut buffer), value) {
            (_, Node::Null) => {}
            (b"product", Node::Object(fields)) => read(fields, row, unknown),
            (folded, _) if row.read_column(ROOT, folded, name, value, unknown) => {}
            _ => unknown.keep(name, value),
        }
    }
}
