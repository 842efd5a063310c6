//! What the warehouse must hold of the Messaging Interactions API.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::world::record::{Content, Record};
use super::world::{self, Known};
use crate::record::{Cell, Part, fill, filled};
use crate::truth::{self, Tables};
use crate::world::World;
use crate::world::attributes::Attribute;

/// The tables of `World::messaging_truth`.
pub const TABLES: [&str; 18] = [
    "messaging_agent_participant",
    "messaging_agent_survey",
    "messaging_agent_survey_answer",
    "messaging_attribute",
    "messaging_attribute_product",
    "messaging_cobrowse_session",
    "messaging_consumer_participant",
    "messaging_conversation",
    "messaging_dialog",
    "messaging_intent",
    "messaging_interaction",
    "messaging_message",
    "messaging_message_score",
    "messaging_message_status",
    "messaging_skill_change",
    "messaging_survey",
    "messaging_survey_answer",
    "messaging_transfer",
];

/// Columns that are null unless a container says otherwise; those that are always there come on their own.
const CONVERSATION: &str = "\
    status full_dialog_status started_at ended_at conversation_ended_at full_dialog_ended_at latest_updated_at \
    duration close_reason close_reason_description is_first_conversation is_agent_deleted is_partial \
    has_step_up has_pending_agent_survey csat csat_rate mcs alerted_mcs source device device_model browser \
    browser_version operating_system operating_system_version latest_skill_id latest_skill_name \
    latest_agent_id latest_agent_name latest_agent_login_name latest_agent_full_name latest_agent_group_id \
    latest_agent_group_name latest_queue_state session_id interaction_context_id time_zone features language \
    integration integration_version app_id app_version ip_address first_intent_id first_intent_label \
    campaign_engagement_id campaign_engagement_name campaign_id campaign_name goal_id goal_name \
    engagement_agent_note engagement_source visitor_behavior_id visitor_behavior_name \
    engagement_application_id engagement_application_name engagement_application_type_id \
    engagement_application_type_name visitor_profile_id visitor_profile_name lob_id lob_name location_id \
    location_name is_profile_system_default is_behavior_system_default visitor_country visitor_country_code \
    visitor_state visitor_city visitor_isp visitor_org visitor_device visitor_ip_address visitor_browser \
    visitor_operating_system start_url start_page summary_text summary_updated_at response_due_at \
    configured_response_time unique_intent_ids unique_intent_labels extra";
const DIALOG: &str = "\
    dialog_id type status channel started_at ended_at close_reason close_reason_description skill_id \
    skill_name extra";
const MESSAGE: &str = "\
    position message_id dialog_id seq type audience sent_at sent_by participant_id source device text \
    file_relative_path file_type file_caption file_preview link_url link_file_type link_caption form_id \
    form_name form_submission_id form_invitation_id rich_content quick_replies metadata raw_metadata extra";
const STATUS: &str = "position message_id dialog_id seq status occurred_at participant_id participant_type extra";
const SCORE: &str = "position message_id raw_score mcs scored_at extra";
const AGENT: &str = "\
    position state agent_id pid agent_name agent_login_name agent_full_name is_agent_deleted user_type_id \
    user_type_name role agent_group_id agent_group_name permission joined_at dialog_id metadata raw_metadata \
    extra";
const CONSUMER: &str = "\
    position participant_id first_name last_name consumer_name phone email token avatar_url joined_at \
    updated_at dialog_id extra";
const TRANSFER: &str = "\
    position transferred_at source_skill_id source_skill_name source_agent_id source_agent_name \
    source_agent_login_name source_agent_full_name target_skill_id target_skill_name target_agent_id \
    target_agent_name target_agent_login_name target_agent_full_name reason transferred_by_id dialog_id \
    metadata raw_metadata extra";
const INTERACTION: &str =
    "position agent_id agent_name agent_login_name agent_full_name started_at sequence dialog_id extra";
const SKILL_CHANGE: &str = "\
    position changed_at source_skill_id source_skill_name target_skill_id target_skill_name reason dialog_id \
    extra";
const SURVEY: &str = "position survey_id type status dialog_id extra";
const ANSWER: &str = "\
    survey_position position question_id question question_type question_format answer_id answer answer_seq \
    is_valid extra";
const AGENT_SURVEY: &str = "\
    position is_latest survey_id status status_reason dialog_id ac_survey_id ac_survey_name ac_survey_revision \
    skill_id skill_name assigned_agent_id assigned_agent_name assigned_agent_full_name performed_by_agent_id \
    performed_by_agent_name performed_by_agent_full_name updated_at extra";
