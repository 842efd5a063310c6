//! The truth about the lists: what is served now, and every state on the way.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use simulator::configuration::{Changes, Options, TABLES, VERSION_TABLES};
use simulator::{FeedSettings, Staff, World, WorldSpec};

use super::{LISTS, fetch, get_unless, path, serve, start, world};
use crate::client::ACCOUNT;

/// What a loader makes of a number or flag that may be a text, and of ids.
pub(super) fn plain(value: &Value) -> Value {
    value.as_str().map_or_else(|| value.clone(), |text| serde_json::from_str(text).unwrap())
}

pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        other => Some(other.to_string()),
    }
}

fn ids(value: &Value) -> Option<Vec<String>> {
    let mut ids: Vec<String> = value.as_array()?.iter().filter_map(text).collect();
    ids.sort_unstable();
    Some(ids)
}

pub(super) fn agent(user: &Value) -> Value {
    json!({
        "account_id": ACCOUNT, "agent_id": text(&user["id"]), "pid": user["pid"], "login_name": user["loginName"],
        "nickname": user["nickname"], "full_name": text(&user["fullName"]), "employee_id": text(&user["employeeId"]),
        "email": user["email"], "mobile_number": user["mobileNumber"], "description": user["description"],
        "user_type_id": plain(&user["userTypeId"]), "is_deleted": plain(&user["deleted"]),
        "is_enabled": plain(&user["isEnabled"]), "is_disabled_manually": plain(&user["disabledManually"]),
        "is_api_user": plain(&user["isApiUser"]), "has_to_change_password": plain(&user["changePwdNextLogin"]),
        "max_chats": plain(&user["maxChats"]), "max_async_chats": plain(&user["maxAsyncChats"]),
        "agent_group_id": text(&user["memberOf"]["agentGroupId"]),
        "agent_group_assignment_date": user["memberOf"]["assignmentDate"], "managed_agent_groups": user["managerOf"],
        "skill_ids": ids(&user["skillIds"]), "profile_ids": ids(&user["profileIds"]), "lob_ids": ids(&user["lobIds"]),
        "permission_group_ids": ids(&user["permissionGroups"]), "allowed_app_keys": user["allowedAppKeys"],
        "picture_url": user["pictureUrl"], "picture_id": text(&user["pictureId"]),
        "background_image_url": user["backgndImgUri"], "pn_cert_name": user["pnCertName"],
        "date_updated": user["dateUpdated"], "last_password_change_date": user["lastPwdChangeDate"],
        "assignment_date": user["assignmentDate"], "extra": null,
    })
}

fn skill(skill: &Value) -> Value {
    json!({
        "account_id": ACCOUNT, "skill_id": text(&skill["id"]), "pid": skill["pid"], "name": skill["name"],
        "description": skill["description"], "is_deleted": plain(&skill["deleted"]),
        "skill_order": plain(&skill["skillOrder"]), "max_wait_time": plain(&skill["maxWaitTime"]),
        "wrap_up_time": plain(&skill["wrapUpTime"]),
        "default_post_chat_survey_id": text(&skill["defaultPostChatSurveyId"]),
        "default_offline_survey_id": text(&skill["defaultOfflineSurveyId"]),
        "default_agent_survey_id": text(&skill["defaultAgentSurveyId"]),
        "agent_survey_for_messaging_id": text(&skill["agentSurveyForMsgId"]),
        "agent_survey_for_messaging_timeout_min": plain(&skill["agentSurveyForMsgTimeoutInMinutes"]),
        "post_conversation_survey_app_install_association_id": skill["postConversationSurveyAppInstallAssociationId"],
        "sla_default_response_time": plain(&skill["slaDefaultResponseTime"]),
        "sla_urgent_response_time": plain(&skill["slaUrgentResponseTime"]),
        "sla_first_response_time": plain(&skill["slaFirstTimeResponseTime"]), "lob_ids": ids(&skill["lobIds"]),
        "is_transfer_allowed": plain(&skill["canTransfer"]), "transfer_skill_ids": ids(&skill["skillTransferList"]),
        "fallback_skill_id": text(&skill["fallbackSkill"]),
        "is_fallback_when_all_away": plain(&skill["fallbackWhenAllAgentsAreAway"]),
        "transfer_to_agent_max_wait_s": plain(&skill["transferToAgentMaxWaitInSeconds"]),
        "auto_close_s": plain(&skill["autoCloseInSeconds"]), "working_hours_id": text(&skill["workingHoursId"]),
        "special_occasion_id": text(&skill["specialOccasionId"]),
        "routing_configuration": skill["skillRoutingConfiguration"], "date_updated": skill["dateUpdated"],
        "extra": null,
    })
}

