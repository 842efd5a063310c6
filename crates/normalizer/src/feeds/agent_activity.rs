//! Agent activity: an item of `agentSessionsData` with its `AgentHeader` becomes an `agent_event`
//! (Data Access API, agentActivity).

use std::borrow::Cow;

use model::RejectReason;
use model::batch::{Batch, Hash, hash};
use model::rows::AgentEvent;
use model::tuple::Json;

use super::{Context, Fields, canonical, object, parsed_header};
use crate::decode::Decoded;
use crate::fields::{Extra, folded, id, ids, scalar, time, whole_number};
use crate::json::{Arena, Node};
use crate::scan::Record;

const PATH: &str = "agentSessionsData[]";

/// The fields whose hash is `event_key`, in lower case. Frozen for ever: another list would store every event again.
const KEY_FIELDS: [&str; 9] = [
    "agentid",
    "type",
    "state",
    "prevstate",
    "timestamp",
    "concurrenteng",
    "prevconcurrenteng",
    "maxconcurrenteng",
    "agentgroupid",
];

pub(crate) fn flatten(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let arena = Arena::new();
    let header = parsed_header(context.header, &arena)?;
    let event = object(&record.parsed.node, PATH)?;
    let mut extra = Extra::new(PATH);
    let agent_session_id = read_header(object(&header.node, "header")?, &mut extra)?;
    let (account_id, event_key) = (context.account, event_key(event));
    let mut row = AgentEvent { account_id, agent_session_id, event_key, ..AgentEvent::default() };
    let mut profiles = None;
    read_event(event, &mut row, &mut profiles, &mut extra)?;
    row.user_profile_ids = profiles.as_deref();
    let extra = extra.finish(&mut decoded.drift);
    row.extra = extra.as_deref().map(Json);

    let mut writer = batch.begin();
    writer.push(&row);
    writer.finish(context.position, record.bytes, context.header);
    decoded.replaced_characters += record.parsed.replaced_characters + header.replaced_characters;
    Ok(())
}

fn read_header<'n, 'a>(header: Fields<'n, 'a>, extra: &mut Extra<'n, 'a>) -> Result<&'n str, RejectReason> {
    let mut session = None;
    let mut unknown = Extra::new("header");
    for (name, value) in header {
        match value {
            Node::Null => {}
            _ if name.eq_ignore_ascii_case("agentSessionId") && session.is_none() => session = id(value),
            _ => unknown.keep(name, value),
        }
    }
    extra.nest("header", unknown);
    session.ok_or(RejectReason::BadKey { field: "agentSessionId" })
}

fn read_event<'n, 'a>(
    event: Fields<'n, 'a>,
    row: &mut AgentEvent<'n>,
    profiles: &mut Option<Vec<&'n str>>,
    extra: &mut Extra<'n, 'a>,
) -> Result<(), RejectReason> {
    for (name, value) in event {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"agentid" => extra.id(&mut row.agent_id, name, value),
            b"type" => extra.integer(&mut row.event_type_id, name, value),
            b"state" => extra.integer(&mut row.state_id, name, value),
            b"prevstate" => extra.integer(&mut row.previous_state_id, name, value),
            b"timestamp" => extra.time(&mut row.occurred_at, name, value),
            b"concurrenteng" => extra.integer(&mut row.concurrent_engagements, name, value),
            b"prevconcurrenteng" => extra.integer(&mut row.previous_concurrent_engagements, name, value),
            b"maxconcurrenteng" => extra.integer(&mut row.max_concurrent_engagements, name, value),
            b"agentemployeeid" => extra.id(&mut row.employee_id, name, value),
            b"agentusername" => extra.text(&mut row.user_name, name, value),
            b"agentnickname" => extra.text(&mut row.nickname, name, value),
            b"agentloginname" => extra.text(&mut row.login_name, name, value),
            b"agentgroupid" => extra.id(&mut row.agent_group_id, name, value),
            b"userprofileids" => match ids(value) {
                Some(ids) if profiles.is_none() => *profiles = Some(ids.into_iter().flatten().collect()),
                _ => extra.keep(name, value),
            },
            _ => extra.keep(name, value),
        }
    }
    Ok(())
}

/// Two different events of one millisecond have different keys; one event has the same key however it is printed.
fn event_key(event: Fields<'_, '_>) -> Hash {
    let mut parts: [Cow<'_, str>; KEY_FIELDS.len()] = Default::default();
    for (name, value) in event {
        let mut buffer = [0; 64];
        let folded = folded(name, &mut buffer);
        if let Some(index) = KEY_FIELDS.iter().position(|field| field.as_bytes() == folded)
            && !value.is_null()
        {
            parts[index] = if KEY_FIELDS[index] == "timestamp" { time_part(value) } else { key_part(value) };
        }
    }
    hash(parts.iter().map(|part| part.as_bytes()))
}

/// A moment in words is the same moment.
fn time_part<'n>(value: &'n Node<'_>) -> Cow<'n, str> {
    time(value).map_or_else(|| key_part(value), |at| Cow::Owned(at.epoch_ms().to_string()))
}

/// A number in one spelling, else the text, else the JSON.
fn key_part<'n>(value: &'n Node<'_>) -> Cow<'n, str> {
    match (whole_number(value), scalar(value)) {
        (Some(number), _) => Cow::Owned(number.to_string()),
        (None, Some(text)) => Cow::Borrowed(text),
        (None, None) => Cow::Owned(canonical(value).unwrap_or_default()),
    }
}
