//! What the warehouse must hold of webSession files: of each visit the newest version of each body, whole.

mod attributes;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::data_access::WorldFile;
use crate::truth::Reading::{Decimal, Id, Plain, Time};
use crate::truth::{self, ColumnOf, Tables, columns, extra, unknown_of};
use crate::world::facts::{Unknown, VisitorBody};

pub(super) const TABLES: [&str; 9] = [
    "achieved_goal",
    "campaign_eligibility",
    "impression",
    "page_view",
    "visit",
    "visit_attribute",
    "visit_attribute_product",
    "visit_body",
    "visit_location",
];

const VISIT: [ColumnOf; 7] = [
    ("started_at", "/startTime", Time),
    ("user_agent", "/userAgent", Plain),
    ("device_os", "/deviceOS", Plain),
    ("device_family", "/deviceFamily", Plain),
    ("control_group", "/siteControlGroup", Plain),
    ("search_engine", "/searchEngine", Plain),
    ("search_engine_key", "/searchEngineKey", Plain),
];
const LOCATION: [ColumnOf; 8] = [
    ("country", "/country", Plain),
    ("country_code", "/countryCode", Plain),
    ("state", "/state", Plain),
    ("city", "/city", Plain),
    ("isp", "/isp", Plain),
    ("org", "/org", Plain),
    ("ip_v4", "/iPV4", Plain),
    ("ip_v6", "/iPV6", Plain),
];
const PAGE_VIEW: [ColumnOf; 4] = [
    ("viewed_at", "/timestamp", Time),
    ("url", "/url", Plain),
    ("referrer_url", "/referrerUrl", Plain),
    ("sections", "/sections", Plain),
];
const IMPRESSION: [ColumnOf; 21] = [
    ("shown_at", "/timestamp", Time),
    ("engagement_instance_id", "/engagementInstanceId", Id),
    ("impression_type", "/impressionType", Plain),
    ("state", "/state", Plain),
    ("control_group", "/siteControlGroup", Plain),
    ("campaign_id", "/campaign/id", Id),
    ("campaign_engagement_id", "/engagement/id", Id),
    ("channel", "/engagement/channel", Id),
    ("engagement_type", "/engagement/type", Id),
    ("skill_id", "/engagement/skillId", Id),
    ("skill_name", "/engagement/skillName", Plain),
    ("is_offsite_engagement", "/engagement/isOffsiteEngagement", Plain),
    ("availability_policy", "/engagement/availabilityPolicy", Plain),
    ("interaction_type_id", "/engagement/interactionType", Plain),
    ("rendering_type_id", "/engagement/renderingType", Plain),
    ("visitor_behaviors", "/engagement/visitorBehaviors", Plain),
    ("survey_skills", "/engagement/surveySkills", Plain),
    ("visitor_profiles", "/campaign/visitorProfiles", Plain),
    ("goal_id", "/goal/id", Id),
    ("goal_type_id", "/goal/type", Plain),
    ("goal_indicator_type_id", "/goal/indicatorType", Plain),
];
const ELIGIBILITY: [ColumnOf; 7] = [
    ("campaign_id", "/campaign/id", Id),
    ("visitor_profiles", "/campaign/visitorProfiles", Plain),
    ("goal_id", "/goal/id", Id),
    ("goal_type_id", "/goal/type", Plain),
    ("goal_indicator_type_id", "/goal/indicatorType", Plain),
    ("control_group", "/controlGroupType", Plain),
    ("engagements", "/engagements", Plain),
];
const GOAL: [ColumnOf; 5] = [
    ("achievement_id", "/id", Id),
    ("achieved_at", "/timestamp", Time),
    ("goal_id", "/campaignGoalId", Id),
    ("goal_revision", "/campaignGoalRevision", Plain),
    ("goal_type_id", "/campaignGoalType", Plain),
];
const GOAL_METADATA: [ColumnOf; 15] = [
    ("url", "/url", Plain),
    ("total", "/total", Decimal),
    ("order_id", "/orderId", Id),
    ("cart_total", "/cartStatus/total", Decimal),
    ("cart_item_count", "/cartStatus/numItems", Plain),
    ("cart_products", "/cartStatus/products", Plain),
    ("page_count", "/numberOfPages", Plain),
    ("topic", "/topic", Plain),
    ("lead_id", "/leadId", Id),
    ("lead_value", "/value", Decimal),
    ("service_status_id", "/status", Plain),
    ("service_category", "/category", Plain),
    ("service_id", "/serviceId", Id),
    ("engagement", "/engagement", Plain),
    ("campaign", "/campaign", Plain),
];

/// The columns of one row.
type Row = Map<String, Value>;

