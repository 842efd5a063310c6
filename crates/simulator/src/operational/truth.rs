//! What the warehouse must hold of the metrics.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::world::figures::{AWAY, Closed, Current, Figures, Queue, STATES, Spent};
use super::world::{Desk, Operational};
use crate::metric::{keyed, number};
use crate::truth::{self, Tables, time};
use crate::world::World;
use crate::world::buckets::{BUCKET_MS, bucket_end_of, bucket_of};

/// The tables of `World::operational_truth`.
pub const TABLES: [&str; 3] = ["agent_state_interval", "engagement_activity", "queue_health"];

impl World {
    /// The final rows that a loader must have that asked the Operational API for intervals of five minutes: of all
    /// intervals that ended after `since` and not after `now`, as upstream tells them at `now`.
    ///
    /// Keyed by [`TABLES`], each present even if empty. A row is an object with every column of the table but
    /// `is_final` and `fetched_at`; an id that a grain has not is `''`, a metric that is "none" is null, whole doubles
    /// are printed without a point. The row of the grain `account` is that of the totals beside the skills. Sorted by
    /// account and interval.
    pub fn operational_truth(&self, now: DateTime<Utc>, since: DateTime<Utc>) -> Tables {
        rows(&Operational::of(self), now, since)
    }

    /// When the numbers of the interval of five minutes that ends at `end` change after its end, if they ever do; in one
    /// without chats there is nothing to change. Closed, connected and abandoned chats and chatting times may change.
    pub fn operational_revised_at(&self, account: &str, end: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let revised_ms = Operational::of(self).desk(account)?.revised_ms(end.timestamp_millis() - BUCKET_MS)?;
        DateTime::from_timestamp_millis(revised_ms)
    }

    /// The rows of `queue_state` that a sample of all skills taken at `now` must give, but for `sampled_at` and the
    /// lineage; a metric that is "none" is null.
    pub fn queue_state_truth(&self, now: DateTime<Utc>) -> Vec<Value> {
        queue_state(&Operational::of(self), now)
    }

    /// The rows of `sla_histogram` that a sample taken at `now` must give, but for `sampled_at` and the lineage.
    ///
    /// `lower_bounds_s` must ascend from 0; an empty `group_id` stands for all groups.
    pub fn sla_truth(
        &self,
        now: DateTime<Utc>,
        timeframe_min: i64,
        lower_bounds_s: &[i64],
        group_id: &str,
    ) -> Vec<Value> {
        sla_histogram(&Operational::of(self), now, timeframe_min, lower_bounds_s, group_id)
    }
}

fn rows(operational: &Operational, now: DateTime<Utc>, since: DateTime<Utc>) -> Tables {
    let mut tables = truth::empty(&TABLES);
    let (now_ms, since_ms) = (now.timestamp_millis(), since.timestamp_millis());
    for (account, desk) in operational.desks() {
        let mut end_ms = bucket_end_of(since_ms + 1);
        while end_ms <= now_ms {
            let figures = desk.figures(end_ms - BUCKET_MS, end_ms, now_ms);
            let mut interval = row(account);
            interval.insert("interval_s".to_owned(), (BUCKET_MS / 1000).into());
            interval.insert("interval_end_at".to_owned(), time(Some(end_ms)).into());
            add(&interval, &figures, &mut tables);
            end_ms += BUCKET_MS;
        }
    }
    tables
}

fn row(account: &str) -> Map<String, Value> {
    Map::from_iter([("account_id".to_owned(), account.into())])
}

