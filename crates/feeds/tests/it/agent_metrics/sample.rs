//! The answers that upstream's own documentation prints.

use crate::operational::sampled;
use crate::outcome::method;
use crate::printed;

#[test]
fn the_printed_answers_load_whole() {
    for (name, file, rows) in
        [("agent_status", "agent-metrics-status-1.json", 4), ("agent_load", "agent-metrics-summary-1.json", 1)]
    {
        let Some(answer) = printed::sample(file) else { continue };
        let outcome = sampled(method(name), &answer);
        let decoded = outcome.decoded.as_ref().unwrap();
        assert_eq!((decoded.records, outcome.rejects().count()), (rows, 0), "{name}: {}", outcome.print());
        assert!(decoded.drift.is_empty(), "{name}: {}", outcome.print());
    }
}
