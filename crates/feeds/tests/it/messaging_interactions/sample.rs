//! The page that upstream's own documentation prints.

use serde_json::Value;

use super::decoded_for;
use crate::printed;

/// The account that the printed page names.
const SAMPLE_ACCOUNT: &str = "qa26409991";

#[test]
fn the_printed_page_loads_whole() {
    let Some(body) = printed::sample("messaging-interactions-1.json") else { return };
    let outcome = decoded_for(SAMPLE_ACCOUNT, &body);
    let decoded = outcome.decoded.as_ref().unwrap();
    assert_eq!((decoded.records, outcome.rejects().count()), (1, 0), "{}", outcome.print());
    assert_eq!(decoded.drift.paths().len(), 0, "{}", outcome.print());

    let page: Value = serde_json::from_str(&body).unwrap();
    let record = &page["conversationHistoryRecords"][0];
    let printed = outcome.print_rows();
    for (table, items) in [
        ("messaging_message", &record["messageRecords"]),
        ("messaging_message_status", &record["messageStatuses"]),
        ("messaging_message_score", &record["messageScores"]),
        ("messaging_agent_participant", &record["agentParticipants"]),
        ("messaging_consumer_participant", &record["consumerParticipants"]),
        ("messaging_transfer", &record["transfers"]),
        ("messaging_interaction", &record["interactions"]),
        ("messaging_dialog", &record["dialogs"]),
        ("messaging_survey", &record["conversationSurveys"]),
        ("messaging_cobrowse_session", &record["coBrowseSessions"]["coBrowseSessionsList"]),
        ("messaging_attribute", &record["sdes"]["events"]),
    ] {
        let rows = printed.lines().filter(|line| line.trim_start().starts_with(&format!("{table}:"))).count();
        assert_eq!(rows, items.as_array().unwrap().len(), "{table}");
    }
    for word in ["\"undefined\"", "\"null\"", "\"NA\"", "_agent_id=\"-1\"", "phone=\"0\""] {
        assert!(
            !printed.lines().any(|line| line.split(" payload=").next().unwrap().contains(word)),
            "{word}: {printed}"
        );
    }
    assert!(printed.contains("latest_skill_id=\"-1\""), "{printed}");
}
