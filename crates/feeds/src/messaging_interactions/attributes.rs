//! Engagement attributes (SDEs): what the site reported of the consumer (Engagement History API, appendix of engagement
//! attributes).
//!
//! They are a set: a search brings the last of each kind, and what one copy leaves out another may bring. So a row is identified
//! by its type, its time, its container and its content, whatever its place: rows with equal keys say the same, so that it does
//! not matter which one comes first.

use std::collections::HashSet;

use model::RejectReason;
use model::batch::{Hash, hash};
use normalizer::json::Node;
use normalizer::record::canonical_json;
use tuple::Json;

use super::content::content_of;
use super::record::{Conversation, Place};
use super::tables::{MessagingAttribute, MessagingAttributeProduct};
use crate::attributes::{Attribute, EventPaths, attribute_paths, read_event, write_products};

/// One of the two containers.
pub(super) struct Container {
    paths: EventPaths,
    is_authenticated: bool,
}

/// What consumers who had signed in reported.
pub(super) static AUTHENTICATED: Container = Container {
    paths: EventPaths {
        event: "conversationHistoryRecords[].sdes.events[]",
        attributes: attribute_paths!("conversationHistoryRecords[].sdes.events[]"),
    },
    is_authenticated: true,
};
/// What the others reported.
pub(super) static UNAUTHENTICATED: Container = Container {
    paths: EventPaths {
        event: "conversationHistoryRecords[].unAuthSdes.events[]",
        attributes: attribute_paths!("conversationHistoryRecords[].unAuthSdes.events[]"),
    },
    is_authenticated: false,
};

impl Conversation<'_, '_> {
    /// Writes the rows of all events. One that a container prints twice is one row.
    pub(super) fn write_events<'n, 'a>(
        &mut self,
        containers: [(&'static Container, &'n [Node<'a>]); 2],
    ) -> Result<(), RejectReason> {
        let mut keys = HashSet::new();
        for (container, items) in containers {
            for item in items {
                self.write_event(item, container, &mut keys)?;
            }
        }
        Ok(())
    }

    /// `keys` are those of the rows before it.
    fn write_event(
        &mut self,
        item: &Node<'_>,
        container: &Container,
        keys: &mut HashSet<Hash>,
    ) -> Result<(), RejectReason> {
        let Place { account_id, conversation_id } = self.place;
        let (payload, content) = (canonical_json(item), content_of(item));
        let payload = payload.as_ref().map(|Json(payload)| Json(payload.as_str()));
        let event = MessagingAttribute { account_id, conversation_id, payload, ..MessagingAttribute::default() };
        for Attribute { mut row, products } in read_event(item, &container.paths, event, self.drift) {
            row.is_authenticated = row.is_authenticated.or(Some(container.is_authenticated));
            row.attribute_key = attribute_key(&row, &content);
            if !keys.insert(row.attribute_key) {
                continue;
            }
            self.count(1 + products.map_or(0, |(_, products)| products.len()))?;
            self.writer.push(&row);
            if let Some((kind, products)) = products {
                let path = container.paths.attributes.products(kind);
                write_products(path, products, &mut self.writer, self.drift, |product_position| {
                    MessagingAttributeProduct {
                        account_id,
                        conversation_id,
                        attribute_key: row.attribute_key,
                        product_position,
                        ..MessagingAttributeProduct::default()
                    }
                });
            }
        }
        Ok(())
    }
}

/// Makes the key: type, server time, whether the consumer had signed in, and content.
fn attribute_key(row: &MessagingAttribute<'_>, content: &str) -> Hash {
    let server_at = row.server_at.map_or_else(String::new, |at| at.epoch_ms().to_string());
    let container: &[u8] = if row.is_authenticated == Some(true) { b"authenticated" } else { b"unauthenticated" };
    hash([row.r#type.unwrap_or_default().as_bytes(), server_at.as_bytes(), container, content.as_bytes()])
}
