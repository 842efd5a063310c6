//! The containers in the forms that upstream's pages print and contradict, and what stands there in none of them.

use expect_test::{Expect, expect};

use super::in_answer;
use crate::operational::sampled;
use crate::outcome::method;

/// What becomes of containers.
#[track_caller]
fn check(name: &str, containers: &str, expected: Expect) {
    let method = method(name);
    let answer = in_answer(method, serde_json::from_str(containers).unwrap());
    expected.assert_eq(&sampled(method, &answer.to_string()).print());
}

#[test]
fn totals_have_two_names_and_may_stand_in_a_list() {
    let methods = [
        ("messaging_queue_health", "actionableConversations"),
        ("messaging_queue_state", "actionableConversations"),
        ("skill_segments_human", "interactiveSkillSegments"),
        ("agent_segments_bot", "interactiveAgentSegments"),
        ("messaging_activity", "totalResolvedConversations"),
        ("messaging_csat", "total_answers"),
    ];
    for (name, metric) in methods {
        for totals in ["metricsTotals", "metricsTotal", "METRICSTOTAL"] {
            for (before, after) in [("", ""), ("[", "]")] {
                let containers = format!(r#"{{"{totals}":{before}{{"{metric}":7}}{after}}}"#);
                let answer = in_answer(method(name), serde_json::from_str(&containers).unwrap());
                let printed = sampled(method(name), &answer.to_string()).print();
                assert!(
                    printed.contains(r#" grain="account" "#) && printed.contains("=7 is_final"),
                    "{name}: {printed}"
                );
                assert!(printed.ends_with("documents 1, records 1\n"), "{name}: {printed}");
            }
        }
    }
}

#[test]
fn segments_of_agents_stand_under_skills_with_and_without_their_container() {
    check(
        "agent_segments_human",
        r#"{"skillsMetricsPerAgent":{"metricsPerSkill":{"31":{"metricsPerAgent":{"41":{"interactiveAgentSegments":1}},"metricsTotal":{"interactiveAgentSegments":2}}},"metricsTotal":{"interactiveAgentSegments":3}},"metricsTotal":{"interactiveAgentSegments":4}}"#,
        expect![[r#"
            agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill_agent" skill_id="31" agent_id="41" user_type="human" interactive_agent_segments=1 is_final=true
            agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" agent_id="" user_type="human" interactive_agent_segments=2 is_final=true
            agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" agent_id="" user_type="human" interactive_agent_segments=3 is_final=true
            documents 1, records 3
        "#]],
    );
    check(
        "agent_segments_human",
        r#"{"metricsPerSkill":{"31":[{"metricsPerAgent":[{"41":{"interactiveAgentSegments":1}}]}],"32":{},"33":null},"agentsMetrics":{"metricsPerAgent":{},"metricsTotals":{"interactiveAgentSegments":3}},"metricsTotal":[]}"#,
        expect![[r#"
            agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill_agent" skill_id="31" agent_id="41" user_type="human" interactive_agent_segments=1 is_final=true
            documents 1, records 1
        "#]],
    );
}

#[test]
fn names_that_are_no_ids_are_skipped_and_noted() {
    check(
        "messaging_queue_state",
        r#"{"skillsMetrics":{"all":{"actionableConversations":1},"-1":{},"metricsTotal":{}}}"#,
        expect![[r#"
            messaging_queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="-1" is_final=true
            drift msgqueuehealth/current.skillsMetrics.all object
            drift msgqueuehealth/current.skillsMetrics.metricsTotal object
            kept with the unit: msgqueuehealth/current.skillsMetrics.all {"actionableConversations":1}
            kept with the unit: msgqueuehealth/current.skillsMetrics.metricsTotal {}
            documents 1, records 1
        "#]],
    );
    check(
        "messaging_queue_state_by_group",
        r#"{"skillGroupMetrics":{"all":{"51":{}},"31":{"all":{},"51":{}}},"metricsTotal":{"actionableConversations":1}}"#,
        expect![[r#"
            messaging_queue_state_by_group: sampled_at=2017-07-14T02:42:03.000+00:00 skill_id="31" agent_group_id="51" is_final=true
            drift msgqueuehealthbygroup/current.metricsTotal object
            drift msgqueuehealthbygroup/current.skillGroupMetrics.all object
            drift msgqueuehealthbygroup/current.skillGroupMetrics[].all object
            kept with the unit: msgqueuehealthbygroup/current.metricsTotal {"actionableConversations":1}
            kept with the unit: msgqueuehealthbygroup/current.skillGroupMetrics[].all {}
            documents 1, records 1
        "#]],
    );
    check(
        "messaging_csat",
        r#"{"agentsMetrics":{"metricsPerAgent":{"all":{},"41":{}},"news":1},"skillsMetrics":{"news":[2]},"olds":{"31":{"a":1}}}"#,
        expect![[r#"
            messaging_csat: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" skill_id="" agent_id="41" is_final=true
            reject unknown_envelope_field at document 0, record 1, byte 0: field `msgcsatdistribution.olds` outside the records is unknown: {"field":"olds","method":"msgcsatdistribution","metrics":{"31":{"a":1}},"timestamp":1500000000000}
            drift msgcsatdistribution.agentsMetrics.news number
            drift msgcsatdistribution.metricsPerAgent.all object
            drift msgcsatdistribution.olds object
            drift msgcsatdistribution.skillsMetricsPerAgent.news array
            kept with the unit: msgcsatdistribution.agentsMetrics.news 1
            kept with the unit: msgcsatdistribution.metricsPerAgent.all {}
            kept with the unit: msgcsatdistribution.skillsMetricsPerAgent.news [2]
            documents 1, records 2
        "#]],
    );
}

#[test]
fn metrics_of_another_shape_are_kept_apart_and_the_rest_loads() {
    check(
        "messaging_queue_health",
        r#"{"skillsMetrics":{"31":7,"32":null,"33":[{},{}],"34":{"actionableConversations":1}},"metricsTotal":"none"}"#,
        expect![[r#"
            messaging_queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="34" actionable_conversations=1 is_final=true
            reject wrong_shape at document 0, record 0, byte 0: `metricsTotals` has the wrong shape: {"method":"msgqueuehealth","metrics":"none","timestamp":1500000000000}
            reject wrong_shape at document 0, record 1, byte 0: `skillsMetrics[]` has the wrong shape: {"method":"msgqueuehealth","metrics":7,"skill":"31","timestamp":1500000000000}
            reject wrong_shape at document 0, record 2, byte 0: `skillsMetrics[]` has the wrong shape: {"method":"msgqueuehealth","metrics":[{},{}],"skill":"33","timestamp":1500000000000}
            documents 1, records 4
        "#]],
    );
    check(
        "agent_segments_bot",
        r#"{"metricsPerSkill":{"31":7,"32":{"metricsPerAgent":{"41":"x","42":{}}}},"agentsMetrics":[1,2]}"#,
        expect![[r#"
            agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill_agent" skill_id="32" agent_id="42" user_type="bot" is_final=true
            reject wrong_shape at document 0, record 0, byte 0: `agentsMetrics` has the wrong shape: {"method":"msgagentsegments","metrics":[1,2],"timestamp":1500000000000}
            reject wrong_shape at document 0, record 1, byte 0: `metricsPerSkill[]` has the wrong shape: {"method":"msgagentsegments","metrics":7,"skill":"31","timestamp":1500000000000}
            reject wrong_shape at document 0, record 2, byte 0: `metricsPerAgent[]` has the wrong shape: {"agent":"41","method":"msgagentsegments","metrics":"x","skill":"32","timestamp":1500000000000}
            documents 1, records 4
        "#]],
    );
    check(
        "messaging_queue_state_by_group",
        r#"{"skillGroupMetrics":{"31":7,"32":{"51":"x","52":[{"actionableConversations":1}]}}}"#,
        expect![[r#"
            messaging_queue_state_by_group: sampled_at=2017-07-14T02:42:03.000+00:00 skill_id="32" agent_group_id="52" actionable_conversations=1 is_final=true
            reject wrong_shape at document 0, record 0, byte 0: `skillGroupMetrics[]` has the wrong shape: {"method":"msgqueuehealthbygroup/current","metrics":7,"skill":"31","timestamp":1500000123000}
            reject wrong_shape at document 0, record 1, byte 0: `skillGroupMetrics[][]` has the wrong shape: {"group":"51","method":"msgqueuehealthbygroup/current","metrics":"x","skill":"32","timestamp":1500000123000}
            documents 1, records 3
        "#]],
    );
    check(
        "wait_time_estimate",
        r#"{"estimatedWaitTimeResponse":[7,null,[{"skillId":31}],{"estimatedWaitTime":5},{"skillId":{}}],"news":1}"#,
        expect![[r#"
            wait_time_estimate: sampled_at=2017-07-14T02:42:03.000+00:00 skill_id="31" is_final=true
            reject wrong_shape at document 0, record 0, byte 0: `estimatedWaitTimeResponse[]` has the wrong shape: {"method":"ewt","metrics":7,"timestamp":1500000123000}
            reject bad_key at document 0, record 2, byte 0: key field `skillId` is missing or has the wrong shape: {"method":"ewt","metrics":{"estimatedWaitTime":5},"timestamp":1500000123000}
            reject bad_key at document 0, record 3, byte 0: key field `skillId` is missing or has the wrong shape: {"method":"ewt","metrics":{"skillId":{}},"timestamp":1500000123000}
            drift ewt.news number
            kept with the unit: ewt.news 1
            documents 1, records 4
        "#]],
    );
    check(
        "wait_time_estimate",
        r#"{"estimatedWaitTimeResponse":{"skillId":31}}"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 0: `estimatedWaitTimeResponse` has the wrong shape: {"method":"ewt","metrics":{"skillId":31},"timestamp":1500000123000}
        documents 1, records 1
    "#]],
    );
    check(
        "wait_time_estimate",
        r#"{"estimatedWaitTimeResponse":null}"#,
        expect![[r#"
        documents 1, records 0
    "#]],
    );
}
