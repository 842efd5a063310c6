//! What the warehouse must hold of the metrics of messaging.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::world::queue::{Current, Queue, Shown};
use super::world::{Desk, Desks, Measure, Tally, UserType, by, totals};
use crate::metric::{Metric, keyed};
use crate::truth::{self, Tables, time};
use crate::world::World;
use crate::world::buckets::{BUCKET_MS, bucket_end_of, seen_ms};

/// The tables of `World::messaging_operations_truth`.
pub const TABLES: [&str; 4] =
    ["agent_segment_interval", "messaging_activity", "messaging_queue_health", "skill_segment_interval"];

const DAY_MS: i64 = 24 * 3_600_000;
const USERS: [(UserType, &str); 2] = [(UserType::Human, "human"), (UserType::Bot, "bot")];

impl World {
    /// The final rows that a loader must have that asked the Messaging Operations API for intervals of five minutes on
    /// their marks: of all intervals that ended after `since` and not after `now`, as upstream tells them at `now`.
    ///
    /// Keyed by [`TABLES`], each present even if empty. A row is an object with every column of the table but
    /// `is_final`, `extra` and `fetched_at`; an id that a grain has not is `''`, a metric that is "none" is null, whole
    /// doubles are printed without a point. Queues have no rows of an interval in which nobody was logged in; segments
    /// are of people and of bots, each asked for apart, and have no rows of the grain `skill` by agent. Sorted by
    /// account and interval.
    pub fn messaging_operations_truth(&self, now: DateTime<Utc>, since: DateTime<Utc>) -> Tables {
        let mut tables = truth::empty(&TABLES);
        let now_ms = now.timestamp_millis();
        for (account, desk) in Desks::of(self).all() {
            let mut end_ms = bucket_end_of(since.timestamp_millis() + 1);
            while end_ms <= now_ms {
                let mut interval = row(account);
                interval.insert("interval_s".to_owned(), (BUCKET_MS / 1000).into());
                interval.insert("interval_end_at".to_owned(), time(Some(end_ms)).into());
                add(desk, &interval, end_ms, now_ms, &mut tables);
                end_ms += BUCKET_MS;
            }
        }
        tables
    }

    /// When the numbers of the interval of five minutes that ends at `end` change after its end, if they ever do:
    /// conversations, answers and segments may come late, queues do not.
    pub fn messaging_revised_at(&self, account: &str, end: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let revised_ms = Desks::of(self).get(account)?.revised_ms(end.timestamp_millis() - BUCKET_MS)?;
        DateTime::from_timestamp_millis(revised_ms)
    }