const AGENT_ANSWER: &str = "\
    position answer_position question_id question question_definition question_category answers answer_ids \
    extra";
const SESSION: &str = "\
    session_id started_at ended_at interactive_at end_reason duration_ms is_interactive type capabilities \
    agent_id extra";
const INTENT: &str =
    "position message_id is_selected intent_id intent_label confidence_score model_names model_versions extra";
const ATTRIBUTE: &str = "\
    type sde_type server_at original_at login_status is_authenticated authenticated_conversation_id total \
    currency item_count order_id customer_status customer_type balance customer_id social_id imei user_name \
    account_name role company_branch company_size store_number store_zip_code last_payment_on registered_on \
    topic value lead_id originating_channel_id affiliate campaign_id name surname gender company language \
    age_years birth_year birth_month birth_day email phone country region zip_code category service_id \
    status_id context_id message code level is_resolved keywords payload";
const PRODUCT: &str = "product_position name category sku price quantity status_in_stock quantity_in_stock";

impl World {
    /// Tells the rows that a loader must have once it has read every conversation that upstream knows at `now`, as it
    /// is at `now`, with all containers, by its id and in version 2.
    ///
    /// Keyed by [`TABLES`], each present even if empty. A row is an object with every column of the table but the
    /// lineage and `attribute_key`; `numeric` columns are texts with upstream's digits. Sorted by account and key;
    /// attributes and their products by the place of the attribute in its record.
    pub fn messaging_truth(&self, now: DateTime<Utc>) -> Tables {
        let known = Known::of(self);
        let mut tables = truth::empty(&TABLES);
        let mut accounts: Vec<_> = self.accounts().iter().collect();
        accounts.sort_unstable();
        for account in accounts {
            let mut found: Vec<_> = known.found(account, (i64::MIN, i64::MAX), now).collect();
            found.sort_unstable_by(|one, other| one.id.cmp(&other.id));
            for conversation in found {
                let record = world::record(self, account, conversation, now, true);
                Teller { key: [account, &conversation.id], tables: &mut tables }.tell(&record);
            }
        }
        tables
    }
}

/// Writes the rows of one conversation.
struct Teller<'t> {
    /// Account and conversation.
    key: [&'t str; 2],
    tables: &'t mut Tables,
}

