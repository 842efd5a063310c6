//! Files of conversations.

mod content;
mod conversation;

use serde_json::json;

use crate::conformance::Specimen;
use crate::files::records::{full_conversation, full_visitor_header, visit};

/// Every documented field of a conversation and of what is in it, and of an engagement that showed content.
pub(crate) fn specimens() -> Vec<Specimen> {
    let wrap = |conversation: &str| visit(&full_visitor_header().to_string(), conversation);
    let content = |content: &str| {
        let named = format!(r#"{{"com.liveperson.dataaccess.Content":{content}}}"#);
        visit(&full_visitor_header().to_string(), &named)
    };
    vec![
        Specimen::file(feeds::engagement::FEED, full_conversation(), wrap),
        Specimen::file(feeds::engagement::FEED, json!({ "timestamp": 1_469_469_281_856_i64 }), content),
    ]
}
