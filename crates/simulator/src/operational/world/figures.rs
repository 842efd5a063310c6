//! What is counted of a span of time, how spans add up, and how upstream prints it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::metric::{Metric, known, metric, number};

/// Chats closed in the span (Operational Real-time API, engagement activity).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Closed {
    pub(super) interactive: i64,
    pub(super) non_interactive: i64,
    pub(super) handling_s: i64,
    pub(super) non_interactive_handling_s: i64,
    pub(super) connected: i64,
}

impl Closed {
    pub(crate) fn add(&mut self, other: &Self) {
        self.interactive += other.interactive;
        self.non_interactive += other.non_interactive;
        self.handling_s += other.handling_s;
        self.non_interactive_handling_s += other.non_interactive_handling_s;
        self.connected += other.connected;
    }

    pub(crate) fn total<'c>(parts: impl IntoIterator<Item = &'c Self>) -> Self {
        let mut total = Self::default();
        parts.into_iter().for_each(|part| total.add(part));
        total
    }

    pub(crate) fn metrics(&self) -> Vec<Metric> {
        vec![
            metric("totalInteractiveChats", "total_interactive_chats", self.interactive),
            metric("totalNonInteractiveChats", "total_non_interactive_chats", self.non_interactive),
            metric("totalHandlingTime", "total_handling_time_s", self.handling_s),
            metric(
                "nonInteractiveTotalHandlingTime",
                "non_interactive_total_handling_time_s",
                self.non_interactive_handling_s,
            ),
            metric("connectedEngagements", "connected_engagements", self.connected),
        ]
    }
}

/// Something that is looked at every few seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Samples {
    pub(super) sum: i64,
    pub(super) count: i64,
    /// Least and most; `None` when it was never there to be seen.
    pub(super) range: Option<(i64, i64)>,
}

impl Samples {
    pub(super) fn see(&mut self, size: i64) {
        self.add(&Self { sum: size, count: 1, range: Some((size, size)) });
    }

    /// Takes later samples in.
    fn add(&mut self, other: &Self) {
        self.sum += other.sum;
        self.count += other.count;
        self.range = match (self.range, other.range) {
            (Some((min, max)), Some((other_min, other_max))) => Some((min.min(other_min), max.max(other_max))),
            (range, other_range) => range.or(other_range),
        };
    }

    /// Takes the samples of another skill in: upstream's totals hold the sums of the skills' extremes.
    fn join(&mut self, other: &Self) {
        self.sum += other.sum;
        self.count += other.count;
        self.range = match (self.range, other.range) {
            (Some((min, max)), Some((other_min, other_max))) => Some((min + other_min, max + other_max)),
            (range, other_range) => range.or(other_range),
        };
    }

    /// Whole in totals, as upstream's examples have it.
    fn average(&self, is_total: bool) -> Option<Value> {
        self.range?;
        let average = self.sum as f64 / self.count.max(1) as f64;
        Some(number(if is_total { average.floor() } else { average }))
    }
}

/// What happened in the queue of one skill, or of all (Operational Real-time API, queue health).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Queue {
    pub(super) entered: i64,
    pub(super) connected: i64,
    pub(super) abandoned: i64,
    pub(super) answer_s: i64,
    pub(super) abandon_s: i64,
    pub(super) size: Samples,
    pub(super) slots: Samples,
    is_total: bool,
}

/// How a queue is right now; `None` is "none".
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Current {
    pub(crate) size: Option<i64>,
    pub(crate) slots: Option<i64>,
    pub(crate) wait_ms: Option<i64>,
}

