//! The tables of the lists: an entity is a row.

use model::rows::{CopyOrder, Family, History, Row, Table};
use normalizer::table;
use normalizer::table::Part;
use tuple::Json;

const fn family_of(parent: &'static Table, key: &'static [&'static str], history: Option<&'static History>) -> Family {
    let (name, order) = (parent.name, CopyOrder::Fetch);
    Family { name, parent, children: &[], members: None, key, order, history, names: &[], fact: None, content_rev: 1 }
}

/// A user: an agent, a manager, a bot.
pub static AGENT: Family = family_of(Agent::TABLE, &["agent_id"], Some(&AGENT_HISTORY));

/// A skill.
pub static SKILL: Family = family_of(Skill::TABLE, &["skill_id"], Some(&SKILL_HISTORY));

/// A group of agents.
pub static AGENT_GROUP: Family = family_of(AgentGroup::TABLE, &["agent_group_id"], Some(&AGENT_GROUP_HISTORY));

/// A line of business.
pub static LINE_OF_BUSINESS: Family = family_of(LineOfBusiness::TABLE, &["lob_id"], None);

/// A profile: the role of users.
pub static PROFILE: Family = family_of(Profile::TABLE, &["profile_id"], None);

/// A reason for a state.
pub static STATUS_REASON: Family = family_of(StatusReason::TABLE, &["reason_id"], None);

/// What reports ask of the past. Not pictures, telephone numbers and the like: they would make states that nobody asks for.
static AGENT_HISTORY: History = History {
    table: "agent_version",
    tracked: &[
        "login_name",
        "nickname",
        "full_name",
        "employee_id",
        "user_type_id",
        "is_deleted",
        "is_enabled",
        "max_chats",
        "max_async_chats",
        "agent_group_id",
        "skill_ids",
        "profile_ids",
        "lob_ids",
        "permission_group_ids",
    ],
};

static SKILL_HISTORY: History = History {
    table: "skill_version",
    tracked: &[
        "name",
        "description",
        "is_deleted",
        "skill_order",
        "max_wait_time",
        "wrap_up_time",
        "default_post_chat_survey_id",
        "default_offline_survey_id",
        "default_agent_survey_id",
        "agent_survey_for_messaging_id",
        "agent_survey_for_messaging_timeout_min",
        "post_conversation_survey_app_install_association_id",
        "sla_default_response_time",
        "sla_urgent_response_time",
        "sla_first_response_time",
        "lob_ids",
        "is_transfer_allowed",
        "transfer_skill_ids",
        "fallback_skill_id",
        "is_fallback_when_all_away",
        "transfer_to_agent_max_wait_s",
        "auto_close_s",
        "working_hours_id",
        "special_occasion_id",
        "routing_configuration",
    ],
};

static AGENT_GROUP_HISTORY: History = History {
    table: "agent_group_version",
    tracked: &["name", "description", "parent_agent_group_id", "is_enabled", "is_deleted"],
};

/// The object `memberOf` of a user.
pub(super) const MEMBER_OF: Part = Part(1);

table! {
    /// Dimension lists, users.
    Agent<'a> in "agent" {
        account_id: &'a str,
        agent_id: &'a str,
        pid: Option<&'a str> = id("pid"),
        login_name: Option<&'a str> = text("loginName"),
        nickname: Option<&'a str> = text("nickname"),
        full_name: Option<&'a str> = text("fullName"),
        employee_id: Option<&'a str> = id("employeeId"),
        email: Option<&'a str> = text("email"),
        mobile_number: Option<&'a str> = text("mobileNumber"),
        description: Option<&'a str> = text("description"),
        user_type_id: Option<i32> = integer("userTypeId"),
        is_deleted: Option<bool> = boolean("deleted"),
        is_enabled: Option<bool> = boolean("isEnabled"),
        is_disabled_manually: Option<bool> = boolean("disabledManually"),
        is_api_user: Option<bool> = boolean("isApiUser"),
        has_to_change_password: Option<bool> = boolean("changePwdNextLogin"),
        max_chats: Option<i32> = integer("maxChats"),
        max_async_chats: Option<i32> = integer("maxAsyncChats"),
        agent_group_id: Option<&'a str> = id(MEMBER_OF, "agentGroupId"),
        agent_group_assignment_date: Option<&'a str> = text(MEMBER_OF, "assignmentDate"),
        managed_agent_groups: Option<Json<String>> = json("managerOf"),
        skill_ids: Option<Vec<&'a str>> = ids("skillIds"),
        profile_ids: Option<Vec<&'a str>> = ids("profileIds"),
        lob_ids: Option<Vec<&'a str>> = ids("lobIds"),
        permission_group_ids: Option<Vec<&'a str>> = ids("permissionGroups"),
        allowed_app_keys: Option<&'a str> = text("allowedAppKeys"),
        picture_url: Option<&'a str> = text("pictureUrl"),
        picture_id: Option<&'a str> = id("pictureId"),
        background_image_url: Option<&'a str> = text("backgndImgUri"),
        pn_cert_name: Option<&'a str> = text("pnCertName"),
        date_updated: Option<&'a str> = text("dateUpdated"),
        last_password_change_date: Option<&'a str> = text("lastPwdChangeDate"),
        assignment_date: Option<&'a str> = text("assignmentDate"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Dimension lists, skills.
    Skill<'a> in "skill" {
        account_id: &'a str,
        skill_id: &'a str,
        pid: Option<&'a str> = id("pid"),
        name: Option<&'a str> = text("name"),
        description: Option<&'a str> = text("description"),
        is_deleted: Option<bool> = boolean("deleted"),
        skill_order: Option<i32> = integer("skillOrder"),
        max_wait_time: Option<i32> = integer("maxWaitTime"),
        wrap_up_time: Option<i32> = integer("wrapUpTime"),
        default_post_chat_survey_id: Option<&'a str> = id("defaultPostChatSurveyId"),
        default_offline_survey_id: Option<&'a str> = id("defaultOfflineSurveyId"),
        default_agent_survey_id: Option<&'a str> = id("defaultAgentSurveyId"),
        agent_survey_for_messaging_id: Option<&'a str> = id("agentSurveyForMsgId"),
        agent_survey_for_messaging_timeout_min: Option<i32> = integer("agentSurveyForMsgTimeoutInMinutes"),
        post_conversation_survey_app_install_association_id: Option<&'a str> =
            id("postConversationSurveyAppInstallAssociationId"),
        sla_default_response_time: Option<i32> = integer("slaDefaultResponseTime"),
        sla_urgent_response_time: Option<i32> = integer("slaUrgentResponseTime"),
        sla_first_response_time: Option<i32> = integer("slaFirstTimeResponseTime"),
        lob_ids: Option<Vec<&'a str>> = ids("lobIds"),
        is_transfer_allowed: Option<bool> = boolean("canTransfer"),
        transfer_skill_ids: Option<Vec<&'a str>> = ids("skillTransferList"),
        fallback_skill_id: Option<&'a str> = id("fallbackSkill"),
        is_fallback_when_all_away: Option<bool> = boolean("fallbackWhenAllAgentsAreAway"),
        transfer_to_agent_max_wait_s: Option<i32> = integer("transferToAgentMaxWaitInSeconds"),
        auto_close_s: Option<i32> = integer("autoCloseInSeconds"),
        working_hours_id: Option<&'a str> = id("workingHoursId"),
        special_occasion_id: Option<&'a str> = id("specialOccasionId"),
        routing_configuration: Option<Json<String>> = json("skillRoutingConfiguration"),
        date_updated: Option<&'a str> = text("dateUpdated"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Dimension lists, agent groups.
    AgentGroup<'a> in "agent_group" {
        account_id: &'a str,
        agent_group_id: &'a str,
        name: Option<&'a str> = text("name"),
        description: Option<&'a str> = text("description"),
        parent_agent_group_id: Option<&'a str> = id("parentGroupId"),
        is_enabled: Option<bool> = boolean("isEnabled"),
        is_deleted: Option<bool> = boolean("deleted"),
        date_updated: Option<&'a str> = text("dateUpdated"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Dimension lists, LOBs.
    LineOfBusiness<'a> in "line_of_business" {
        account_id: &'a str,
        lob_id: &'a str,
        name: Option<&'a str> = text("name"),
        description: Option<&'a str> = text("description"),
        is_deleted: Option<bool> = boolean("deleted"),
        date_updated: Option<&'a str> = text("dateUpdated"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Dimension lists, profiles.
    Profile<'a> in "profile" {
        account_id: &'a str,
        profile_id: &'a str,
        name: Option<&'a str> = text("name"),
        description: Option<&'a str> = text("description"),
        role_type_id: Option<i32> = integer("roleTypeId"),
        assigned_user_count: Option<i32> = integer("numOfAssignedUsers"),
        is_deleted: Option<bool> = boolean("deleted"),
        date_updated: Option<&'a str> = text("dateUpdated"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Dimension lists, agent status reasons.
    StatusReason<'a> in "status_reason" {
        account_id: &'a str,
        reason_id: &'a str,
        text: Option<&'a str> = text("text"),
        state: Option<&'a str> = text("state"),
        is_enabled: Option<bool> = boolean("enabled"),
        is_deleted: Option<bool> = boolean("deleted"),
        extra: Option<Json<String>>,
    }
}
