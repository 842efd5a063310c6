//! Wait time: how long upstream believes that a new conversation would wait (Messaging Operations API, estimated wait
//! time).
//!
//! ```text
//! { estimatedWaitTimeResponse: [ { skillId, estimatedWaitTime, timestamp }, … ] }
//! ```

use model::Service;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_key;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{WAIT_TIME_ESTIMATE, WaitTimeEstimate};

/// The estimate of this moment, by skill. Its host is not that of the other methods.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "wait_time_estimate",
    service: Service::EstimatedWaitTime,
    upstream_path: "ewt",
    version: SampleVersion::Fixed(1),
    all_skills: true,
    all_agents: false,
    parameters: &[],
    timing: SampleTiming::Snapshot,
    families: &[&WAIT_TIME_ESTIMATE],
    containers: &[ESTIMATES],
    read,
};

const ESTIMATES: &str = "estimatedWaitTimeResponse";

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    for (name, value) in containers {
        if name.eq_ignore_ascii_case(ESTIMATES) {
            for estimate in samples.items(at, ESTIMATES, &[], value)? {
                store(samples, at, estimate)?;
            }
        } else {
            samples.unknown(at, "", name, value)?;
        }
    }
    Ok(())
}

fn store(samples: &mut Samples<'_>, at: SampleAt, value: &Node<'_>) -> Result<(), DecodeError> {
    let Some(fields) = samples.object(at, "estimatedWaitTimeResponse[]", &[], value)? else { return Ok(()) };
    let skill_id = match expect_key(fields, "skillId") {
        Ok(skill_id) => skill_id,
        Err(reason) => return samples.reject(reason, at, &[], value),
    };
    let mut row = WaitTimeEstimate {
        account_id: samples.account,
        sampled_at: at.end_at,
        skill_id,
        is_final: at.is_final,
        ..WaitTimeEstimate::default()
    };
    let mut extra = Extra::new("ewt.estimatedWaitTimeResponse[]");
    row.read_fields_with(ROOT, fields, &mut extra, |_, folded, _, _| folded == b"skillid");
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, &[("skill", skill_id)], value)
}
