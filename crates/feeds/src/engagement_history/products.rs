//! Products of an engagement attribute.

use normalizer::Fields;
use normalizer::fields::Extra;
use normalizer::json::Node;

use super::attributes::PATHS;
use super::record::Chat;
use super::tables::EngagementAttributeProduct;
use crate::attributes::{Kind, read_product};

impl Chat<'_, '_> {
    /// An item that is no object is in the payload only; it keeps its number.
    pub(super) fn write_products(&mut self, kind: Kind, position: i32, items: &[Node<'_>]) {
        for (product_position, item) in (0..).zip(items) {
            match item {
                Node::Object(fields) => self.write_product(kind, position, product_position, fields),
                Node::Null => {}
                other => self.drift.note(PATHS.products(kind), other.json_type()),
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
        let mut unknown = Extra::new(PATHS.products(kind));
        read_product(fields, &mut row, &mut unknown);
        unknown.note(self.drift);
        self.writer.push(&row);
    }
}
