//! Queue state by group: the queue of each skill at the moment of the answer, by the group of agents that it waits for
//! (Messaging Operations API, queue health by group).
//!
//! ```text
//! { skillGroupMetrics: { skill: { group: m } } }
//! ```
//!
//! Groups are not asked for together with their subgroups, which would count a conversation in both.

use model::Service;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{MESSAGING_QUEUE_STATE_BY_GROUP, MessagingQueueStateByGroup};

/// The queue at this moment, by skill and group.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "messaging_queue_state_by_group",
    service: Service::MessagingOperations,
    upstream_path: "msgqueuehealthbygroup/current",
    version: SampleVersion::Fixed(1),
    all_skills: true,
    all_agents: false,
    // Without a choice of metrics upstream returns all of them.
    parameters: &[],
    timing: SampleTiming::Snapshot,
    families: &[&MESSAGING_QUEUE_STATE_BY_GROUP],
    containers: &["skillGroupMetrics"],
    read,
};

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    for (name, value) in containers {
        if name.eq_ignore_ascii_case("skillGroupMetrics") {
            samples.by_id(at, "skillGroupMetrics", &[], value, &mut |samples, skill, value| {
                read_skill(samples, at, skill, value)
            })?;
        } else {
            samples.unknown(at, "", name, value)?;
        }
    }
    Ok(())
}

fn read_skill(samples: &mut Samples<'_>, at: SampleAt, skill_id: &str, value: &Node<'_>) -> Result<(), DecodeError> {
    samples.by_id(at, "skillGroupMetrics[]", &[("skill", skill_id)], value, &mut |samples, group, value| {
        store(samples, at, skill_id, group, value)
    })
}

fn store(
    samples: &mut Samples<'_>,
    at: SampleAt,
    skill_id: &str,
    agent_group_id: &str,
    value: &Node<'_>,
) -> Result<(), DecodeError> {
    let ids = [("skill", skill_id), ("group", agent_group_id)];
    let Some(metrics) = samples.object(at, "skillGroupMetrics[][]", &ids, value)? else { return Ok(()) };
    let mut row = MessagingQueueStateByGroup {
        account_id: samples.account,
        sampled_at: at.end_at,
        skill_id,
        agent_group_id,
        is_final: at.is_final,
        ..MessagingQueueStateByGroup::default()
    };
    let mut extra = Extra::new("msgqueuehealthbygroup/current.metrics");
    row.read_fields(ROOT, metrics, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, &ids, value)
}
