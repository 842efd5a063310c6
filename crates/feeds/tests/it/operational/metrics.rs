//! Which metric lands in which column, whatever its spelling.

use expect_test::{Expect, expect};
use normalizer::SampleMethod;
use serde_json::Value;

use crate::operational::{final_interval, full_answer, sampled};

use crate::outcome::{method, methods};

/// A full answer in every spelling.
#[track_caller]
fn check_full(method: &'static SampleMethod, expected: Expect) {
    let answer = full_answer(method);
    let plain = sampled(method, &answer.to_string());
    expected.assert_eq(&plain.print());
}

#[test]
fn engagement_activity() {
    check_full(
        method("engagement_activity"),
        expect![[r#"
        engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" skill_id="" agent_id="41" total_interactive_chats=40 total_non_interactive_chats=41 total_handling_time_s=42 non_interactive_total_handling_time_s=43 connected_engagements=44 is_final=true
        engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill_agent" skill_id="31" agent_id="41" total_interactive_chats=10 total_non_interactive_chats=11 total_handling_time_s=12 non_interactive_total_handling_time_s=13 connected_engagements=14 is_final=true
        engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" agent_id="" total_interactive_chats=20 total_non_interactive_chats=21 total_handling_time_s=22 non_interactive_total_handling_time_s=23 connected_engagements=24 is_final=true
        engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" agent_id="" total_interactive_chats=30 total_non_interactive_chats=31 total_handling_time_s=32 non_interactive_total_handling_time_s=33 connected_engagements=34 is_final=true
        documents 1, records 4
    "#]],
    );
}

#[test]
fn queue_health() {
    check_full(
        method("queue_health"),
        expect![[r#"
        queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" entered_engagements=300 connected_engagements=301 abandoned_engagements=302 abandonment_rate=0.04 total_time_to_answer_s=303 avg_time_to_answer_s=304 total_time_to_abandon_s=305 avg_time_to_abandon_s=306 max_queue_size=307 min_queue_size=308 max_available_slots=309 min_available_slots=310 average_queue_size=0.010390574264774098 queue_size_sum=311 queue_size_count=312 average_available_slots=3.5 available_slots_sum=313 available_slots_count=314 current_queue_size=315 current_available_slots=316 is_final=true
        queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="-1" entered_engagements=200 connected_engagements=201 abandoned_engagements=202 abandonment_rate=0.04 total_time_to_answer_s=203 avg_time_to_answer_s=204 total_time_to_abandon_s=205 avg_time_to_abandon_s=206 max_queue_size=207 min_queue_size=208 max_available_slots=209 min_available_slots=210 average_queue_size=0.010390574264774098 queue_size_sum=211 queue_size_count=212 average_available_slots=3.5 available_slots_sum=213 available_slots_count=214 current_queue_size=215 current_available_slots=216 is_final=true
        queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" entered_engagements=100 connected_engagements=101 abandoned_engagements=102 abandonment_rate=0.04 total_time_to_answer_s=103 avg_time_to_answer_s=104 total_time_to_abandon_s=105 avg_time_to_abandon_s=106 max_queue_size=107 min_queue_size=108 max_available_slots=109 min_available_slots=110 average_queue_size=0.010390574264774098 queue_size_sum=111 queue_size_count=112 average_available_slots=3.5 available_slots_sum=113 available_slots_count=114 current_queue_size=115 current_available_slots=116 is_final=true
        documents 1, records 3
    "#]],
    );
}

#[test]
fn agent_activity() {
    check_full(
        method("agent_activity"),
        expect![[r#"
        agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="2" reason_id="" state_name="Online" total_s=10 chatting_s=11 not_chatting_s=12 chatting_in_max_concurrency_s=13 is_final=true
        agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="4" reason_id="2642559712" state_name="Away" total_s=30 chatting_s=31 not_chatting_s=32 chatting_in_max_concurrency_s=33 is_final=true
        agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="4" reason_id="" state_name="Away" total_s=20 chatting_s=21 not_chatting_s=22 chatting_in_max_concurrency_s=23 is_final=true
        agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="-1" reason_id="" state_name="Logged in" total_s=40 chatting_s=41 not_chatting_s=42 chatting_in_max_concurrency_s=43 is_final=true
        documents 1, records 4
    "#]],
    );
}

#[test]
fn queue_state() {
    check_full(
        method("queue_state"),
        expect![[r#"
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="31" current_queue_size=10 current_available_slots=11 current_max_wait_time_in_queue_ms=12 is_final=true
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="32" current_queue_size=20 current_available_slots=21 current_max_wait_time_in_queue_ms=22 is_final=true
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="account" skill_id="" current_queue_size=30 current_available_slots=31 current_max_wait_time_in_queue_ms=32 is_final=true
        documents 1, records 3
    "#]],
    );
}

#[test]
fn sla_histogram() {
    check_full(
        method("sla_histogram"),
        expect![[r#"
            sla_histogram: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 group_id="" lower_bound_s=0 chats=3 share=0.75 accumulated_share=0.75 is_final=true
            sla_histogram: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 group_id="" lower_bound_s=120 chats=0 share=0.0 accumulated_share=1.0 is_final=true
            sla_histogram: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 group_id="" lower_bound_s=15 chats=1 share=0.25 accumulated_share=1.0 is_final=true
            documents 1, records 3
        "#]],
    );
}

/// An answer with these metrics of one agent, skill or bar.
fn answer_of(method: &'static SampleMethod, metrics: &str) -> String {
    match method.name {
        "engagement_activity" => {
            final_interval(&format!(r#"{{"agentsMetrics":{{"metricsPerAgent":{{"41":{metrics}}}}}}}"#))
        }
        "queue_health" => final_interval(&format!(r#"{{"skillsMetrics":{{"31":{metrics}}}}}"#)),
        "agent_activity" => {
            final_interval(&format!(r#"{{"agentsMetrics":{{"metricsPerAgent":{{"41":[{metrics}]}}}}}}"#))
        }
        "queue_state" => format!(r#"{{"skills":{{"31":{metrics}}}}}"#),
        "sla_histogram" => format!(r#"{{"slaDataRange":{{"30":{metrics}}}}}"#),
        other => panic!("no answer is known of `{other}`"),
    }
}

#[track_caller]
fn check(method: &'static SampleMethod, metrics: &str, expected: Expect) {
    expected.assert_eq(&sampled(method, &answer_of(method, metrics)).print());
}

#[test]
fn minus_one_is_none_where_upstream_says_so() {
    check(
        method("queue_health"),
        r#"{"maxQueueSize":-1,"minQueueSize":-1,"maxAvailableSlots":"-1","minAvailableSlots":-1.0,"averageQueueSize":-1,"averageAvailableSlots":-1.0,"currentQueueSize":-1,"currentAvailableSlots":-1}"#,
        expect![[r#"
            queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" is_final=true
            documents 1, records 1
        "#]],
    );
    check(
        method("queue_health"),
        r#"{"enteredQEng":-1,"abandonmentRate":-1,"queueSizeSum":-1,"maxQueueSize":-2,"averageQueueSize":-0.5}"#,
        expect![[r#"
            queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" entered_engagements=-1 abandonment_rate=-1 max_queue_size=-2 average_queue_size=-0.5 queue_size_sum=-1 is_final=true
            documents 1, records 1
        "#]],
    );
    check(
        method("queue_state"),
        r#"{"currentQueueSize":-1,"currentAvailableSlots":-1,"currentMaxWaitTimeInQueue":-1}"#,
        expect![[r#"
            queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="31" is_final=true
            documents 1, records 1
        "#]],
    );
    check(
        method("engagement_activity"),
        r#"{"totalHandlingTime":-1}"#,
        expect![[r#"
            engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" skill_id="" agent_id="41" is_final=true extra={"totalHandlingTime":-1}
            drift engactivity.metrics.totalHandlingTime number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn the_queue_size_has_two_names() {
    check(
        method("queue_state"),
        r#"{"currentQueueState":5}"#,
        expect![[r#"
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="31" current_queue_size=5 is_final=true
        documents 1, records 1
    "#]],
    );
    check(
        method("queue_health"),
        r#"{"currentQueueState":5}"#,
        expect![[r#"
        queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" current_queue_size=5 is_final=true
        documents 1, records 1
    "#]],
    );
    check(
        method("queue_health"),
        r#"{"currentQueueState":5,"currentQueueSize":5}"#,
        expect![[r#"
        queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" current_queue_size=5 is_final=true
        documents 1, records 1
    "#]],
    );
    check(
        method("queue_health"),
        r#"{"currentQueueState":5,"currentQueueSize":6}"#,
        expect![[r#"
            queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" current_queue_size=6 is_final=true extra={"currentQueueState":5}
            drift queuehealth.metrics.currentQueueState number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn what_is_unknown_or_fits_no_column_is_kept() {
    check(
        method("engagement_activity"),
        r#"{"totalHandlingTime":12.0,"connectedEngagements":1.5,"totalInteractiveChats":"many","totalNonInteractiveChats":null,"newMetric":{"b":2,"a":[]}}"#,
        expect![[r#"
            engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" skill_id="" agent_id="41" total_handling_time_s=12 is_final=true extra={"connectedEngagements":1.5,"newMetric":{"a":[],"b":2},"totalInteractiveChats":"many"}
            drift engactivity.metrics.connectedEngagements number
            drift engactivity.metrics.newMetric object
            drift engactivity.metrics.totalInteractiveChats string
            documents 1, records 1
        "#]],
    );
    check(
        method("queue_health"),
        r#"{"abandonmentRate":"4%","averageQueueSize":1e-7,"enteredQEng":99999999999999999999,"maxQueueSize":[1],"news":0}"#,
        expect![[r#"
            queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" average_queue_size=0.0000001 is_final=true extra={"abandonmentRate":"4%","enteredQEng":99999999999999999999,"maxQueueSize":[1],"news":0}
            drift queuehealth.metrics.abandonmentRate string
            drift queuehealth.metrics.enteredQEng number
            drift queuehealth.metrics.maxQueueSize array
            drift queuehealth.metrics.news number
            documents 1, records 1
        "#]],
    );
    check(
        method("queue_state"),
        r#"{"currentMaxWaitTimeInQueue":true,"news":"x"}"#,
        expect![[r#"
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="31" is_final=true extra={"currentMaxWaitTimeInQueue":true,"news":"x"}
        drift queuestate.metrics.currentMaxWaitTimeInQueue boolean
        drift queuestate.metrics.news string
        documents 1, records 1
    "#]],
    );
    check(
        method("sla_histogram"),
        r#"{"chats":2.5,"percentageFromTotal":{},"news":null,"olds":0}"#,
        expect![[r#"
            sla_histogram: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 group_id="" lower_bound_s=30 is_final=true extra={"chats":2.5,"olds":0,"percentageFromTotal":{}}
            drift sla.slaDataRange[].chats number
            drift sla.slaDataRange[].olds number
            drift sla.slaDataRange[].percentageFromTotal object
            documents 1, records 1
        "#]],
    );
}

#[test]
fn metrics_of_nothing_are_a_row() {
    for method in methods() {
        let nothing = if method.name == "agent_activity" { r#"{"id":2}"# } else { "{}" };
        assert_eq!(sampled(method, &answer_of(method, nothing)).documents().count(), 1, "{method}");
    }
}

#[test]
fn a_state_in_all_its_clothes() {
    check(
        method("agent_activity"),
        r#"{"id":"3","name":"Back soon","value":7,"news":1},{"id":4.0,"value":"8","reasons":[{"id":12,"value":5},{"id":"13","value":{"total":3,"news":2},"name":"Lunch"}]},{"id":2,"value":{"total":1.5}},{"id":-1,"value":[{"total":9}]}"#,
        expect![[r#"
            agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="3" reason_id="" state_name="Back soon" total_s=7 is_final=true extra={"news":1}
            agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="4" reason_id="12" total_s=5 is_final=true
            agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="4" reason_id="13" total_s=3 is_final=true extra={"name":"Lunch","value":{"news":2}}
            agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="4" reason_id="" total_s=8 is_final=true
            agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="2" reason_id="" is_final=true extra={"value":{"total":1.5}}
            agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="41" state_id="-1" reason_id="" total_s=9 is_final=true
            drift agentactivity.state.news number
            drift agentactivity.state.reasons[].name string
            drift agentactivity.state.value.news number
            drift agentactivity.state.value.total number
            documents 1, records 6
        "#]],
    );
}

#[test]
fn identifiers_are_text() {
    let skills = |names: &[&str]| {
        let skills: serde_json::Map<_, _> =
            names.iter().map(|name| ((*name).to_owned(), Value::Object(<_>::default()))).collect();
        sampled(method("queue_state"), &format!(r#"{{"skills":{}}}"#, Value::Object(skills))).print()
    };
    let long = "7".repeat(513);
    expect![[r#"
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="-1" is_final=true
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="007" is_final=true
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="12345678901234567890123" is_final=true
        drift queuestate.skills. object
        drift queuestate.skills.- object
        drift queuestate.skills.1.5 object
        drift queuestate.skills.777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777 object
        drift queuestate.skills.all object
        drift queuestate.skills.metricsTotals object
        kept with the unit: queuestate.skills. {}
        kept with the unit: queuestate.skills.- {}
        kept with the unit: queuestate.skills.1.5 {}
        kept with the unit: queuestate.skills.777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777 {}
        kept with the unit: queuestate.skills.all {}
        kept with the unit: queuestate.skills.metricsTotals {}
        documents 1, records 3
    "#]].assert_eq(&skills(&[
        "-1",
        "007",
        "12345678901234567890123",
        "",
        "-",
        "all",
        "1.5",
        "metricsTotals",
        &long,
    ]));
}
