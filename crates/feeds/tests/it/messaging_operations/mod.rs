//! Answers of the Messaging Operations API, and one per method that fills every column.

mod intervals;
mod metrics;
mod sample;
mod shapes;

use feeds::messaging_operations::FEED;
use normalizer::{SampleMethod, SampleTiming};
use serde_json::{Value, json};

use crate::conformance::Specimen;
use crate::operational::{END_MS, INTERVAL_MS, MOMENT};

/// When the interval begins that ends at [`END_MS`].
const START_MS: i64 = END_MS - INTERVAL_MS;

fn methods() -> &'static [SampleMethod] {
    feeds::sample_methods(FEED)
}

/// Every documented field of each method.
pub(crate) fn specimens() -> Vec<Specimen> {
    methods().iter().map(|method| Specimen::answer(FEED, method, full_answer(method))).collect()
}

/// An answer of the method with every documented field, each with another value.
pub(crate) fn full_answer(method: &'static SampleMethod) -> Value {
    in_answer(method, containers_of(method, &|from| full_metrics(method, from)))
}

/// An answer with these containers: of one interval that is final, and of the whole time frame where there are intervals.
fn in_answer(method: &'static SampleMethod, containers: Value) -> Value {
    match method.timing {
        SampleTiming::Intervals { .. } => {
            let mut answer = json!({ "metricsByIntervals": [
                { "timestamp": START_MS, "metricsData": {} }, { "timestamp": END_MS, "metricsData": containers },
            ] });
            answer.as_object_mut().unwrap().extend(containers.as_object().unwrap().clone());
            answer
        }
        SampleTiming::IntervalsFromStart { .. } => json!({
            "metricsByIntervals": [{ "timestamp": START_MS, "metricsData": containers }],
            "timeframeSummary": containers,
        }),
        SampleTiming::Snapshot | SampleTiming::Hourly => containers,
    }
}

/// The containers of the method as its page prints them, with what `metrics` makes of a number.
fn containers_of(method: &'static SampleMethod, metrics: &dyn Fn(i64) -> Value) -> Value {
    match method.name {
        "messaging_activity" | "messaging_csat" => json!({
            "skillsMetricsPerAgent": {
                "metricsPerSkill": { "31": { "metricsPerAgent": { "41": metrics(100) }, "metricsTotals": metrics(200) } },
                "metricsTotals": metrics(300),
            },
            "agentsMetrics": { "metricsPerAgent": { "41": metrics(400) }, "metricsTotals": metrics(500) },
        }),
        "agent_segments_human" | "agent_segments_bot" => json!({
            "metricsPerSkill": { "31": { "metricsPerAgent": { "41": metrics(100) } } },
            "agentsMetrics": { "metricsPerAgent": { "41": metrics(200) } },
            "metricsTotal": metrics(300),
        }),
        "messaging_queue_state_by_group" => {
            json!({ "skillGroupMetrics": { "31": { "51": metrics(100), "-1": metrics(200) } } })
        }
        "wait_time_estimate" => json!({ "estimatedWaitTimeResponse": [metrics(100)] }),
        _ => json!({ "skillsMetrics": { "31": metrics(100) }, "metricsTotal": metrics(200) }),
    }
}

/// Every documented metric of the method, each with another value.
fn full_metrics(method: &'static SampleMethod, from: i64) -> Value {
    match method.name {
        "messaging_activity" => full_activity(from),
        "messaging_csat" => json!({
            "csat_score1_answers": from, "csat_score2_answers": from + 1, "csat_score3_answers": from + 2,
            "csat_score4_answers": from + 3, "csat_score5_answers": from + 4, "total_answers": from + 5,
            "positive_answers": from + 6, "csat_score": 62.5,
        }),
        "messaging_queue_health" => full_queue(from),
        "messaging_queue_state" => full_queue_state(from),
        "messaging_queue_state_by_group" => json!({
            "unassignedConversations": from, "unassignedConversationsAndFirstTimeConsumer": from + 1,
            "actionableConversations": from + 2, "actionableAndDuringTransferToAgent": from + 3,
            "actionableAndDuringTransferToSkill": from + 4, "actionableAndDuringBackToQueue": from + 5,
            "notActionableConversations": from + 6, "notActionableAndDuringTransferToAgent": from + 7,
            "notActionableAndDuringTransferToSkill": from + 8, "notActionableAndDuringBackToQueue": from + 9,
        }),
        "skill_segments_human" | "skill_segments_bot" => json!({
            "totalSkillConversationSegments": from, "skillSegmentsAbandonedByConsumers": from + 1,
            "skillSegmentsAbandonedByConsumersInQueue": from + 2, "skillSegmentsWithNonResponsiveConsumers": from + 3,
            "skillSegmentsWithNonResponsiveAgents": from + 4, "interactiveSkillSegments": from + 5,
            "avgTimetoFirstAgentMessageFromAgentAssignment": from + 6,
        }),
        "agent_segments_human" | "agent_segments_bot" => full_agent_segments(from),
        "wait_time_estimate" => json!({ "skillId": 31, "estimatedWaitTime": from, "timestamp": MOMENT - 2 }),
        other => panic!("no metrics are known of `{other}`"),
    }
}

