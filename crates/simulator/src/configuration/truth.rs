//! What the warehouse must hold of the configuration.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::world::{List, Snapshot, Timeline, Timelines};
use crate::truth::{self, Tables, time};
use crate::world::World;

/// The tables of `World::configuration_truth`.
pub const TABLES: [&str; 6] = ["agent", "agent_group", "line_of_business", "profile", "skill", "status_reason"];
/// The tables of `World::configuration_versions`.
pub const VERSION_TABLES: [&str; 3] = ["agent_group_version", "agent_version", "skill_version"];

/// How a field becomes a column.
#[derive(Clone, Copy)]
enum Reading {
    /// As a text; an empty one is null.
    Text,
    /// As it is.
    Plain,
    /// An array of ids as texts, sorted as such; null stays null.
    Ids,
}
use Reading::{Ids, Plain, Text};

/// A column, where its field is, how it is read, and whether a change of it makes a version.
type Column = (&'static str, &'static str, Reading, bool);

/// A change of the column makes a version.
const VERSIONED: bool = true;
/// Only the last value is kept.
const CURRENT: bool = false;

/// A list's table with its columns, of which the first one is the key, and the table of its versions.
struct Table {
    list: List,
    name: &'static str,
    versions: Option<&'static str>,
    columns: &'static [Column],
}

