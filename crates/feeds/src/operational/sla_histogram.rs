//! SLA histogram: how long the chats had waited since the sample before it, usually an hour earlier (Operational
//! Real-time API, SLA histogram).
//!
//! ```text
//! { slaDataRange: { lower bound in seconds: { chats, percentageFromTotal, accumulated } } }
//! ```

use model::Service;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{SLA_HISTOGRAM, SlaHistogram};

/// How long the chats had waited since the sample before it.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "sla_histogram",
    service: Service::Operational,
    upstream_path: "sla",
    version: SampleVersion::Fixed(1),
    all_skills: false,
    all_agents: false,
    parameters: &[],
    timing: SampleTiming::Hourly,
    families: &[&SLA_HISTOGRAM],
    containers: &CONTAINERS,
    read,
};

const CONTAINERS: [&str; 1] = ["slaDataRange"];
/// It is asked for all groups together.
const ALL_GROUPS: &str = "";

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    for (name, value) in containers {
        if !name.eq_ignore_ascii_case("slaDataRange") {
            samples.unknown(at, "", name, value)?;
            continue;
        }
        for (name, bar) in samples.object(at, "slaDataRange", &[], value)?.unwrap_or_default() {
            match name.parse() {
                Ok(lower_bound_s @ 0..) => store(samples, at, name, lower_bound_s, bar)?,
                _ => samples.note("slaDataRange.", name, bar),
            }
        }
    }
    Ok(())
}

fn store(
    samples: &mut Samples<'_>,
    at: SampleAt,
    name: &str,
    lower_bound_s: i32,
    value: &Node<'_>,
) -> Result<(), DecodeError> {
    let ids = [("lowerBound", name)];
    let Some(bar) = samples.object(at, "slaDataRange[]", &ids, value)? else { return Ok(()) };
    let mut row = SlaHistogram {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        group_id: ALL_GROUPS,
        lower_bound_s,
        is_final: at.is_final,
        ..SlaHistogram::default()
    };
    let mut extra = Extra::new("sla.slaDataRange[]");
    row.read_fields(ROOT, bar, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, &ids, value)
}
