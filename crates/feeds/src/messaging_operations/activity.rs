//! Activity: conversations that were resolved in an interval (Messaging Operations API, conversation).

use model::Service;
use normalizer::fields::Extra;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{MESSAGING_ACTIVITY, MessagingActivity};
use crate::breakdown::{Metrics, read_skills_and_agents};

/// Conversations that were resolved in an interval, by skill and agent.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "messaging_activity",
    service: Service::MessagingOperations,
    upstream_path: "msgconversation",
    version: SampleVersion::Fixed(1),
    all_skills: true,
    all_agents: true,
    parameters: &[],
    timing: SampleTiming::Intervals { has_totals: true },
    families: &[&MESSAGING_ACTIVITY],
    containers: &[
        "skillsMetrics",
        "skillsMetricsPerAgent",
        "metricsPerSkill",
        "agentsMetrics",
        "metricsTotals",
        "metricsTotal",
    ],
    read,
};

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    read_skills_and_agents(samples, at, containers, store)
}

fn store(samples: &mut Samples<'_>, metrics: Metrics<'_, '_, '_>) -> Result<(), DecodeError> {
    let Metrics { at, subject, ids, fields, node } = metrics;
    let mut row = MessagingActivity {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        grain: subject.grain,
        skill_id: subject.skill_id,
        agent_id: subject.agent_id,
        is_final: at.is_final,
        ..MessagingActivity::default()
    };
    let mut extra = Extra::new("msgconversation.metrics");
    row.read_fields(ROOT, fields, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, ids, node)
}