/// The row that a loader makes of an entity.
fn row(table: &str, it: &Value) -> Value {
    match table {
        "agent" => agent(it),
        "skill" => skill(it),
        "agent_group" => json!({
            "account_id": ACCOUNT, "agent_group_id": text(&it["id"]), "name": it["name"],
            "description": it["description"], "parent_agent_group_id": text(&it["parentGroupId"]),
            "is_enabled": plain(&it["isEnabled"]), "is_deleted": plain(&it["deleted"]),
            "date_updated": it["dateUpdated"], "extra": null,
        }),
        "line_of_business" => json!({
            "account_id": ACCOUNT, "lob_id": text(&it["id"]), "name": it["name"], "description": it["description"],
            "is_deleted": plain(&it["deleted"]), "date_updated": it["dateUpdated"], "extra": null,
        }),
        "profile" => json!({
            "account_id": ACCOUNT, "profile_id": text(&it["id"]), "name": it["name"],
            "description": it["description"], "role_type_id": plain(&it["roleTypeId"]),
            "assigned_user_count": plain(&it["numOfAssignedUsers"]), "is_deleted": plain(&it["deleted"]),
            "date_updated": it["dateUpdated"], "extra": null,
        }),
        "status_reason" => json!({
            "account_id": ACCOUNT, "reason_id": text(&it["id"]), "text": it["text"], "state": it["state"],
            "is_enabled": plain(&it["enabled"]), "is_deleted": plain(&it["deleted"]), "extra": null,
        }),
        other => panic!("{other}"),
    }
}

/// The id of a row.
fn id_of(row: &Value) -> String {
    let keys = ["agent_id", "skill_id", "agent_group_id", "lob_id", "profile_id", "reason_id"];
    // Agents have a group too; their own id comes first.
    keys.iter().find_map(|key| row[*key].as_str()).unwrap().to_owned()
}

#[tokio::test]
async fn the_truth_is_what_is_served() {
    let simulator = serve(Changes::default(), Options::default()).await;
    for days in [0, 1, 9, 31] {
        simulator.clock().set(start() + TimeDelta::days(days));
        let truth = simulator.world().configuration_truth(simulator.clock().now());
        assert_eq!(truth.keys().copied().collect::<Vec<_>>(), TABLES);
        for list in LISTS {
            let entities = fetch(&simulator, list).await.entities;
            let mut rows: Vec<Value> = entities.iter().map(|entity| row(list.4, entity)).collect();
            rows.sort_by_cached_key(id_of);
            assert_eq!(rows, truth[list.4], "{}", list.0);
        }
    }
    let mut all = Vec::new();
    for list in LISTS {
        all.extend(fetch(&simulator, list).await.entities);
    }
    let with = |check: fn(&Value) -> bool| all.iter().filter(|entity| check(entity)).count();
    assert!(with(|it| it["id"].is_string()) > 9 && with(|it| it["id"].is_number()) > 9);
    assert!(with(|it| it["deleted"].is_string()) > 9 && with(|it| it["deleted"].is_boolean()) > 9);
    assert!(with(|it| it["fullName"] == "") > 0 && with(|it| it["employeeId"] == "") > 0);
    assert!(with(|it| it["skillTransferList"].is_array()) > 0 && with(|it| it["managerOf"][0].is_object()) > 0);
    assert!(with(|it| it["skillRoutingConfiguration"][0].is_object()) > 0);
}

/// The ids of the rows of a table that have a value.
fn ids_with(rows: &[Value], column: &str, value: &Value) -> BTreeSet<String> {
    rows.iter().filter(|row| row[column] == *value).map(id_of).collect()
}