const AGENT: [Column; 32] = [
    ("agent_id", "/id", Text, VERSIONED),
    ("pid", "/pid", Text, CURRENT),
    ("login_name", "/loginName", Text, VERSIONED),
    ("nickname", "/nickname", Text, VERSIONED),
    ("full_name", "/fullName", Text, VERSIONED),
    ("employee_id", "/employeeId", Text, VERSIONED),
    ("email", "/email", Text, CURRENT),
    ("mobile_number", "/mobileNumber", Text, CURRENT),
    ("description", "/description", Text, CURRENT),
    ("user_type_id", "/userTypeId", Plain, VERSIONED),
    ("is_deleted", "/deleted", Plain, VERSIONED),
    ("is_enabled", "/isEnabled", Plain, VERSIONED),
    ("is_disabled_manually", "/disabledManually", Plain, CURRENT),
    ("is_api_user", "/isApiUser", Plain, CURRENT),
    ("has_to_change_password", "/changePwdNextLogin", Plain, CURRENT),
    ("max_chats", "/maxChats", Plain, VERSIONED),
    ("max_async_chats", "/maxAsyncChats", Plain, VERSIONED),
    ("agent_group_id", "/memberOf/agentGroupId", Text, VERSIONED),
    ("agent_group_assignment_date", "/memberOf/assignmentDate", Text, CURRENT),
    ("managed_agent_groups", "/managerOf", Plain, CURRENT),
    ("skill_ids", "/skillIds", Ids, VERSIONED),
    ("profile_ids", "/profileIds", Ids, VERSIONED),
    ("lob_ids", "/lobIds", Ids, VERSIONED),
    ("permission_group_ids", "/permissionGroups", Ids, VERSIONED),
    ("allowed_app_keys", "/allowedAppKeys", Text, CURRENT),
    ("picture_url", "/pictureUrl", Text, CURRENT),
    ("picture_id", "/pictureId", Text, CURRENT),
    ("background_image_url", "/backgndImgUri", Text, CURRENT),
    ("pn_cert_name", "/pnCertName", Text, CURRENT),
    ("date_updated", "/dateUpdated", Text, CURRENT),
    ("last_password_change_date", "/lastPwdChangeDate", Text, CURRENT),
    ("assignment_date", "/assignmentDate", Text, CURRENT),
];
const SKILL: [Column; 28] = [
    ("skill_id", "/id", Text, VERSIONED),
    ("pid", "/pid", Text, CURRENT),
    ("name", "/name", Text, VERSIONED),
    ("description", "/description", Text, VERSIONED),
    ("is_deleted", "/deleted", Plain, VERSIONED),
    ("skill_order", "/skillOrder", Plain, VERSIONED),
    ("max_wait_time", "/maxWaitTime", Plain, VERSIONED),
    ("wrap_up_time", "/wrapUpTime", Plain, VERSIONED),
    ("default_post_chat_survey_id", "/defaultPostChatSurveyId", Text, VERSIONED),
    ("default_offline_survey_id", "/defaultOfflineSurveyId", Text, VERSIONED),
    ("default_agent_survey_id", "/defaultAgentSurveyId", Text, VERSIONED),
    ("agent_survey_for_messaging_id", "/agentSurveyForMsgId", Text, VERSIONED),
    ("agent_survey_for_messaging_timeout_min", "/agentSurveyForMsgTimeoutInMinutes", Plain, VERSIONED),
    (
        "post_conversation_survey_app_install_association_id",
        "/postConversationSurveyAppInstallAssociationId",
        Text,
        VERSIONED,
    ),
    ("sla_default_response_time", "/slaDefaultResponseTime", Plain, VERSIONED),
    ("sla_urgent_response_time", "/slaUrgentResponseTime", Plain, VERSIONED),
    ("sla_first_response_time", "/slaFirstTimeResponseTime", Plain, VERSIONED),
    ("lob_ids", "/lobIds", Ids, VERSIONED),
    ("is_transfer_allowed", "/canTransfer", Plain, VERSIONED),
    ("transfer_skill_ids", "/skillTransferList", Ids, VERSIONED),
    ("fallback_skill_id", "/fallbackSkill", Text, VERSIONED),
    ("is_fallback_when_all_away", "/fallbackWhenAllAgentsAreAway", Plain, VERSIONED),
    ("transfer_to_agent_max_wait_s", "/transferToAgentMaxWaitInSeconds", Plain, VERSIONED),
    ("auto_close_s", "/autoCloseInSeconds", Plain, VERSIONED),
    ("working_hours_id", "/workingHoursId", Text, VERSIONED),
    ("special_occasion_id", "/specialOccasionId", Text, VERSIONED),
    ("routing_configuration", "/skillRoutingConfiguration", Plain, VERSIONED),
    ("date_updated", "/dateUpdated", Text, CURRENT),
];
const AGENT_GROUP: [Column; 7] = [
    ("agent_group_id", "/id", Text, VERSIONED),
    ("name", "/name", Text, VERSIONED),
    ("description", "/description", Text, VERSIONED),
    ("parent_agent_group_id", "/parentGroupId", Text, VERSIONED),
    ("is_enabled", "/isEnabled", Plain, VERSIONED),
    ("is_deleted", "/deleted", Plain, VERSIONED),
    ("date_updated", "/dateUpdated", Text, CURRENT),
];
const LINE_OF_BUSINESS: [Column; 5] = [
    ("lob_id", "/id", Text, CURRENT),
    ("name", "/name", Text, CURRENT),
    ("description", "/description", Text, CURRENT),
    ("is_deleted", "/deleted", Plain, CURRENT),
    ("date_updated", "/dateUpdated", Text, CURRENT),
];
const PROFILE: [Column; 7] = [
    ("profile_id", "/id", Text, CURRENT),
    ("name", "/name", Text, CURRENT),
    ("description", "/description", Text, CURRENT),
    ("role_type_id", "/roleTypeId", Plain, CURRENT),
    ("assigned_user_count", "/numOfAssignedUsers", Plain, CURRENT),
    ("is_deleted", "/deleted", Plain, CURRENT),
    ("date_updated", "/dateUpdated", Text, CURRENT),
];
const STATUS_REASON: [Column; 5] = [
    ("reason_id", "/id", Text, CURRENT),
    ("text", "/text", Text, CURRENT),
    ("state", "/state", Text, CURRENT),
    ("is_enabled", "/enabled", Plain, CURRENT),
    ("is_deleted", "/deleted", Plain, CURRENT),
];

const LISTS: [Table; List::ALL.len()] = [
    Table { list: List::Users, name: "agent", versions: Some("agent_version"), columns: &AGENT },
    Table { list: List::Skills, name: "skill", versions: Some("skill_version"), columns: &SKILL },
    Table {
        list: List::AgentGroups,
        name: "agent_group",
        versions: Some("agent_group_version"),
        columns: &AGENT_GROUP,
    },
    Table { list: List::Lobs, name: "line_of_business", versions: None, columns: &LINE_OF_BUSINESS },
    Table { list: List::Profiles, name: "profile", versions: None, columns: &PROFILE },
    Table { list: List::StatusReasons, name: "status_reason", versions: None, columns: &STATUS_REASON },
];

