//! Engagement attributes (SDEs): what the site reported of the consumer (Engagement History API, appendix of engagement
//! attributes).
//!
//! They are a set: a search brings the last of each kind, and what one copy leaves out another may bring. A row is therefore
//! known by its type, its time and what it says, whatever its place. The event is kept whole in `payload`; the paths of unknown
//! fields are drift. Every event is at least one row:
//!
//! - one attribute that is known: a row of its type;
//! - several that are known: a row each, with the same payload;
//! - none that is known: a row whose type is the first field with an object, without typed columns;
//! - no object at all: a row without type.

use std::collections::HashSet;

use model::RejectReason;
use model::batch::{Hash, hash};
use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::record::canonical_json;
use normalizer::table::ReadColumns;
use normalizer::values::known_time;
use tuple::Json;

use super::content::content_of;
use super::record::{Conversation, Place};
use super::tables::{MessagingAttribute, MessagingAttributeProduct};
use crate::attributes::{AttributePaths, EVENT, Items, Kind, attribute_paths, read_product};

/// One of the two containers.
pub(super) struct Container {
    path: &'static str,
    paths: AttributePaths,
    is_authenticated: bool,
}

/// What consumers who had signed in reported.
pub(super) static AUTHENTICATED: Container = Container {
    path: "conversationHistoryRecords[].sdes.events[]",
    paths: attribute_paths!("conversationHistoryRecords[].sdes.events[]"),
    is_authenticated: true,
};
/// What the others reported.
pub(super) static UNAUTHENTICATED: Container = Container {
    path: "conversationHistoryRecords[].unAuthSdes.events[]",
    paths: attribute_paths!("conversationHistoryRecords[].unAuthSdes.events[]"),
    is_authenticated: false,
};

/// An event, and the keys of the rows before it.
struct Event<'e> {
    container: &'static Container,
    /// What it says, for the key.
    content: &'e str,
    keys: &'e mut HashSet<Hash>,
}