fn add(interval: &Map<String, Value>, figures: &Figures, tables: &mut Tables) {
    let mut push = |table: &'static str, row: Value| tables.entry(table).or_default().push(row);

    let closed = |grain: &str, skill: &str, agent: &str, closed: &Closed| {
        keyed(interval, &[("grain", grain), ("skill_id", skill), ("agent_id", agent)], closed.metrics())
    };
    push("engagement_activity", closed("account", "", "", &Closed::total(figures.closed.values())));
    for (skill, chats) in figures.closed_by(|skill, _| Some(skill)) {
        push("engagement_activity", closed("skill", &skill.to_string(), "", &chats));
    }
    for (agent, chats) in figures.closed_by(|_, agent| agent) {
        push("engagement_activity", closed("agent", "", &agent.to_string(), &chats));
    }
    for ((skill, agent), chats) in figures.closed_by(|skill, agent| Some((skill, agent?))) {
        push("engagement_activity", closed("skill_agent", &skill.to_string(), &agent.to_string(), &chats));
    }

    let queue = |grain: &str, skill: &str, queue: &Queue| {
        keyed(interval, &[("grain", grain), ("skill_id", skill)], queue.metrics(Current::default()))
    };
    push("queue_health", queue("account", "", &Queue::total(figures.queues.values())));
    for (skill, its) in &figures.queues {
        push("queue_health", queue("skill", &skill.to_string(), its));
    }

    for (agent, times) in figures.present() {
        let agent = agent.to_string();
        let mut spent = |state: i64, reason: &str, spent: &Spent| {
            let state = state.to_string();
            let ids = [("grain", "agent"), ("agent_id", &*agent), ("state_id", &*state), ("reason_id", reason)];
            push("agent_state_interval", keyed(interval, &ids, spent.metrics()));
        };
        STATES.iter().for_each(|(state, _)| spent(*state, "", &times.state(*state)));
        times.reasons().for_each(|(reason, its)| spent(AWAY, reason, its));
    }
}

fn queue_state(operational: &Operational, now: DateTime<Utc>) -> Vec<Value> {
    let mut rows = Vec::new();
    for (account, desk) in operational.desks() {
        let queues = desk.current(now.timestamp_millis());
        let current = |grain: &str, skill: &str, queue: &Current| {
            keyed(&row(account), &[("grain", grain), ("skill_id", skill)], queue.metrics(true))
        };
        rows.push(current("account", "", &Current::total(queues.values())));
        rows.extend(queues.iter().map(|(skill, queue)| current("skill", &skill.to_string(), queue)));
    }
    rows
}

/// One range of the histogram of waits.
#[derive(Clone, Debug)]
pub(super) struct Range {
    pub(super) lower_bound_s: i64,
    pub(super) chats: usize,
    pub(super) share: Value,
    pub(super) accumulated: Value,
}

/// The histogram of the waits of chats answered within `timeframe_min`, widened to a whole bucket; `lower_bounds_s`
/// must ascend from 0.
pub(super) fn histogram(
    desk: &Desk,
    now_ms: i64,
    timeframe_min: i64,
    lower_bounds_s: &[i64],
    is_asked: impl Fn(i64) -> bool,
) -> Vec<Range> {
    let waits_s = desk.waits_s(bucket_of(now_ms - timeframe_min * 60_000), now_ms, is_asked);
    let share = |chats: usize| number(chats as f64 / waits_s.len().max(1) as f64);
    let mut accumulated = 0;
    let range = |(index, lower_bound_s): (usize, &i64)| {
        let upper_bound_s = lower_bounds_s.get(index + 1).copied().unwrap_or(i64::MAX);
        let chats = waits_s.iter().filter(|wait_s| (*lower_bound_s..upper_bound_s).contains(wait_s)).count();
        accumulated += chats;
        Range { lower_bound_s: *lower_bound_s, chats, share: share(chats), accumulated: share(accumulated) }
    };
    lower_bounds_s.iter().enumerate().map(range).collect()
}

fn sla_histogram(
    operational: &Operational,
    now: DateTime<Utc>,
    timeframe_min: i64,
    lower_bounds_s: &[i64],
    group_id: &str,
) -> Vec<Value> {
    let mut rows = Vec::new();
    let is_asked = |group: i64| group_id.is_empty() || group.to_string() == group_id;
    for (account, desk) in operational.desks() {
        for range in histogram(desk, now.timestamp_millis(), timeframe_min, lower_bounds_s, is_asked) {
            let mut row = row(account);
            row.extend([
                ("group_id".to_owned(), group_id.into()),
                ("lower_bound_s".to_owned(), range.lower_bound_s.into()),
                ("chats".to_owned(), range.chats.into()),
                ("share".to_owned(), range.share),
                ("accumulated_share".to_owned(), range.accumulated),
            ]);
            rows.push(row.into());
        }
    }
    rows
}
