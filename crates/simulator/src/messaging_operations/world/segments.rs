//! Segments that ended (Messaging Operations API, segments).

use super::Measure;
use super::bucket::Segment;
use crate::metric::{Metric, known, metric, number};

/// An average that may have nothing to be of.
#[derive(Clone, Copy, Debug, Default)]
struct Average {
    sum: i64,
    count: i64,
}

impl Average {
    fn see(&mut self, value: Option<i64>) {
        if let Some(value) = value {
            self.add(&Self { sum: value, count: 1 });
        }
    }

    fn add(&mut self, other: &Self) {
        self.sum += other.sum;
        self.count += other.count;
    }

    /// Whole, as most of upstream's averages are.
    fn whole(&self, name: &'static str, column: &'static str) -> Metric {
        known(name, column, (self.count > 0).then(|| (self.sum / self.count).into()))
    }
}

/// Segments of skills.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SkillSegments {
    total: i64,
    abandoned: i64,
    abandoned_in_queue: i64,
    silent_consumers: i64,
    silent_agents: i64,
    interactive: i64,
    first_message: Average,
}

impl SkillSegments {
    pub(super) fn count(&mut self, segment: &Segment) {
        let is_silent = segment.messages == 0;
        self.add(&Self {
            total: 1,
            abandoned: i64::from(segment.is_abandoned),
            abandoned_in_queue: i64::from(segment.is_abandoned && segment.agent.is_none()),
            silent_consumers: i64::from(segment.is_consumer_silent),
            silent_agents: i64::from(is_silent && !segment.is_abandoned),
            interactive: i64::from(!is_silent && !segment.is_consumer_silent),
            first_message: Average::default(),
        });
        self.first_message.see(segment.first_message_ms);
    }
}

impl Measure for SkillSegments {
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.abandoned += other.abandoned;
        self.abandoned_in_queue += other.abandoned_in_queue;
        self.silent_consumers += other.silent_consumers;
        self.silent_agents += other.silent_agents;
        self.interactive += other.interactive;
        self.first_message.add(&other.first_message);
    }

    fn metrics(&self) -> Vec<Metric> {
        vec![
            metric("totalSkillConversationSegments", "total_skill_conversation_segments", self.total),
            metric("skillSegmentsAbandonedByConsumers", "skill_segments_abandoned_by_consumers", self.abandoned),
            metric(
                "skillSegmentsAbandonedByConsumersInQueue",
                "skill_segments_abandoned_by_consumers_in_queue",
                self.abandoned_in_queue,
            ),
            metric(
                "skillSegmentsWithNonResponsiveConsumers",
                "skill_segments_with_non_responsive_consumers",
                self.silent_consumers,
            ),
            metric(
                "skillSegmentsWithNonResponsiveAgents",
                "skill_segments_with_non_responsive_agents",
                self.silent_agents,
            ),
            metric("interactiveSkillSegments", "interactive_skill_segments", self.interactive),
            self.first_message.whole(
                "avgTimetoFirstAgentMessageFromAgentAssignment",
                "avg_time_to_first_agent_message_from_agent_assignment_ms",
            ),
        ]
    }
}

/// Segments of agents.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AgentSegments {
    total: i64,
    messages: i64,
    length: Average,
    interactive: i64,
    abandoned: i64,
    silent_consumers: i64,
    silent_agents: i64,
    first_message: Average,
    first_message_transferred: Average,
    first_message_new: Average,
    response: Average,
}

impl AgentSegments {
    pub(super) fn count(&mut self, segment: &Segment) {
        let is_silent = segment.messages == 0;
        self.add(&Self {
            total: 1,
            messages: segment.messages,
            length: Average { sum: segment.length_ms, count: 1 },
            interactive: i64::from(!is_silent && !segment.is_consumer_silent),
            abandoned: i64::from(segment.is_abandoned),
            silent_consumers: i64::from(segment.is_consumer_silent),
            silent_agents: i64::from(is_silent && !segment.is_abandoned),
            ..Self::default()
        });
        let first_ms = segment.first_message_ms;
        self.first_message.see(first_ms);
        self.first_message_transferred.see(first_ms.filter(|_| segment.is_after_transfer));
        self.first_message_new.see(first_ms.filter(|_| !segment.is_after_transfer));
        self.response.see(segment.response_ms);
    }
}

impl Measure for AgentSegments {
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.messages += other.messages;
        self.interactive += other.interactive;
        self.abandoned += other.abandoned;
        self.silent_consumers += other.silent_consumers;
        self.silent_agents += other.silent_agents;
        self.length.add(&other.length);
        self.first_message.add(&other.first_message);
        self.first_message_transferred.add(&other.first_message_transferred);
        self.first_message_new.add(&other.first_message_new);
        self.response.add(&other.response);
    }

    fn metrics(&self) -> Vec<Metric> {
        let messages = (self.total > 0).then(|| number(self.messages as f64 / self.total as f64));
        vec![
            metric("totalAgentConversationSegments", "total_agent_conversation_segments", self.total),
            known("avgAgentMessagesinAgentSegment", "avg_agent_messages_in_agent_segment", messages),
            self.length.whole("avgAgentSegmentDuration", "avg_agent_segment_duration"),
            metric("interactiveAgentSegments", "interactive_agent_segments", self.interactive),
            metric("agentSegmentsAbandonedByConsumers", "agent_segments_abandoned_by_consumers", self.abandoned),
            metric(
                "agentSegmentsWithNonResponsiveConsumers",
                "agent_segments_with_non_responsive_consumers",
                self.silent_consumers,
            ),
            metric(
                "agentSegmentsWithNonResponsiveAgents",
                "agent_segments_with_non_responsive_agents",
                self.silent_agents,
            ),
            self.first_message.whole(
                "avgTimetoFirstAgentMessageFromAgentAssignment",
                "avg_time_to_first_agent_message_from_agent_assignment_ms",
            ),
            self.first_message_transferred.whole(
                "avgTimetoFirstAgentMessageFromAgentAssignment_AfterTransfer",
                "avg_time_to_first_agent_message_after_transfer_ms",
            ),
            self.first_message_new.whole(
                "avgTimetoFirstAgentMessageFromAgentAssignment_NewConversation",
                "avg_time_to_first_agent_message_new_conversation_ms",
            ),
            self.response
                .whole("avgTimeToResponseFromAgentAssignment", "avg_time_to_response_from_agent_assignment_ms"),
        ]
    }
}
