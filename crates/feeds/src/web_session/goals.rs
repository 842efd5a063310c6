//! Goals that a visitor achieved, with their metadata.

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::Extra;
use normalizer::json::{Node, Parsed};
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};

use super::body::{Body, Items};
use super::tables::{AchievedGoal, METADATA, METADATA_CART};

const PATH: &str = "achievedGoals[]";
const METADATA_PATH: &str = "achievedGoals[].goalMetaData";

/// The records of the union, each with fields in lower case that no other has (Data Access API, schema).
const METADATA_RECORDS: [(&str, &[&str]); 6] = [
    ("UrlGoalMetadata", &["url"]),
    ("PurchaseMetadata", &["orderid", "total", "cartstatus"]),
    ("ReduceAbandonmentGoalMetadata", &["numberofpages"]),
    ("IncreaseInteractionGoalMetadata", &["engagement", "campaign"]),
    ("LeadMetaData", &["leadid", "value"]),
    ("ServiceActivityMetaData", &["serviceid", "status", "category"]),
];

impl Items for AchievedGoal<'_> {
    const KIND: &'static str = "goal";
    const FIELD: &'static str = "achievedGoals";

    fn write(items: &[Node<'_>], body: &mut Body<'_, '_>) -> Result<(), RejectReason> {
        let &mut Body { account_id, visit_id, parsed, .. } = body;
        for (position, item) in (0..).zip(items) {
            let mut row = AchievedGoal { account_id, visit_id, position, ..AchievedGoal::default() };
            let mut extra = Extra::new(PATH);
            row.read_fields_with(ROOT, expect_object(item, PATH)?, &mut extra, |row, folded, (_, value), extra| {
                let Node::Object(fields) = value else { return false };
                let is_first = folded == b"goalmetadata" && row.metadata_type.is_none();
                if is_first {
                    row.metadata_type = name_metadata(parsed, value, fields);
                    read_metadata(fields, row, extra);
                }
                is_first
            });
            row.extra = extra.finish(body.drift);
            body.writer.push(&row);
        }
        Ok(())
    }
}

/// Names the record: as it is documented, else after its fields, else as upstream printed it.
fn name_metadata<'a>(parsed: &Parsed<'a>, metadata: &Node<'a>, fields: Fields<'_, 'a>) -> Option<&'a str> {
    let printed = parsed.record_name(metadata);
    let is_printed = |(name, _): &&(&str, &[&str])| printed.is_some_and(|printed| printed.eq_ignore_ascii_case(name));
    let has = |telling: &&str| fields.iter().any(|(name, _)| name.eq_ignore_ascii_case(telling));
    let known = METADATA_RECORDS.iter().find(is_printed);
    let known = known.or_else(|| METADATA_RECORDS.iter().find(|(_, telling)| telling.iter().any(has)));
    known.map(|(name, _)| *name).or(printed)
}

fn read_metadata<'n, 'a>(fields: Fields<'n, 'a>, row: &mut AchievedGoal<'n>, extra: &mut Extra<'n, 'a>) {
    let mut unknown = Extra::new(METADATA_PATH);
    row.read_fields_with(METADATA, fields, &mut unknown, |row, folded, (name, value), unknown| {
        let is_cart = folded == b"cartstatus";
        if is_cart {
            let inner = ("cartStatus", "achievedGoals[].goalMetaData.cartStatus");
            row.read_object(METADATA_CART, inner, (name, value), unknown);
        }
        is_cart
    });
    extra.nest("goalMetaData", unknown);
}
