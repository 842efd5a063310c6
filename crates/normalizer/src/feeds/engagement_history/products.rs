//! Products of an engagement attribute.

use model::rows::EngagementAttributeProduct;

use super::typed::Kind;
use super::{Chat, Fields};
use crate::fields::{Extra, folded};
use crate::json::Node;

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
        if value.is_null() {
            continue;
        }
        match (folded(name, &mut [0; 64]), value) {
            (b"product", Node::Object(fields)) => read(fields, row, unknown),
            (b"name", _) => unknown.text(&mut row.name, name, value),
            (b"category", _) => unknown.text(&mut row.category, name, value),
            (b"sku", _) => unknown.text(&mut row.sku, name, value),
            (b"price", _) => unknown.decimal(&mut row.price, name, value),
            (b"quantity", _) => unknown.decimal(&mut row.quantity, name, value),
            (b"statusinstock", _) => unknown.text(&mut row.status_in_stock, name, value),
            (b"quantityinstock", _) => unknown.decimal(&mut row.quantity_in_stock, name, value),
            _ => unknown.keep(name, value),
        }
    }
}
