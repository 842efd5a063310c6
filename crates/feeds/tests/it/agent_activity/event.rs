//! Which field of an agent's event lands in which column, whatever its spelling.

use expect_test::{Expect, expect};
use normalizer::DecodeLimits;

use crate::files::records::{full_agent_header, full_event, session};
use crate::outcome::{Outcome, gzip, outcome};

fn decoded(header: &str, event: &str) -> Outcome {
    outcome(feeds::agent_activity::FEED, &gzip(session(header, event).as_bytes())[..], DecodeLimits::default())
}

#[track_caller]
fn check(event: &str, expected: Expect) {
    expected.assert_eq(&decoded(r#"{"agentSessionId":"s"}"#, event).print());
}

#[test]
fn every_field_has_its_column_in_every_spelling() {
    let expected = expect![[r#"
        agent_event: agent_session_id="s-9" agent_id="61" event_type_id=3 state_id=2 previous_state_id=1 occurred_at=2016-07-25T17:54:41.856+00:00 concurrent_engagements=5 previous_concurrent_engagements=4 max_concurrent_engagements=-9 employee_id="e-62" user_name="anna@shop.example" nickname="Anna" login_name="anna" agent_group_id="-1" user_profile_ids=["71","72"]
        documents 1, records 1
    "#]];
    let (header, event) = (full_agent_header(), full_event());
    let plain = decoded(&header.to_string(), &event.to_string());
    expected.assert_eq(&plain.print());
    // The table of the page spells three names otherwise than its example.
    let tables = event
        .to_string()
        .replace("agentUsername", "agentUserName")
        .replace("agentNickname", "agentNickName")
        .replace("agentLoginname", "agentLoginName");
    assert_eq!(decoded(&header.to_string(), &tables).print(), plain.print());
}

#[test]
fn empty_and_missing() {
    check(
        "{}",
        expect![[r#"
        agent_event: agent_session_id="s"
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"agentEmployeeId":"","agentUsername":"","agentID":"","state":"","userProfileIDs":[]}"#,
        expect![[r#"
        agent_event: agent_session_id="s" user_name="" user_profile_ids=[]
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"agentEmployeeId":null,"agentUsername":null,"state":null,"userProfileIDs":null}"#,
        expect![[r#"
        agent_event: agent_session_id="s"
        documents 1, records 1
    "#]],
    );
}

#[test]
fn numbers_and_text() {
    check(
        r#"{"agentID":12345678901234567890,"agentEmployeeId":70001,"agentUsername":5,"agentGroupID":{"string":"-1"},"timestamp":{"string":"2016-07-25T17:54:41.856Z"},"userProfileIDs":{"array":[1,"2",{"long":3},null]}}"#,
        expect![[r#"
            agent_event: agent_session_id="s" agent_id="12345678901234567890" occurred_at=2016-07-25T17:54:41.856+00:00 employee_id="70001" user_name="5" agent_group_id="-1" user_profile_ids=["1","2","3"]
            documents 1, records 1
        "#]],
    );
}

#[test]
fn unknown_and_misfitting_fields_go_to_extra() {
    check(
        r#"{"agentID":1,"state":"away","concurrentEng":1.5,"newField":{"string":"x"},"nothing":null}"#,
        expect![[r#"
            agent_event: agent_session_id="s" agent_id="1" extra={"concurrentEng":1.5,"newField":"x","state":"away"}
            drift agentSessionsData[].concurrentEng number
            drift agentSessionsData[].newField string
            drift agentSessionsData[].state string
            documents 1, records 1
        "#]],
    );
    let under = decoded(r#"{"agentSessionId":{"long":77},"site":"north"}"#, r#"{"agentID":1}"#);
    expect![[r#"
        agent_event: agent_session_id="77" agent_id="1" extra={"header":{"site":"north"}}
        drift header.site string
        documents 1, records 1
    "#]]
    .assert_eq(&under.print());
}

#[test]
fn a_field_printed_twice_loses_nothing() {
    check(
        r#"{"agentID":1,"agentId":2,"userProfileIDs":[1],"UserProfileIDs":[2]}"#,
        expect![[r#"
        agent_event: agent_session_id="s" agent_id="1" user_profile_ids=["1"] extra={"UserProfileIDs":[2],"agentId":2}
        drift agentSessionsData[].UserProfileIDs array
        drift agentSessionsData[].agentId number
        documents 1, records 1
    "#]],
    );
    let under = decoded(r#"{"agentSessionId":"s","AgentSessionId":"t"}"#, r#"{"agentID":1}"#);
    expect![[r#"
        agent_event: agent_session_id="s" agent_id="1" extra={"header":{"AgentSessionId":"t"}}
        drift header.AgentSessionId string
        documents 1, records 1
    "#]]
    .assert_eq(&under.print());
}

#[test]
fn profile_ids_that_are_none_are_kept() {
    check(
        r#"{"agentID":1,"userProfileIDs":5}"#,
        expect![[r#"
        agent_event: agent_session_id="s" agent_id="1" extra={"userProfileIDs":5}
        drift agentSessionsData[].userProfileIDs number
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"agentID":1,"userProfileIDs":[[]]}"#,
        expect![[r#"
        agent_event: agent_session_id="s" agent_id="1" extra={"userProfileIDs":[[]]}
        drift agentSessionsData[].userProfileIDs array
        documents 1, records 1
    "#]],
    );
    check(
        r#"{"agentID":1,"userProfileIDs":["",7,null]}"#,
        expect![[r#"
        agent_event: agent_session_id="s" agent_id="1" user_profile_ids=["7"]
        documents 1, records 1
    "#]],
    );
}
