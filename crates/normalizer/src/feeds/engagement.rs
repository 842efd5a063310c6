//! Engagements: an item of `engagements` with its `VisitorHeader` becomes a `conversation` and its children
//! (Data Access API, engagement).

use model::RejectReason;
use model::batch::{Batch, DocumentWriter};
use model::rows::{Conversation, ConversationSkill, Message, SecureForm, Transfer};
use model::tuple::Json;

use super::{Context, Fields, array, bounded, canonical, is_record_name, object, parsed_header};
use crate::decode::Decoded;
use crate::fields::{Extra, folded, id, ids};
use crate::json::{Arena, Node, Parsed};
use crate::scan::Record;

const PATH: &str = "engagements[]";
/// The one entity of the union that is known.
const ENTITY: &str = "Conversation";
pub(crate) fn flatten(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    if let Some(name) = other_entity(&record.parsed) {
        decoded.drift.note(&format!("{PATH}.{name}"), "object");
        return Err(RejectReason::UnknownEntity { name: name.to_owned() });
    }
    let arena = Arena::new();
    let header = parsed_header(context.header, &arena)?;
    let fields = object(&record.parsed.node, PATH)?;
    let conversation_id = super::key(fields, "conversationId")?;
    let mut writer = batch.begin();
    let key = Key { account_id: context.account, conversation_id };
    write_conversation(key, fields, object(&header.node, "header")?, &mut writer, decoded)?;
    writer.finish(context.position, record.bytes, context.header);
    decoded.replaced_characters += record.parsed.replaced_characters + header.replaced_characters;
    Ok(())
}

/// The key that a conversation and its children share.
#[derive(Clone, Copy)]
struct Key<'n> {
    account_id: &'n str,
    conversation_id: &'n str,
}

/// The name of an entity that is no conversation. One with a single field named like a record is an entity of another
/// namespace, not a conversation without an id.
fn other_entity<'n>(parsed: &'n Parsed<'_>) -> Option<&'n str> {
    match (&parsed.tag, &parsed.node) {
        (Some(tag), _) => Some(*tag).filter(|tag| !tag.eq_ignore_ascii_case(ENTITY)),
        (None, Node::Object(fields)) => match fields {
            [(name, Node::Object(_))] if is_record_name(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

fn write_conversation<'n>(
    key: Key<'n>,
    fields: Fields<'n, '_>,
    header: Fields<'n, '_>,
    writer: &mut DocumentWriter<'_>,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let mut extra = Extra::new(PATH);
    let Key { account_id, conversation_id } = key;
    let mut row = Conversation { account_id, conversation_id, ..Conversation::default() };
    let mut mcs = None;
    let mut children = Children::default();
    read_header(header, &mut row, &mut extra);
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"conversationid" if id(value) == Some(key.conversation_id) => {}
            b"type" => extra.id(&mut row.r#type, name, value),
            b"conversationstarttime" => extra.time(&mut row.started_at, name, value),
            b"interactionstarttime" => extra.time(&mut row.interaction_started_at, name, value),
            b"conversationendtime" => extra.time(&mut row.ended_at, name, value),
            b"consumerid" => extra.id(&mut row.consumer_id, name, value),
            b"isinteractive" => extra.boolean(&mut row.is_interactive, name, value),
            b"sourceorigin" => extra.text(&mut row.source_origin, name, value),
            b"sourcedevice" => extra.id(&mut row.source_device, name, value),
            b"endreasonid" => extra.integer(&mut row.end_reason_id, name, value),
            b"startreasonid" => extra.integer(&mut row.start_reason_id, name, value),
            b"campaigndata" => read_campaign(name, value, &mut row, &mut extra),
            b"agentid" => extra.id(&mut row.agent_id, name, value),
            b"skillid" => extra.id(&mut row.skill_id, name, value),
            b"startpage" => extra.text(&mut row.start_page, name, value),
            b"starturl" => extra.text(&mut row.start_url, name, value),
            b"queuestarttime" => extra.time(&mut row.queue_started_at, name, value),
            b"queueendtime" => extra.time(&mut row.queue_ended_at, name, value),
            b"mcs" if mcs.is_none() => mcs = canonical(value),
            b"skills" => match ids(value) {
                Some(skills) if children.skills.is_none() => children.skills = Some(skills),
                _ => extra.keep(name, value),
            },
            b"transcripts" if children.messages.is_none() => children.messages = Some(array(value, "transcripts")?),
            b"transfers" if children.transfers.is_none() => children.transfers = Some(array(value, "transfers")?),
            b"secureforms" if children.forms.is_none() => children.forms = Some(array(value, "secureForms")?),
            _ => extra.keep(name, value),
        }
    }
    let extra = extra.finish(&mut decoded.drift);
    row.mcs = mcs.as_deref().map(Json);
    row.extra = extra.as_deref().map(Json);
    writer.push(&row);
    write_children(key, children, writer, decoded)
}

/// The arrays inside a conversation. Of what is printed twice the first counts; the second goes to `extra`.
#[derive(Default)]
struct Children<'n, 'a> {
    skills: Option<Vec<Option<&'n str>>>,
    messages: Option<&'n [Node<'a>]>,
    transfers: Option<&'n [Node<'a>]>,
    forms: Option<&'n [Node<'a>]>,
}

