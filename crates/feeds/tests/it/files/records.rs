//! Documents around records, and two records that fill every column.

use serde_json::{Value, json};

/// A document with one body of a visit.
pub(crate) fn visit(header: &str, conversations: &str) -> String {
    format!(
        r#"{{"dataType":"Engagement","metaData":{{"accountId":"1"}},"recordCollection":[{{"body":{{"header":{header},"engagements":[{conversations}]}}}}]}}"#
    )
}

/// A document with one body of an agent's session.
pub(crate) fn session(header: &str, events: &str) -> String {
    format!(
        r#"{{"dataType":"AgentActivity","metaData":{{"accountId":"1"}},"recordCollection":[{{"body":{{"header":{header},"agentSessionsData":[{events}]}}}}]}}"#
    )
}

/// A document with one body of any kind under this header.
pub(crate) fn body(name: &str, header: &str, records: &str) -> String {
    format!(
        r#"{{"metaData":{{"accountId":"1"}},"recordCollection":[{{"body":{{"com.liveperson.dataaccess.{name}":{{"header":{header},{records}}}}}}}]}}"#
    )
}

/// A document of this data type, metadata and collection.
pub(crate) fn document(metadata: &str, collection: &str) -> String {
    format!(r#"{{"dataType":"Engagement","metaData":{metadata},"recordCollection":{collection}}}"#)
}

pub(crate) fn with_body(body: &str) -> String {
    document(r#"{"accountId":"1"}"#, &format!(r#"[{{"body":{body}}}]"#))
}

pub(crate) fn good(id: &str) -> String {
    with_body(&format!(r#"{{"header":{{"visitId":"v"}},"engagements":[{{"conversationId":"{id}"}}]}}"#))
}

pub(crate) fn full_visitor_header() -> Value {
    json!({ "visitId": "v-1", "visitorId": "w-2", "contextId": "3" })
}

/// Every documented field of a conversation and of what is in it.
pub(crate) fn full_conversation() -> Value {
    json!({
        "type": "LIVE_CHAT",
        "conversationId": "17555",
        "conversationStartTime": 1_469_469_281_856_i64,
        "interactionStartTime": 1_469_469_282_857_i64,
        "conversationEndTime": 1_469_469_283_858_i64,
        "consumerId": "consumer-4",
        "isInteractive": true,
        "sourceOrigin": "Web",
        "sourceDevice": "DESKTOP",
        "endReasonId": 205,
        "startReasonId": 0,
        "campaignData": { "campaignId": 21, "campaignEngagementId": 22 },
        "skills": [31, -1],
        "agentId": "41",
        "skillID": 32,
        "skillName": "Sales",
        "startPage": "Home",
        "startUrl": "https://shop.example/?a=1&b=2",
        "queueStartTime": 1_469_469_281_001_i64,
        "queueEndTime": 1_469_469_282_002_i64,
        "mcs": { "score": 7, "label": "good" },
        "transcripts": [{
            "text": "Good day",
            "by": "Anna",
            "messageId": "m-1",
            "dialogId": "d-1",
            "timestamp": 1_469_469_281_900_i64,
            "type": "0",
            "controlType": "3",
            "agentId": "0",
            "contentFormat": "TEXT_PLAIN",
            "fileData": { "caption": "a cat", "fileType": "PNG" },
            "linkData": { "externalFileLink": "https://cdn.example/c", "fileType": "PDF", "caption": "terms" },
            "mcs": { "score": 8 },
        }, { "text": "Bye" }],
        "transfers": [{
            "timestamp": 1_469_469_282_100_i64,
            "skillId": 51,
            "skillName": "Sales",
            "targetSkillId": 52,
            "targetSkillName": "Support",
            "agentId": "53",
            "targetAgentId": "54",
            "reason": 2,
            "queueStartTime": 1_469_469_282_101_i64,
            "queueEndTime": 1_469_469_282_102_i64,
            "isInteractive": false,
        }, {}],
        "secureForms": [{ "timestamp": 1_469_469_282_200_i64, "formId": 61, "formName": "Card", "formUuid": "u-1" }, {}],
    })
}

pub(crate) fn full_agent_header() -> Value {
    json!({ "agentSessionId": "s-9" })
}

/// Every documented field of a change of an agent's state.
pub(crate) fn full_event() -> Value {
    json!({
        "agentID": 61,
        "type": 3,
        "state": 2,
        "prevState": 1,
        "timestamp": 1_469_469_281_856_i64,
        "agentEmployeeId": "e-62",
        "agentUsername": "anna@shop.example",
        "agentNickname": "Anna",
        "agentLoginname": "anna",
        "prevConcurrentEng": 4,
        "concurrentEng": 5,
        "maxConcurrentEng": -9,
        "agentGroupID": -1,
        "userProfileIDs": [71, 72],
    })
}