/// Rows per table, sorted by account, visit, kind and position.
pub(super) fn rows(files: &[&WorldFile]) -> Tables {
    let mut newest: BTreeMap<_, (DateTime<Utc>, &VisitorBody)> = BTreeMap::new();
    for file in files {
        for body in file.bodies::<VisitorBody>() {
            let key = (file.account.as_str(), body.header.visit_id.as_deref(), body.body.kind);
            if newest.get(&key).is_none_or(|(scope_end, _)| *scope_end < file.scope_end) {
                newest.insert(key, (file.scope_end, body));
            }
        }
    }
    let mut tables = truth::empty(&TABLES);
    for ((account, visit_id, _), (_, body)) in &newest {
        let key = [("account_id", (*account).into()), ("visit_id", (*visit_id).into())];
        let key: Row = key.map(|(column, value): (&str, Value)| (column.to_owned(), value)).into_iter().collect();
        let mut push = |table: &'static str, mut row: Row| {
            row.extend(key.clone());
            tables.entry(table).or_default().push(row.into());
        };
        push("visit_body", visit_body(body));
        add_items(body, &mut push);
    }
    tables
}

fn add_items(body: &VisitorBody, push: &mut dyn FnMut(&'static str, Row)) {
    match body.body.kind {
        "session_info" => body.items.iter().take(1).for_each(|item| push("visit", visit(body, item))),
        "geo" => each(&body.items, &mut |row| push("visit_location", row), |item| plain(item, &LOCATION)),
        "navigation" => each(&body.items, &mut |row| push("page_view", row), |item| plain(item, &PAGE_VIEW)),
        "impression" => each(&body.items, &mut |row| push("impression", row), impression),
        "eligibility" => {
            let rows: Vec<_> = body.items.iter().flat_map(eligibility).collect();
            each(&rows, &mut |row| push("campaign_eligibility", row), Row::clone);
        }
        "goal" => each(&body.items, &mut |row| push("achieved_goal", row), achieved_goal),
        _ => attributes::add(&body.items, push),
    }
}

/// Numbers the rows.
fn each<T>(items: &[T], push: &mut dyn FnMut(Row), row_of: impl Fn(&T) -> Row) {
    for (position, item) in items.iter().enumerate() {
        push(at(row_of(item), "position", position));
    }
}

fn at(mut row: Row, column: &str, position: usize) -> Row {
    row.insert(column.to_owned(), position.into());
    row
}

fn visit_body(body: &VisitorBody) -> Row {
    let nothing = Unknown::new();
    let values = [
        ("body_kind", body.body.kind.into()),
        ("is_identified", true.into()),
        ("visitor_id", body.header.visitor_id.clone().into()),
        ("context_id", body.header.context_id.clone().into()),
        ("item_count", body.items.len().into()),
        ("extra", extra(&nothing, [("header", Some(&body.header.unknown))])),
    ];
    values.map(|(column, value): (&str, Value)| (column.to_owned(), value)).into_iter().collect()
}

fn visit(body: &VisitorBody, item: &Value) -> Row {
    let mut row = plain(item, &VISIT);
    row.insert("visitor_id".to_owned(), body.header.visitor_id.clone().into());
    row.insert("context_id".to_owned(), body.header.context_id.clone().into());
    row
}

/// An item whose unknown fields are its own.
fn plain(item: &Value, its: &[ColumnOf]) -> Row {
    nesting(item, its, [])
}

fn nesting<const N: usize>(item: &Value, its: &[ColumnOf], inside: [&str; N]) -> Row {
    let nothing = Unknown::new();
    let mut row = columns(item, its);
    let nested = inside.map(|name| (name, item.get(name).and_then(unknown_of)));
    row.insert("extra".to_owned(), extra(unknown_of(item).unwrap_or(&nothing), nested));
    row
}

fn impression(item: &Value) -> Row {
    nesting(item, &IMPRESSION, ["engagement", "campaign", "goal"])
}

/// One row for each campaign; one without a campaign if there is none.
fn eligibility(item: &Value) -> Vec<Row> {
    let campaigns = item["eligibleCampaigns"].as_array().filter(|campaigns| !campaigns.is_empty());
    let campaigns: Vec<&Value> = campaigns.map_or_else(|| vec![&Value::Null], |campaigns| campaigns.iter().collect());
    let row = |campaign: &Value| {
        let engagements = campaign["engagements"].as_array();
        let id = |engagement: &Value| engagement["id"].to_string();
        let ids = engagements.map(|engagements| engagements.iter().map(id).collect::<Vec<_>>());
        let mut row = plain(item, &[("eligible_at", "/timestamp", Time)]);
        row.extend(columns(campaign, &ELIGIBILITY));
        row.insert("engagement_ids".to_owned(), ids.into());
        row
    };
    campaigns.into_iter().map(row).collect()
}

fn achieved_goal(item: &Value) -> Row {
    let metadata = item["goalMetaData"].as_object().and_then(|metadata| metadata.iter().next());
    let mut row = plain(item, &GOAL);
    row.insert("metadata_type".to_owned(), metadata.map(|(name, _)| name.clone()).into());
    row.extend(columns(metadata.map_or(&Value::Null, |(_, metadata)| metadata), &GOAL_METADATA));
    row
}
