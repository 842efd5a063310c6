//! Which metric lands in which column.

use expect_test::{Expect, expect};
use normalizer::SampleMethod;
use serde_json::Value;

use super::{containers_of, full_answer, full_metrics, in_answer, methods};
use crate::operational::sampled;
use crate::outcome::method;

/// What becomes of the method's full answer.
#[track_caller]
fn check_full(name: &str, expected: Expect) {
    let method = method(name);
    expected.assert_eq(&sampled(method, &full_answer(method).to_string()).print());
}

#[test]
fn messaging_activity() {
    check_full(
        "messaging_activity",
        expect![[r#"
        messaging_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" skill_id="" agent_id="41" resolved_conversations_by_ccp=400 resolved_conversations_by_consumer=401 resolved_conversations_by_system=402 total_resolved_conversations=403 total_handling_time_resolved_conversations_by_ccp=404 total_handling_time_resolved_conversations_by_consumer=405 total_handling_time_resolved_conversations_by_system=406 total_handling_time_resolved_conversations=407 avg_time_resolved_conversations_by_ccp=20.285715 avg_time_resolved_conversations_by_consumer=34.5 avg_time_resolved_conversations_by_system=0.95132744 avg_time_resolved_conversations=408 is_final=true
        messaging_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill_agent" skill_id="31" agent_id="41" resolved_conversations_by_ccp=100 resolved_conversations_by_consumer=101 resolved_conversations_by_system=102 total_resolved_conversations=103 total_handling_time_resolved_conversations_by_ccp=104 total_handling_time_resolved_conversations_by_consumer=105 total_handling_time_resolved_conversations_by_system=106 total_handling_time_resolved_conversations=107 avg_time_resolved_conversations_by_ccp=20.285715 avg_time_resolved_conversations_by_consumer=34.5 avg_time_resolved_conversations_by_system=0.95132744 avg_time_resolved_conversations=108 is_final=true
        messaging_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" agent_id="" resolved_conversations_by_ccp=200 resolved_conversations_by_consumer=201 resolved_conversations_by_system=202 total_resolved_conversations=203 total_handling_time_resolved_conversations_by_ccp=204 total_handling_time_resolved_conversations_by_consumer=205 total_handling_time_resolved_conversations_by_system=206 total_handling_time_resolved_conversations=207 avg_time_resolved_conversations_by_ccp=20.285715 avg_time_resolved_conversations_by_consumer=34.5 avg_time_resolved_conversations_by_system=0.95132744 avg_time_resolved_conversations=208 is_final=true
        messaging_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" agent_id="" resolved_conversations_by_ccp=300 resolved_conversations_by_consumer=301 resolved_conversations_by_system=302 total_resolved_conversations=303 total_handling_time_resolved_conversations_by_ccp=304 total_handling_time_resolved_conversations_by_consumer=305 total_handling_time_resolved_conversations_by_system=306 total_handling_time_resolved_conversations=307 avg_time_resolved_conversations_by_ccp=20.285715 avg_time_resolved_conversations_by_consumer=34.5 avg_time_resolved_conversations_by_system=0.95132744 avg_time_resolved_conversations=308 is_final=true
        documents 1, records 4
    "#]],
    );
}

#[test]
fn messaging_csat() {
    check_full(
        "messaging_csat",
        expect![[r#"
        messaging_csat: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" skill_id="" agent_id="41" csat_score1_answers=400 csat_score2_answers=401 csat_score3_answers=402 csat_score4_answers=403 csat_score5_answers=404 total_answers=405 positive_answers=406 csat_score=62.5 is_final=true
        messaging_csat: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill_agent" skill_id="31" agent_id="41" csat_score1_answers=100 csat_score2_answers=101 csat_score3_answers=102 csat_score4_answers=103 csat_score5_answers=104 total_answers=105 positive_answers=106 csat_score=62.5 is_final=true
        messaging_csat: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" agent_id="" csat_score1_answers=200 csat_score2_answers=201 csat_score3_answers=202 csat_score4_answers=203 csat_score5_answers=204 total_answers=205 positive_answers=206 csat_score=62.5 is_final=true
        messaging_csat: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" agent_id="" csat_score1_answers=300 csat_score2_answers=301 csat_score3_answers=302 csat_score4_answers=303 csat_score5_answers=304 total_answers=305 positive_answers=306 csat_score=62.5 is_final=true
        documents 1, records 4
    "#]],
    );
}

#[test]
fn messaging_queue_health() {
    check_full(
        "messaging_queue_health",
        expect![[r#"
            messaging_queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" unassigned_conversations=200 actionable_conversations=201 not_actionable_conversations=202 actionable_and_manual_sla=203 actionable_and_during_transfer=204 actionable_and_consumer_last_message=205 not_actionable_during_transfer=206 not_actionable_and_manual_sla=207 unassigned_conversations_and_first_time_consumer=208 avg_wait_time_for_agent_assignment_new_conversation_ms=209 avg_wait_time_for_agent_assignment_after_transfer_ms=210 avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms=211 avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms=212 max_wait_time_for_agent_assignment_ms=213 max_wait_time_for_agent_assignment_after_transfer_from_agent_ms=214 wait_time_for_agent_assignment_50th_percentile_ms=215 wait_time_for_agent_assignment_90th_percentile_ms=216 is_final=true
            messaging_queue_health: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" unassigned_conversations=100 actionable_conversations=101 not_actionable_conversations=102 actionable_and_manual_sla=103 actionable_and_during_transfer=104 actionable_and_consumer_last_message=105 not_actionable_during_transfer=106 not_actionable_and_manual_sla=107 unassigned_conversations_and_first_time_consumer=108 avg_wait_time_for_agent_assignment_new_conversation_ms=109 avg_wait_time_for_agent_assignment_after_transfer_ms=110 avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms=111 avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms=112 max_wait_time_for_agent_assignment_ms=113 max_wait_time_for_agent_assignment_after_transfer_from_agent_ms=114 wait_time_for_agent_assignment_50th_percentile_ms=115 wait_time_for_agent_assignment_90th_percentile_ms=116 is_final=true
            documents 1, records 2
        "#]],
    );
}

#[test]
fn messaging_queue_state() {
    check_full(
        "messaging_queue_state",
        expect![[r#"
        messaging_queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="account" skill_id="" state_at=2017-07-14T02:42:02.999+00:00 unassigned_conversations=200 actionable_conversations=201 not_actionable_conversations=202 actionable_and_manual_sla=203 actionable_and_during_transfer=204 actionable_and_consumer_last_message=205 not_actionable_during_transfer=206 not_actionable_and_manual_sla=207 unassigned_conversations_and_first_time_consumer=208 avg_wait_time_for_agent_assignment_new_conversation_ms=209 avg_wait_time_for_agent_assignment_after_transfer_ms=210 avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms=211 avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms=212 max_wait_time_for_agent_assignment_ms=213 max_wait_time_for_agent_assignment_after_transfer_from_agent_ms=214 wait_time_for_agent_assignment_50th_percentile_ms=215 wait_time_for_agent_assignment_90th_percentile_ms=216 overdue_conversations_in_queue=217 overdue_conversations_assigned=218 overdue_conversations_total=219 is_final=true
        messaging_queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="31" state_at=2017-07-14T02:42:02.999+00:00 unassigned_conversations=100 actionable_conversations=101 not_actionable_conversations=102 actionable_and_manual_sla=103 actionable_and_during_transfer=104 actionable_and_consumer_last_message=105 not_actionable_during_transfer=106 not_actionable_and_manual_sla=107 unassigned_conversations_and_first_time_consumer=108 avg_wait_time_for_agent_assignment_new_conversation_ms=109 avg_wait_time_for_agent_assignment_after_transfer_ms=110 avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms=111 avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms=112 max_wait_time_for_agent_assignment_ms=113 max_wait_time_for_agent_assignment_after_transfer_from_agent_ms=114 wait_time_for_agent_assignment_50th_percentile_ms=115 wait_time_for_agent_assignment_90th_percentile_ms=116 overdue_conversations_in_queue=117 overdue_conversations_assigned=118 overdue_conversations_total=119 is_final=true
        documents 1, records 2
    "#]],
    );
}

#[test]
fn messaging_queue_state_by_group() {
    check_full(
        "messaging_queue_state_by_group",
        expect![[r#"
        messaging_queue_state_by_group: sampled_at=2017-07-14T02:42:03.000+00:00 skill_id="31" agent_group_id="-1" unassigned_conversations=200 unassigned_conversations_and_first_time_consumer=201 actionable_conversations=202 actionable_and_during_transfer_to_agent=203 actionable_and_during_transfer_to_skill=204 actionable_and_during_back_to_queue=205 not_actionable_conversations=206 not_actionable_and_during_transfer_to_agent=207 not_actionable_and_during_transfer_to_skill=208 not_actionable_and_during_back_to_queue=209 is_final=true
        messaging_queue_state_by_group: sampled_at=2017-07-14T02:42:03.000+00:00 skill_id="31" agent_group_id="51" unassigned_conversations=100 unassigned_conversations_and_first_time_consumer=101 actionable_conversations=102 actionable_and_during_transfer_to_agent=103 actionable_and_during_transfer_to_skill=104 actionable_and_during_back_to_queue=105 not_actionable_conversations=106 not_actionable_and_during_transfer_to_agent=107 not_actionable_and_during_transfer_to_skill=108 not_actionable_and_during_back_to_queue=109 is_final=true
        documents 1, records 2
    "#]],
    );
}

#[test]
fn segments_of_people_and_bots_have_keys_of_their_own() {
    check_full(
        "skill_segments_human",
        expect![[r#"
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" user_type="human" total_skill_conversation_segments=200 skill_segments_abandoned_by_consumers=201 skill_segments_abandoned_by_consumers_in_queue=202 skill_segments_with_non_responsive_consumers=203 skill_segments_with_non_responsive_agents=204 interactive_skill_segments=205 avg_time_to_first_agent_message_from_agent_assignment_ms=206 is_final=true
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" user_type="human" total_skill_conversation_segments=100 skill_segments_abandoned_by_consumers=101 skill_segments_abandoned_by_consumers_in_queue=102 skill_segments_with_non_responsive_consumers=103 skill_segments_with_non_responsive_agents=104 interactive_skill_segments=105 avg_time_to_first_agent_message_from_agent_assignment_ms=106 is_final=true
        documents 1, records 2
    "#]],
    );
    check_full(
        "skill_segments_bot",
        expect![[r#"
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" user_type="bot" total_skill_conversation_segments=200 skill_segments_abandoned_by_consumers=201 skill_segments_abandoned_by_consumers_in_queue=202 skill_segments_with_non_responsive_consumers=203 skill_segments_with_non_responsive_agents=204 interactive_skill_segments=205 avg_time_to_first_agent_message_from_agent_assignment_ms=206 is_final=true
        skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill" skill_id="31" user_type="bot" total_skill_conversation_segments=100 skill_segments_abandoned_by_consumers=101 skill_segments_abandoned_by_consumers_in_queue=102 skill_segments_with_non_responsive_consumers=103 skill_segments_with_non_responsive_agents=104 interactive_skill_segments=105 avg_time_to_first_agent_message_from_agent_assignment_ms=106 is_final=true
        documents 1, records 2
    "#]],
    );
    check_full(
        "agent_segments_human",
        expect![[r#"
        agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" skill_id="" agent_id="41" user_type="human" total_agent_conversation_segments=200 avg_agent_messages_in_agent_segment=1.25 avg_agent_segment_duration=201 interactive_agent_segments=202 agent_segments_abandoned_by_consumers=203 agent_segments_with_non_responsive_consumers=204 agent_segments_with_non_responsive_agents=205 avg_time_to_first_agent_message_from_agent_assignment_ms=206 avg_time_to_first_agent_message_after_transfer_ms=207 avg_time_to_first_agent_message_new_conversation_ms=208 avg_time_to_response_from_agent_assignment_ms=209 is_final=true
        agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill_agent" skill_id="31" agent_id="41" user_type="human" total_agent_conversation_segments=100 avg_agent_messages_in_agent_segment=1.25 avg_agent_segment_duration=101 interactive_agent_segments=102 agent_segments_abandoned_by_consumers=103 agent_segments_with_non_responsive_consumers=104 agent_segments_with_non_responsive_agents=105 avg_time_to_first_agent_message_from_agent_assignment_ms=106 avg_time_to_first_agent_message_after_transfer_ms=107 avg_time_to_first_agent_message_new_conversation_ms=108 avg_time_to_response_from_agent_assignment_ms=109 is_final=true
        agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" agent_id="" user_type="human" total_agent_conversation_segments=300 avg_agent_messages_in_agent_segment=1.25 avg_agent_segment_duration=301 interactive_agent_segments=302 agent_segments_abandoned_by_consumers=303 agent_segments_with_non_responsive_consumers=304 agent_segments_with_non_responsive_agents=305 avg_time_to_first_agent_message_from_agent_assignment_ms=306 avg_time_to_first_agent_message_after_transfer_ms=307 avg_time_to_first_agent_message_new_conversation_ms=308 avg_time_to_response_from_agent_assignment_ms=309 is_final=true
        documents 1, records 3
    "#]],
    );
    check_full(
        "agent_segments_bot",
        expect![[r#"
        agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" skill_id="" agent_id="41" user_type="bot" total_agent_conversation_segments=200 avg_agent_messages_in_agent_segment=1.25 avg_agent_segment_duration=201 interactive_agent_segments=202 agent_segments_abandoned_by_consumers=203 agent_segments_with_non_responsive_consumers=204 agent_segments_with_non_responsive_agents=205 avg_time_to_first_agent_message_from_agent_assignment_ms=206 avg_time_to_first_agent_message_after_transfer_ms=207 avg_time_to_first_agent_message_new_conversation_ms=208 avg_time_to_response_from_agent_assignment_ms=209 is_final=true
        agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="skill_agent" skill_id="31" agent_id="41" user_type="bot" total_agent_conversation_segments=100 avg_agent_messages_in_agent_segment=1.25 avg_agent_segment_duration=101 interactive_agent_segments=102 agent_segments_abandoned_by_consumers=103 agent_segments_with_non_responsive_consumers=104 agent_segments_with_non_responsive_agents=105 avg_time_to_first_agent_message_from_agent_assignment_ms=106 avg_time_to_first_agent_message_after_transfer_ms=107 avg_time_to_first_agent_message_new_conversation_ms=108 avg_time_to_response_from_agent_assignment_ms=109 is_final=true
        agent_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" agent_id="" user_type="bot" total_agent_conversation_segments=300 avg_agent_messages_in_agent_segment=1.25 avg_agent_segment_duration=301 interactive_agent_segments=302 agent_segments_abandoned_by_consumers=303 agent_segments_with_non_responsive_consumers=304 agent_segments_with_non_responsive_agents=305 avg_time_to_first_agent_message_from_agent_assignment_ms=306 avg_time_to_first_agent_message_after_transfer_ms=307 avg_time_to_first_agent_message_new_conversation_ms=308 avg_time_to_response_from_agent_assignment_ms=309 is_final=true
        documents 1, records 3
    "#]],
    );
}

#[test]
fn wait_time_estimate() {
    check_full(
        "wait_time_estimate",
        expect![[r#"
        wait_time_estimate: sampled_at=2017-07-14T02:42:03.000+00:00 skill_id="31" estimated_wait_time_s=100 estimated_at=2017-07-14T02:42:02.998+00:00 is_final=true
        documents 1, records 1
    "#]],
    );
}

/// The metrics with another value, ids and moments left alone.
fn with_each(metrics: &Value, value: &Value) -> Value {
    let is_metric = |name: &str| !["skillId", "time", "timestamp"].contains(&name);
    let fields = metrics.as_object().unwrap().iter();
    fields.map(|(name, old)| (name.clone(), if is_metric(name) { value.clone() } else { old.clone() })).collect()
}

/// Every row with this value in place of each metric, without rejects.
fn rows_of(method: &'static SampleMethod, value: &Value) -> String {
    let containers = containers_of(method, &|from| with_each(&full_metrics(method, from), value));
    let outcome = sampled(method, &in_answer(method, containers).to_string());
    assert_eq!(outcome.rejects().count(), 0, "{method}: {}", outcome.print());
    outcome.print_rows()
}

#[test]
fn minus_one_is_none_in_every_metric() {
    for method in methods() {
        let nothing = rows_of(method, &Value::Null);
        assert!(!nothing.is_empty(), "{method}");
        for none in ["-1", "-1.0", "\"-1\""] {
            let none: Value = serde_json::from_str(none).unwrap();
            assert_eq!(rows_of(method, &none), nothing, "{method}: {none}");
        }
    }
}

#[test]
fn numbers_may_be_text_and_zero_is_a_number() {
    for method in methods() {
        let (number, text) = (rows_of(method, &Value::from(0)), rows_of(method, &Value::from("0")));
        assert_eq!(number, text, "{method}");
        assert!(number.contains("=0 "), "{method}: {number}");
    }
}

#[test]
fn what_is_unknown_or_fits_no_column_is_kept() {
    let check = |name: &str, containers: &str, expected: Expect| {
        let method = method(name);
        let containers: Value = serde_json::from_str(containers).unwrap();
        expected.assert_eq(&sampled(method, &in_answer(method, containers).to_string()).print());
    };
    check(
        "messaging_activity",
        r#"{"agentsMetrics":{"metricsPerAgent":{"41":{"totalResolvedConversations":1.5,"avgTime_resolvedConversations":"soon","news":{"b":2}}}}}"#,
        expect![[r#"
            messaging_activity: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="agent" skill_id="" agent_id="41" is_final=true extra={"avgTime_resolvedConversations":"soon","news":{"b":2},"totalResolvedConversations":1.5}
            drift msgconversation.metrics.avgTime_resolvedConversations string
            drift msgconversation.metrics.news object
            drift msgconversation.metrics.totalResolvedConversations number
            documents 1, records 1
        "#]],
    );
    check(
        "messaging_queue_state",
        r#"{"skillsMetrics":{"31":{"time":"soon","unassignedConversations":[1],"news":null,"olds":0}}}"#,
        expect![[r#"
            messaging_queue_state: sampled_at=2017-07-14T02:42:03.000+00:00 grain="skill" skill_id="31" is_final=true extra={"olds":0,"time":"soon","unassignedConversations":[1]}
            drift msgqueuehealth/current.metrics.olds number
            drift msgqueuehealth/current.metrics.time string
            drift msgqueuehealth/current.metrics.unassignedConversations array
            documents 1, records 1
        "#]],
    );
    check(
        "skill_segments_bot",
        r#"{"metricsTotals":{"interactiveSkillSegments":true,"avgTimetoFirstAgentMessageFromAgentAssignment":"1e3"}}"#,
        expect![[r#"
            skill_segment_interval: interval_s=300 interval_end_at=2017-07-14T02:40:00.000+00:00 grain="account" skill_id="" user_type="bot" avg_time_to_first_agent_message_from_agent_assignment_ms=1000 is_final=true extra={"interactiveSkillSegments":true}
            drift msgskillsegments.metrics.interactiveSkillSegments boolean
            documents 1, records 1
        "#]],
    );
    check(
        "messaging_queue_state_by_group",
        r#"{"skillGroupMetrics":{"31":{"51":{"actionableConversations":"many","news":1}}}}"#,
        expect![[r#"
            messaging_queue_state_by_group: sampled_at=2017-07-14T02:42:03.000+00:00 skill_id="31" agent_group_id="51" is_final=true extra={"actionableConversations":"many","news":1}
            drift msgqueuehealthbygroup/current.metrics.actionableConversations string
            drift msgqueuehealthbygroup/current.metrics.news number
            documents 1, records 1
        "#]],
    );
    check(
        "wait_time_estimate",
        r#"{"estimatedWaitTimeResponse":[{"skillId":"31","estimatedWaitTime":1.5,"timestamp":-1,"news":[]}]}"#,
        expect![[r#"
            wait_time_estimate: sampled_at=2017-07-14T02:42:03.000+00:00 skill_id="31" is_final=true extra={"estimatedWaitTime":1.5,"news":[],"timestamp":-1}
            drift ewt.estimatedWaitTimeResponse[].estimatedWaitTime number
            drift ewt.estimatedWaitTimeResponse[].news array
            drift ewt.estimatedWaitTimeResponse[].timestamp number
            documents 1, records 1
        "#]],
    );
}
