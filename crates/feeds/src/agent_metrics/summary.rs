//! Summary: the load of all agents together, at the moment of the answer (Agent Metrics API, summary).
//!
//! ```text
//! { accountID, summaryResults: m }
//! ```

use model::Service;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{AGENT_LOAD_SAMPLE, AgentLoadSample};

/// The load at this moment.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "agent_load",
    service: Service::AgentWorkspace,
    upstream_path: "agent-view/summary",
    version: SampleVersion::None,
    all_skills: false,
    all_agents: false,
    parameters: &[],
    timing: SampleTiming::Snapshot,
    families: &[&AGENT_LOAD_SAMPLE],
    containers: &[RESULTS],
    read,
};

const RESULTS: &str = "summaryResults";

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    for (name, value) in containers {
        match folded(name, &mut [0; 64]) {
            b"summaryresults" => store(samples, at, value)?,
            b"accountid" => {}
            _ => samples.unknown(at, "", name, value)?,
        }
    }
    Ok(())
}

fn store(samples: &mut Samples<'_>, at: SampleAt, value: &Node<'_>) -> Result<(), DecodeError> {
    let Some(metrics) = samples.object(at, RESULTS, &[], value)? else { return Ok(()) };
    let mut row = AgentLoadSample {
        account_id: samples.account,
        sampled_at: at.end_at,
        is_final: at.is_final,
        ..AgentLoadSample::default()
    };
    let mut extra = Extra::new("agent-view/summary.summaryResults");
    row.read_fields(ROOT, metrics, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, &[], value)
}