/// In one order, whatever the order of the fields: the hash of equal conversations must be equal.
fn write_children(
    key: Key<'_>,
    children: Children<'_, '_>,
    writer: &mut DocumentWriter<'_>,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let arrays = [children.messages, children.transfers, children.forms];
    let skills = children.skills.as_ref().map_or(0, Vec::len);
    bounded(skills + arrays.into_iter().flatten().map(<[_]>::len).sum::<usize>())?;
    for (position, skill_id) in (0..).zip(children.skills.unwrap_or_default()) {
        let Key { account_id, conversation_id } = key;
        writer.push(&ConversationSkill { account_id, conversation_id, position, skill_id });
    }
    for (position, item) in (0..).zip(children.messages.unwrap_or_default()) {
        write_message(key, position, object(item, "transcripts[]")?, writer, decoded);
    }
    for (position, item) in (0..).zip(children.transfers.unwrap_or_default()) {
        write_transfer(key, position, object(item, "transfers[]")?, writer, decoded);
    }
    write_secure_forms(key, children.forms.unwrap_or_default(), writer);
    Ok(())
}

fn read_header<'n, 'a>(header: Fields<'n, 'a>, row: &mut Conversation<'n>, extra: &mut Extra<'n, 'a>) {
    let mut unknown = Extra::new("header");
    for (name, value) in header {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"visitid" => unknown.id(&mut row.visit_id, name, value),
            b"visitorid" => unknown.id(&mut row.visitor_id, name, value),
            b"contextid" => unknown.id(&mut row.context_id, name, value),
            _ => unknown.keep(name, value),
        }
    }
    extra.nest("header", unknown);
}

fn read_campaign<'n, 'a>(name: &'n str, value: &'n Node<'a>, row: &mut Conversation<'n>, extra: &mut Extra<'n, 'a>) {
    let Node::Object(fields) = *value else { return extra.keep(name, value) };
    let mut unknown = Extra::new("engagements[].campaignData");
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"campaignid" => unknown.id(&mut row.campaign_id, name, value),
            b"campaignengagementid" => unknown.id(&mut row.campaign_engagement_id, name, value),
            _ => unknown.keep(name, value),
        }
    }
    extra.nest("campaignData", unknown);
}

