//! Attributes that the site reported during a visit. What an attribute holds beside its typed columns is in `payload`.

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::record::{canonical_json, expect_object};
use normalizer::table::ReadColumns;
use tuple::Json;

use super::body::{Body, Items};
use super::tables::{VisitAttribute, VisitAttributeProduct};
use crate::attributes::{AttributePaths, EVENT, Kind, attribute_paths, write_products};

const PATH: &str = "engagementAttributes[]";
const PATHS: AttributePaths = attribute_paths!("engagementAttributes[].data");

impl Items for VisitAttribute<'_> {
    const KIND: &'static str = "attribute";
    const FIELD: &'static str = "engagementAttributes";

    fn write(items: &[Node<'_>], body: &mut Body<'_, '_>) -> Result<(), RejectReason> {
        for (position, item) in (0..).zip(items) {
            write_attribute(position, expect_object(item, PATH)?, body)?;
        }
        Ok(())
    }
}

fn write_attribute(position: i32, fields: Fields<'_, '_>, body: &mut Body<'_, '_>) -> Result<(), RejectReason> {
    let &mut Body { account_id, visit_id, parsed, .. } = body;
    let mut row = VisitAttribute { account_id, visit_id, position, ..VisitAttribute::default() };
    let mut extra = Extra::new(PATH);
    let mut data = None;
    for (name, value) in fields {
        let mut buffer = [0; 64];
        match (folded(name, &mut buffer), value) {
            (_, Node::Null) => {}
            (b"data", Node::Object(inside)) if data.is_none() => data = Some((value, &inside[..])),
            (folded, _) if row.read_column(EVENT, folded, name, value, &mut extra) => {}
            _ => extra.keep(name, value),
        }
    }
    let payload = data.and_then(|(data, _)| canonical_json(data));
    row.payload = payload.as_ref().map(|Json(payload)| Json(payload.as_str()));
    row.extra = extra.finish(body.drift);
    let Some((data, inside)) = data else {
        body.writer.push(&row);
        return Ok(());
    };
    let printed = parsed.record_name(data);
    let known = printed.and_then(|printed| Kind::of(folded(printed, &mut [0; 64])));
    let Some(kind) = known.or_else(|| Kind::of_fields(inside)) else {
        row.r#type = printed;
        body.drift.note(&format!("{PATH}.data.{}", printed.unwrap_or("(unnamed)")), "object");
        body.writer.push(&row);
        return Ok(());
    };
    row.r#type = Some(kind.record_name());
    let (mut unknown, mut products) = (Extra::new(PATHS.attribute(kind)), None);
    kind.read(&PATHS, inside, &mut row, &mut products, &mut unknown);
    unknown.note(body.drift);
    body.writer.push(&row);
    let products = products.unwrap_or_default();
    body.count(products.len())?;
    write_products(PATHS.products(kind), products, &mut body.writer, body.drift, |product_position| {
        VisitAttributeProduct { account_id, visit_id, position, product_position, ..VisitAttributeProduct::default() }
    });
    Ok(())
}