fn full_activity(from: i64) -> Value {
    json!({
        "resolvedConversations_byCCP": from, "resolvedConversations_byConsumer": from + 1,
        "resolvedConversations_bySystem": from + 2, "totalResolvedConversations": from + 3,
        "totalHandlingTime_resolvedConversations_byCCP": from + 4,
        "totalHandlingTime_resolvedConversations_byConsumer": from + 5,
        "totalHandlingTime_resolvedConversations_bySystem": from + 6,
        "totalHandlingTime_resolvedConversations": from + 7, "avgTime_resolvedConversations_byCCP": 20.285715,
        "avgTime_resolvedConversations_byConsumer": 34.5, "avgTime_resolvedConversations_bySystem": 0.95132744,
        "avgTime_resolvedConversations": from + 8,
    })
}

fn full_queue(from: i64) -> Value {
    json!({
        "unassignedConversations": from, "actionableConversations": from + 1, "notActionableConversations": from + 2,
        "actionableAndManualSla": from + 3, "actionableAndDuringTransfer": from + 4,
        "actionableAndConsumerLastMessage": from + 5, "notActionableDuringTransfer": from + 6,
        "notActionableAndManualSla": from + 7, "unassignedConversationsAndFirstTimeConsumer": from + 8,
        "avgWaitTimeForAgentAssignment_NewConversation": from + 9,
        "avgWaitTimeForAgentAssignment_AfterTransfer": from + 10,
        "avgWaitTimeForAgentAssignment_AfterTransferFromBot": from + 11,
        "avgWaitTimeForAgentAssignment_AfterTransferFromAgent": from + 12, "maxWaitTimeForAgentAssignment": from + 13,
        "maxWaitTimeForAgentAssignment_AfterTransferFromAgent": from + 14,
        "waitTimeForAgentAssignment_50thPercentile": from + 15, "waitTimeForAgentAssignment_90thPercentile": from + 16,
    })
}

/// The same of the current state, which has more.
pub(crate) fn full_queue_state(from: i64) -> Value {
    let mut state = full_queue(from);
    state.as_object_mut().unwrap().extend([
        ("time".to_owned(), (MOMENT - 1).into()),
        ("overdueConversationsInQueue".to_owned(), (from + 17).into()),
        ("overdueConversationsAssigned".to_owned(), (from + 18).into()),
        ("overdueConversationsTotal".to_owned(), (from + 19).into()),
    ]);
    state
}

fn full_agent_segments(from: i64) -> Value {
    json!({
        "totalAgentConversationSegments": from, "avgAgentMessagesinAgentSegment": 1.25,
        "avgAgentSegmentDuration": from + 1, "interactiveAgentSegments": from + 2,
        "agentSegmentsAbandonedByConsumers": from + 3, "agentSegmentsWithNonResponsiveConsumers": from + 4,
        "agentSegmentsWithNonResponsiveAgents": from + 5, "avgTimetoFirstAgentMessageFromAgentAssignment": from + 6,
        "avgTimetoFirstAgentMessageFromAgentAssignment_AfterTransfer": from + 7,
        "avgTimetoFirstAgentMessageFromAgentAssignment_NewConversation": from + 8,
        "avgTimeToResponseFromAgentAssignment": from + 9,
    })
}
