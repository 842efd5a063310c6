//! What both searches have in common: which starts are asked for, and how a page is printed.

use serde_json::{Value, json};

/// Upstream widens a range to such marks.
const MARK_MS: i64 = 600_000;

/// Returns the mark at or before a moment.
pub(super) fn mark_before(ms: i64) -> i64 {
    ms.div_euclid(MARK_MS) * MARK_MS
}

/// Returns the first and the last start that a search asks for.
pub(super) fn starts(body: &Value) -> (i64, i64) {
    let bound = |name: &str| body["start"][name].as_i64().unwrap_or(0);
    (mark_before(bound("from")), -mark_before(-bound("to")))
}

/// Prints a page of a result of `count` records.
pub(super) fn print_page<'r>(name: &str, count: usize, records: impl Iterator<Item = &'r [u8]>) -> Vec<u8> {
    let metadata = json!({ "count": count, "shardsStatusResult": { "partialResult": false } });
    let mut page = format!("{{\"_metadata\":{metadata},\"{name}\":[").into_bytes();
    for (index, json) in records.enumerate() {
        if index > 0 {
            page.push(b',');
        }
        page.extend_from_slice(json);
    }
    page.extend_from_slice(b"]}");
    page
}
