//! What the warehouse must hold of the Engagement History API.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::world;
use super::world::record::Record;
use crate::record::{fill, filled};
use crate::truth::{self, Tables};
use crate::world::World;

/// The tables of `World::history_truth`.
pub const TABLES: [&str; 7] = [
    "cobrowse_session",
    "engagement",
    "engagement_attribute",
    "engagement_attribute_product",
    "engagement_line",
    "engagement_line_score",
    "survey_answer",
];

/// Columns that are null unless a container says otherwise, by table; those that are always there come on their own.
const ENGAGEMENT: &str = "shark_engagement_id requested_at started_at ended_at duration_s visitor_id visitor_name \
    agent_id agent_name agent_login_name agent_full_name is_agent_deleted agent_group_id agent_group_name skill_id \
    skill_name channel_id start_reason_id start_reason_name end_reason_id end_reason_name engagement_set \
    engagement_sequence is_interactive has_agent_survey has_pre_chat_survey has_post_chat_survey mcs alerted_mcs \
    chat_mcs is_ended is_enriched is_partial start_url start_page campaign_engagement_id campaign_engagement_name \
    campaign_id campaign_name goal_id goal_name engagement_agent_note visitor_behavior_id visitor_behavior_name \
    visitor_profile_id visitor_profile_name lob_id lob_name engagement_source engagement_application_id \
    engagement_application_name engagement_application_type_id engagement_application_type_name location_id \
    location_name is_profile_system_default is_behavior_system_default visitor_country visitor_country_code \
    visitor_state visitor_city visitor_isp visitor_org visitor_device visitor_ip_address visitor_browser \
    visitor_browser_type visitor_operating_system extra";
const LINE: &str = "sent_at line_seq source sender_name agent_id text rich_content text_type sub_type control_type_id \
    canned_answer_type extra";
const SCORE: &str = "line_seq raw_score mcs extra";
const ANSWER: &str = "survey_id survey_name question_id question answer answers answer_ids scope source answered_at \
    extra";
const SESSION: &str = "session_id started_at ended_at interactive_at end_reason duration_ms is_interactive type \
    agent_id extra";
const ATTRIBUTE: &str = "type sde_type server_at original_at is_authenticated authenticated_conversation_id total \
    currency item_count order_id customer_status customer_type balance customer_id social_id imei user_name \
    account_name role company_branch company_size store_number store_zip_code last_payment_on registered_on topic \
    value lead_id originating_channel_id affiliate campaign_id name surname gender company language age_years \
    birth_year birth_month birth_day email phone country region zip_code category service_id status_id context_id \
    message code level is_resolved keywords payload";
const PRODUCT: &str = "name category sku price quantity status_in_stock quantity_in_stock";

impl World {
    /// The rows that a loader must have once it has read every chat that the Engagement History knows at `now`, as it
    /// is at `now`, those that searches cut by their ids.
    ///
    /// Keyed by [`TABLES`], each present even if empty. A row is an object with every column of the table but the
    /// lineage; `numeric` columns are texts with upstream's digits. Sorted by account and key.
    pub fn history_truth(&self, now: DateTime<Utc>) -> Tables {
        let mut tables = truth::empty(&TABLES);
        for account in self.chats().accounts() {
            let mut chats: Vec<_> = self.chats().found(account, (i64::MIN, i64::MAX), now).collect();
            chats.sort_unstable_by(|one, other| one.id.cmp(&other.id));
            for chat in chats {
                add(account, &chat.id, &world::record(self, account, chat, now, true), &mut tables);
            }
        }
        tables
    }
}

fn add(account: &str, id: &str, record: &Record, tables: &mut Tables) {
    let keyed = |columns: &str| {
        let mut row: Map<String, Value> = columns.split(' ').map(|column| (column.to_owned(), Value::Null)).collect();
        row.insert("account_id".to_owned(), account.into());
        row.insert("engagement_id".to_owned(), id.into());
        row
    };
    let mut push = |table: &'static str, row: Map<String, Value>| tables.entry(table).or_default().push(row.into());
    push("engagement", engagement(keyed(ENGAGEMENT), record));
    for (table, columns, parts) in
        [("engagement_line", LINE, &record.lines), ("engagement_line_score", SCORE, &record.scores)]
    {
        for (position, part) in parts.iter().enumerate() {
            push(table, filled(at(keyed(columns), "position", position), part));
        }
    }
    let mut surveys: Vec<_> = record.surveys.iter().collect();
    surveys.sort_unstable_by_key(|survey| survey.kind);
    for survey in surveys {
        for (position, part) in survey.answers.iter().enumerate() {
            let mut row = at(keyed(ANSWER), "position", position);
            row.insert("survey_kind".to_owned(), survey.kind.into());
            push("survey_answer", filled(row, part));
        }
    }
    let mut sessions: Vec<_> = record.sessions.iter().map(|part| filled(keyed(SESSION), part)).collect();
    sessions.sort_unstable_by_key(|row| row["session_id"].to_string());
    sessions.into_iter().for_each(|row| push("cobrowse_session", row));
    for (position, attribute) in record.attributes.iter().enumerate() {
        let mut row = at(keyed(ATTRIBUTE), "position", position);
        row.extend(attribute.columns.clone());
        row.insert("payload".to_owned(), truth::unwrapped(&attribute.payload));
        push("engagement_attribute", row);
        for (product_position, product) in attribute.products.iter().enumerate() {
            let mut row = at(keyed(PRODUCT), "position", position);
            row.extend(product.clone());
            push("engagement_attribute_product", at(row, "product_position", product_position));
        }
    }
}

fn at(mut row: Map<String, Value>, column: &str, position: usize) -> Map<String, Value> {
    row.insert(column.to_owned(), position.into());
    row
}

/// Three containers in one row; what is unknown of each keeps its place.
fn engagement(mut row: Map<String, Value>, record: &Record) -> Map<String, Value> {
    let mut extra = record.info.unknown.clone();
    extra.extend(record.unknown.clone());
    let containers = [("campaign", record.campaign.as_ref()), ("visitorInfo", record.visitor.as_ref())];
    fill(&mut row, &record.info.fields);
    for (name, part) in containers {
        let Some(part) = part else { continue };
        fill(&mut row, &part.fields);
        if !part.unknown.is_empty() {
            extra.insert(name.to_owned(), Value::Object(part.unknown.clone()));
        }
    }
    if !extra.is_empty() {
        row.insert("extra".to_owned(), Value::Object(extra));
    }
    row
}