impl Current {
    /// Sums, and the longest wait; what is "none" is left out.
    pub(crate) fn total<'c>(parts: impl IntoIterator<Item = &'c Self>) -> Self {
        let plus = |one: Option<i64>, other: Option<i64>| one.zip(other).map_or(one.or(other), |(a, b)| Some(a + b));
        parts.into_iter().fold(Self::default(), |total, part| Self {
            size: plus(total.size, part.size),
            slots: plus(total.slots, part.slots),
            wait_ms: total.wait_ms.max(part.wait_ms),
        })
    }

    /// The metrics of the queue state; the wait is told from version 2 on.
    pub(crate) fn metrics(&self, has_wait: bool) -> Vec<Metric> {
        let wait =
            known("currentMaxWaitTimeInQueue", "current_max_wait_time_in_queue_ms", self.wait_ms.map(Value::from));
        let mut metrics = vec![
            known("currentQueueSize", "current_queue_size", self.size.map(Value::from)),
            known("currentAvailableSlots", "current_available_slots", self.slots.map(Value::from)),
        ];
        metrics.extend(has_wait.then_some(wait));
        metrics
    }
}

impl Queue {
    /// Whether anything was there to be told.
    pub(super) fn has_data(&self) -> bool {
        self.entered + self.connected + self.abandoned > 0 || self.size.range.is_some_and(|(_, max)| max > 0)
    }

    fn count(&mut self, other: &Self) {
        self.entered += other.entered;
        self.connected += other.connected;
        self.abandoned += other.abandoned;
        self.answer_s += other.answer_s;
        self.abandon_s += other.abandon_s;
    }

    /// Takes in what happened in the same queue at another time.
    pub(crate) fn add(&mut self, other: &Self) {
        self.count(other);
        self.size.add(&other.size);
        self.slots.add(&other.slots);
    }

    /// The queues of several skills as one; of none, zero in everything.
    pub(crate) fn total<'q>(parts: impl IntoIterator<Item = &'q Self>) -> Self {
        let mut total = Self { is_total: true, ..Self::default() };
        let mut parts = parts.into_iter().peekable();
        if parts.peek().is_none() {
            total.size.range = Some((0, 0));
            total.slots.range = Some((0, 0));
        }
        for part in parts {
            total.count(part);
            total.size.join(&part.size);
            total.slots.join(&part.slots);
        }
        total
    }

    /// Upstream rounds the rate to two digits and the average times to seconds.
    pub(crate) fn metrics(&self, current: Current) -> Vec<Metric> {
        let tried = self.abandoned + self.connected;
        let rate = (self.abandoned as f64 / tried.max(1) as f64 * 100.0).round() / 100.0;
        let average_s = |total_s: i64, chats: i64| (total_s as f64 / chats.max(1) as f64).round() as i64;
        let end = |range: Option<(i64, i64)>, is_max: bool| {
            range.map(|(min, max)| Value::from(if is_max { max } else { min }))
        };
        let mut metrics = vec![
            metric("enteredQEng", "entered_engagements", self.entered),
            metric("connectedEng", "connected_engagements", self.connected),
            metric("abandonedEng", "abandoned_engagements", self.abandoned),
            known("abandonmentRate", "abandonment_rate", Some(number(rate))),
            metric("totalTimeToAnswer", "total_time_to_answer_s", self.answer_s),
            metric("avgTimeToAnswer", "avg_time_to_answer_s", average_s(self.answer_s, self.connected)),
            metric("totalTimeToAbandon", "total_time_to_abandon_s", self.abandon_s),
            metric("avgTimeToAbandon", "avg_time_to_abandon_s", average_s(self.abandon_s, self.abandoned)),
            known("maxQueueSize", "max_queue_size", end(self.size.range, true)),
            known("minQueueSize", "min_queue_size", end(self.size.range, false)),
            known("averageQueueSize", "average_queue_size", self.size.average(self.is_total)),
            metric("queueSizeSum", "queue_size_sum", self.size.sum),
            metric("queueSizeCount", "queue_size_count", self.size.count),
            known("maxAvailableSlots", "max_available_slots", end(self.slots.range, true)),
            known("minAvailableSlots", "min_available_slots", end(self.slots.range, false)),
            known("averageAvailableSlots", "average_available_slots", self.slots.average(self.is_total)),
            metric("availableSlotsSum", "available_slots_sum", self.slots.sum),
            metric("availableSlotsCount", "available_slots_count", self.slots.count),
        ];
        metrics.extend(current.metrics(false));
        metrics
    }
}