impl Teller<'_> {
    fn tell(mut self, record: &Record) {
        let row = self.conversation(record);
        self.push("messaging_conversation", row);
        let container = |name: &str| record.containers.iter().find(|(its, _)| *its == name).map(|(_, content)| content);
        let list = |name: &str| match container(name) {
            Some(Content::Many(parts) | Content::Filled(parts) | Content::Sessions(parts)) => parts.as_slice(),
            _ => &[],
        };
        let ordered = [
            ("messaging_message", MESSAGE, "messageRecords"),
            ("messaging_message_status", STATUS, "messageStatuses"),
            ("messaging_message_score", SCORE, "messageScores"),
            ("messaging_consumer_participant", CONSUMER, "consumerParticipants"),
            ("messaging_transfer", TRANSFER, "transfers"),
            ("messaging_interaction", INTERACTION, "interactions"),
            ("messaging_skill_change", SKILL_CHANGE, "skillChanges"),
        ];
        for (table, columns, name) in ordered {
            self.number(table, columns, list(name));
        }
        let agents = ["agentParticipants", "agentParticipantsActive", "agentParticipantsLeave"];
        self.number("messaging_agent_participant", AGENT, agents.into_iter().flat_map(list));
        self.keyed("messaging_dialog", DIALOG, "dialog_id", list("dialogs"));
        self.keyed("messaging_cobrowse_session", SESSION, "session_id", list("coBrowseSessions"));
        self.surveys(list("conversationSurveys"));
        let latest = match container("latestAgentSurvey") {
            Some(Content::One(latest)) => latest.as_ref(),
            _ => None,
        };
        self.agent_surveys(latest.into_iter().chain(list("previouslySubmittedAgentSurveys")));
        self.intents(list("intents"));
        for name in ["sdes", "unAuthSdes"] {
            if let Some(Content::Attributes(events)) = container(name) {
                events.iter().for_each(|event| self.attribute(event));
            }
        }
    }

    /// Joins `info` with the objects beside it; what is unknown of each keeps its place.
    fn conversation(&self, record: &Record) -> Map<String, Value> {
        let mut row = self.row(CONVERSATION);
        fill(&mut row, &record.info.fields);
        let mut extra = record.info.unknown.clone();
        extra.extend(record.unknown.clone());
        for (name, content) in &record.containers {
            match content {
                Content::One(Some(part)) if *name != "latestAgentSurvey" => {
                    fill(&mut row, &part.fields);
                    if !part.unknown.is_empty() {
                        extra.insert((*name).to_owned(), Value::Object(part.unknown.clone()));
                    }
                }
                Content::Filled(parts) if !parts.is_empty() => {
                    row.insert("unique_intent_ids".to_owned(), texts(parts, "intentName"));
                    row.insert("unique_intent_labels".to_owned(), texts(parts, "intentLabel"));
                }
                _ => {}
            }
        }
        if !extra.is_empty() {
            row.insert("extra".to_owned(), Value::Object(extra));
        }
        row
    }

    fn surveys(&mut self, surveys: &[Part]) {
        self.number("messaging_survey", SURVEY, surveys);
        for (survey_position, survey) in surveys.iter().enumerate() {
            for (position, answer) in inner_parts(survey, "surveyData").iter().enumerate() {
                let row = at(self.row(ANSWER), "survey_position", survey_position);
                self.push("messaging_survey_answer", filled(at(row, "position", position), answer));
            }
        }
    }

    fn agent_surveys<'p>(&mut self, surveys: impl Iterator<Item = &'p Part> + Clone) {
        self.number("messaging_agent_survey", AGENT_SURVEY, surveys.clone());
        for (position, survey) in surveys.enumerate() {
            for (answer_position, answer) in inner_parts(survey, "submittedAnswers").iter().enumerate() {
                let row = at(self.row(AGENT_ANSWER), "position", position);
                let row = at(row, "answer_position", answer_position);
                self.push("messaging_agent_survey_answer", filled(row, answer));
            }
        }
    }

    /// Writes a row for each classification; the first of a message is the one that was selected.
    fn intents(&mut self, intents: &[Part]) {
        let mut position = 0;
        for intent in intents {
            for (index, classification) in inner_parts(intent, "allClassifications").iter().enumerate() {
                let mut row = at(self.row(INTENT), "position", position);
                fill(&mut row, &intent.fields);
                row.insert("is_selected".to_owned(), (index == 0).into());
                self.push("messaging_intent", filled(row, classification));
                position += 1;
            }
        }
    }

    fn attribute(&mut self, event: &Attribute) {
        let mut row = self.row(ATTRIBUTE);
        row.extend(event.columns.clone());
        row.insert("payload".to_owned(), truth::unwrapped(&event.payload));
        self.push("messaging_attribute", row);
        for (position, product) in event.products.iter().enumerate() {
            let mut row = self.row(PRODUCT);
            row.extend(product.clone());
            self.push("messaging_attribute_product", at(row, "product_position", position));
        }
    }

    /// Writes rows in the order of their parts.
    fn number<'p>(&mut self, table: &'static str, columns: &str, parts: impl IntoIterator<Item = &'p Part>) {
        for (position, part) in parts.into_iter().enumerate() {
            let row = filled(at(self.row(columns), "position", position), part);
            self.push(table, row);
        }
    }

    /// Writes rows in the order of a column.
    fn keyed(&mut self, table: &'static str, columns: &str, key: &str, parts: &[Part]) {
        let mut rows: Vec<_> = parts.iter().map(|part| filled(self.row(columns), part)).collect();
        rows.sort_unstable_by_key(|row| row[key].to_string());
        rows.into_iter().for_each(|row| self.push(table, row));
    }

    fn row(&self, columns: &str) -> Map<String, Value> {
        let mut row: Map<String, Value> = columns.split(' ').map(|column| (column.to_owned(), Value::Null)).collect();
        row.insert("account_id".to_owned(), self.key[0].into());
        row.insert("conversation_id".to_owned(), self.key[1].into());
        row
    }

    fn push(&mut self, table: &'static str, row: Map<String, Value>) {
        self.tables.entry(table).or_default().push(row.into());
    }
}

fn at(mut row: Map<String, Value>, column: &str, position: usize) -> Map<String, Value> {
    row.insert(column.to_owned(), position.into());
    row
}

/// Finds the parts in a field of a part.
fn inner_parts<'p>(part: &'p Part, name: &str) -> &'p [Part] {
    part.fields
        .iter()
        .find_map(|field| match &field.cell {
            Cell::Parts(parts) if field.name == name => Some(parts.as_slice()),
            _ => None,
        })
        .unwrap_or_default()
}

/// Reads one field of all parts.
fn texts(parts: &[Part], name: &str) -> Value {
    let text = |part: &Part| {
        let field = part.fields.iter().find(|field| field.name == name)?;
        match &field.cell {
            Cell::Text(text) => text.clone(),
            _ => None,
        }
    };
    parts.iter().map(text).map(Value::from).collect()
}
