//! Answers of the Agent Metrics API, and one per method that fills every column.

mod pages;
mod records;
mod sample;

use feeds::agent_metrics::FEED;
use normalizer::SampleMethod;
use serde_json::{Value, json};

use crate::conformance::Specimen;

/// Every documented field of each method.
pub(crate) fn specimens() -> Vec<Specimen> {
    let methods = feeds::sample_methods(FEED).iter();
    methods.map(|method| Specimen::answer(FEED, method, full_answer(method))).collect()
}

/// An answer of the method with every documented field, each with another value.
pub(crate) fn full_answer(method: &'static SampleMethod) -> Value {
    match method.name {
        "agent_status" => page(&[full_record()]),
        "agent_load" => json!({ "accountID": "1", "summaryResults": {
            "openAssignedConversations": 10, "weightedAvgLoad": 2.1, "minLoad": 20, "maxLoad": 40,
            "minConfiguredMaxSlots": 2, "maxConfiguredMaxSlots": 3, "numAwayAgents": 4, "numBackSoonAgents": 5,
            "numOnlineAgents": 6,
        } }),
        other => panic!("no answer is known of `{other}`"),
    }
}

/// A page of `status`.
fn page(records: &[Value]) -> Value {
    json!({
        "_metadata": {
            "count": records.len(),
            "self": { "rel": "self", "href": "http://history.test/agent-view/status?limit=50&offset=0" },
            "shardsStatusResult": { "partialResult": false },
        },
        "accountID": "1",
        "agentStatusRecords": records,
    })
}

fn full_record() -> Value {
    json!({
        "agentId": "41", "lastUpdatedTimeL": 1_499_999_999_963_i64, "lastUpdatedTime": "2017-07-14 02:39:59.963+0000",
        "currentStatusStartTimeL": 1_499_999_900_000_i64, "currentStatusStartTime": "2017-07-14 02:38:20.000+0000",
        "currentStatusReasonStartTimeL": 1_499_999_950_000_i64,
        "currentStatusReasonStartTime": "2017-07-14 02:39:10.000+0000", "currentStatusReason": "2642559712",
        "agentName": "Ada Example", "agentNickname": "ada", "agentLoginName": "ada@example.com",
        "agentPictureURL": "https://pictures.test/ada.png",
        "agentSkills": [{ "skillId": "31", "skillName": "cats" }, { "skillId": "32", "skillName": "dogs" }],
        "agentGroupId": -1, "agentGroupName": "Main Group", "currentStatus": "AWAY", "currentStatusDuration": 92_854,
        "currentStatusReasonDuration": 10_039, "load": 37.5, "ringingSlots": 1, "busySlots": 2,
        "configuredMaxSlots": 20, "openAssignedConversations": 3, "intenseConversations": 4, "agentPresence": "true",
        "currentConnectionState": "CONNECTED",
    })
}
