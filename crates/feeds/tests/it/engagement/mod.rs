//! Files of conversations.

mod conversation;

use crate::conformance::Specimen;
use crate::files::records::{full_conversation, full_visitor_header, visit};

/// Every documented field of a conversation and of what is in it.
pub(crate) fn specimens() -> Vec<Specimen> {
    let wrap = |conversation: &str| visit(&full_visitor_header().to_string(), conversation);
    vec![Specimen::file(feeds::engagement::FEED, full_conversation(), wrap)]
}
