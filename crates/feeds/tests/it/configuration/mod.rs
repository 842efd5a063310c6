//! Lists of the account's configuration, and an entity of each that fills every column.

mod secrets;

use expect_test::{Expect, expect};
use feeds::configuration::FEED;
use normalizer::{DecodeLimits, ListShape};
use serde_json::{Value, json};

use crate::conformance::Specimen;
use crate::outcome::{Outcome, list_outcome};
use crate::printed;

/// Every documented field of each entity.
pub(crate) fn specimens() -> Vec<Specimen> {
    feeds::lists(FEED).iter().map(|list| Specimen::list(FEED, list, full_entity(list.name))).collect()
}

fn list(name: &str) -> &'static ListShape {
    feeds::lists(FEED).iter().find(|list| list.name == name).unwrap()
}

/// An entity with every documented field, each with another value.
fn full_entity(list: &str) -> Value {
    match list {
        "users" => full_user(),
        "skills" => full_skill(),
        "agent_groups" => json!({
            "id": 31, "name": "Sales", "description": "who sells", "parentGroupId": -1, "isEnabled": true,
            "deleted": false, "dateUpdated": "2017-10-26 18:29:22",
        }),
        "lobs" => json!({
            "id": 41, "name": "Retail", "description": "shops", "deleted": true, "dateUpdated": "2017-10-26 18:29:22",
        }),
        "profiles" => json!({
            "id": 51, "name": "Agent", "description": "takes chats", "roleTypeId": 2, "numOfAssignedUsers": 17,
            "deleted": false, "dateUpdated": "2017-10-26 18:29:22",
        }),
        "status_reasons" => {
            json!({ "id": 61, "text": "Lunch", "state": "Away", "enabled": true, "deleted": false })
        }
        other => panic!("no entity is known of `{other}`"),
    }
}

fn full_user() -> Value {
    json!({
        "id": "101", "pid": "p-101", "deleted": "false", "loginName": "ada@example.com", "nickname": "ada",
        "fullName": "Ada Example", "employeeId": "e-7", "email": "ada@example.com", "mobileNumber": "+1 555 0100",
        "description": "tests", "isEnabled": true, "disabledManually": false, "isApiUser": "true",
        "changePwdNextLogin": true, "maxChats": 3, "maxAsyncChats": 9, "skillIds": [12, "11"], "profileIds": [2, 1],
        "lobIds": [42], "permissionGroups": [8, 7, 8], "memberOf": { "agentGroupId": 31, "assignmentDate": "2017-01-02 03:04:05" },
        "managerOf": [{ "agentGroupId": 32, "assignmentDate": "2017-01-02 03:04:05" }], "userTypeId": 1,
        "allowedAppKeys": "k1,k2", "pictureUrl": "https://pictures.test/ada.png", "pictureId": 71,
        "backgndImgUri": "https://pictures.test/back.png", "pnCertName": "cert", "dateUpdated": "2017-10-26 18:29:22",
        "lastPwdChangeDate": "2017-10-25 18:29:22", "assignmentDate": "2017-10-24 18:29:22",
    })
}

fn full_skill() -> Value {
    json!({
        "id": 11, "pid": "p-11", "deleted": false, "name": "cats", "description": "about cats", "skillOrder": 1,
        "maxWaitTime": 120, "wrapUpTime": 30, "defaultPostChatSurveyId": 21, "defaultOfflineSurveyId": 22,
        "defaultAgentSurveyId": 23, "agentSurveyForMsgId": 24, "agentSurveyForMsgTimeoutInMinutes": 10,
        "postConversationSurveyAppInstallAssociationId": "app-1", "slaDefaultResponseTime": 3600,
        "slaUrgentResponseTime": 60, "slaFirstTimeResponseTime": 300, "lobIds": [42, 41], "canTransfer": true,
        "skillTransferList": [13, 12], "fallbackSkill": 14, "fallbackWhenAllAgentsAreAway": false,
        "transferToAgentMaxWaitInSeconds": 90, "autoCloseInSeconds": 86_400, "workingHoursId": 15,
        "specialOccasionId": 16, "skillRoutingConfiguration": [{ "agentGroupId": 31, "priority": 1, "splitPercentage": 100 }],
        "dateUpdated": "2017-10-26 18:29:22",
    })
}

fn decoded(name: &str, answer: &str) -> Outcome {
    list_outcome(list(name), answer.as_bytes(), DecodeLimits::default())
}

#[track_caller]
fn check(name: &str, answer: &str, expected: Expect) {
    expected.assert_eq(&decoded(name, answer).print());
}

