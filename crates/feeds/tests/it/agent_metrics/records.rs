//! Which field lands in which column, and what is kept of the others.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::{full_answer, full_record, page};
use crate::operational::sampled;
use crate::outcome::method;

#[test]
fn a_record_becomes_a_sample_and_a_profile() {
    let method = method("agent_status");
    expect![[r#"
        agent_status_sample: sampled_at=2017-07-14T02:42:03.000+00:00 agent_id="41" status="AWAY" status_started_at=2017-07-14T02:38:20.000+00:00 status_duration_ms=92854 reason_id="2642559712" reason_started_at=2017-07-14T02:39:10.000+00:00 reason_duration_ms=10039 load=37.5 ringing_slots=1 busy_slots=2 configured_max_slots=20 open_assigned_conversations=3 intense_conversations=4 connection_state="CONNECTED" is_present=true last_updated_at=2017-07-14T02:39:59.963+00:00 is_partial=false is_final=true
        agent_profile: agent_id="41" full_name="Ada Example" nickname="ada" login_name="ada@example.com" picture_url="https://pictures.test/ada.png" agent_group_id="-1" agent_group_name="Main Group" skills=[{"skillId":"31","skillName":"cats"},{"skillId":"32","skillName":"dogs"}] is_final=true
        documents 1, records 2
    "#]].assert_eq(&sampled(method, &full_answer(method).to_string()).print());
}

#[test]
fn agent_load() {
    let method = method("agent_load");
    expect![[r#"
        agent_load_sample: sampled_at=2017-07-14T02:42:03.000+00:00 open_assigned_conversations=10 weighted_avg_load=2.1 min_load=20 max_load=40 min_configured_max_slots=2 max_configured_max_slots=3 num_away_agents=4 num_back_soon_agents=5 num_online_agents=6 is_final=true
        documents 1, records 1
    "#]].assert_eq(&sampled(method, &full_answer(method).to_string()).print());
}

/// What becomes of a record.
#[track_caller]
fn check(record: &str, expected: Expect) {
    let record: Value = serde_json::from_str(record).unwrap();
    expected.assert_eq(&sampled(method("agent_status"), &page(&[record]).to_string()).print());
}

#[test]
fn a_record_may_lack_all_but_the_id() {
    check(
        r#"{"agentId":41}"#,
        expect![[r#"
        agent_status_sample: sampled_at=2017-07-14T02:42:03.000+00:00 agent_id="41" is_partial=false is_final=true
        agent_profile: agent_id="41" is_final=true
        documents 1, records 2
    "#]],
    );
    check(
        r#"{"agentId":"41","currentStatusReason":"","agentGroupId":-1,"load":"-1","busySlots":-1,"agentPresence":false,"agentSkills":[]}"#,
        expect![[r#"
            agent_status_sample: sampled_at=2017-07-14T02:42:03.000+00:00 agent_id="41" is_present=false is_partial=false is_final=true
            agent_profile: agent_id="41" agent_group_id="-1" skills=[] is_final=true
            documents 1, records 2
        "#]],
    );
}

#[test]
fn times_in_words_count_where_the_others_are_missing() {
    check(
        r#"{"agentId":"41","lastUpdatedTime":"2017-07-14 02:39:59.963+0000","currentStatusStartTime":"2017-07-14 02:38:20.000+0000","currentStatusStartTimeL":1499999900000}"#,
        expect![[r#"
            agent_status_sample: sampled_at=2017-07-14T02:42:03.000+00:00 agent_id="41" status_started_at=2017-07-14T02:38:20.000+00:00 last_updated_at=2017-07-14T02:39:59.963+00:00 is_partial=false is_final=true
            agent_profile: agent_id="41" is_final=true
            documents 1, records 2
        "#]],
    );
}

#[test]
fn what_fits_neither_row_is_kept_with_the_sample() {
    check(
        r#"{"agentId":"41","agentName":{"first":"Ada"},"load":"much","agentPresence":"perhaps","news":{"b":2,"a":1}}"#,
        expect![[r#"
            agent_status_sample: sampled_at=2017-07-14T02:42:03.000+00:00 agent_id="41" is_partial=false is_final=true extra={"agentName":{"first":"Ada"},"agentPresence":"perhaps","load":"much","news":{"a":1,"b":2}}
            agent_profile: agent_id="41" is_final=true
            drift agent-view/status.agentStatusRecords[].agentName object
            drift agent-view/status.agentStatusRecords[].agentPresence string
            drift agent-view/status.agentStatusRecords[].load string
            drift agent-view/status.agentStatusRecords[].news object
            documents 1, records 2
        "#]],
    );
}

#[test]
fn a_record_of_another_shape_is_kept_apart_and_the_rest_loads() {
    let records = json!([7, null, "x", {}, { "agentId": "" }, { "agentId": {} }, [{ "agentId": "42" }]]);
    let answer = json!({ "agentStatusRecords": records, "news": 1, "olds": { "a": {} } });
    expect![[r#"
        agent_status_sample: sampled_at=2017-07-14T02:42:03.000+00:00 agent_id="42" is_partial=false is_final=true
        agent_profile: agent_id="42" is_final=true
        reject wrong_shape at document 0, record 0, byte 0: `agentStatusRecords[]` has the wrong shape: {"method":"agent-view/status","metrics":7,"timestamp":1500000123000}
        reject wrong_shape at document 0, record 1, byte 0: `agentStatusRecords[]` has the wrong shape: {"method":"agent-view/status","metrics":"x","timestamp":1500000123000}
        reject bad_key at document 0, record 2, byte 0: key field `agentId` is missing or has the wrong shape: {"method":"agent-view/status","metrics":{},"timestamp":1500000123000}
        reject bad_key at document 0, record 3, byte 0: key field `agentId` is missing or has the wrong shape: {"method":"agent-view/status","metrics":{"agentId":""},"timestamp":1500000123000}
        reject bad_key at document 0, record 4, byte 0: key field `agentId` is missing or has the wrong shape: {"method":"agent-view/status","metrics":{"agentId":{}},"timestamp":1500000123000}
        reject unknown_envelope_field at document 0, record 7, byte 0: field `agent-view/status.olds` outside the records is unknown: {"field":"olds","method":"agent-view/status","metrics":{"a":{}},"timestamp":1500000123000}
        drift agent-view/status.news number
        drift agent-view/status.olds object
        kept with the unit: agent-view/status.news 1
        documents 1, records 8
    "#]].assert_eq(&sampled(method("agent_status"), &answer.to_string()).print());
    let check = |name: &str, answer: &str, expected: Expect| expected.assert_eq(&sampled(method(name), answer).print());
    check(
        "agent_status",
        r#"{"agentStatusRecords":{"agentId":"41"}}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 0: `agentStatusRecords` has the wrong shape: {"method":"agent-view/status","metrics":{"agentId":"41"},"timestamp":1500000123000}
        documents 1, records 1
    "#]],
    );
    check(
        "agent_load",
        r#"{"summaryResults":[{"minLoad":"20","news":[1]}],"news":1}"#,
        expect![[r#"
        agent_load_sample: sampled_at=2017-07-14T02:42:03.000+00:00 min_load=20 is_final=true extra={"news":[1]}
        drift agent-view/summary.news number
        drift agent-view/summary.summaryResults.news array
        kept with the unit: agent-view/summary.news 1
        documents 1, records 1
    "#]],
    );
    check(
        "agent_load",
        r#"{"summaryResults":7}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 0: `summaryResults` has the wrong shape: {"method":"agent-view/summary","metrics":7,"timestamp":1500000123000}
        documents 1, records 1
    "#]],
    );
}

#[test]
fn minus_one_is_none_in_every_metric() {
    let metrics = full_answer(method("agent_load"))["summaryResults"].clone();
    let none: serde_json::Map<_, _> =
        metrics.as_object().unwrap().keys().map(|name| (name.clone(), Value::from(-1))).collect();
    let outcome = sampled(method("agent_load"), &json!({ "summaryResults": none }).to_string());
    assert_eq!(
        outcome.print(),
        "agent_load_sample: sampled_at=2017-07-14T02:42:03.000+00:00 is_final=true\ndocuments 1, records 1\n"
    );
}

#[test]
fn a_profile_does_not_change_with_the_sample() {
    let profile = |record: Value| {
        let outcome = sampled(method("agent_status"), &page(&[record]).to_string());
        let profiles = outcome.documents().filter(|(batch, _)| batch.family.name == "agent_profile");
        let hashes: Vec<_> = profiles.map(|(_, document)| document.content_hash).collect();
        let [hash] = hashes[..] else { panic!("{}", outcome.print()) };
        hash
    };
    let first = profile(full_record());
    let mut later = full_record();
    for (name, value) in [("load", json!(99)), ("currentStatus", json!("ONLINE")), ("news", json!(1))] {
        later[name] = value;
        assert_eq!(profile(later.clone()), first, "{name}");
    }
    later["agentNickname"] = json!("ada the second");
    assert_ne!(profile(later), first);
}
