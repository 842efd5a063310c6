//! The containers of each method, in the forms that pages print or contradict (Operational Real-time API, shapes).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::query::{Asked, Query};
use crate::api::parameters::Ids;
use crate::api::window::Window;
use crate::metric::object;
use crate::operational::truth;
use crate::operational::world::Desk;
use crate::operational::world::figures::{AWAY, Closed, Current, Figures, Queue, STATES, Spent, Times};

/// Prints one answer.
pub(super) struct Printer<'q> {
    desk: &'q Desk,
    query: &'q Query,
    is_deviating: bool,
    now_ms: i64,
}

type Containers = Map<String, Value>;

impl<'q> Printer<'q> {
    pub(super) fn new(desk: &'q Desk, query: &'q Query, is_deviating: bool, now_ms: i64) -> Self {
        Self { desk, query, is_deviating, now_ms }
    }

    pub(super) fn print(&self) -> Containers {
        let timeframe_min = self.query.timeframe_min;
        let in_buckets = Window::of_buckets(timeframe_min, self.now_ms);
        match self.query.asked {
            Asked::QueueHealth => {
                let current = self.desk.current(self.now_ms);
                let mut containers = self.over(in_buckets, |figures, is_interval| {
                    self.queue_health(figures, (!is_interval).then_some(&current))
                });
                if let Some(Value::Array(intervals)) = containers.get_mut("metricsByIntervals") {
                    intervals.reverse();
                }
                containers
            }
            Asked::EngagementActivity => self.over(in_buckets, |figures, _| self.engagement_activity(figures)),
            Asked::AgentActivity => {
                self.over(Window::exact(timeframe_min, self.now_ms), |figures, _| self.agent_activity(figures))
            }
            Asked::QueueState => self.queue_state(),
            Asked::Sla => self.sla(),
        }
    }

    /// The containers of the whole timeframe, and those of its intervals if they are asked for, newest first.
    fn over(&self, window: Window, containers: impl Fn(&Figures, bool) -> Containers) -> Containers {
        let whole = self.desk.figures(window.from_ms, window.end_ms(), self.now_ms);
        let mut answer = containers(&whole, false);
        if let Some(interval_min) = self.query.interval_min {
            let interval = |(from_ms, to_ms)| -> Value {
                let figures = self.desk.figures(from_ms, to_ms, self.now_ms);
                fields([("timestamp", to_ms.into()), ("metricsData", containers(&figures, true).into())]).into()
            };
            answer.insert("metricsByIntervals".to_owned(), window.intervals(interval_min).map(interval).collect());
        }
        answer
    }

    /// `current` is not there inside intervals.
    fn queue_health(&self, figures: &Figures, current: Option<&BTreeMap<i64, Current>>) -> Containers {
        let is_asked = |skill: i64| self.query.skills.as_ref().is_none_or(|skills| skills.has(skill));
        let queues: BTreeMap<i64, &Queue> = figures
            .queues
            .iter()
            .filter(|(skill, _)| is_asked(**skill))
            .map(|(skill, queue)| (*skill, queue))
            .collect();
        let now_of = |skill: &i64| current.and_then(|current| current.get(skill)).copied().unwrap_or_default();
        let mut containers = Containers::new();
        if self.query.skills.is_some() {
            let skills = queues
                .iter()
                .map(|(skill, queue)| (skill.to_string(), self.of_skill(object(queue.metrics(now_of(skill)))).into()));
            containers.insert("skillsMetrics".to_owned(), Value::Object(skills.collect()));
        }
        let currents: Vec<Current> = queues.keys().map(now_of).collect();
        let mut current_total = Current::total(&currents);
        if current.is_some() && queues.is_empty() {
            current_total = Current { size: Some(0), slots: Some(0), wait_ms: None };
        }
        let total = object(Queue::total(queues.into_values()).metrics(current_total));
        containers.insert("metricsTotals".to_owned(), self.totals(total));
        containers
    }

    fn engagement_activity(&self, figures: &Figures) -> Containers {
        let mut containers = Containers::new();
        if let Some(skills) = &self.query.skills {
            let name = if self.is_deviating { "skillsMetrics" } else { "skillsMetricsPerAgent" };
            containers.insert(name.to_owned(), self.closed_per_skill(figures, skills));
        }
        if let Some(agents) = &self.query.agents {
            let chats = figures.closed_by(|_, agent| agent.filter(|agent| agents.has(*agent)));
            containers.insert("agentsMetrics".to_owned(), self.closed_per_agent(&chats).into());
        }
        if containers.is_empty() {
            let total = Closed::total(figures.closed.values());
            containers.insert("metricsTotals".to_owned(), self.totals(object(total.metrics())));
        }
        containers
    }

