//! What a method is: its request, the time that its answers cover, and the tables that they go to.

use std::fmt;

use model::Service;
use model::rows::Family;

use super::{SampleAt, Samples};
use crate::error::DecodeError;
use crate::record::Fields;

/// A method of an API of samples; each is a unit of the ledger that is polled again and again.
#[derive(Debug)]
pub struct SampleMethod {
    /// Our name: of the unit in the ledger.
    pub name: &'static str,
    /// The API that serves it: a feed may need more than one.
    pub service: Service,
    /// Upstream's path after the account, `queuehealth` or `agent-view/status`.
    pub upstream_path: &'static str,
    /// The version of the answer that is asked for.
    pub version: SampleVersion,
    /// Whether the metrics of each skill are asked for.
    pub all_skills: bool,
    /// Whether the metrics of each agent are asked for.
    pub all_agents: bool,
    /// Further parameters of the request, by upstream's names.
    pub parameters: &'static [(&'static str, &'static str)],
    /// What time an answer covers.
    pub timing: SampleTiming,
    /// The tables of its rows; what cannot be stored is of the first.
    pub families: &'static [&'static Family],
    /// The objects of an answer, or of an interval in it, by upstream's names.
    pub containers: &'static [&'static str],
    /// Reads the containers of one interval, of a snapshot, or of one of its pages.
    pub read: fn(&mut Samples<'_>, SampleAt, Fields<'_, '_>) -> Result<(), DecodeError>,
}

/// Which version of an answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleVersion {
    /// The same for every account.
    Fixed(u32),
    /// 1 with OAuth 1.0a or a login, 2 with OAuth 2.0. Version 2 is asked from a moment to a moment, in place of
    /// minutes back.
    ByAuth,
    /// The method has no versions.
    None,
}

/// What time the answers of a method cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleTiming {
    /// Intervals of the last hours, so that a later answer can heal a gap. Timestamps are their ends, on marks. The
    /// oldest holds only what was left of the time frame.
    Intervals {
        /// Whether every interval has a total: then an interval that is missing is a gap. Agents who are all away leave
        /// no trace.
        has_totals: bool,
    },
    /// Likewise, but timestamps are their beginnings, counted back from the moment of the request: the request is made
    /// on the mark, so that intervals are the same from answer to answer. None is cut off.
    IntervalsFromStart {
        /// As above.
        has_totals: bool,
    },
    /// The moment of the answer.
    Snapshot,
    /// The time before the answer, as a whole: an hour, or after a downtime as much as was missed.
    Hourly,
}

impl SampleMethod {
    /// Tells whether it answers in intervals.
    pub fn has_intervals(&self) -> bool {
        match self.timing {
            SampleTiming::Intervals { .. } | SampleTiming::IntervalsFromStart { .. } => true,
            SampleTiming::Snapshot | SampleTiming::Hourly => false,
        }
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.containers.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for SampleMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for SampleMethod {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
