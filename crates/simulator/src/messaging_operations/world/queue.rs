//! Who waits for an agent (Messaging Operations API, queue health).

use std::ops::Range;

use serde_json::Value;

use super::bucket::{Origin, Transfer, Wait};
use crate::metric::{Metric, known, metric, number};

/// What conversations in the queue are counted by: upstream's name, the column, and whether one counts.
type Trait = (&'static str, &'static str, fn(&Wait) -> bool);

const TRAITS: [Trait; 9] = [
    ("unassignedConversations", "unassigned_conversations", |_| true),
    ("actionableConversations", "actionable_conversations", |wait| wait.is_actionable),
    ("notActionableConversations", "not_actionable_conversations", |wait| !wait.is_actionable),
    ("actionableAndManualSla", "actionable_and_manual_sla", |wait| wait.is_actionable && wait.has_manual_sla),
    ("actionableAndDuringTransfer", "actionable_and_during_transfer", |wait| {
        wait.is_actionable && wait.transfer.is_some()
    }),
    ("actionableAndConsumerLastMessage", "actionable_and_consumer_last_message", |wait| {
        wait.is_actionable && wait.is_consumer_last
    }),
    ("notActionableDuringTransfer", "not_actionable_during_transfer", |wait| {
        !wait.is_actionable && wait.transfer.is_some()
    }),
    ("notActionableAndManualSla", "not_actionable_and_manual_sla", |wait| !wait.is_actionable && wait.has_manual_sla),
    ("unassignedConversationsAndFirstTimeConsumer", "unassigned_conversations_and_first_time_consumer", |wait| {
        wait.is_first_time
    }),
];

/// Waits in milliseconds, with where they came from.
#[derive(Clone, Debug, Default)]
struct Waits(Vec<(Origin, i64)>);

impl Waits {
    fn metrics(&self, has_bots: bool) -> Vec<Metric> {
        let of =
            |is_its: fn(Origin) -> bool| self.0.iter().filter(move |(origin, _)| is_its(*origin)).map(|(_, ms)| *ms);
        let average = |is_its: fn(Origin) -> bool| {
            let waits: Vec<i64> = of(is_its).collect();
            (!waits.is_empty()).then(|| Value::from(waits.iter().sum::<i64>() / waits.len() as i64))
        };
        let longest = |is_its: fn(Origin) -> bool| of(is_its).max().map(Value::from);
        let is_from_agent = |origin| origin == Origin::FromAgent;
        let mut sorted: Vec<i64> = of(|_| true).collect();
        sorted.sort_unstable();
        let percentile = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).max(1);
            sorted.get(rank - 1).copied().map(Value::from)
        };
        let from_bot = known(
            "avgWaitTimeForAgentAssignment_AfterTransferFromBot",
            "avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms",
            average(|origin| origin == Origin::FromBot),
        );
        let mut metrics = vec![
            known(
                "avgWaitTimeForAgentAssignment_NewConversation",
                "avg_wait_time_for_agent_assignment_new_conversation_ms",
                average(|origin| origin == Origin::New),
            ),
            known(
                "avgWaitTimeForAgentAssignment_AfterTransfer",
                "avg_wait_time_for_agent_assignment_after_transfer_ms",
                average(|origin| origin != Origin::New),
            ),
            known(
                "avgWaitTimeForAgentAssignment_AfterTransferFromAgent",
                "avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms",
                average(is_from_agent),
            ),
            known("maxWaitTimeForAgentAssignment", "max_wait_time_for_agent_assignment_ms", longest(|_| true)),
            known(
                "maxWaitTimeForAgentAssignment_AfterTransferFromAgent",
                "max_wait_time_for_agent_assignment_after_transfer_from_agent_ms",
                longest(is_from_agent),
            ),
            known(
                "waitTimeForAgentAssignment_50thPercentile",
                "wait_time_for_agent_assignment_50th_percentile_ms",
                percentile(50),
            ),
            known(
                "waitTimeForAgentAssignment_90thPercentile",
                "wait_time_for_agent_assignment_90th_percentile_ms",
                percentile(90),
            ),
        ];
        metrics.extend(has_bots.then_some(from_bot));
        metrics
    }
}

/// The queue in a span: how many waited on average, and how long those had waited that left it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    /// Milliseconds waited in the span, by `TRAITS`.
    waited_ms: [i64; 9],
    waits: Waits,
}

impl Queue {
    pub(super) fn see(&mut self, wait: &Wait, span: &Range<i64>) {
        let waited_ms = wait.left_ms.min(span.end) - wait.entered_ms.max(span.start);
        for (sum_ms, (_, _, is_its)) in self.waited_ms.iter_mut().zip(TRAITS) {
            *sum_ms += if is_its(wait) { waited_ms.max(0) } else { 0 };
        }
        if span.contains(&wait.left_ms) {
            self.waits.0.push((wait.origin, wait.left_ms - wait.entered_ms));
        }
    }

    pub(super) fn has_data(&self) -> bool {
        self.waited_ms[0] > 0 || !self.waits.0.is_empty()
    }

    /// Joins the queues of several skills.
    pub(crate) fn total<'q>(parts: impl IntoIterator<Item = &'q Self>) -> Self {
        let mut total = Self::default();
        for part in parts {
            total.waited_ms.iter_mut().zip(part.waited_ms).for_each(|(sum_ms, waited_ms)| *sum_ms += waited_ms);
            total.waits.0.extend(&part.waits.0);
        }
        total
    }

    /// Prints averages with two digits, of a span so long.
    pub(crate) fn metrics(&self, span_ms: i64) -> Vec<Metric> {
        let average = |waited_ms: i64| number((waited_ms as f64 / span_ms.max(1) as f64 * 100.0).round() / 100.0);
        let counts = TRAITS.iter().zip(self.waited_ms);
        let mut metrics: Vec<Metric> =
            counts.map(|((name, column, _), waited_ms)| known(name, column, Some(average(waited_ms)))).collect();
        metrics.extend(self.waits.metrics(true));
        metrics
    }
}

