//! Goals that a visitor achieved, with their metadata.

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::{Extra, folded};
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
            for (name, value) in expect_object(item, PATH)? {
                let mut buffer = [0; 64];
                match (folded(name, &mut buffer), value) {
                    (_, Node::Null) => {}
                    (folded, _) if row.read_column(ROOT, folded, name, value, &mut extra) => {}
                    (b"goalmetadata", Node::Object(fields)) if row.metadata_type.is_none() => {
                        row.metadata_type = name_metadata(parsed, value, fields);
                        read_metadata(fields, &mut row, &mut extra);
                    }
                    _ => extra.keep(name, value),
                }
            }
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
    for (name, value) in fields {
        let mut buffer = [0; 64];
        match folded(name, &mut buffer) {
            _ if value.is_null() => {}
            folded if row.read_column(METADATA, folded, name, value, &mut unknown) => {}
            b"cartstatus" => {
                let inner = ("cartStatus", "achievedGoals[].goalMetaData.cartStatus");
                row.read_object(METADATA_CART, inner, (name, value), &mut unknown);
            }
            _ => unknown.keep(name, value),
        }
    }
    extra.nest("goalMetaData", unknown);
}