impl World {
    /// Lists the rows that a read at `now`, in the newest version and with deleted entities, must give.
    ///
    /// Keyed by [`TABLES`], each present even if empty. A row has every column but the lineage; `extra` is null. Sorted
    /// by account and id as texts.
    pub fn configuration_truth(&self, now: DateTime<Utc>) -> Tables {
        let mut tables = truth::empty(&TABLES);
        for (account, timeline) in Timelines::of(self).all() {
            let snapshot = timeline.at(now.timestamp_millis());
            for table in &LISTS {
                let rows = rows(table, account, &snapshot, |_| true);
                tables.entry(table.name).or_default().extend(rows.into_values().map(|mut row| {
                    row.insert("extra".to_owned(), Value::Null);
                    Value::Object(row)
                }));
            }
        }
        tables
    }

    /// Lists the states that agents, skills and their groups had at some moment from `from` to `to`, not included.
    ///
    /// Keyed by [`VERSION_TABLES`], each present even if empty. A row has the columns whose change makes a version;
    /// `changed_from` is when the state began, or null if it held at `from`, and `changed_to` when the next one did, or
    /// null if it held until `to`. Sorted by account, id as text, and time.
    pub fn configuration_versions(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Tables {
        let mut tables = truth::empty(&VERSION_TABLES);
        let (from_ms, to_ms) = (from.timestamp_millis(), to.timestamp_millis());
        for (account, timeline) in Timelines::of(self).all().filter(|_| from_ms < to_ms) {
            let snapshots = snapshots(timeline, from_ms, to_ms);
            for table in &LISTS {
                if let Some(name) = table.versions {
                    tables.entry(name).or_default().extend(versions(table, account, &snapshots));
                }
            }
        }
        tables
    }
}

/// Tells what the lists say at a moment, and each time that they say something else until another, not included.
fn snapshots(timeline: &Timeline, from_ms: i64, to_ms: i64) -> Vec<(Option<i64>, Snapshot)> {
    let changed = timeline.between(from_ms, to_ms).into_iter();
    let first = (None, timeline.at(from_ms));
    std::iter::once(first).chain(changed.map(|(at_ms, snapshot)| (Some(at_ms), snapshot))).collect()
}

fn versions(table: &Table, account: &str, snapshots: &[(Option<i64>, Snapshot)]) -> Vec<Value> {
    let mut states = BTreeMap::<String, Vec<State>>::new();
    for (at_ms, snapshot) in snapshots {
        for (id, row) in rows(table, account, snapshot, |column| column.3) {
            let its = states.entry(id).or_default();
            if its.last().is_none_or(|last| last.row != row) {
                its.iter_mut().last().into_iter().for_each(|last| last.until_ms = *at_ms);
                its.push(State { row, since_ms: *at_ms, until_ms: None });
            }
        }
    }
    states.into_values().flatten().map(State::version).collect()
}

/// A state of an entity, and the times of the changes around it, if they are known.
struct State {
    row: Map<String, Value>,
    since_ms: Option<i64>,
    until_ms: Option<i64>,
}

impl State {
    fn version(self) -> Value {
        let mut row = self.row;
        row.insert("changed_from".to_owned(), time(self.since_ms).into());
        row.insert("changed_to".to_owned(), time(self.until_ms).into());
        row.into()
    }
}

/// Makes the rows of a list by id, with some of its columns.
fn rows(
    table: &Table,
    account: &str,
    snapshot: &Snapshot,
    is_meant: fn(&Column) -> bool,
) -> BTreeMap<String, Map<String, Value>> {
    let row = |(id, facts): (&i64, &Value)| {
        let columns = table.columns.iter().filter(|column| is_meant(column));
        let columns =
            columns.map(|(column, field, reading, _)| ((*column).to_owned(), reading.read(facts.pointer(field))));
        let account = ("account_id".to_owned(), account.into());
        (id.to_string(), std::iter::once(account).chain(columns).collect())
    };
    snapshot.entities(table.list).iter().map(row).collect()
}

impl Reading {
    fn read(self, field: Option<&Value>) -> Value {
        match (self, field) {
            (_, None | Some(Value::Null)) => Value::Null,
            (Plain, Some(value)) => value.clone(),
            (Text, Some(Value::String(text))) => Some(text.clone()).filter(|text| !text.is_empty()).into(),
            (Text, Some(number)) => number.to_string().into(),
            (Ids, Some(ids)) => {
                let mut ids: Vec<String> = ids.as_array().into_iter().flatten().map(Value::to_string).collect();
                ids.sort_unstable();
                ids.into()
            }
        }
    }
}
