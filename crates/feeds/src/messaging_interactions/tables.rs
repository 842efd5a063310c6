//! The tables of Messaging Interactions: here the conversation, in the files below what belongs to it.

mod attributes;
mod events;
mod messages;
mod people;
mod surveys;

use model::rows::{CopyOrder, FactSource, Family, MemberSet, NameSource, Row};
use normalizer::table;
use normalizer::table::Part;
use tuple::{Decimal, Json, Millis};

pub use self::attributes::{MessagingAttribute, MessagingAttributeProduct};
pub use self::events::{
    MessagingCobrowseSession, MessagingDialog, MessagingInteraction, MessagingSkillChange, MessagingTransfer,
};
pub(super) use self::messages::{FILE, FORM, LINK, QUICK_REPLIES, RICH_CONTENT, TEXT};
pub use self::messages::{MessagingIntent, MessagingMessage, MessagingMessageScore, MessagingMessageStatus};
pub use self::people::{MessagingAgentParticipant, MessagingConsumerParticipant};
pub use self::surveys::{MessagingAgentSurvey, MessagingAgentSurveyAnswer, MessagingSurvey, MessagingSurveyAnswer};
use super::words::Words;

/// A messaging conversation with everything in it.
pub static MESSAGING_CONVERSATION: Family = Family {
    name: MessagingConversation::TABLE.name,
    parent: MessagingConversation::TABLE,
    children: &[
        MessagingDialog::TABLE,
        MessagingMessage::TABLE,
        MessagingMessageStatus::TABLE,
        MessagingMessageScore::TABLE,
        MessagingAgentParticipant::TABLE,
        MessagingConsumerParticipant::TABLE,
        MessagingTransfer::TABLE,
        MessagingInteraction::TABLE,
        MessagingSkillChange::TABLE,
        MessagingSurvey::TABLE,
        MessagingSurveyAnswer::TABLE,
        MessagingAgentSurvey::TABLE,
        MessagingAgentSurveyAnswer::TABLE,
        MessagingCobrowseSession::TABLE,
        MessagingIntent::TABLE,
    ],
    members: Some(&MemberSet {
        table: MessagingAttribute::TABLE,
        parts: &[MessagingAttributeProduct::TABLE],
        key: &["attribute_key"],
    }),
    key: &["conversation_id"],
    order: CopyOrder::Rank,
    history: None,
    names: &[
        NameSource {
            table: MessagingConversation::TABLE.name,
            dimension: "agent",
            id: "latest_agent_id",
            seen_at: "started_at",
            attributes: &[
                ("full_name", "latest_agent_full_name"),
                ("nickname", "latest_agent_name"),
                ("login_name", "latest_agent_login_name"),
                ("agent_group_id", "latest_agent_group_id"),
                ("is_deleted", "is_agent_deleted"),
            ],
        },
        NameSource {
            table: MessagingConversation::TABLE.name,
            dimension: "agent_group",
            id: "latest_agent_group_id",
            seen_at: "started_at",
            attributes: &[("name", "latest_agent_group_name")],
        },
        NameSource {
            table: MessagingConversation::TABLE.name,
            dimension: "skill",
            id: "latest_skill_id",
            seen_at: "started_at",
            attributes: &[("name", "latest_skill_name")],
        },
        NameSource {
            table: MessagingConversation::TABLE.name,
            dimension: "campaign",
            id: "campaign_id",
            seen_at: "started_at",
            attributes: &[("name", "campaign_name"), ("goal_name", "goal_name"), ("lob_name", "lob_name")],
        },
        NameSource {
            table: MessagingAgentParticipant::TABLE.name,
            dimension: "agent",
            id: "agent_id",
            seen_at: "joined_at",
            attributes: &[
                ("full_name", "agent_full_name"),
                ("nickname", "agent_name"),
                ("login_name", "agent_login_name"),
                ("agent_group_id", "agent_group_id"),
                ("is_deleted", "is_agent_deleted"),
            ],
        },
        NameSource {
            table: MessagingAgentParticipant::TABLE.name,
            dimension: "agent_group",
            id: "agent_group_id",
            seen_at: "joined_at",
            attributes: &[("name", "agent_group_name")],
        },
        NameSource {
            table: MessagingTransfer::TABLE.name,
            dimension: "agent",
            id: "source_agent_id",
            seen_at: "transferred_at",
            attributes: &[
                ("full_name", "source_agent_full_name"),
                ("nickname", "source_agent_name"),
                ("login_name", "source_agent_login_name"),
            ],
        },
        NameSource {
            table: MessagingTransfer::TABLE.name,
            dimension: "agent",
            id: "target_agent_id",
            seen_at: "transferred_at",
            attributes: &[
                ("full_name", "target_agent_full_name"),
                ("nickname", "target_agent_name"),
                ("login_name", "target_agent_login_name"),
            ],
        },
        NameSource {
            table: MessagingTransfer::TABLE.name,
            dimension: "skill",
            id: "source_skill_id",
            seen_at: "transferred_at",
            attributes: &[("name", "source_skill_name")],
        },
        NameSource {
            table: MessagingTransfer::TABLE.name,
            dimension: "skill",
            id: "target_skill_id",
            seen_at: "transferred_at",
            attributes: &[("name", "target_skill_name")],
        },
    ],
    fact: Some(FactSource { subject: "messaging_conversation", id: "conversation_id" }),
    content_rev: 1,
};

