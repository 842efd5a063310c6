//! Engagement attributes (SDEs): what the site reported of the visitor (Engagement History API, appendix of engagement
//! attributes).
//!
//! An event is an object with one attribute, named by its key. The event is kept whole in `payload`, so that unknown
//! attributes and fields need no `extra`; their paths are drift all the same. Every event is at least one row:
//!
//! - one attribute that is known: a row of its type;
//! - several that are known: a row each, with the same payload;
//! - none that is known: a row whose type is the first field with an object, without typed columns;
//! - no object at all: a row without type.

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::record::canonical_json;
use normalizer::table::ReadColumns;
use normalizer::values::known_time;
use tuple::Json;

use super::record::Chat;
use super::tables::EngagementAttribute;
use crate::attributes::{AttributePaths, EVENT, Items, Kind, attribute_paths};

const PATH: &str = "interactionHistoryRecords[].sdes.events[]";

pub(super) const PATHS: AttributePaths = attribute_paths!("interactionHistoryRecords[].sdes.events[]");

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
        let mut event = EngagementAttribute { account_id, engagement_id, payload, ..EngagementAttribute::default() };
        let fields = match item {
            Node::Object(fields) => &fields[..],
            Node::Null => &[],
            other => {
                self.drift.note(PATH, other.json_type());
                &[]
            }
        };
        let unknown_attribute = self.read_event(fields, &mut event);
        let mut any_known = false;
        for (index, (name, value)) in fields.iter().enumerate() {
            let Some(kind) = Kind::of(folded(name, &mut [0; 64])).filter(|_| !value.is_null()) else { continue };
            // Of one that is printed twice the last counts, as in the payload.
            let mut behind = fields[index + 1..].iter();
            if behind.any(|(other, value)| name.eq_ignore_ascii_case(other) && !value.is_null()) {
                continue;
            }
            any_known = true;
            let row = EngagementAttribute { position: *position, r#type: Some(name), ..event.clone() };
            self.write_attribute(kind, value, &row)?;
            *position += 1;
        }
        if !any_known {
            event.position = *position;
            if let Some((name, fields)) = unknown_attribute {
                event.r#type = Some(name);
                read_stamps(fields, &mut event);
            }
            self.count(1)?;
            self.writer.push(&event);
            *position += 1;
        }
        Ok(())
    }

    /// What stands beside the attribute. Returns the name and the fields of an attribute that is not known.
    fn read_event<'n, 'a>(
        &mut self,
        fields: Fields<'n, 'a>,
        event: &mut EngagementAttribute<'n>,
    ) -> Option<(&'n str, Fields<'n, 'a>)> {
        let mut unknown = Extra::new(PATH);
        let mut unknown_attribute = None;
        for (name, value) in fields {
            if value.is_null() {
                continue;
            }
            let mut buffer = [0; 64];
            match folded(name, &mut buffer) {
                folded if event.read_column(EVENT, folded, name, value, &mut unknown) => {}
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

    /// `event` holds what stands beside the attribute.
    fn write_attribute(
        &mut self,
        kind: Kind,
        value: &Node<'_>,
        event: &EngagementAttribute<'_>,
    ) -> Result<(), RejectReason> {
        let Node::Object(fields) = *value else {
            self.drift.note(PATHS.attribute(kind), value.json_type());
            self.count(1)?;
            self.writer.push(event);
            return Ok(());
        };
        let mut row = EngagementAttribute { server_at: None, original_at: None, ..event.clone() };
        let mut unknown = Extra::new(PATHS.attribute(kind));
        let mut products: Items<'_, '_> = None;
        kind.read(&PATHS, fields, &mut row, &mut products, &mut unknown);
        unknown.note(self.drift);
        row.server_at = row.server_at.or(event.server_at);
        row.original_at = row.original_at.or(event.original_at);
        let products = products.unwrap_or_default();
        self.count(1 + products.len())?;
        self.writer.push(&row);
        self.write_products(kind, row.position, products);
        Ok(())
    }
}

/// The time stamps that every attribute carries; what else an unknown one holds stays in the payload.
fn read_stamps(fields: Fields<'_, '_>, event: &mut EngagementAttribute<'_>) {
    for (name, value) in fields {
        match folded(name, &mut [0; 64]) {
            b"servertimestamp" => event.server_at = known_time(value).or(event.server_at),
            b"originaltimestamp" => event.original_at = known_time(value).or(event.original_at),
            _ => {}
        }
    }
}
