//! The tables of Engagement History.

use model::rows::{CopyOrder, FactSource, Family, NameSource, Row};
use normalizer::table;
use normalizer::table::Part;
use tuple::{Decimal, Json, Millis};

use crate::attributes::{
    ADDRESS, AGE, CART, CONTACT, CUSTOMER, ERROR, EVENT, LEAD, MARKETING, PERSON, PURCHASE, PURCHASE_CART, SEARCH,
    SERVICE, VIEWED_PRODUCT, attribute_product_table, attribute_table,
};

/// A chat of Engagement History with everything in it.
pub static ENGAGEMENT: Family = Family {
    name: Engagement::TABLE.name,
    parent: Engagement::TABLE,
    children: &[
        EngagementLine::TABLE,
        EngagementLineScore::TABLE,
        SurveyAnswer::TABLE,
        CobrowseSession::TABLE,
        EngagementAttribute::TABLE,
        EngagementAttributeProduct::TABLE,
    ],
    members: None,
    key: &["engagement_id"],
    order: CopyOrder::Rank,
    history: None,
    names: &[
        NameSource {
            table: Engagement::TABLE.name,
            dimension: "agent",
            id: "agent_id",
            seen_at: "started_at",
            attributes: &[
                ("full_name", "agent_full_name"),
                ("nickname", "agent_name"),
                ("login_name", "agent_login_name"),
                ("agent_group_id", "agent_group_id"),
                ("is_deleted", "is_agent_deleted"),
            ],
        },
        NameSource {
            table: Engagement::TABLE.name,
            dimension: "agent_group",
            id: "agent_group_id",
            seen_at: "started_at",
            attributes: &[("name", "agent_group_name")],
        },
        NameSource {
            table: Engagement::TABLE.name,
            dimension: "skill",
            id: "skill_id",
            seen_at: "started_at",
            attributes: &[("name", "skill_name")],
        },
        NameSource {
            table: Engagement::TABLE.name,
            dimension: "campaign",
            id: "campaign_id",
            seen_at: "started_at",
            attributes: &[("name", "campaign_name"), ("goal_name", "goal_name"), ("lob_name", "lob_name")],
        },
    ],
    fact: Some(FactSource { subject: "chat", id: "engagement_id" }),
    content_rev: 3,
};

/// `campaign` of a record.
pub(super) const CAMPAIGN: Part = Part(1);
/// `visitorInfo` of a record.
pub(super) const VISITOR: Part = Part(2);