/// `contextData` of a message, an agent or a transfer.
pub(super) const CONTEXT: Part = Part(1);
/// `campaign` of a record.
pub(super) const CAMPAIGN: Part = Part(2);
/// `monitoring` of a record.
pub(super) const MONITORING: Part = Part(3);
/// `summary` of a record.
pub(super) const SUMMARY: Part = Part(4);
/// `responseTime` of a record.
pub(super) const RESPONSE_TIME: Part = Part(5);

table! {
    /// Messaging Interactions, a record: `info` with `campaign`, `monitoring`, `summary`, `responseTime`, `uniqueIntents`.
    MessagingConversation<'a> in "messaging_conversation" {
        account_id: &'a str,
        conversation_id: &'a str,
        status: Option<&'a str> = word("status"),
        full_dialog_status: Option<&'a str> = word("fullDialogStatus"),
        started_at: Option<Millis> = time("startTimeL", spare "startTime"),
        ended_at: Option<Millis> = moment("endTimeL", spare "endTime"),
        conversation_ended_at: Option<Millis> = moment("conversationEndTimeL", spare "conversationEndTime"),
        full_dialog_ended_at: Option<Millis> = moment("fullDialogEndTimeL", spare "fullDialogEndTime"),
        latest_updated_at: Option<Millis> = moment("latestUpdateTimeL", spare "latestUpdateTime"),
        duration: Option<i64> = duration("duration"),
        close_reason: Option<&'a str> = word("closeReason"),
        close_reason_description: Option<&'a str> = word("closeReasonDescription"),
        is_first_conversation: Option<bool> = boolean("firstConversation"),
        is_agent_deleted: Option<bool> = boolean("agentDeleted"),
        is_partial: Option<bool> = boolean("isPartial"),
        has_step_up: Option<bool> = boolean("wasStepUp"),
        has_pending_agent_survey: Option<bool> = boolean("pendingAgentSurvey"),
        csat: Option<i32> = integer("csat"),
        csat_rate: Option<Decimal<'a>> = decimal("csatRate"),
        mcs: Option<i32> = integer("mcs"),
        alerted_mcs: Option<i32> = integer("alertedMCS"),
        source: Option<&'a str> = word("source"),
        device: Option<&'a str> = word("device"),
        device_model: Option<&'a str> = word("deviceModel"),
        browser: Option<&'a str> = word("browser"),
        browser_version: Option<&'a str> = word("browserVersion"),
        operating_system: Option<&'a str> = word("operatingSystem"),
        operating_system_version: Option<&'a str> = word("operatingSystemVersion"),
        latest_skill_id: Option<&'a str> = id("latestSkillId"),
        latest_skill_name: Option<&'a str> = text("latestSkillName"),
        latest_agent_id: Option<&'a str> = person_id("latestAgentId"),
        latest_agent_name: Option<&'a str> = given("latestAgentNickname"),
        latest_agent_login_name: Option<&'a str> = given("latestAgentLoginName"),
        latest_agent_full_name: Option<&'a str> = given("latestAgentFullName"),
        latest_agent_group_id: Option<&'a str> = id("latestAgentGroupId"),
        latest_agent_group_name: Option<&'a str> = text("latestAgentGroupName"),
        latest_queue_state: Option<&'a str> = word("latestQueueState"),
        session_id: Option<&'a str> = id("sessionId"),
        interaction_context_id: Option<&'a str> = id("interactionContextId"),
        time_zone: Option<&'a str> = word("timeZone"),
        features: Option<Vec<Option<&'a str>>> = texts("features"),
        language: Option<&'a str> = word("language"),
        integration: Option<&'a str> = word("integration"),
        integration_version: Option<&'a str> = word("integrationVersion"),
        app_id: Option<&'a str> = id("appId"),
        app_version: Option<&'a str> = word("appVersion"),
        ip_address: Option<&'a str> = word("ipAddress"),
        first_intent_id: Option<&'a str> = id("firstIntentName"),
        first_intent_label: Option<&'a str> = text("firstIntentLabel"),
        campaign_engagement_id: Option<&'a str> = id(CAMPAIGN, "campaignEngagementId"),
        campaign_engagement_name: Option<&'a str> = text(CAMPAIGN, "campaignEngagementName"),
        campaign_id: Option<&'a str> = id(CAMPAIGN, "campaignId"),
        campaign_name: Option<&'a str> = text(CAMPAIGN, "campaignName"),
        goal_id: Option<&'a str> = id(CAMPAIGN, "goalId"),
        goal_name: Option<&'a str> = text(CAMPAIGN, "goalName"),
        engagement_agent_note: Option<&'a str> = text(CAMPAIGN, "engagementAgentNote"),
        engagement_source: Option<&'a str> = word(CAMPAIGN, "engagementSource"),
        visitor_behavior_id: Option<&'a str> = id(CAMPAIGN, "visitorBehaviorId"),
        visitor_behavior_name: Option<&'a str> = text(CAMPAIGN, "visitorBehaviorName"),
        engagement_application_id: Option<&'a str> = id(CAMPAIGN, "engagementApplicationId"),
        engagement_application_name: Option<&'a str> = text(CAMPAIGN, "engagementApplicationName"),
        engagement_application_type_id: Option<&'a str> = id(CAMPAIGN, "engagementApplicationTypeId"),
        engagement_application_type_name: Option<&'a str> = text(CAMPAIGN, "engagementApplicationTypeName"),
        visitor_profile_id: Option<&'a str> = id(CAMPAIGN, "visitorProfileId"),
        visitor_profile_name: Option<&'a str> = text(CAMPAIGN, "visitorProfileName"),
        lob_id: Option<&'a str> = id(CAMPAIGN, "lobId"),
        lob_name: Option<&'a str> = text(CAMPAIGN, "lobName"),
        location_id: Option<&'a str> = id(CAMPAIGN, "locationId"),
        location_name: Option<&'a str> = text(CAMPAIGN, "locationName"),
        is_profile_system_default: Option<bool> = boolean(CAMPAIGN, "profileSystemDefault"),
        is_behavior_system_default: Option<bool> = boolean(CAMPAIGN, "behaviorSystemDefault"),
        visitor_country: Option<&'a str> = given(MONITORING, "country"),
        visitor_country_code: Option<&'a str> = given(MONITORING, "countryCode"),
        visitor_state: Option<&'a str> = given(MONITORING, "state"),
        visitor_city: Option<&'a str> = given(MONITORING, "city"),
        visitor_isp: Option<&'a str> = given(MONITORING, "isp"),
        visitor_org: Option<&'a str> = given(MONITORING, "org"),
        visitor_device: Option<&'a str> = word(MONITORING, "device"),
        visitor_ip_address: Option<&'a str> = word(MONITORING, "ipAddress"),
        visitor_browser: Option<&'a str> = word(MONITORING, "browser"),
        visitor_operating_system: Option<&'a str> = word(MONITORING, "operatingSystem"),
        start_url: Option<&'a str> = given(MONITORING, "conversationStartPage"),
        start_page: Option<&'a str> = given(MONITORING, "conversationStartPageTitle"),
        summary_text: Option<&'a str> = text(SUMMARY, "text"),
        summary_updated_at: Option<Millis> = moment(SUMMARY, "lastUpdatedTime"),
        response_due_at: Option<Millis> = moment(RESPONSE_TIME, "latestEffectiveResponseDueTime"),
        configured_response_time: Option<i64> = duration(RESPONSE_TIME, "configuredResponseTime"),
        unique_intent_ids: Option<Vec<Option<&'a str>>>,
        unique_intent_labels: Option<Vec<Option<&'a str>>>,
        extra: Option<Json<String>>,
    }
}
