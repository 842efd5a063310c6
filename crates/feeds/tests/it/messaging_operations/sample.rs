//! The answers that upstream's own documentation prints.

use serde_json::Value;

use super::in_answer;
use crate::operational::sampled;
use crate::outcome::method;
use crate::printed;

/// A printed answer loads whole; those of intervals are printed without them. Returns the rows.
fn rows_of(name: &str, file: &str, rows: usize) -> Option<String> {
    let method = method(name);
    let answer: Value = serde_json::from_str(&printed::sample(file)?).unwrap();
    let outcome = sampled(method, &in_answer(method, answer).to_string());
    let decoded = outcome.decoded.as_ref().unwrap();
    assert_eq!((decoded.records, outcome.rejects().count()), (rows as u64, 0), "{name}: {}", outcome.print());
    assert!(decoded.drift.is_empty() && !decoded.has_unsplit, "{name}: {}", outcome.print());
    Some(outcome.print_rows())
}

#[test]
fn the_printed_answers_load_whole() {
    for (name, file, rows) in [
        ("messaging_activity", "messaging-operations-conversation-1.json", 5),
        ("messaging_queue_health", "messaging-operations-queuehealth-1.json", 3),
        ("messaging_queue_state", "messaging-operations-current-queuehealth-1.json", 3),
        ("skill_segments_human", "messaging-operations-skillsegment-1.json", 3),
        ("skill_segments_bot", "messaging-operations-skillsegment-1.json", 3),
        ("agent_segments_human", "messaging-operations-agentsegment-1.json", 3),
        ("wait_time_estimate", "messaging-operations-ewt-1.json", 2),
    ] {
        rows_of(name, file, rows);
    }
}

#[test]
fn the_printed_minus_ones_are_none() {
    if let Some(rows) = rows_of("agent_segments_human", "messaging-operations-agentsegment-1.json", 3) {
        assert!(!rows.contains("=-1"), "{rows}");
    }
    if let Some(rows) = rows_of("wait_time_estimate", "messaging-operations-ewt-1.json", 2) {
        assert!(rows.contains(r#"skill_id="2" estimated_at="#) && rows.contains("estimated_wait_time_s=10 "), "{rows}");
    }
}