#[test]
fn the_lists_know_whom_and_what_other_feeds_name() {
    let feeds = FeedSettings::default().with(Staff { agents: 40, bots: 5 });
    let world = World::generate(&WorldSpec { hours: 6, feeds, ..WorldSpec::default() });
    let at = start() - TimeDelta::hours(5);
    let lists = world.configuration_truth(at);
    let listed = |table: &str, account: &Value, id: &Value| {
        let mut rows = lists[table].iter().filter(|row| row["account_id"] == *account);
        rows.find(|row| id_of(row) == id.as_str().unwrap()).cloned().unwrap_or_else(|| panic!("{table} {id}"))
    };
    let profiles = &world.agent_metrics_truth(at)["agent_profile"];
    assert!(profiles.len() > 20);
    for profile in profiles {
        let agent = listed("agent", &profile["account_id"], &profile["agent_id"]);
        for column in ["nickname", "login_name", "agent_group_id", "picture_url"] {
            assert_eq!(agent[column], profile[column], "{column}");
        }
        assert!(agent["full_name"].is_null() || agent["full_name"] == profile["full_name"]);
        let skills = profile["skills"].as_array().unwrap();
        let mut its: Vec<&str> = skills.iter().filter_map(|skill| skill["skillId"].as_str()).collect();
        its.sort_unstable();
        assert_eq!(agent["skill_ids"], json!(its));
        let group = listed("agent_group", &profile["account_id"], &profile["agent_group_id"]);
        assert_eq!(group["name"], profile["agent_group_name"]);
        for skill in skills {
            assert_eq!(listed("skill", &profile["account_id"], &skill["skillId"])["name"], skill["skillName"]);
        }
    }
    for status in &world.agent_metrics_truth(at)["agent_status_sample"] {
        if !status["reason_id"].is_null() {
            assert_eq!(listed("status_reason", &status["account_id"], &status["reason_id"])["state"], "Away");
        }
    }
    let history = world.history_truth(at + TimeDelta::days(1));
    let chats = history.values().flatten().filter(|row| row["skill_id"].is_string() && row["skill_id"] != "-1");
    assert!(chats.map(|chat| _ = listed("skill", &chat["account_id"], &chat["skill_id"])).count() > 50);
    let chats = history.values().flatten().filter(|row| row["agent_id"].is_string() && row["agent_id"] != "0");
    assert!(chats.map(|chat| _ = listed("agent", &chat["account_id"], &chat["agent_id"])).count() > 50);
    for (kind, count) in [(0, 2), (1, 88), (2, 10)] {
        let its = lists["agent"].iter().filter(|agent| agent["user_type_id"] == kind && agent["is_deleted"] == false);
        assert!(its.clone().count() >= count, "{kind}: {}", its.count());
    }
    let roots = lists["agent_group"].iter().filter(|group| group["parent_agent_group_id"].is_null());
    assert!(roots.map(id_of).eq(["-1", "-1"]));
}

#[test]
fn a_month_changes_everything_that_may_change() {
    let (world, month) = (world(Changes::default()), TimeDelta::days(31));
    let (before, after) = (world.configuration_truth(start()), world.configuration_truth(start() + month));
    for table in TABLES {
        assert_ne!(before[table], after[table], "{table}");
    }
    for table in ["agent", "agent_group", "skill"] {
        let (is_deleted, were) = (ids_with(&after[table], "is_deleted", &json!(true)), before[table].len());
        assert!(after[table].len() > were, "{table}: none created");
        assert!(is_deleted.len() > ids_with(&before[table], "is_deleted", &json!(true)).len(), "{table}: none deleted");
    }
    let by_id: BTreeMap<String, &Value> = after["agent"].iter().map(|row| (id_of(row), row)).collect();
    for column in ["nickname", "full_name", "agent_group_id", "skill_ids", "is_enabled", "max_chats"] {
        let changed = before["agent"].iter().filter(|row| row[column] != by_id[&id_of(row)][column]).count();
        assert!(changed > 0, "{column}");
    }
    assert_eq!(world.configuration_truth(start() - month), before);
    let still = super::world(Changes { per_day: 0 });
    assert_eq!(still.configuration_truth(start() + month), still.configuration_truth(start()));
    assert_eq!(still.configuration_truth(start()), before);
}

