//! A record of an agent, in the forms that the page prints (Agent Metrics API, status answer).

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::world::{Agent, printing_dice};

/// The record of an agent; numbers and flags are texts in some.
pub(super) fn record(agent: &Agent) -> Value {
    let mut dice = printing_dice(agent);
    let in_texts = dice.percent(30);
    let numeral = |number: i64| if in_texts { Value::from(number.to_string()) } else { number.into() };
    let mut record = Map::new();
    let mut put = |name: &str, value: Value| _ = record.insert(name.to_owned(), value);
    let state = &agent.state;
    let profile = &agent.profile;
    let connection = if agent.is_connected { "CONNECTED" } else { "DISCONNECTED" };
    put("agentId", agent.id.clone().into());
    put("lastUpdatedTimeL", agent.updated_ms.into());
    put("lastUpdatedTime", time(agent.updated_ms));
    put("currentStatusStartTimeL", state.since_ms.into());
    put("currentStatusStartTime", time(state.since_ms));
    if let Some((reason, given_ms)) = state.reason {
        put("currentStatusReasonStartTimeL", given_ms.into());
        put("currentStatusReasonStartTime", time(given_ms));
        put("currentStatusReasonDuration", numeral(agent.now_ms - given_ms));
        put("currentStatusReason", if in_texts { reason.into() } else { reason.parse::<i64>().unwrap_or(-1).into() });
    }
    put("agentName", profile.full_name.clone().into());
    put("agentNickname", profile.nickname.clone().into());
    put("agentLoginName", profile.login_name.clone().into());
    if let Some(url) = &profile.picture_url {
        put("agentPictureURL", url.clone().into());
    }
    put("agentSkills", skills(&profile.skills));
    put("agentGroupId", numeral(profile.group));
    put("agentGroupName", profile.group_name.clone().into());
    put("currentStatus", state.status.as_str().into());
    put("currentStatusDuration", numeral(agent.now_ms - state.since_ms));
    put("load", numeral(agent.load()));
    put("ringingSlots", numeral(agent.ringing_slots));
    put("configuredMaxSlots", numeral(agent.slots_max));
    put("busySlots", numeral(agent.busy_slots));
    put("openAssignedConversations", numeral(agent.open));
    put("intenseConversations", numeral(agent.intense));
    put("agentPresence", if dice.percent(80) { "true".into() } else { true.into() });
    put("currentConnectionState", connection.into());
    record.into()
}

/// Lists skills as records and tables have them.
pub(super) fn skills(skills: &[i64]) -> Value {
    let skill = |id: &i64| json!({ "skillId": id.to_string(), "skillName": format!("skill {id}") });
    skills.iter().map(skill).collect()
}

/// The text form of a time (Engagement History API, times).
fn time(epoch_ms: i64) -> Value {
    let at = DateTime::from_timestamp_millis(epoch_ms).unwrap_or_default();
    at.format("%Y-%m-%d %H:%M:%S%.3f+0000").to_string().into()
}