#[test]
fn every_field_has_its_column() {
    check(
        "users",
        &json!([full_user()]).to_string(),
        expect![[r#"
        agent: agent_id="101" pid="p-101" login_name="ada@example.com" nickname="ada" full_name="Ada Example" employee_id="e-7" email="ada@example.com" mobile_number="+1 555 0100" description="tests" user_type_id=1 is_deleted=false is_enabled=true is_disabled_manually=false is_api_user=true has_to_change_password=true max_chats=3 max_async_chats=9 agent_group_id="31" agent_group_assignment_date="2017-01-02 03:04:05" managed_agent_groups=[{"agentGroupId":32,"assignmentDate":"2017-01-02 03:04:05"}] skill_ids=["11","12"] profile_ids=["1","2"] lob_ids=["42"] permission_group_ids=["7","8"] allowed_app_keys="k1,k2" picture_url="https://pictures.test/ada.png" picture_id="71" background_image_url="https://pictures.test/back.png" pn_cert_name="cert" date_updated="2017-10-26 18:29:22" last_password_change_date="2017-10-25 18:29:22" assignment_date="2017-10-24 18:29:22"
        documents 1, records 1
    "#]],
    );
    check(
        "skills",
        &json!([full_skill()]).to_string(),
        expect![[r#"
        skill: skill_id="11" pid="p-11" name="cats" description="about cats" is_deleted=false skill_order=1 max_wait_time=120 wrap_up_time=30 default_post_chat_survey_id="21" default_offline_survey_id="22" default_agent_survey_id="23" agent_survey_for_messaging_id="24" agent_survey_for_messaging_timeout_min=10 post_conversation_survey_app_install_association_id="app-1" sla_default_response_time=3600 sla_urgent_response_time=60 sla_first_response_time=300 lob_ids=["41","42"] is_transfer_allowed=true transfer_skill_ids=["12","13"] fallback_skill_id="14" is_fallback_when_all_away=false transfer_to_agent_max_wait_s=90 auto_close_s=86400 working_hours_id="15" special_occasion_id="16" routing_configuration=[{"agentGroupId":31,"priority":1,"splitPercentage":100}] date_updated="2017-10-26 18:29:22"
        documents 1, records 1
    "#]],
    );
}

#[test]
fn what_is_empty_for_privacy_is_null_and_ids_have_one_order() {
    check(
        "users",
        r#"[{"id": 1, "fullName": "", "employeeId": "", "skillIds": [], "profileIds": null},
            {"id": "2", "skillIds": [20, 3, "20"], "memberOf": {"agentGroupId": -1, "since": 7}, "deleted": "true"}]"#,
        expect![[r#"
            agent: agent_id="1" skill_ids=[]
            agent: agent_id="2" is_deleted=true agent_group_id="-1" skill_ids=["20","3"] extra={"memberOf":{"since":7}}
            drift users[].memberOf.since number
            documents 1, records 2
        "#]],
    );
    // Without a list of transfers all skills are meant, with an empty one none.
    check(
        "skills",
        r#"[{"id": 1, "skillTransferList": null}, {"id": 2, "skillTransferList": []}]"#,
        expect![[r#"
        skill: skill_id="1"
        skill: skill_id="2" transfer_skill_ids=[]
        documents 1, records 2
    "#]],
    );
}

#[test]
fn what_fits_no_column_is_kept_and_what_has_no_id_is_rejected() {
    check(
        "agent_groups",
        r#"[{"id": 1, "newField": [1], "isEnabled": "perhaps"}, {"name": "no id"}, 7, {"id": {"a": 1}}]"#,
        expect![[r#"
            agent_group: agent_group_id="1" extra={"isEnabled":"perhaps","newField":[1]}
            reject bad_key at document 0, record 1, byte 53: key field `id` is missing or has the wrong shape: {"name":"no id"}
            reject wrong_shape at document 0, record 2, byte 72: `agentGroups[]` has the wrong shape: 7
            reject bad_key at document 0, record 3, byte 75: key field `id` is missing or has the wrong shape: {"id":{"a":1}}
            drift agentGroups[].isEnabled string
            drift agentGroups[].newField array
            documents 1, records 4
        "#]],
    );
}

#[test]
fn what_is_no_list_fails_as_a_whole() {
    for answer in ["{}", "", "null", r#"{"users": []}"#, "<html></html>", "[{\"id\": 1}", "[1] 2", "[{\"id\": tru}]"] {
        assert!(decoded("lobs", answer).decoded.is_err(), "{answer}");
    }
    assert_eq!(decoded("lobs", "[]").decoded.unwrap().records, 0);
    assert_eq!(decoded("lobs", "\u{feff}[{\"id\": 1}]\n").decoded.unwrap().records, 1);
}

#[test]
fn the_printed_answers_load_whole() {
    for (name, file, is_array) in [
        ("skills", "skills-1.json", false),
        ("lobs", "lobs-1.json", false),
        ("status_reasons", "status-reasons-1.json", true),
    ] {
        let Some(answer) = printed::sample(file) else { continue };
        let outcome = decoded(name, &if is_array { answer } else { format!("[{answer}]") });
        let decoded = outcome.decoded.as_ref().unwrap();
        assert!(decoded.records > 0 && outcome.rejects().count() == 0, "{name}: {}", outcome.print());
        assert!(decoded.drift.is_empty(), "{name}: {}", outcome.print());
    }
}