/// The queue as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Current {
    /// By `TRAITS`.
    counts: [i64; 9],
    waits: Waits,
    pub(super) overdue_in_queue: i64,
    pub(super) overdue_assigned: i64,
}

/// Which metrics of the current queue are told (Messaging Operations API, methods).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) queue: bool,
    pub(crate) wait_times: bool,
    pub(crate) overdue: bool,
}

impl Current {
    pub(super) fn see(&mut self, wait: &Wait, at_ms: i64) {
        for (count, (_, _, is_its)) in self.counts.iter_mut().zip(TRAITS) {
            *count += i64::from(is_its(wait));
        }
        self.waits.0.push((wait.origin, at_ms - wait.entered_ms));
    }

    /// Joins the queues of several skills.
    pub(crate) fn total<'q>(parts: impl IntoIterator<Item = &'q Self>) -> Self {
        let mut total = Self::default();
        for part in parts {
            total.counts.iter_mut().zip(part.counts).for_each(|(sum, count)| *sum += count);
            total.waits.0.extend(&part.waits.0);
            total.overdue_in_queue += part.overdue_in_queue;
            total.overdue_assigned += part.overdue_assigned;
        }
        total
    }

    pub(crate) fn metrics(&self, shown: Shown) -> Vec<Metric> {
        let mut metrics = Vec::new();
        if shown.queue {
            metrics
                .extend(TRAITS.iter().zip(self.counts).map(|((name, column, _), count)| metric(name, column, count)));
        }
        if shown.wait_times {
            metrics.extend(self.waits.metrics(false));
        }
        if shown.overdue {
            let (in_queue, assigned) = (self.overdue_in_queue, self.overdue_assigned);
            metrics.extend([
                metric("overdueConversationsInQueue", "overdue_conversations_in_queue", in_queue),
                metric("overdueConversationsAssigned", "overdue_conversations_assigned", assigned),
                metric("overdueConversationsTotal", "overdue_conversations_total", in_queue + assigned),
            ]);
        }
        metrics
    }
}

/// The queue of a skill and a group of agents as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Group {
    first_time: i64,
    actionable: BySide,
    not_actionable: BySide,
}

#[derive(Clone, Copy, Debug, Default)]
struct BySide {
    count: i64,
    to_agent: i64,
    to_skill: i64,
    back_to_queue: i64,
}

impl BySide {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.to_agent += other.to_agent;
        self.to_skill += other.to_skill;
        self.back_to_queue += other.back_to_queue;
    }

    /// Of none, nothing is known of transfers.
    fn metrics(&self, names: [(&'static str, &'static str); 4]) -> Vec<Metric> {
        let [count, to_agent, to_skill, back_to_queue] = names;
        let of_some = |value: i64| (self.count > 0).then_some(Value::from(value));
        vec![
            metric(count.0, count.1, self.count),
            known(to_agent.0, to_agent.1, of_some(self.to_agent)),
            known(to_skill.0, to_skill.1, of_some(self.to_skill)),
            known(back_to_queue.0, back_to_queue.1, of_some(self.back_to_queue)),
        ]
    }
}

const ACTIONABLE: [(&str, &str); 4] = [
    ("actionableConversations", "actionable_conversations"),
    ("actionableAndDuringTransferToAgent", "actionable_and_during_transfer_to_agent"),
    ("actionableAndDuringTransferToSkill", "actionable_and_during_transfer_to_skill"),
    ("actionableAndDuringBackToQueue", "actionable_and_during_back_to_queue"),
];
const NOT_ACTIONABLE: [(&str, &str); 4] = [
    ("notActionableConversations", "not_actionable_conversations"),
    ("notActionableAndDuringTransferToAgent", "not_actionable_and_during_transfer_to_agent"),
    ("notActionableAndDuringTransferToSkill", "not_actionable_and_during_transfer_to_skill"),
    ("notActionableAndDuringBackToQueue", "not_actionable_and_during_back_to_queue"),
];

impl Group {
    pub(super) fn see(&mut self, wait: &Wait) {
        let is = |transfer| i64::from(wait.transfer == Some(transfer));
        let side = if wait.is_actionable { &mut self.actionable } else { &mut self.not_actionable };
        side.add(&BySide {
            count: 1,
            to_agent: is(Transfer::ToAgent),
            to_skill: is(Transfer::ToSkill),
            back_to_queue: is(Transfer::BackToQueue),
        });
        self.first_time += i64::from(wait.is_first_time);
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.first_time += other.first_time;
        self.actionable.add(&other.actionable);
        self.not_actionable.add(&other.not_actionable);
    }

    pub(crate) fn metrics(&self) -> Vec<Metric> {
        let unassigned = self.actionable.count + self.not_actionable.count;
        let mut metrics = vec![
            metric("unassignedConversations", "unassigned_conversations", unassigned),
            metric(
                "unassignedConversationsAndFirstTimeConsumer",
                "unassigned_conversations_and_first_time_consumer",
                self.first_time,
            ),
        ];
        metrics.extend(self.actionable.metrics(ACTIONABLE));
        metrics.extend(self.not_actionable.metrics(NOT_ACTIONABLE));
        metrics
    }
}
