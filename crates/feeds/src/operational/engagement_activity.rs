//! Engagement activity: chats that were closed in an interval (Operational Real-time API, engagement activity).

use model::Service;
use normalizer::fields::Extra;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{ENGAGEMENT_ACTIVITY, EngagementActivity};
use crate::breakdown::{Metrics, read_skills_and_agents};

/// Chats that closed in an interval, by skill and agent.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "engagement_activity",
    service: Service::Operational,
    upstream_path: "engactivity",
    version: SampleVersion::Fixed(1),
    all_skills: true,
    all_agents: true,
    parameters: &[],
    timing: SampleTiming::Intervals { has_totals: true },
    families: &[&ENGAGEMENT_ACTIVITY],
    // The first is what the pages' tables name the second.
    containers: &["skillsMetrics", "skillsMetricsPerAgent", "agentsMetrics", "metricsTotals"],
    read,
};

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    read_skills_and_agents(samples, at, containers, store)
}

fn store(samples: &mut Samples<'_>, metrics: Metrics<'_, '_, '_>) -> Result<(), DecodeError> {
    let Metrics { at, subject, ids, fields, node } = metrics;
    let mut row = EngagementActivity {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        grain: subject.grain,
        skill_id: subject.skill_id,
        agent_id: subject.agent_id,
        is_final: at.is_final,
        ..EngagementActivity::default()
    };
    let mut extra = Extra::new("engactivity.metrics");
    row.read_fields(ROOT, fields, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, ids, node)
}
