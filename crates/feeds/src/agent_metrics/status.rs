//! Status: every agent who is logged in, at the moment of the answer (Agent Metrics API, status answer).
//!
//! ```text
//! { _metadata: { count, self, shardsStatusResult }, accountID, agentStatusRecords: [ record, … ] }
//! ```
//!
//! An agent stands on two pages when the pages move while they are read. Both records are of the same moment, and one
//! stays.

use model::Service;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::record::expect_key;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{AGENT_PROFILE, AGENT_STATUS_SAMPLE, AgentProfile, AgentStatusSample};

/// The agents at this moment.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "agent_status",
    service: Service::AgentMetrics,
    upstream_path: "agent-view/status",
    version: SampleVersion::None,
    all_skills: false,
    all_agents: false,
    parameters: &[],
    timing: SampleTiming::Snapshot,
    families: &[&AGENT_STATUS_SAMPLE, &AGENT_PROFILE],
    containers: &[RECORDS, "_metadata"],
    read,
};

const RECORDS: &str = "agentStatusRecords";

fn read(samples: &mut Samples<'_>, at: SampleAt, page: Fields<'_, '_>) -> Result<(), DecodeError> {
    for (name, value) in page {
        match folded(name, &mut [0; 64]) {
            b"agentstatusrecords" => {
                for record in samples.items(at, RECORDS, &[], value)? {
                    read_agent(samples, at, record)?;
                }
            }
            b"_metadata" | b"accountid" => {}
            _ => samples.unknown(at, "", name, value)?,
        }
    }
    Ok(())
}

/// What fits no column of either row is kept with the sample.
fn read_agent(samples: &mut Samples<'_>, at: SampleAt, record: &Node<'_>) -> Result<(), DecodeError> {
    let Some(fields) = samples.object(at, "agentStatusRecords[]", &[], record)? else { return Ok(()) };
    let agent_id = match expect_key(fields, "agentId") {
        Ok(agent_id) => agent_id,
        Err(reason) => return samples.reject(reason, at, &[], record),
    };
    let (account_id, is_final) = (samples.account, at.is_final);
    let mut profile = AgentProfile { account_id, agent_id, is_final, ..AgentProfile::default() };
    let mut status = AgentStatusSample {
        account_id,
        sampled_at: at.end_at,
        agent_id,
        is_partial: samples.moment.is_partial,
        is_final,
        ..AgentStatusSample::default()
    };
    let mut extra = Extra::new("agent-view/status.agentStatusRecords[]");
    status.read_fields_with(ROOT, fields, &mut extra, |_, folded, (name, value), extra| {
        folded == b"agentid" || profile.read_column(ROOT, folded, name, value, extra)
    });
    status.extra = extra.finish(&mut samples.decoded.drift);
    let ids = [("agent", agent_id)];
    samples.store(&status, at, &ids, record)?;
    samples.store_in(&AGENT_PROFILE, &profile, at, &ids, record)
}
