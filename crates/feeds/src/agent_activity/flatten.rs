//! Agent activity: an item of `agentSessionsData` with its `AgentHeader` becomes an `agent_event`
//! (Data Access API, agentActivity).

use std::borrow::Cow;

use model::RejectReason;
use model::batch::{Batch, Hash, hash};
use normalizer::Record;
use normalizer::fields::{Extra, folded};
use normalizer::json::{Arena, Node};
use normalizer::record::{canonical_json, expect_object, parse_header};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::values::{id, scalar, time, whole_number};
use normalizer::{Context, Decoded, Fields};

use super::AgentEvent;

const PATH: &str = "agentSessionsData[]";

/// The fields whose hash is `event_key`, in lower case. Frozen: another list would store every event again.
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

pub(super) fn flatten(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let arena = Arena::new();
    let header = parse_header(context.header, &arena)?;
    let event = expect_object(&record.parsed.node, PATH)?;
    let mut extra = Extra::new(PATH);
    let agent_session_id = read_header(expect_object(&header.node, "header")?, &mut extra)?;
    let (account_id, event_key) = (context.account, event_key(event));
    let mut row = AgentEvent { account_id, agent_session_id, event_key, ..AgentEvent::default() };
    row.read_fields(ROOT, event, &mut extra);
    row.extra = extra.finish(&mut decoded.drift);

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

/// Two different events of one millisecond have different keys; one event has the same key however it is printed.
fn event_key(event: Fields<'_, '_>) -> Hash {
    let mut parts: [Cow<'_, str>; KEY_FIELDS.len()] = Default::default();
    for (name, value) in event {
        if value.is_null() {
            continue;
        }
        let mut buffer = [0; 64];
        let folded = folded(name, &mut buffer);
        if let Some(index) = KEY_FIELDS.iter().position(|field| field.as_bytes() == folded) {
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
        (None, None) => Cow::Owned(canonical_json(value).map_or_else(String::new, |json| json.0)),
    }
}