    fn closed_per_skill(&self, figures: &Figures, skills: &Ids) -> Value {
        let chats = figures.closed_by(|skill, _| Some(skill).filter(|skill| skills.has(*skill)));
        let skill = |(skill, its_total): (&i64, &Closed)| {
            let by_agent = figures.closed_by(|its, agent| agent.filter(|_| its == *skill));
            let mut metrics = self.closed_per_agent(&by_agent);
            // Chats that nobody answered belong to the skill, and to no agent.
            metrics.insert("metricsTotals".to_owned(), self.totals(object(its_total.metrics())));
            (skill.to_string(), metrics.into())
        };
        let per_skill: Containers = chats.iter().map(skill).collect();
        let total = object(Closed::total(chats.values()).metrics());
        fields([("metricsPerSkill", per_skill.into()), ("metricsTotals", self.totals(total))]).into()
    }

    fn closed_per_agent(&self, chats: &BTreeMap<i64, Closed>) -> Containers {
        let agents = chats.iter().map(|(agent, closed)| (agent.to_string(), object(closed.metrics()).into()));
        let agents: Containers = agents.collect();
        let total = object(Closed::total(chats.values()).metrics());
        fields([("metricsPerAgent", agents.into()), ("metricsTotals", self.totals(total))])
    }

    /// Totals are not supported, and printed as an empty list in one of two places.
    fn agent_activity(&self, figures: &Figures) -> Containers {
        let is_asked = |agent: i64| self.query.agents.as_ref().is_some_and(|agents| agents.has(agent));
        let present = figures.present().filter(|(agent, _)| is_asked(*agent));
        let agents: Containers = present.map(|(agent, times)| (agent.to_string(), states(times))).collect();
        let mut metrics = fields([("metricsPerAgent", agents.into())]);
        let mut containers = Containers::new();
        let totals = ("metricsTotals".to_owned(), json!([]));
        if self.is_deviating { &mut containers } else { &mut metrics }.extend([totals]);
        containers.insert("agentsMetrics".to_owned(), metrics.into());
        containers
    }

    fn queue_state(&self) -> Containers {
        let has_wait = self.query.version == Some(2);
        let is_asked = |skill: i64| self.query.skills.as_ref().is_none_or(|skills| skills.has(skill));
        let mut queues = self.desk.current(self.now_ms);
        queues.retain(|skill, _| is_asked(*skill));
        let skills = queues
            .iter()
            .map(|(skill, queue)| (skill.to_string(), self.of_skill(object(queue.metrics(has_wait))).into()));
        let skills: Containers = skills.collect();
        let totals = object(Current::total(queues.values()).metrics(has_wait));
        fields([("skills", skills.into()), ("totals", totals.into())])
    }

    fn sla(&self) -> Containers {
        let Query { timeframe_min, lower_bounds_s, groups, .. } = self.query;
        let is_asked = |group: i64| groups.as_ref().is_none_or(|groups| groups.has(group));
        let ranges = truth::histogram(self.desk, self.now_ms, *timeframe_min, lower_bounds_s, is_asked);
        let ranges = ranges.into_iter().map(|range| {
            let shares =
                json!({ "chats": range.chats, "percentageFromTotal": range.share, "accumulated": range.accumulated });
            (range.lower_bound_s.to_string(), shares)
        });
        fields([("slaDataRange", Value::Object(ranges.collect()))])
    }

    /// Totals are an object, or a list of it.
    fn totals(&self, total: Containers) -> Value {
        let total = Value::Object(total);
        if self.is_deviating { Value::Array(vec![total]) } else { total }
    }

    /// The queue size of a skill has two names.
    fn of_skill(&self, mut metrics: Containers) -> Containers {
        if self.is_deviating
            && let Some(size) = metrics.remove("currentQueueSize")
        {
            metrics.insert("currentQueueState".to_owned(), size);
        }
        metrics
    }
}

/// An object without the copy that `json!` makes of what it holds.
fn fields<const N: usize>(fields: [(&str, Value); N]) -> Containers {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn states(times: &Times) -> Value {
    let value = |spent: &Spent| Value::Object(object(spent.metrics()));
    let state = |(id, name): &(i64, &str)| -> Value {
        let mut state = fields([("id", (*id).into()), ("name", (*name).into()), ("value", value(&times.state(*id)))]);
        if *id == AWAY {
            let reason = |(id, spent): (&str, &Spent)| fields([("id", id.into()), ("value", value(spent))]);
            state.insert("reasons".to_owned(), times.reasons().map(reason).collect());
        }
        state.into()
    };
    STATES.iter().map(state).collect()
}