impl Conversation<'_, '_> {
    /// Writes the rows of all events. One that is printed twice is one row.
    pub(super) fn write_events<'n, 'a>(
        &mut self,
        containers: [(&'static Container, &'n [Node<'a>]); 2],
    ) -> Result<(), RejectReason> {
        let mut keys = HashSet::new();
        for (container, items) in containers {
            for item in items {
                let content = content_of(item);
                self.write_event(item, &mut Event { container, content: &content, keys: &mut keys })?;
            }
        }
        Ok(())
    }

    fn write_event(&mut self, item: &Node<'_>, event: &mut Event<'_>) -> Result<(), RejectReason> {
        let Place { account_id, conversation_id } = self.place;
        let payload = canonical_json(item);
        let payload = payload.as_ref().map(|Json(payload)| Json(payload.as_str()));
        let mut row = MessagingAttribute { account_id, conversation_id, payload, ..MessagingAttribute::default() };
        let fields = match item {
            Node::Object(fields) => &fields[..],
            Node::Null => &[],
            other => {
                self.drift.note(event.container.path, other.json_type());
                &[]
            }
        };
        let unknown_attribute = self.read_event(fields, event.container, &mut row);
        let mut any_known = false;
        for (index, (name, value)) in fields.iter().enumerate() {
            let Some(kind) = Kind::of(folded(name, &mut [0; 64])).filter(|_| !value.is_null()) else { continue };
            // The last of two with one name counts, as in the payload.
            let mut behind = fields[index + 1..].iter();
            if behind.any(|(other, value)| name.eq_ignore_ascii_case(other) && !value.is_null()) {
                continue;
            }
            any_known = true;
            let row = MessagingAttribute { r#type: Some(name), ..row.clone() };
            self.write_attribute(kind, value, row, event)?;
        }
        if !any_known {
            if let Some((name, fields)) = unknown_attribute {
                row.r#type = Some(name);
                read_stamps(fields, &mut row);
            }
            self.push_attribute(row, event)?;
        }
        Ok(())
    }

    /// Reads what stands beside the attribute. Returns the name and the fields of an attribute that is not known.
    fn read_event<'n, 'a>(
        &mut self,
        fields: Fields<'n, 'a>,
        container: &Container,
        row: &mut MessagingAttribute<'n>,
    ) -> Option<(&'n str, Fields<'n, 'a>)> {
        let mut unknown = Extra::new(container.path);
        let mut unknown_attribute = None;
        for (name, value) in fields {
            if value.is_null() {
                continue;
            }
            let mut buffer = [0; 64];
            match folded(name, &mut buffer) {
                folded if row.read_column(EVENT, folded, name, value, &mut unknown) => {}
                folded if Kind::of(folded).is_some() => {}
                _ => {
                    if let Node::Object(inner) = value {
                        unknown_attribute = unknown_attribute.or(Some((&**name, &inner[..])));
                    }
                    unknown.keep(name, value);
                }
            }
        }
        unknown.note(self.drift);
        unknown_attribute
    }

    /// `row` holds what stands beside the attribute.
    fn write_attribute<'n>(
        &mut self,
        kind: Kind,
        value: &'n Node<'_>,
        mut row: MessagingAttribute<'n>,
        event: &mut Event<'_>,
    ) -> Result<(), RejectReason> {
        let paths = &event.container.paths;
        let Node::Object(fields) = *value else {
            self.drift.note(paths.attribute(kind), value.json_type());
            return self.push_attribute(row, event).map(drop);
        };
        let (server_at, original_at) = (row.server_at.take(), row.original_at.take());
        let mut unknown = Extra::new(paths.attribute(kind));
        let mut products: Items<'_, '_> = None;
        kind.read(paths, fields, &mut row, &mut products, &mut unknown);
        unknown.note(self.drift);
        row.server_at = row.server_at.or(server_at);
        row.original_at = row.original_at.or(original_at);
        match self.push_attribute(row, event)? {
            Some(key) => self.write_products(kind, paths, key, products.unwrap_or_default()),
            None => Ok(()),
        }
    }

    /// Returns the key of the row, or nothing when the same was written before.
    fn push_attribute(
        &mut self,
        mut row: MessagingAttribute<'_>,
        event: &mut Event<'_>,
    ) -> Result<Option<Hash>, RejectReason> {
        row.is_authenticated = row.is_authenticated.or(Some(event.container.is_authenticated));
        row.attribute_key = attribute_key(&row, event.content);
        if !event.keys.insert(row.attribute_key) {
            return Ok(None);
        }
        self.count(1)?;
        self.writer.push(&row);
        Ok(Some(row.attribute_key))
    }

    /// An item that is no object is in the payload only; it keeps its number.
    fn write_products(
        &mut self,
        kind: Kind,
        paths: &AttributePaths,
        attribute_key: Hash,
        items: &[Node<'_>],
    ) -> Result<(), RejectReason> {
        let Place { account_id, conversation_id } = self.place;
        self.count(items.len())?;
        for (product_position, item) in (0..).zip(items) {
            let Node::Object(fields) = item else {
                if !item.is_null() {
                    self.drift.note(paths.products(kind), item.json_type());
                }
                continue;
            };
            let mut row = MessagingAttributeProduct {
                account_id,
                conversation_id,
                attribute_key,
                product_position,
                ..MessagingAttributeProduct::default()
            };
            let mut unknown = Extra::new(paths.products(kind));
            read_product(fields, &mut row, &mut unknown);
            unknown.note(self.drift);
            self.writer.push(&row);
        }
        Ok(())
    }
}

/// Reads the time stamps that every attribute carries; what else an unknown one holds stays in the payload.
fn read_stamps(fields: Fields<'_, '_>, row: &mut MessagingAttribute<'_>) {
    for (name, value) in fields {
        match folded(name, &mut [0; 64]) {
            b"servertimestamp" => row.server_at = known_time(value).or(row.server_at),
            b"originaltimestamp" => row.original_at = known_time(value).or(row.original_at),
            _ => {}
        }
    }
}

/// Makes the key: type, server time and content.
fn attribute_key(row: &MessagingAttribute<'_>, content: &str) -> Hash {
    let server_at = row.server_at.map_or_else(String::new, |at| at.epoch_ms().to_string());
    hash([row.r#type.unwrap_or_default().as_bytes(), server_at.as_bytes(), content.as_bytes()])
}
