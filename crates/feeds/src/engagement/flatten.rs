//! An item of `engagements` with its `VisitorHeader` becomes a `conversation` and its children (Data Access API,
//! engagement).

use model::RejectReason;
use model::batch::{Batch, DocumentWriter};
use normalizer::Record;
use normalizer::fields::{Extra, field, folded};
use normalizer::json::{Arena, Node, Parsed};
use normalizer::record::{expect_array, expect_key, expect_object, expect_rows, is_record_name, parse_header};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::values::{id, ids, whole_number};
use normalizer::{Context, Decoded, Fields};

use super::tables::{CAMPAIGN, Conversation, ConversationSkill, FILE, HEADER, LINK, Message, SecureForm, Transfer};

const PATH: &str = "engagements[]";
/// The entity of the union that this is about.
const ENTITY: &str = "Conversation";

pub(super) fn flatten(
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
    let header = parse_header(context.header, &arena)?;
    let fields = expect_object(&record.parsed.node, PATH)?;
    let conversation_id = expect_key(fields, "conversationId")?;
    let mut writer = batch.begin();
    let key = Key { account_id: context.account, conversation_id };
    write_conversation(key, fields, expect_object(&header.node, "header")?, &mut writer, decoded)?;
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
    let mut children = Children::default();
    let mut unknown = Extra::new("header");
    row.read_fields(HEADER, header, &mut unknown);
    extra.nest("header", unknown);
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        let mut buffer = [0; 64];
        let folded = folded(name, &mut buffer);
        if folded == b"mcs" {
            row.mcs_score = row.mcs_score.or_else(|| score_of(value));
        }
        if row.read_column(ROOT, folded, name, value, &mut extra) {
            continue;
        }
        match folded {
            b"conversationid" if id(value) == Some(conversation_id) => {}
            b"campaigndata" => {
                let inner = ("campaignData", "engagements[].campaignData");
                row.read_object(CAMPAIGN, inner, (name, value), &mut extra);
            }
            b"skills" => match ids(value) {
                Some(skills) if children.skills.is_none() => children.skills = Some(skills),
                _ => extra.keep(name, value),
            },
            b"transcripts" if children.messages.is_none() => {
                children.messages = Some(expect_array(value, "transcripts")?);
            }
            b"transfers" if children.transfers.is_none() => {
                children.transfers = Some(expect_array(value, "transfers")?);
            }
            b"secureforms" if children.forms.is_none() => children.forms = Some(expect_array(value, "secureForms")?),
            _ => extra.keep(name, value),
        }
    }
    row.extra = extra.finish(&mut decoded.drift);
    writer.push(&row);
    write_children(key, children, writer, decoded)
}

/// The arrays inside a conversation. If one is printed twice, the first counts and the second goes to `extra`.
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
    expect_rows(skills + arrays.into_iter().flatten().map(<[_]>::len).sum::<usize>())?;
    let Key { account_id, conversation_id } = key;
    for (position, skill_id) in (0..).zip(children.skills.unwrap_or_default()) {
        writer.push(&ConversationSkill { account_id, conversation_id, position, skill_id });
    }
    for (position, item) in (0..).zip(children.messages.unwrap_or_default()) {
        write_message(key, position, expect_object(item, "transcripts[]")?, writer, decoded);
    }
    for (position, item) in (0..).zip(children.transfers.unwrap_or_default()) {
        let mut row = Transfer { account_id, conversation_id, position, ..Transfer::default() };
        let mut extra = Extra::new("engagements[].transfers[]");
        row.read_fields(ROOT, expect_object(item, "transfers[]")?, &mut extra);
        row.extra = extra.finish(&mut decoded.drift);
        writer.push(&row);
    }
    for (position, item) in (0..).zip(children.forms.unwrap_or_default()) {
        let mut row = SecureForm { account_id, conversation_id, position, ..SecureForm::default() };
        let mut extra = Extra::new("engagements[].secureForms[]");
        match item {
            Node::Object(fields) => row.read_fields(ROOT, fields, &mut extra),
            Node::Null => {}
            // Seen nowhere; kept all the same.
            other => extra.keep_of(PATH, "secureForms", other),
        }
        row.extra = extra.finish(&mut decoded.drift);
        writer.push(&row);
    }
    Ok(())
}

/// The score in `mcs`, which is kept as it came as well.
fn score_of(mcs: &Node<'_>) -> Option<i32> {
    i32::try_from(whole_number(field(mcs, "score")?)?).ok()
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
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        let mut buffer = [0; 64];
        let folded = folded(name, &mut buffer);
        if row.read_column(ROOT, folded, name, value, &mut extra) {
            continue;
        }
        match folded {
            b"filedata" => {
                let inner = ("fileData", "engagements[].transcripts[].fileData");
                row.read_object(FILE, inner, (name, value), &mut extra);
            }
            b"linkdata" => {
                let inner = ("linkData", "engagements[].transcripts[].linkData");
                row.read_object(LINK, inner, (name, value), &mut extra);
            }
            _ => extra.keep(name, value),
        }
    }
    row.extra = extra.finish(&mut decoded.drift);
    writer.push(&row);
}
