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

use model::RejectReason;
use model::rows::AgentStateInterval;
use model::tuple::Json;

use super::writer::{At, Samples, is_nothing};
use crate::decode::DecodeError;
use crate::feeds::Fields;
use crate::fields::{Extra, folded, id, whole_number};
use crate::json::Node;

pub(super) const CONTAINERS: [&str; 2] = ["agentsMetrics", "metricsTotals"];

pub(super) fn read(samples: &mut Samples<'_>, at: At, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
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

fn read_agents(samples: &mut Samples<'_>, at: At, value: &Node<'_>) -> Result<(), DecodeError> {
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
    name: Option<&'n str>,
    value: Option<&'n Node<'a>>,
    reasons: Option<&'n Node<'a>>,
}

impl<'n, 'a> Item<'n, 'a> {
    /// Only states have names and reasons.
    fn read(fields: Fields<'n, 'a>, is_state: bool, extra: &mut Extra<'n, 'a>) -> Self {
        let mut item = Self::default();
        for (name, value) in fields {
            if value.is_null() {
                continue;
            }
            match folded(name, &mut [0; 64]) {
                b"id" if item.id.is_none() => item.id = code(value),
                b"name" if is_state => extra.text(&mut item.name, name, value),
                b"value" if item.value.is_none() => item.value = Some(value),
                b"reasons" if is_state && item.reasons.is_none() => item.reasons = Some(value),
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

fn read_state(samples: &mut Samples<'_>, at: At, agent_id: &str, node: &Node<'_>) -> Result<(), DecodeError> {
    let ids = [("agent", agent_id)];
    let Some(fields) = samples.object(at, "metricsPerAgent[]", &ids, node)? else { return Ok(()) };
    let mut extra = Extra::new("agentactivity.state");
    let state = Item::read(fields, true, &mut extra);
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
        state_name: state.name,
        is_final: at.is_final,
        ..AgentStateInterval::default()
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
    at: At,
    state: &AgentStateInterval<'_>,
    node: &Node<'_>,
) -> Result<(), DecodeError> {
    let ids = [("agent", state.agent_id), ("state", state.state_id)];
    let Some(fields) = samples.object(at, "reasons[]", &ids, node)? else { return Ok(()) };
    let mut extra = Extra::new("agentactivity.state.reasons[]");
    let reason = Item::read(fields, false, &mut extra);
    let Some(reason_id) = reason.id.as_deref() else {
        return samples.reject(RejectReason::BadKey { field: "reasons[].id" }, at, &ids, node);
    };
    store(samples, at, AgentStateInterval { reason_id, ..state.clone() }, reason.value, extra, node)
}

/// `value` is the times, or only their total, should upstream leave the parts out.
fn store<'n, 'a>(
    samples: &mut Samples<'_>,
    at: At,
    mut row: AgentStateInterval<'n>,
    value: Option<&'n Node<'a>>,
    mut extra: Extra<'n, 'a>,
    node: &'n Node<'a>,
) -> Result<(), DecodeError> {
    let ids = [("agent", row.agent_id), ("state", row.state_id), ("reason", row.reason_id)];
    match value {
        None => {}
        Some(total @ (Node::Number(_) | Node::String(_))) => extra.big_integer(&mut row.total_s, "value", total),
        Some(value) => {
            let Some(times) = samples.object(at, "value", &ids, value)? else { return Ok(()) };
            extra.nest("value", read_times(times, &mut row));
        }
    }
    let extra = extra.finish(&mut samples.decoded.drift);
    let row = AgentStateInterval { extra: extra.as_deref().map(Json), ..row };
    samples.store(&row, at, &ids, node)
}

fn read_times<'n, 'a>(times: Fields<'n, 'a>, row: &mut AgentStateInterval<'n>) -> Extra<'n, 'a> {
    let mut extra = Extra::new("agentactivity.state.value");
    for (name, value) in times {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"total" => extra.big_integer(&mut row.total_s, name, value),
            b"chatting" => extra.big_integer(&mut row.chatting_s, name, value),
            b"notchatting" => extra.big_integer(&mut row.not_chatting_s, name, value),
            b"chattinginmaxconcurrency" => {
                extra.big_integer(&mut row.chatting_in_max_concurrency_s, name, value);
            }
            _ => extra.keep(name, value),
        }
    }
    extra
}