    /// The rows of `messaging_csat` with the answers that were given from `from` to `to`, not included, as upstream tells
    /// them at `now`, but for the interval and the lineage. A request for so many minutes at a mark covers the time
    /// since the mark that so long ago was or came before.
    pub fn messaging_csat_truth(&self, now: DateTime<Utc>, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Value> {
        let mut rows = Vec::new();
        for (account, desk) in Desks::of(self).all() {
            let span = from.timestamp_millis()..to.timestamp_millis();
            let answers = desk.answers(span, now.timestamp_millis());
            rows.extend(per_agent(&row(account), &answers));
        }
        rows
    }

    /// The rows of `messaging_queue_state` that a sample of all skills with all metrics taken at `now` must give, but for
    /// `sampled_at` and the lineage; none while nobody is logged in.
    pub fn messaging_queue_state_truth(&self, now: DateTime<Utc>) -> Vec<Value> {
        let now_ms = now.timestamp_millis();
        let mut rows = Vec::new();
        for (account, desk) in Desks::of(self).all() {
            let Some(queues) = desk.current(now_ms, now_ms - DAY_MS..now_ms + 1) else { continue };
            let shown = Shown { queue: true, wait_times: true, overdue: true };
            let state = |grain: &str, skill: &str, state_ms: Option<i64>, queue: &Current| {
                let mut base = row(account);
                base.insert("state_at".to_owned(), time(state_ms).into());
                // Upstream tells it of intervals alone.
                base.insert("avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms".to_owned(), Value::Null);
                keyed(&base, &[("grain", grain), ("skill_id", skill)], queue.metrics(shown))
            };
            rows.push(state("account", "", None, &Current::total(queues.values())));
            let at_ms = Some(seen_ms(now_ms));
            rows.extend(queues.iter().map(|(skill, queue)| state("skill", &skill.to_string(), at_ms, queue)));
        }
        rows
    }

    /// The rows of `messaging_queue_state_by_group` that a sample taken at `now` must give, but for `sampled_at` and the
    /// lineage; groups do not include their subgroups.
    pub fn messaging_queue_state_by_group_truth(&self, now: DateTime<Utc>) -> Vec<Value> {
        let mut rows = Vec::new();
        for (account, desk) in Desks::of(self).all() {
            for ((skill, group), queue) in desk.groups(now.timestamp_millis()).unwrap_or_default() {
                let (skill, group) = (skill.to_string(), group.to_string());
                let ids = [("skill_id", &*skill), ("agent_group_id", &*group)];
                rows.push(keyed(&row(account), &ids, queue.metrics()));
            }
        }
        rows
    }

    /// The rows of `wait_time_estimate` that a sample of all skills taken at `now` must give, but for `sampled_at` and
    /// the lineage; none while nobody is logged in.
    pub fn wait_time_truth(&self, now: DateTime<Utc>) -> Vec<Value> {
        let now_ms = now.timestamp_millis();
        let mut rows = Vec::new();
        for (account, desk) in Desks::of(self).all().filter(|(_, desk)| desk.manned_now(now_ms).is_some()) {
            for skill in desk.skills() {
                let (wait_time_s, at_ms) = desk.wait_time_s(skill, now_ms);
                let mut estimate = row(account);
                estimate.insert("skill_id".to_owned(), skill.to_string().into());
                estimate.insert("estimated_wait_time_s".to_owned(), wait_time_s.into());
                estimate.insert("estimated_at".to_owned(), time(Some(at_ms)).into());
                rows.push(estimate.into());
            }
        }
        rows
    }
}

fn row(account: &str) -> Map<String, Value> {
    Map::from_iter([("account_id".to_owned(), account.into())])
}

fn add(desk: &Desk, interval: &Map<String, Value>, end_ms: i64, now_ms: i64, tables: &mut Tables) {
    let span = end_ms - BUCKET_MS..end_ms;
    let mut push = |table: &'static str, rows: Vec<Value>| tables.entry(table).or_default().extend(rows);
    push("messaging_activity", per_agent(interval, &desk.resolved(span.clone(), now_ms)));

    if let Some(queues) = desk.queues(span.clone(), now_ms) {
        let health = |grain: &str, skill: &str, queue: &Queue| {
            keyed(interval, &[("grain", grain), ("skill_id", skill)], queue.metrics(BUCKET_MS))
        };
        push("messaging_queue_health", vec![health("account", "", &Queue::total(queues.values()))]);
        push(
            "messaging_queue_health",
            queues.iter().map(|(skill, queue)| health("skill", &skill.to_string(), queue)).collect(),
        );
    }

    for (users, user_type) in USERS {
        let mut of_users = interval.clone();
        of_users.insert("user_type".to_owned(), user_type.into());
        let skills = desk.skill_segments(span.clone(), now_ms, users);
        let segments = |grain: &str, skill: &str, metrics: Vec<Metric>| {
            keyed(&of_users, &[("grain", grain), ("skill_id", skill)], metrics)
        };
        push("skill_segment_interval", vec![segments("account", "", totals(skills.values()))]);
        let of_skill = |(skill, its): (&i64, _)| segments("skill", &skill.to_string(), Measure::metrics(its));
        push("skill_segment_interval", skills.iter().map(of_skill).collect());
        let mut agents = per_agent(&of_users, &desk.agent_segments(span.clone(), now_ms, users));
        agents.retain(|row| row["grain"] != "skill");
        push("agent_segment_interval", agents);
    }
}

/// The rows of numbers by skill and agent, in all grains.
fn per_agent<M: Measure>(base: &Map<String, Value>, tally: &Tally<M>) -> Vec<Value> {
    let of = |grain: &str, skill: &str, agent: &str, metrics: Vec<Metric>| {
        keyed(base, &[("grain", grain), ("skill_id", skill), ("agent_id", agent)], metrics)
    };
    let mut rows = vec![of("account", "", "", totals(tally.values()))];
    for (skill, its) in by(tally, |skill, _| Some(skill)) {
        rows.push(of("skill", &skill.to_string(), "", its.metrics()));
    }
    for (agent, its) in by(tally, |_, agent| agent) {
        rows.push(of("agent", "", &agent.to_string(), its.metrics()));
    }
    for ((skill, agent), its) in by(tally, |skill, agent| Some((skill, agent?))) {
        rows.push(of("skill_agent", &skill.to_string(), &agent.to_string(), its.metrics()));
    }
    rows
}