fn write_message(
    key: Key<'_>,
    position: i32,
    fields: Fields<'_, '_>,
    writer: &mut DocumentWriter<'_>,
    decoded: &mut Decoded,
) {
    let mut extra = Extra::new("engagements[].transcripts[]");
    let Key { account_id, conversation_id } = key;
    let mut row = Message { account_id, conversation_id, position, ..Message::default() };
    let mut mcs = None;
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"messageid" => extra.id(&mut row.message_id, name, value),
            b"dialogid" => extra.id(&mut row.dialog_id, name, value),
            b"timestamp" => extra.time(&mut row.sent_at, name, value),
            b"by" => extra.text(&mut row.sender_name, name, value),
            b"type" => extra.integer(&mut row.line_type_id, name, value),
            b"controltype" => extra.integer(&mut row.control_type_id, name, value),
            b"agentid" => extra.id(&mut row.agent_id, name, value),
            b"contentformat" => extra.text(&mut row.content_format, name, value),
            b"text" => extra.text(&mut row.text, name, value),
            b"filedata" => read_file(name, value, &mut row, &mut extra),
            b"linkdata" => read_link(name, value, &mut row, &mut extra),
            b"mcs" if mcs.is_none() => mcs = canonical(value),
            _ => extra.keep(name, value),
        }
    }
    let extra = extra.finish(&mut decoded.drift);
    row.mcs = mcs.as_deref().map(Json);
    row.extra = extra.as_deref().map(Json);
    writer.push(&row);
}

fn read_file<'n, 'a>(name: &'n str, value: &'n Node<'a>, row: &mut Message<'n>, extra: &mut Extra<'n, 'a>) {
    let Node::Object(fields) = *value else { return extra.keep(name, value) };
    let mut unknown = Extra::new("engagements[].transcripts[].fileData");
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"caption" => unknown.text(&mut row.file_caption, name, value),
            b"filetype" => unknown.text(&mut row.file_type, name, value),
            _ => unknown.keep(name, value),
        }
    }
    extra.nest("fileData", unknown);
}

fn read_link<'n, 'a>(name: &'n str, value: &'n Node<'a>, row: &mut Message<'n>, extra: &mut Extra<'n, 'a>) {
    let Node::Object(fields) = *value else { return extra.keep(name, value) };
    let mut unknown = Extra::new("engagements[].transcripts[].linkData");
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"externalfilelink" => unknown.text(&mut row.link_url, name, value),
            b"filetype" => unknown.text(&mut row.link_file_type, name, value),
            b"caption" => unknown.text(&mut row.link_caption, name, value),
            _ => unknown.keep(name, value),
        }
    }
    extra.nest("linkData", unknown);
}

fn write_transfer(
    key: Key<'_>,
    position: i32,
    fields: Fields<'_, '_>,
    writer: &mut DocumentWriter<'_>,
    decoded: &mut Decoded,
) {
    let mut extra = Extra::new("engagements[].transfers[]");
    let Key { account_id, conversation_id } = key;
    let mut row = Transfer { account_id, conversation_id, position, ..Transfer::default() };
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"timestamp" => extra.time(&mut row.transferred_at, name, value),
            b"skillid" => extra.id(&mut row.skill_id, name, value),
            b"targetskillid" => extra.id(&mut row.target_skill_id, name, value),
            b"agentid" => extra.id(&mut row.agent_id, name, value),
            b"targetagentid" => extra.id(&mut row.target_agent_id, name, value),
            b"reason" => extra.integer(&mut row.reason_id, name, value),
            b"queuestarttime" => extra.time(&mut row.queue_started_at, name, value),
            b"queueendtime" => extra.time(&mut row.queue_ended_at, name, value),
            b"isinteractive" => extra.boolean(&mut row.is_interactive, name, value),
            _ => extra.keep(name, value),
        }
    }
    let extra = extra.finish(&mut decoded.drift);
    row.extra = extra.as_deref().map(Json);
    writer.push(&row);
}

/// Their fields are undocumented: each form is kept as it came.
fn write_secure_forms(key: Key<'_>, items: &[Node<'_>], writer: &mut DocumentWriter<'_>) {
    for (position, item) in (0..).zip(items) {
        let fields = canonical(item);
        let Key { account_id, conversation_id } = key;
        let fields = fields.as_deref().map(Json);
        writer.push(&SecureForm { account_id, conversation_id, position, fields });
    }
}
