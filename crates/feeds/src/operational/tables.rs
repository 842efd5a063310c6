//! The tables of the Operational Real-time API: samples, one family each, without children.
//!
//! A key column that a grain does not use holds the empty text.

use model::rows::{Family, Row, Table};
use normalizer::table;
use normalizer::table::Part;
use tuple::{Decimal, Json, Millis};

use crate::sample::family_of;

const fn sample(parent: &'static Table, key: &'static [&'static str]) -> Family {
    family_of(parent, key, 2)
}

/// A state of an agent.
pub(super) const STATE: Part = Part(1);
/// `value` of a state or a reason.
pub(super) const TIMES: Part = Part(2);

/// Chats that were closed in an interval.
pub static ENGAGEMENT_ACTIVITY: Family =
    sample(EngagementActivity::TABLE, &["interval_s", "interval_end_at", "grain", "skill_id", "agent_id"]);

/// The queue in an interval.
pub static QUEUE_HEALTH: Family = sample(QueueHealth::TABLE, &["interval_s", "interval_end_at", "grain", "skill_id"]);

/// Time of an agent in a state in an interval.
pub static AGENT_STATE_INTERVAL: Family =
    sample(AgentStateInterval::TABLE, &["interval_s", "interval_end_at", "grain", "agent_id", "state_id", "reason_id"]);

/// The queue at a moment.
pub static QUEUE_STATE: Family = sample(QueueState::TABLE, &["sampled_at", "grain", "skill_id"]);

/// How long the chats of an hour, or after a downtime of more, had waited.
pub static SLA_HISTOGRAM: Family =
    sample(SlaHistogram::TABLE, &["interval_s", "interval_end_at", "group_id", "lower_bound_s"]);

table! {
    /// Operational Real-time, the metrics of engagement activity in one interval.
    EngagementActivity<'a> in "engagement_activity" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        agent_id: &'a str,
        total_interactive_chats: Option<i64> = big_integer("totalInteractiveChats"),
        total_non_interactive_chats: Option<i64> = big_integer("totalNonInteractiveChats"),
        total_handling_time_s: Option<i64> = duration("totalHandlingTime"),
        non_interactive_total_handling_time_s: Option<i64> = duration("nonInteractiveTotalHandlingTime"),
        connected_engagements: Option<i64> = big_integer("connectedEngagements"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Operational Real-time, the metrics of queue health in one interval.
    QueueHealth<'a> in "queue_health" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        entered_engagements: Option<i64> = big_integer("enteredQEng"),
        connected_engagements: Option<i64> = big_integer("connectedEng"),
        abandoned_engagements: Option<i64> = big_integer("abandonedEng"),
        abandonment_rate: Option<Decimal<'a>> = decimal("abandonmentRate"),
        total_time_to_answer_s: Option<i64> = duration("totalTimeToAnswer"),
        avg_time_to_answer_s: Option<i64> = duration("avgTimeToAnswer"),
        total_time_to_abandon_s: Option<i64> = duration("totalTimeToAbandon"),
        avg_time_to_abandon_s: Option<i64> = duration("avgTimeToAbandon"),
        max_queue_size: Option<i64> = size("maxQueueSize"),
        min_queue_size: Option<i64> = size("minQueueSize"),
        max_available_slots: Option<i64> = size("maxAvailableSlots"),
        min_available_slots: Option<i64> = size("minAvailableSlots"),
        average_queue_size: Option<Decimal<'a>> = average_size("averageQueueSize"),
        queue_size_sum: Option<i64> = big_integer("queueSizeSum"),
        queue_size_count: Option<i64> = big_integer("queueSizeCount"),
        average_available_slots: Option<Decimal<'a>> = average_size("averageAvailableSlots"),
        available_slots_sum: Option<i64> = big_integer("availableSlotsSum"),
        available_slots_count: Option<i64> = big_integer("availableSlotsCount"),
        current_queue_size: Option<i64> = size("currentQueueSize", also "currentQueueState"),
        current_available_slots: Option<i64> = size("currentAvailableSlots"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Operational Real-time, an agent's time in a state, or for a reason of that state, in one interval.
    AgentStateInterval<'a> in "agent_state_interval" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        agent_id: &'a str,
        state_id: &'a str,
        reason_id: &'a str,
        state_name: Option<&'a str> = text(STATE, "name"),
        total_s: Option<i64> = duration(TIMES, "total"),
        chatting_s: Option<i64> = duration(TIMES, "chatting"),
        not_chatting_s: Option<i64> = duration(TIMES, "notChatting"),
        chatting_in_max_concurrency_s: Option<i64> = duration(TIMES, "chattingInMaxConcurrency"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Operational Real-time, the current state of the queue.
    QueueState<'a> in "queue_state" {
        account_id: &'a str,
        sampled_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        current_queue_size: Option<i64> = size("currentQueueSize", also "currentQueueState"),
        current_available_slots: Option<i64> = size("currentAvailableSlots"),
        current_max_wait_time_in_queue_ms: Option<i64> = size("currentMaxWaitTimeInQueue"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Operational Real-time, a bar of the SLA histogram.
    SlaHistogram<'a> in "sla_histogram" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        group_id: &'a str,
        lower_bound_s: i32,
        chats: Option<i64> = big_integer("chats"),
        share: Option<Decimal<'a>> = decimal("percentageFromTotal"),
        accumulated_share: Option<Decimal<'a>> = decimal("accumulated"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}
