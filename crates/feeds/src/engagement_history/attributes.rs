//! Engagement attributes (SDEs): what the site reported of the visitor (Engagement History API, appendix of engagement
//! attributes).

use model::RejectReason;
use normalizer::json::Node;
use normalizer::record::canonical_json;
use tuple::Json;

use super::record::Chat;
use super::tables::{EngagementAttribute, EngagementAttributeProduct};
use crate::attributes::{Attribute, EventPaths, attribute_paths, read_event, write_products};

const PATHS: EventPaths = EventPaths {
    event: "interactionHistoryRecords[].sdes.events[]",
    attributes: attribute_paths!("interactionHistoryRecords[].sdes.events[]"),
};

impl Chat<'_, '_> {
    pub(super) fn write_events(&mut self, items: &[Node<'_>]) -> Result<(), RejectReason> {
        let mut position = 0;
        for item in items {
            self.write_event(item, &mut position)?;
        }
        Ok(())
    }

    /// `position` counts the rows of all events.
    fn write_event(&mut self, item: &Node<'_>, position: &mut i32) -> Result<(), RejectReason> {
        let &mut Self { account_id, engagement_id, .. } = self;
        let payload = canonical_json(item);
        let payload = payload.as_ref().map(|Json(payload)| Json(payload.as_str()));
        let event = EngagementAttribute { account_id, engagement_id, payload, ..EngagementAttribute::default() };
        for Attribute { row, products } in read_event(item, &PATHS, event, self.drift) {
            let row = EngagementAttribute { position: *position, ..row };
            self.count(1 + products.map_or(0, |(_, products)| products.len()))?;
            self.writer.push(&row);
            if let Some((kind, products)) = products {
                let path = PATHS.attributes.products(kind);
                write_products(path, products, &mut self.writer, self.drift, |product_position| {
                    EngagementAttributeProduct {
                        account_id,
                        engagement_id,
                        position: row.position,
                        product_position,
                        ..EngagementAttributeProduct::default()
                    }
                });
            }
            *position += 1;
        }
        Ok(())
    }
}
