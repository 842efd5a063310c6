//! The containers in the forms that upstream's pages print and contradict, and what stands there in none of them.

use expect_test::{Expect, expect};
use normalizer::SampleMethod;

use crate::operational::{END_MS, INTERVAL_MS, answer, final_interval, full_answer, interval, sampled};

use crate::outcome::method;

/// What becomes of the containers of a final interval.
#[track_caller]
fn check(method: &'static SampleMethod, containers: &str, expected: Expect) {
    expected.assert_eq(&sampled(method, &final_interval(containers)).print());
}

#[test]
fn containers_have_two_names_and_totals_two_forms() {
    let plain = full_answer(method("engagement_activity")).to_string();
    let expected = sampled(method("engagement_activity"), &plain).print_sorted();
    let closed = |from: i64| {
        format!(
            r#"{{"totalInteractiveChats":{from},"totalNonInteractiveChats":{},"totalHandlingTime":{},"nonInteractiveTotalHandlingTime":{},"connectedEngagements":{}}}"#,
            from + 1,
            from + 2,
            from + 3,
            from + 4
        )
    };
    for name in ["skillsMetricsPerAgent", "skillsMetrics", "SKILLSMETRICS"] {
        for (before, after) in [("", ""), ("[", "]")] {
            let totals = |from: i64| format!(r#""metricsTotals":{before}{}{after}"#, closed(from));
            let containers = format!(
                r#"{{"agentsMetrics":{{{},"metricsPerAgent":{{"41":{}}}}},"{name}":{{{},"metricsPerSkill":{{"31":{{{},"metricsPerAgent":{{"41":{}}}}}}}}}}}"#,
                totals(50),
                closed(40),
                totals(30),
                totals(20),
                closed(10)
            );
            let seen = sampled(method("engagement_activity"), &final_interval(&containers)).print_sorted();
            assert_eq!(seen, expected, "{name} {before}");
        }
    }
}

#[test]
fn totals_of_the_account_come_with_the_skills() {
    let m = |count: i64| format!(r#"{{"totalInteractiveChats":{count}}}"#);
    check(
        method("engagement_activity"),
        &format!(r#"{{"agentsMetrics":{{"metricsTotals":{}}}}}"#, m(1)),
        expect![[r#"
        documents 1, records 0
    "#]],
    );
    check(
        method("engagement_activity"),
        &format!(r#"{{"metricsTotals":{}}}"#, m(2)),
        expect![[r#"
        engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" agent_id="" total_interactive_chats=2 is_final=true
        documents 1, records 1
    "#]],
    );
    check(
        method("engagement_activity"),
        &format!(r#"{{"metricsTotals":{},"skillsMetrics":{{"metricsTotals":{}}}}}"#, m(2), m(3)),
        expect![[r#"
            engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" agent_id="" total_interactive_chats=3 is_final=true
            documents 1, records 1
        "#]],
    );
    check(
        method("engagement_activity"),
        &format!(r#"{{"skillsMetrics":{{"metricsTotals":[]}},"metricsTotals":[{}]}}"#, m(2)),
        expect![[r#"
            engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" agent_id="" total_interactive_chats=2 is_final=true
            documents 1, records 1
        "#]],
    );
}

#[test]
fn metrics_of_another_shape_are_kept_apart_and_the_rest_loads() {
    check(
        method("engagement_activity"),
        r#"{"skillsMetrics":{"metricsPerSkill":{"31":7,"32":{"metricsPerAgent":{"41":"x","42":{}},"metricsTotals":[{},{}]},"33":[]},"metricsTotals":"none"},"agentsMetrics":{"metricsPerAgent":[1,2]}}"#,
        expect![[r#"
            engagement_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill_agent" skill_id="32" agent_id="42" is_final=true
            reject wrong_shape at document 0, record 0, byte 0: `metricsPerSkill[]` has the wrong shape: {"method":"engactivity","metrics":7,"skill":"31","timestamp":1500000000000}
            reject wrong_shape at document 0, record 1, byte 0: `metricsPerAgent[]` has the wrong shape: {"agent":"41","method":"engactivity","metrics":"x","skill":"32","timestamp":1500000000000}
            reject wrong_shape at document 0, record 3, byte 0: `metricsTotals` has the wrong shape: {"method":"engactivity","metrics":[{},{}],"skill":"32","timestamp":1500000000000}
            reject wrong_shape at document 0, record 4, byte 0: `metricsPerAgent` has the wrong shape: {"method":"engactivity","metrics":[1,2],"timestamp":1500000000000}
            reject wrong_shape at document 0, record 5, byte 0: `metricsTotals` has the wrong shape: {"method":"engactivity","metrics":"none","timestamp":1500000000000}
            documents 1, records 6
        "#]],
    );
    check(
        method("queue_health"),
        r#"{"skillsMetrics":{"31":[7],"32":null,"33":{"enteredQEng":1}},"metricsTotals":true}"#,
        expect![[r#"
            queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="33" entered_engagements=1 is_final=true
            reject wrong_shape at document 0, record 0, byte 0: `skillsMetrics[]` has the wrong shape: {"method":"queuehealth","metrics":[7],"skill":"31","timestamp":1500000000000}
            reject wrong_shape at document 0, record 2, byte 0: `metricsTotals` has the wrong shape: {"method":"queuehealth","metrics":true,"timestamp":1500000000000}
            documents 1, records 3
        "#]],
    );
    check(
        method("agent_activity"),
        r#"{"agentsMetrics":{"metricsPerAgent":{"41":{"id":2},"42":[7,null,{"name":"Online"},{"id":{}},{"id":2,"value":[1,2]},{"id":4,"value":{"total":1},"reasons":7},{"id":4,"reasons":["x",{"value":1}]}]},"metricsTotals":[1]},"metricsTotals":{"a":1}}"#,
        expect![[r#"
            agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="42" state_id="4" reason_id="" total_s=1 is_final=true
            agent_state_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" agent_id="42" state_id="4" reason_id="" is_final=true
            reject wrong_shape at document 0, record 0, byte 0: `metricsPerAgent` has the wrong shape: {"agent":"41","method":"agentactivity","metrics":{"id":2},"timestamp":1500000000000}
            reject wrong_shape at document 0, record 1, byte 0: `metricsPerAgent[]` has the wrong shape: {"agent":"42","method":"agentactivity","metrics":7,"timestamp":1500000000000}
            reject bad_key at document 0, record 2, byte 0: key field `id` is missing or has the wrong shape: {"agent":"42","method":"agentactivity","metrics":{"name":"Online"},"timestamp":1500000000000}
            reject bad_key at document 0, record 3, byte 0: key field `id` is missing or has the wrong shape: {"agent":"42","method":"agentactivity","metrics":{"id":{}},"timestamp":1500000000000}
            reject wrong_shape at document 0, record 4, byte 0: `value` has the wrong shape: {"agent":"42","method":"agentactivity","metrics":[1,2],"state":"2","timestamp":1500000000000}
            reject wrong_shape at document 0, record 5, byte 0: `reasons` has the wrong shape: {"agent":"42","method":"agentactivity","metrics":7,"state":"4","timestamp":1500000000000}
            reject wrong_shape at document 0, record 7, byte 0: `reasons[]` has the wrong shape: {"agent":"42","method":"agentactivity","metrics":"x","state":"4","timestamp":1500000000000}
            reject bad_key at document 0, record 8, byte 0: key field `reasons[].id` is missing or has the wrong shape: {"agent":"42","method":"agentactivity","metrics":{"value":1},"state":"4","timestamp":1500000000000}
            drift agentactivity.metricsByIntervals[].metricsData.agentsMetrics.metricsTotals array
            drift agentactivity.metricsByIntervals[].metricsData.metricsTotals object
            kept with the unit: agentactivity.metricsByIntervals[].metricsData.agentsMetrics.metricsTotals [1]
            kept with the unit: agentactivity.metricsByIntervals[].metricsData.metricsTotals {"a":1}
            documents 1, records 10
        "#]],
    );
    let print = |method, answer: &str| sampled(method, answer).print();
    expect![[r#"
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="account" skill_id="" current_queue_size=1 is_final=true
        reject wrong_shape at document 0, record 0, byte 0: `skills` has the wrong shape: {"method":"queuestate","metrics":7,"timestamp":1500000123000}
        documents 1, records 2
    "#]].assert_eq(&print(method("queue_state"), r#"{"skills":7,"totals":{"currentQueueSize":1}}"#));
    expect![[r#"
        reject wrong_shape at document 0, record 0, byte 0: `skills[]` has the wrong shape: {"method":"queuestate","metrics":7,"skill":"31","timestamp":1500000123000}
        drift queuestate.skills.all object
        kept with the unit: queuestate.skills.all {}
        documents 1, records 1
    "#]].assert_eq(&print(method("queue_state"), r#"{"skills":{"31":7,"all":{}},"totals":[]}"#));
    expect![[r#"
        sla_histogram: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 group_id="" lower_bound_s=15 chats=1 is_final=true
        reject wrong_shape at document 0, record 0, byte 0: `slaDataRange[]` has the wrong shape: {"lowerBound":"0","method":"sla","metrics":7,"timestamp":1500000000000}
        drift sla.slaDataRange.-5 object
        drift sla.slaDataRange.99999999999 object
        drift sla.slaDataRange.many object
        kept with the unit: sla.slaDataRange.-5 {}
        kept with the unit: sla.slaDataRange.99999999999 {}
        kept with the unit: sla.slaDataRange.many {}
        documents 1, records 2
    "#]].assert_eq(&print(
        method("sla_histogram"),
        r#"{"slaDataRange":{"0":7,"15":{"chats":1},"-5":{},"many":{},"99999999999":{}}}"#,
    ));
}

#[test]
fn unknown_containers_are_kept_once_and_those_of_objects_when_they_do_not_grow() {
    let news = r#"{"news":{"31":{"a":1}},"more":{"a":1},"olds":{},"metricsTotals":{"enteredQEng":1}}"#;
    expect![[r#"
        queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" entered_engagements=1 is_final=true
        queue_health: interval_s=300 interval_end_at=2017-07-14T02:45:00.000+00:00 grain="account" skill_id="" entered_engagements=1 is_final=false
        reject unknown_envelope_field at document 0, record 0, byte 0: field `queuehealth.metricsByIntervals[].metricsData.news` outside the records is unknown: {"field":"news","method":"queuehealth","metrics":{"31":{"a":1}},"timestamp":1500000000000}
        drift queuehealth.metricsByIntervals[].metricsData.more object
        drift queuehealth.metricsByIntervals[].metricsData.news object
        drift queuehealth.metricsByIntervals[].metricsData.olds object
        kept with the unit: queuehealth.metricsByIntervals[].metricsData.more {"a":1}
        kept with the unit: queuehealth.metricsByIntervals[].metricsData.olds {}
        documents 1, records 3
    "#]].assert_eq(
        &sampled(
            method("queue_health"),
            &answer(&[
                interval(END_MS - INTERVAL_MS, news),
                interval(END_MS, news),
                interval(END_MS + INTERVAL_MS, news),
            ]),
        )
        .print(),
    );
    check(
        method("engagement_activity"),
        r#"{"skillsMetrics":{"news":[1],"metricsPerSkill":{"31":{"news":[2]},"all":{"a":1}}},"agentsMetrics":{"news":3}}"#,
        expect![[r#"
            drift engactivity.metricsByIntervals[].metricsData.agentsMetrics.news number
            drift engactivity.metricsByIntervals[].metricsData.skillsMetricsPerAgent.news array
            drift engactivity.metricsPerSkill.all object
            drift engactivity.metricsPerSkill[].news array
            kept with the unit: engactivity.metricsByIntervals[].metricsData.agentsMetrics.news 3
            kept with the unit: engactivity.metricsByIntervals[].metricsData.skillsMetricsPerAgent.news [1]
            kept with the unit: engactivity.metricsPerSkill.all {"a":1}
            kept with the unit: engactivity.metricsPerSkill[].news [2]
            documents 1, records 0
        "#]],
    );
    expect![[r#"
        queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="account" skill_id="" current_queue_size=1 is_final=true
        drift queuestate.news array
        kept with the unit: queuestate.news [1]
        documents 1, records 1
    "#]].assert_eq(&sampled(method("queue_state"), r#"{"totals":{"currentQueueSize":1},"news":[1]}"#).print());
    expect![[r#"
        drift sla.news number
        kept with the unit: sla.news 1
        documents 1, records 0
    "#]]
    .assert_eq(&sampled(method("sla_histogram"), r#"{"slaDataRange":{},"news":1}"#).print());
}
