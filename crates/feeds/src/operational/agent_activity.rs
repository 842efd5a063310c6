//! Agent activity: how long agents were in their states in an interval (Operational Real-time API, agent activity).
//!
//! ```text
//! { agentsMetrics: { metricsPerAgent: { agent: [ { id, name, value: v, reasons: [ { id, value: v }, … ] }, … ] },
//!                    metricsTotals: [] },
//!   metricsTotals: [] }
//! ```
//!
//! Totals are not supported upstream: a list that is always empty, in either place.

use std::borrow::Cow;

use model::{RejectReason, Service};
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::samples::{SampleAt, Samples, is_nothing};
use normalizer::table::ReadColumns;
use normalizer::values::{id, whole_number};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{AGENT_STATE_INTERVAL, AgentStateInterval, STATE, TIMES};

/// Time of agents by state in an interval.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "agent_activity",
    service: Service::Operational,
    upstream_path: "agentactivity",
    version: SampleVersion::Fixed(1),
    all_skills: false,
    all_agents: true,
    parameters: &[],
    timing: SampleTiming::Intervals { has_totals: false },
    families: &[&AGENT_STATE_INTERVAL],
    containers: &CONTAINERS,
    read,
};

const CONTAINERS: [&str; 2] = ["agentsMetrics", "metricsTotals"];

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    const BEFORE: &str = "metricsByIntervals[].metricsData.";
    for (name, value) in containers {
        if name.eq_ignore_ascii_case("agentsMetrics") {
            read_agents(samples, at, value)?;
        } else if !is_no_total(name, value) {
            samples.unknown(at, BEFORE, name, value)?;
        }
    }
    Ok(())
}

fn is_no_total(name: &str, value: &Node<'_>) -> bool {
    name.eq_ignore_ascii_case("metricsTotals") && is_nothing(value)
}

fn read_agents(samples: &mut Samples<'_>, at: SampleAt, value: &Node<'_>) -> Result<(), DecodeError> {
    const BEFORE: &str = "metricsByIntervals[].metricsData.agentsMetrics.";
    for (name, value) in samples.object(at, "agentsMetrics", &[], value)?.unwrap_or_default() {
        if name.eq_ignore_ascii_case("metricsPerAgent") {
            samples.by_id(at, "metricsPerAgent", &[], value, &mut |samples, agent, value| {
                let ids = [("agent", agent)];
                for state in samples.items(at, "metricsPerAgent", &ids, value)? {
                    read_state(samples, at, agent, state)?;
                }
                Ok(())
            })?;
        } else if !is_no_total(name, value) {
            samples.unknown(at, BEFORE, name, value)?;
        }
    }
    Ok(())
}

/// A state, or a reason of one.
#[derive(Default)]
struct Item<'n, 'a> {
    id: Option<Cow<'n, str>>,
    value: Option<&'n Node<'a>>,
    reasons: Option<&'n Node<'a>>,
}

impl<'n, 'a> Item<'n, 'a> {
    /// Only states have names, which go into the `state` row, and reasons.
    fn read(fields: Fields<'n, 'a>, mut state: Option<&mut AgentStateInterval<'n>>, extra: &mut Extra<'n, 'a>) -> Self {
        let mut item = Self::default();
        for (name, value) in fields {
            if value.is_null() {
                continue;
            }
            let mut buffer = [0; 64];
            let folded = folded(name, &mut buffer);
            let state = state.as_deref_mut();
            match folded {
                b"id" if item.id.is_none() => item.id = code(value),
                b"value" if item.value.is_none() => item.value = Some(value),
                b"reasons" if state.is_some() && item.reasons.is_none() => item.reasons = Some(value),
                _ if state.is_some_and(|row| row.read_column(STATE, folded, name, value, extra)) => {}
                _ => extra.keep(name, value),
            }
        }
        item
    }
}

/// Upstream prints the ids of states as numbers, those of reasons as text.
fn code<'n>(value: &'n Node<'_>) -> Option<Cow<'n, str>> {
    match value {
        Node::Number(_) => whole_number(value).map(|number| Cow::Owned(number.to_string())),
        _ => None,
    }
    .or_else(|| id(value).map(Cow::Borrowed))
}

fn read_state(samples: &mut Samples<'_>, at: SampleAt, agent_id: &str, node: &Node<'_>) -> Result<(), DecodeError> {
    let ids = [("agent", agent_id)];
    let Some(fields) = samples.object(at, "metricsPerAgent[]", &ids, node)? else { return Ok(()) };
    let mut extra = Extra::new("agentactivity.state");
    let mut row = AgentStateInterval::default();
    let state = Item::read(fields, Some(&mut row), &mut extra);
    let Some(state_id) = state.id.as_deref() else {
        return samples.reject(RejectReason::BadKey { field: "id" }, at, &ids, node);
    };
    let row = AgentStateInterval {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        grain: "agent",
        agent_id,
        state_id,
        is_final: at.is_final,
        ..row
    };
    if let Some(reasons) = state.reasons {
        for reason in samples.items(at, "reasons", &[ids[0], ("state", state_id)], reasons)? {
            read_reason(samples, at, &row, reason)?;
        }
    }
    store(samples, at, row, state.value, extra, node)
}

fn read_reason(
    samples: &mut Samples<'_>,
    at: SampleAt,
    state: &AgentStateInterval<'_>,
    node: &Node<'_>,
) -> Result<(), DecodeError> {
    let ids = [("agent", state.agent_id), ("state", state.state_id)];
    let Some(fields) = samples.object(at, "reasons[]", &ids, node)? else { return Ok(()) };
    let mut extra = Extra::new("agentactivity.state.reasons[]");
    let reason = Item::read(fields, None, &mut extra);
    let Some(reason_id) = reason.id.as_deref() else {
        return samples.reject(RejectReason::BadKey { field: "reasons[].id" }, at, &ids, node);
    };
    store(samples, at, AgentStateInterval { reason_id, ..state.clone() }, reason.value, extra, node)
}

/// `value` is the times, or only their total, should upstream leave the parts out.
fn store<'n, 'a>(
    samples: &mut Samples<'_>,
    at: SampleAt,
    mut row: AgentStateInterval<'n>,
    value: Option<&'n Node<'a>>,
    mut extra: Extra<'n, 'a>,
    node: &'n Node<'a>,
) -> Result<(), DecodeError> {
    let ids = [("agent", row.agent_id), ("state", row.state_id), ("reason", row.reason_id)];
    match value {
        None => {}
        Some(total @ (Node::Number(_) | Node::String(_))) => extra.duration(&mut row.total_s, "value", total),
        Some(value) => {
            let Some(times) = samples.object(at, "value", &ids, value)? else { return Ok(()) };
            let mut inner = Extra::new("agentactivity.state.value");
            row.read_fields(TIMES, times, &mut inner);
            extra.nest("value", inner);
        }
    }
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, &ids, node)
}
