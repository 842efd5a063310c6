//! The containers of each method, in the forms that pages print or contradict (Messaging Operations API, sections 1 to 5).

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};

use super::query::{Asked, Query};
use crate::api::window::Window;
use crate::messaging_operations::world::queue::{Current, Group, Queue};
use crate::messaging_operations::world::{Desk, Measure, Tally, by, totals};
use crate::metric::{Metric, object};
use crate::world::buckets::seen_ms;

const MINUTE_MS: i64 = 60_000;
/// The group that has a subgroup, and that.
pub(super) const PARENT_GROUP: i64 = 1;
const SUBGROUP: i64 = 2;

/// Prints one answer.
pub(super) struct Printer<'q> {
    pub(super) desk: &'q Desk,
    pub(super) query: &'q Query,
    pub(super) is_deviating: bool,
    pub(super) now_ms: i64,
}

type Containers = Map<String, Value>;

impl Printer<'_> {
    pub(super) fn print(&self) -> Containers {
        let Query { asked, users, .. } = *self.query;
        match asked {
            Asked::Conversation => self.with_ends(|span| self.per_agent(&self.desk.resolved(span, self.now_ms))),
            Asked::Csat => self.with_ends(|span| self.per_agent(&self.desk.answers(span, self.now_ms))),
            Asked::QueueHealth => self.with_starts(false, |span| self.queue_health(&span)),
            Asked::SkillSegments => {
                self.with_starts(true, |span| self.skills(&self.desk.skill_segments(span, self.now_ms, users)))
            }
            Asked::AgentSegments => {
                self.with_starts(false, |span| self.agent_segments(&self.desk.agent_segments(span, self.now_ms, users)))
            }
            Asked::QueueState => self.queue_state(),
            Asked::QueueByGroup => self.by_group(),
        }
    }

    /// The containers of the whole timeframe, and those of its intervals if they are asked for, by their ends and
    /// newest first; all made of whole buckets.
    fn with_ends(&self, containers: impl Fn(Range<i64>) -> Containers) -> Containers {
        let window = Window::of_buckets(self.query.timeframe_min, self.now_ms);
        let mut answer = containers(window.from_ms..window.end_ms());
        if let Some(interval_min) = self.query.interval_min {
            let interval = |(from_ms, to_ms): (i64, i64)| -> Value {
                fields([("timestamp", to_ms.into()), ("metricsData", containers(from_ms..to_ms).into())]).into()
            };
            answer.insert("metricsByIntervals".to_owned(), window.intervals(interval_min).map(interval).collect());
        }
        answer
    }

    /// The same by their starts, counted back from the end of the timeframe, which is not on a mark; what is of the
    /// whole timeframe stands apart.
    fn with_starts(&self, is_newest_first: bool, containers: impl Fn(Range<i64>) -> Containers) -> Containers {
        let span_ms = self.query.span_ms.clone();
        let summary = containers(span_ms.clone());
        let Some(interval_min) = self.query.interval_min else { return summary };
        let length_ms = interval_min * MINUTE_MS;
        let starts = span_ms.step_by(length_ms as usize).enumerate();
        let interval = |(index, from_ms): (usize, i64)| -> Value {
            let data = containers(from_ms..from_ms + length_ms);
            let mut interval = fields([("timestamp", from_ms.into())]);
            // In one example two intervals have it so, and the third not.
            if self.is_deviating || self.query.asked == Asked::AgentSegments || index % 3 == 2 {
                interval.insert("metricsData".to_owned(), data.into());
            } else {
                interval.extend(data);
            }
            interval.into()
        };
        let mut intervals: Vec<Value> = starts.map(interval).collect();
        if is_newest_first {
            intervals.reverse();
        }
        fields([("metricsByIntervals", intervals.into()), ("timeframeSummary", summary.into())])
    }

    /// Conversations and surveys by skill and agent.
    fn per_agent<M: Measure>(&self, tally: &Tally<M>) -> Containers {
        let mut containers = Containers::new();
        if self.query.skills.is_some() {
            let name = if self.is_deviating { "skillsMetrics" } else { "skillsMetricsPerAgent" };
            let skills = by(tally, |skill, _| Some(skill).filter(|skill| self.query.has_skill(*skill)));
            let skill = |(skill, total): (&i64, &M)| {
                let agents = by(tally, |its, agent| agent.filter(|_| its == *skill));
                let mut metrics = fields([("metricsPerAgent", per_id(&agents))]);
                // Conversations that nobody was assigned to belong to the skill, and to no agent.
                metrics.insert("metricsTotals".to_owned(), object(total.metrics()).into());
                (skill.to_string(), metrics.into())
            };
            let per_skill: Containers = skills.iter().map(skill).collect();
            let total = object(totals(skills.values())).into();
            let metrics = fields([("metricsPerSkill", per_skill.into()), ("metricsTotals", total)]);
            containers.insert(name.to_owned(), metrics.into());
        }
        if self.query.agents.is_some() {
            let agents = by(tally, |_, agent| agent.filter(|agent| self.query.has_agent(*agent)));
            let total = object(totals(agents.values())).into();
            let metrics = fields([("metricsPerAgent", per_id(&agents)), ("metricsTotals", total)]);
            containers.insert("agentsMetrics".to_owned(), metrics.into());
        }
        if containers.is_empty() {
            containers.insert("metricsTotals".to_owned(), object(totals(tally.values())).into());
        }
        containers
    }

    fn skills<M: Measure>(&self, skills: &BTreeMap<i64, M>) -> Containers {
        let asked = skills.iter().filter(|(skill, _)| self.query.has_skill(**skill));
        let asked: BTreeMap<i64, M> = asked.map(|(skill, measure)| (*skill, measure.clone())).collect();
        let mut containers = Containers::new();
        if self.query.skills.is_some() {
            containers.insert("skillsMetrics".to_owned(), per_id(&asked));
        }
        self.with_total(containers, totals(asked.values()))
    }

    /// Skills have no totals of their own here.
    fn agent_segments<M: Measure>(&self, tally: &Tally<M>) -> Containers {
        let told = |metrics: Vec<Metric>| {
            let names = self.query.metrics.as_ref();
            let is_told = |metric: &Metric| {
                metric.name == "totalAgentConversationSegments"
                    || names.is_none_or(|names| names.iter().any(|name| name == metric.name))
            };
            object(metrics.into_iter().filter(is_told))
        };
        let per_agent = |agents: &BTreeMap<i64, M>| -> Value {
            let agents = agents.iter().map(|(agent, measure)| (agent.to_string(), told(measure.metrics()).into()));
            Value::Object(agents.collect())
        };
        let is_asked = |agent: &i64| self.query.has_agent(*agent);
        let mut containers = Containers::new();
        if self.query.skills.is_some() {
            let skills = by(tally, |skill, _| Some(skill).filter(|skill| self.query.has_skill(*skill)));
            let skill = |skill: &i64| {
                let agents = by(tally, |its, agent| agent.filter(is_asked).filter(|_| its == *skill));
                (skill.to_string(), fields([("metricsPerAgent", per_agent(&agents))]).into())
            };
            containers.insert("metricsPerSkill".to_owned(), Value::Object(skills.keys().map(skill).collect()));
        }
        let agents = by(tally, |skill, agent| agent.filter(is_asked).filter(|_| self.query.has_skill(skill)));
        let metrics = fields([("metricsPerAgent", per_agent(&agents))]);
        containers.insert("agentsMetrics".to_owned(), metrics.into());
        containers.insert(self.total_name().to_owned(), told(totals(agents.values())).into());
        containers
    }

    fn queue_health(&self, span: &Range<i64>) -> Containers {
        let Some(queues) = self.desk.queues(span.clone(), self.now_ms) else { return Containers::new() };
        let queues: BTreeMap<i64, Queue> =
            queues.into_iter().filter(|(skill, _)| self.query.has_skill(*skill)).collect();
        let length_ms = span.end.min(seen_ms(self.now_ms)) - span.start;
        let mut containers = Containers::new();
        if self.query.skills.is_some() {
            let skills =
                queues.iter().map(|(skill, queue)| (skill.to_string(), object(queue.metrics(length_ms)).into()));
            containers.insert("skillsMetrics".to_owned(), Value::Object(skills.collect()));
        }
        self.with_total(containers, Queue::total(queues.values()).metrics(length_ms))
    }

    fn queue_state(&self) -> Containers {
        let opened = self.query.span_ms.clone();
        let Some(queues) = self.desk.current(self.now_ms, opened) else { return Containers::new() };
        let queues: BTreeMap<i64, Current> =
            queues.into_iter().filter(|(skill, _)| self.query.has_skill(*skill)).collect();
        let skill = |(skill, queue): (&i64, &Current)| {
            let mut metrics = fields([("time", seen_ms(self.now_ms).into())]);
            metrics.extend(object(queue.metrics(self.query.shown)));
            (skill.to_string(), metrics.into())
        };
        let skills: Containers = queues.iter().map(skill).collect();
        let containers = fields([("skillsMetrics", skills.into())]);
        self.with_total(containers, Current::total(queues.values()).metrics(self.query.shown))
    }

    fn by_group(&self) -> Containers {
        let Some(groups) = self.desk.groups(self.now_ms) else { return Containers::new() };
        let mut shown: BTreeMap<(i64, i64), Group> = BTreeMap::new();
        for ((skill, group), queue) in groups.iter().filter(|((skill, _), _)| self.query.has_skill(*skill)) {
            let parent = (*group == SUBGROUP && self.query.has_subgroups).then_some(PARENT_GROUP);
            let asked = parent.into_iter().chain([*group]).filter(|group| self.query.groups.has(*group));
            asked.for_each(|group| shown.entry((*skill, group)).or_default().add(queue));
        }
        let mut skills: BTreeMap<i64, Containers> = BTreeMap::new();
        for ((skill, group), queue) in shown {
            let names = self.query.metrics.as_ref();
            let is_told = |metric: &Metric| names.is_none_or(|names| names.iter().any(|name| name == metric.name));
            let metrics = object(queue.metrics().into_iter().filter(is_told));
            skills.entry(skill).or_default().insert(group.to_string(), metrics.into());
        }
        let skills: Containers = skills.into_iter().map(|(skill, groups)| (skill.to_string(), groups.into())).collect();
        fields([("skillGroupMetrics", skills.into())])
    }

    fn with_total(&self, mut containers: Containers, total: Vec<Metric>) -> Containers {
        containers.insert(self.total_name().to_owned(), object(total).into());
        containers
    }

    /// Examples have another name than tables.
    fn total_name(&self) -> &'static str {
        if self.is_deviating { "metricsTotals" } else { "metricsTotal" }
    }
}

fn per_id<M: Measure>(measures: &BTreeMap<i64, M>) -> Value {
    let ids = measures.iter().map(|(id, measure)| (id.to_string(), object(measure.metrics()).into()));
    Value::Object(ids.collect())
}

/// An object without the copy that `json!` makes of what it holds.
fn fields<const N: usize>(fields: [(&str, Value); N]) -> Containers {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
