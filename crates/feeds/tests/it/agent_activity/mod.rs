//! Files of agent sessions.

mod event;
mod event_key;

use crate::conformance::Specimen;
use crate::files::records::{full_agent_header, full_event, session};

/// Every documented field of an event.
pub(crate) fn specimens() -> Vec<Specimen> {
    let wrap = |event: &str| session(&full_agent_header().to_string(), event);
    vec![Specimen::file(feeds::agent_activity::FEED, full_event(), wrap)]
}