table! {
    /// Engagement History, a record: `info` with `campaign` and `visitorInfo`.
    Engagement<'a> in "engagement" {
        account_id: &'a str,
        engagement_id: &'a str,
        shark_engagement_id: Option<&'a str> = id("sharkEngagementId"),
        requested_at: Option<Millis> = time("chatRequestedTimeL", spare "chatRequestedTime"),
        started_at: Option<Millis> = time("startTimeL", spare "startTime"),
        ended_at: Option<Millis> = time("endTimeL", spare "endTime"),
        duration_s: Option<i32> = short_duration("duration"),
        visitor_id: Option<&'a str> = id("visitorId"),
        visitor_name: Option<&'a str> = text("visitorName"),
        agent_id: Option<&'a str> = id("agentId"),
        agent_name: Option<&'a str> = text("agentNickName", also "agentName"),
        agent_login_name: Option<&'a str> = text("agentLoginName"),
        agent_full_name: Option<&'a str> = text("agentFullName"),
        is_agent_deleted: Option<bool> = boolean("agentDeleted"),
        agent_group_id: Option<&'a str> = id("agentGroupId"),
        agent_group_name: Option<&'a str> = text("agentGroupName"),
        skill_id: Option<&'a str> = id("skillId"),
        skill_name: Option<&'a str> = text("skillName"),
        channel_id: Option<i32> = integer("channel"),
        start_reason_id: Option<i32> = integer("startReason"),
        start_reason_name: Option<&'a str> = text("startReasonDesc"),
        end_reason_id: Option<i32> = integer("endReason"),
        end_reason_name: Option<&'a str> = text("endReasonDesc"),
        engagement_set: Option<i32> = integer("engagementSet"),
        engagement_sequence: Option<i32> = integer("engagementSequence"),
        is_interactive: Option<bool> = boolean("isInteractive", also "interactive"),
        has_agent_survey: Option<bool> = boolean("isAgentSurvey"),
        has_pre_chat_survey: Option<bool> = boolean("isPreChatSurvey"),
        has_post_chat_survey: Option<bool> = boolean("isPostChatSurvey"),
        mcs: Option<i32> = integer("mcs"),
        alerted_mcs: Option<i32> = integer("alertedMCS"),
        chat_mcs: Option<i32> = integer("chatMCS"),
        is_ended: Option<bool> = boolean("ended"),
        is_enriched: Option<bool> = boolean("chatDataEnriched"),
        is_partial: Option<bool> = boolean("isPartial"),
        start_url: Option<&'a str> = text("chatStartUrl"),
        start_page: Option<&'a str> = text("chatStartPage"),
        campaign_engagement_id: Option<&'a str> = id(CAMPAIGN, "campaignEngagementId"),
        campaign_engagement_name: Option<&'a str> = text(CAMPAIGN, "campaignEngagementName"),
        campaign_id: Option<&'a str> = id(CAMPAIGN, "campaignId"),
        campaign_name: Option<&'a str> = text(CAMPAIGN, "campaignName"),
        goal_id: Option<&'a str> = id(CAMPAIGN, "goalId"),
        goal_name: Option<&'a str> = text(CAMPAIGN, "goalName"),
        engagement_agent_note: Option<&'a str> = text(CAMPAIGN, "engagementAgentNote"),
        visitor_behavior_id: Option<&'a str> = id(CAMPAIGN, "visitorBehaviorId"),
        visitor_behavior_name: Option<&'a str> = text(CAMPAIGN, "visitorBehaviorName"),
        visitor_profile_id: Option<&'a str> = id(CAMPAIGN, "visitorProfileId"),
        visitor_profile_name: Option<&'a str> = text(CAMPAIGN, "visitorProfileName"),
        lob_id: Option<&'a str> = id(CAMPAIGN, "lobId"),
        lob_name: Option<&'a str> = text(CAMPAIGN, "lobName"),
        engagement_source: Option<&'a str> = text(CAMPAIGN, "engagementSource"),
        engagement_application_id: Option<&'a str> = id(CAMPAIGN, "engagementApplicationId"),
        engagement_application_name: Option<&'a str> = text(CAMPAIGN, "engagementApplicationName"),
        engagement_application_type_id: Option<&'a str> = id(CAMPAIGN, "engagementApplicationTypeId"),
        engagement_application_type_name: Option<&'a str> = text(CAMPAIGN, "engagementApplicationTypeName"),
        location_id: Option<&'a str> = id(CAMPAIGN, "locationId"),
        location_name: Option<&'a str> = text(CAMPAIGN, "locationName"),
        is_profile_system_default: Option<bool> = boolean(CAMPAIGN, "profileSystemDefault"),
        is_behavior_system_default: Option<bool> = boolean(CAMPAIGN, "behaviorSystemDefault"),
        visitor_country: Option<&'a str> = text(VISITOR, "country"),
        visitor_country_code: Option<&'a str> = text(VISITOR, "countryCode"),
        visitor_state: Option<&'a str> = text(VISITOR, "state"),
        visitor_city: Option<&'a str> = text(VISITOR, "city"),
        visitor_isp: Option<&'a str> = text(VISITOR, "isp"),
        visitor_org: Option<&'a str> = text(VISITOR, "org"),
        visitor_device: Option<&'a str> = text(VISITOR, "device"),
        visitor_ip_address: Option<&'a str> = text(VISITOR, "ipAddress"),
        visitor_browser: Option<&'a str> = text(VISITOR, "browser"),
        visitor_browser_type: Option<&'a str> = text(VISITOR, "browserType"),
        visitor_operating_system: Option<&'a str> = text(VISITOR, "operatingSystem"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Engagement History, an item of `transcript.lines`.
    EngagementLine<'a> in "engagement_line" {
        account_id: &'a str,
        engagement_id: &'a str,
        position: i32,
        sent_at: Option<Millis> = time("timeL", spare "time"),
        line_seq: Option<&'a str> = id("lineSeq"),
        source: Option<&'a str> = text("source"),
        sender_name: Option<&'a str> = text("by"),
        agent_id: Option<&'a str> = id("agentId"),
        text: Option<&'a str> = text("text"),
        rich_content: Option<Json<String>> = json("json"),
        text_type: Option<&'a str> = text("textType"),
        sub_type: Option<&'a str> = text("subType"),
        control_type_id: Option<i32> = integer("controlType"),
        canned_answer_type: Option<i32> = integer("cannedAnswerType"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Engagement History, an item of `lineScores`.
    EngagementLineScore<'a> in "engagement_line_score" {
        account_id: &'a str,
        engagement_id: &'a str,
        position: i32,
        line_seq: Option<&'a str> = id("lineSeq"),
        raw_score: Option<Decimal<'a>> = decimal("lineRawScore"),
        mcs: Option<i32> = integer("mcs"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Engagement History, an item of `surveys.preChat`, `surveys.postChat` or `surveys.operator`.
    SurveyAnswer<'a> in "survey_answer" {
        account_id: &'a str,
        engagement_id: &'a str,
        survey_kind: &'a str,
        position: i32,
        survey_id: Option<&'a str> = id("surveyID"),
        survey_name: Option<&'a str> = text("name"),
        question_id: Option<&'a str> = id("questionID"),
        question: Option<&'a str> = text("displayName"),
        answer: Option<&'a str> = text("value"),
        answers: Option<Vec<Option<&'a str>>> = texts("values"),
        answer_ids: Option<Vec<Option<i32>>> = integers("answersId"),
        scope: Option<&'a str> = text("scope"),
        source: Option<&'a str> = text("source"),
        answered_at: Option<Millis> = time("timeL", spare "time"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Engagement History, an item of `coBrowseSessions.coBrowseSessionsList`.
    CobrowseSession<'a> in "cobrowse_session" {
        account_id: &'a str,
        engagement_id: &'a str,
        session_id: &'a str,
        started_at: Option<Millis> = time("startTimeL", spare "startTime"),
        ended_at: Option<Millis> = time("endTimeL", spare "endTime"),
        interactive_at: Option<Millis> = time("interactiveTimeL", spare "interactiveTime"),
        end_reason: Option<&'a str> = text("endReason"),
        duration_ms: Option<i64> = duration("duration"),
        is_interactive: Option<bool> = boolean("interactive"),
        r#type: Option<&'a str> = text("type"),
        agent_id: Option<&'a str> = id("agentId"),
        extra: Option<Json<String>>,
    }
}

attribute_table! {
    /// Engagement History, an item of `sdes.events`.
    EngagementAttribute<'a> in "engagement_attribute" {
        account_id: &'a str,
        engagement_id: &'a str,
        position: i32,
        r#type: Option<&'a str>,
        sde_type: Option<&'a str> = text(EVENT, "sdeType"),
        server_at: Option<Millis> = time(EVENT, "serverTimeStamp"),
        original_at: Option<Millis> = time(EVENT, "originalTimeStamp"),
    }
    stamps server_at, original_at
}

attribute_product_table! {
    /// Engagement History, a product of such an event.
    EngagementAttributeProduct<'a> in "engagement_attribute_product" {
        account_id: &'a str,
        engagement_id: &'a str,
        position: i32,
        product_position: i32,
    }
}