/// Milliseconds that an agent spent somewhere (Operational Real-time API, agent activity).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    pub(super) total_ms: i64,
    pub(super) chatting_ms: i64,
    pub(super) at_limit_ms: i64,
}

impl Spent {
    pub(super) fn add(&mut self, other: &Self) {
        self.total_ms += other.total_ms;
        self.chatting_ms += other.chatting_ms;
        self.at_limit_ms += other.at_limit_ms;
    }

    fn has_seconds(&self) -> bool {
        self.total_ms >= 1000
    }

    /// Whole seconds, each cut on its own, so that parts and sums differ by one now and then.
    pub(crate) fn metrics(&self) -> [Metric; 4] {
        [
            metric("total", "total_s", self.total_ms / 1000),
            metric("chatting", "chatting_s", self.chatting_ms / 1000),
            metric("notChatting", "not_chatting_s", (self.total_ms - self.chatting_ms) / 1000),
            metric("chattingInMaxConcurrency", "chatting_in_max_concurrency_s", self.at_limit_ms / 1000),
        ]
    }
}

/// The states of an agent with upstream's names; the last is the sum of the others.
pub(crate) const STATES: [(i64, &str); 4] =
    [(ONLINE, "Online"), (BACK_SOON, "Back in 5"), (AWAY, "Away"), (-1, "Logged in")];
pub(super) const ONLINE: i64 = 2;
pub(super) const BACK_SOON: i64 = 3;
pub(crate) const AWAY: i64 = 4;

/// What an agent did, by state and reason.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(BTreeMap<(i64, Option<&'static str>), Spent>);

impl Times {
    pub(super) fn spend(&mut self, state: i64, reason: Option<&'static str>, spent: &Spent) {
        self.0.entry((state, reason)).or_default().add(spent);
    }

    fn add(&mut self, other: &Self) {
        other.0.iter().for_each(|((state, reason), spent)| self.spend(*state, *reason, spent));
    }

    /// The time in one of `STATES`.
    pub(crate) fn state(&self, state: i64) -> Spent {
        let mut total = Spent::default();
        self.0.iter().filter(|((its, _), _)| *its == state || state == -1).for_each(|(_, spent)| total.add(spent));
        total
    }

    /// The reasons given for being away, if it was for a second at least.
    pub(crate) fn reasons(&self) -> impl Iterator<Item = (&'static str, &Spent)> {
        let given = self.0.iter().filter_map(|((_, reason), spent)| Some(((*reason)?, spent)));
        given.filter(|(_, spent)| spent.has_seconds())
    }
}

/// Everything that is counted of a span. What has no data is not there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// By skill and agent; abandoned chats have no agent.
    pub(crate) closed: BTreeMap<(i64, Option<i64>), Closed>,
    /// By skill.
    pub(crate) queues: BTreeMap<i64, Queue>,
    /// By agent.
    pub(crate) times: BTreeMap<i64, Times>,
}

impl Figures {
    pub(crate) fn add(&mut self, other: &Self) {
        other.closed.iter().for_each(|(key, closed)| self.closed.entry(*key).or_default().add(closed));
        other.queues.iter().for_each(|(skill, queue)| self.queues.entry(*skill).or_default().add(queue));
        other.times.iter().for_each(|(agent, times)| self.times.entry(*agent).or_default().add(times));
    }

    /// Closed chats by one half of their key.
    pub(crate) fn closed_by<K: Ord>(&self, key: impl Fn(i64, Option<i64>) -> Option<K>) -> BTreeMap<K, Closed> {
        let mut sums: BTreeMap<K, Closed> = BTreeMap::new();
        for ((skill, agent), closed) in &self.closed {
            if let Some(key) = key(*skill, *agent) {
                sums.entry(key).or_default().add(closed);
            }
        }
        sums
    }

    /// The agents that were logged in for a second at least.
    pub(crate) fn present(&self) -> impl Iterator<Item = (i64, &Times)> {
        self.times.iter().map(|(agent, times)| (*agent, times)).filter(|(_, times)| times.state(-1).has_seconds())
    }
}
