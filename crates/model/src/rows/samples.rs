//! The tables of the Operational Real-time API: samples, one family each, without children.
//!
//! A key column that the grain of a row has no use for is the empty text.

use super::{Column, CopyOrder, Family, Row, Table};
use crate::tuple::{Decimal, Field, Json, Millis};

const fn sample(parent: &'static Table, key: &'static [&'static str]) -> Family {
    Family { parent, children: &[], key, order: CopyOrder::Finality }
}

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

/// How long the chats of an hour had waited.
pub static SLA_HISTOGRAM: Family =
    sample(SlaHistogram::TABLE, &["interval_s", "interval_end_at", "group_id", "lower_bound_s"]);

row! {
    /// Operational Real-time, the metrics of engagement activity in one interval.
    EngagementActivity<'a> in "engagement_activity" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        agent_id: &'a str,
        total_interactive_chats: Option<i64>,
        total_non_interactive_chats: Option<i64>,
        total_handling_time_s: Option<i64>,
        non_interactive_total_handling_time_s: Option<i64>,
        connected_engagements: Option<i64>,
        is_final: bool,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Operational Real-time, the metrics of queue health in one interval.
    QueueHealth<'a> in "queue_health" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        entered_engagements: Option<i64>,
        connected_engagements: Option<i64>,
        abandoned_engagements: Option<i64>,
        abandonment_rate: Option<Decimal<'a>>,
        total_time_to_answer_s: Option<i64>,
        avg_time_to_answer_s: Option<i64>,
        total_time_to_abandon_s: Option<i64>,
        avg_time_to_abandon_s: Option<i64>,
        max_queue_size: Option<i64>,
        min_queue_size: Option<i64>,
        max_available_slots: Option<i64>,
        min_available_slots: Option<i64>,
        average_queue_size: Option<Decimal<'a>>,
        queue_size_sum: Option<i64>,
        queue_size_count: Option<i64>,
        average_available_slots: Option<Decimal<'a>>,
        available_slots_sum: Option<i64>,
        available_slots_count: Option<i64>,
        current_queue_size: Option<i64>,
        current_available_slots: Option<i64>,
        is_final: bool,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Operational Real-time, an agent's time in a state, or for a reason of that state, in one interval.
    AgentStateInterval<'a> in "agent_state_interval" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        agent_id: &'a str,
        state_id: &'a str,
        reason_id: &'a str,
        state_name: Option<&'a str>,
        total_s: Option<i64>,
        chatting_s: Option<i64>,
        not_chatting_s: Option<i64>,
        chatting_in_max_concurrency_s: Option<i64>,
        is_final: bool,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Operational Real-time, the current state of the queue.
    QueueState<'a> in "queue_state" {
        account_id: &'a str,
        sampled_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        current_queue_size: Option<i64>,
        current_available_slots: Option<i64>,
        current_max_wait_time_in_queue_ms: Option<i64>,
        is_final: bool,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Operational Real-time, a bar of the SLA histogram.
    SlaHistogram<'a> in "sla_histogram" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        group_id: &'a str,
        lower_bound_s: i32,
        chats: Option<i64>,
        share: Option<Decimal<'a>>,
        accumulated_share: Option<Decimal<'a>>,
        is_final: bool,
        extra: Option<Json<'a>>,
    }
}