/// What a daemon finds that asks each hour: by table and id, when each state was seen first, and its tracked columns.
fn polled(world: &World, from: DateTime<Utc>, to: DateTime<Utc>) -> BTreeMap<(String, String), Vec<(usize, Value)>> {
    let versions = world.configuration_versions(from, from + TimeDelta::minutes(1));
    let mut found = BTreeMap::<_, Vec<(usize, Value)>>::new();
    for hour in 0..(to - from).num_hours().unsigned_abs() as usize {
        let truth = world.configuration_truth(from + TimeDelta::hours(hour as i64));
        for table in VERSION_TABLES {
            let tracked = versions[table][0].as_object().unwrap();
            for row in &truth[table.strip_suffix("_version").unwrap()] {
                let kept = row.as_object().unwrap().iter().filter(|(column, _)| tracked.contains_key(*column));
                let state: Value = kept.map(|(column, value)| (column.clone(), value.clone())).collect();
                let states = found.entry((table.to_owned(), id_of(row))).or_default();
                if states.last().is_none_or(|(_, last)| *last != state) {
                    states.push((hour, state));
                }
            }
        }
    }
    found
}

#[test]
fn asking_each_hour_finds_every_version() {
    let world = world(Changes { per_day: 8 });
    // Half an hour off: changes are made on any minute.
    let from = start() + TimeDelta::minutes(30);
    let to = from + TimeDelta::days(10);
    let polled = polled(&world, from, to);
    // A change after the last question is not found.
    let versions = world.configuration_versions(from, to - TimeDelta::minutes(59));
    assert_eq!(versions.keys().copied().collect::<Vec<_>>(), VERSION_TABLES);
    let mut expected = BTreeMap::<(String, String), Vec<(usize, Value)>>::new();
    let mut changed_to = BTreeMap::new();
    for (table, rows) in &versions {
        for row in rows {
            let mut row = row.clone();
            let key = ((*table).to_owned(), id_of(&row));
            let fields = row.as_object_mut().unwrap();
            let (since, until) = (fields.remove("changed_from").unwrap(), fields.remove("changed_to").unwrap());
            assert_eq!(*changed_to.get(&key).unwrap_or(&since), since, "{key:?}");
            changed_to.insert(key.clone(), until);
            let since = since.as_str().map_or(from, |since| since.parse().unwrap());
            let hour = (since - from).num_minutes().unsigned_abs().div_ceil(60) as usize;
            expected.entry(key).or_default().push((hour, row));
        }
    }
    assert!(changed_to.values().all(Value::is_null));
    assert_eq!(polled, expected);
    let states: usize = expected.values().map(Vec::len).sum();
    assert!(states > expected.len() + 40, "{states}");
}

#[tokio::test]
async fn a_revision_changes_with_its_list_alone() {
    let simulator = serve(Changes { per_day: 8 }, Options::default()).await;
    let mut known: Vec<Option<(String, Vec<Value>)>> = vec![None; LISTS.len()];
    let mut changes = [0; LISTS.len()];
    for hour in 0..24 * 6 {
        simulator.clock().set(start() + TimeDelta::hours(hour));
        let truth = simulator.world().configuration_truth(simulator.clock().now());
        for (index, (list, _, header, _, table)) in LISTS.into_iter().enumerate() {
            let revision = known[index].as_ref().map_or("-1", |(revision, _)| revision).to_owned();
            let answer = get_unless(&simulator, &path(list, ""), &revision).await;
            let is_other = known[index].as_ref().is_none_or(|(_, rows)| *rows != truth[table]);
            assert_eq!(answer.status, if is_other { 200 } else { 304 }, "{list} {hour}");
            let newest = answer.header(header).unwrap().to_owned();
            assert!(newest.parse::<i64>().unwrap() >= revision.parse().unwrap());
            changes[index] += usize::from(is_other);
            known[index] = Some((newest, truth[table].clone()));
        }
    }
    assert!(changes.iter().all(|changes| *changes > 1), "{changes:?}");
}
