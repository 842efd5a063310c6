//! `messageRecords`, `messageStatuses`, `messageScores`, `intents` and `uniqueIntents`.

use std::collections::BTreeSet;

use serde_json::json;

use super::life::Sent;
use super::record::Teller;
use crate::record::{Cell, Field, Part, code, decimal, id, inner, parts, printed, stored, text, time, word};
use crate::world::dice::Dice;
use crate::world::novelty::unknown;
use crate::world::text as words;

/// What there is to tell of messages.
pub(super) struct Messages {
    pub(super) records: Vec<Part>,
    pub(super) statuses: Vec<Part>,
    pub(super) scores: Vec<Part>,
    pub(super) intents: Vec<Part>,
    pub(super) unique_intents: Vec<Part>,
}

/// Names and labels of what consumers may want.
const INTENTS: [(&str, &str); 3] =
    [("track_order", "Track an order"), ("refund", "Ask for a refund 😀"), ("greeting", "")];

/// A message with its place.
struct Place<'t> {
    sent: &'t Sent,
    seq: i64,
    message_id: String,
    dialog: String,
    participant: String,
}

/// Tells the messages, and what became of them.
pub(super) fn tell(teller: &Teller<'_>) -> Messages {
    let mut dice = teller.dice("messaging messages");
    let mut told = Messages {
        records: Vec::new(),
        statuses: Vec::new(),
        scores: Vec::new(),
        intents: Vec::new(),
        unique_intents: Vec::new(),
    };
    let mut wanted = BTreeSet::new();
    let mut seq = 0;
    for sent in &teller.conversation.life.messages {
        // Numbers have gaps: what is no message takes one too.
        seq += dice.pick(&[1, 1, 1, 2]);
        let dialog = teller.dialog(sent.at_ms);
        let message_id = format!("ms::dialog:{dialog}::msg:{seq}");
        let participant = sent.agent.map_or_else(|| teller.conversation.consumer_id.clone(), |agent| agent.to_string());
        let place = Place { sent, seq, message_id, dialog, participant };
        let record = record(teller, &place, &mut dice);
        let score = score(&place, &mut dice);
        let intent = dice.maybe(if sent.agent.is_none() { 30 } else { 0 }, |dice| intent(&place, dice));
        if !teller.tells(sent.at_ms) {
            continue;
        }
        told.records.push(record);
        told.scores.extend(score.filter(|_| sent.scored_ms.is_some_and(|at_ms| teller.tells(at_ms))));
        told.intents.extend(intent.map(|(intent, selected)| {
            wanted.insert(selected);
            intent
        }));
        let sent_ms = Some(sent.at_ms).filter(|_| sent.is_sent_told);
        let moments = [("SENT", sent_ms), ("ACCEPT", Some(sent.accepted_ms)), ("READ", sent.read_ms)];
        for (status, at_ms) in moments {
            told.statuses.extend(
                at_ms.filter(|at_ms| teller.tells(*at_ms)).map(|at_ms| self::status(teller, &place, status, at_ms)),
            );
        }
    }
    told.unique_intents.extend(wanted.into_iter().map(|index| {
        let (name, label) = INTENTS[index];
        Part {
            fields: vec![text("intentName", "", Some(name)), text("intentLabel", "", Some(label))],
            ..Part::default()
        }
    }));
    told
}

fn record(teller: &Teller<'_>, place: &Place<'_>, dice: &mut Dice) -> Part {
    let is_agent = place.sent.agent.is_some();
    let (content_type, mut fields) = content(teller, is_agent, dice);
    let sender = if is_agent { "Agent" } else { "Consumer" };
    let source = dice.pick(&["APP", "SHARK"]);
    let audience = if is_agent { dice.pick(&["ALL", "ALL", "ALL", "AGENTS_AND_MANAGERS"]) } else { "ALL" };
    let context = context(if is_agent { 25 } else { 0 }, dice);
    fields.extend([
        text("type", "type", Some(content_type)),
        id("messageId", "message_id", Some(place.message_id.clone())),
        Field { name: "seq", column: "seq", cell: Cell::Count(Some(place.seq)) },
        id("dialogId", "dialog_id", Some(place.dialog.clone())),
        id("participantId", "participant_id", Some(place.participant.clone())),
        text("source", "source", dice.maybe(90, |_| source)),
        word("device", "device", dice.maybe(10, |_| "MOBILE")),
        time("time", "sent_at", Some(place.sent.at_ms)),
        text("audience", "audience", dice.maybe(95, |_| audience)),
        text("sentBy", "sent_by", Some(sender)),
    ]);
    fields.extend(context);
    Part { fields, unknown: unknown(dice, 1) }
}

/// Decides the type of a message and what it says.
fn content(teller: &Teller<'_>, is_agent: bool, dice: &mut Dice) -> (&'static str, Vec<Field>) {
    let line = teller.private(words::line(dice));
    let phrase = teller.private(words::phrase(dice));
    let number = dice.below(1..500);
    let quick = json!({ "type": "quickReplies", "itemsPerRow": 8, "replies": [{ "type": "button", "title": phrase }] });
    match dice.count(0..12) {
        0 => {
            let path = format!("/lpFiles/{number}/photo.jpeg");
            let preview = teller.version.is_by_id.then_some("aW52ZW50ZWQ=");
            let mut file = json!({ "relativePath": path, "fileType": "JPEG", "caption": phrase });
            if let Some(preview) = preview {
                file["preview"] = preview.into();
            }
            let columns = vec![
                printed("messageData", Some(json!({ "file": file }))),
                stored("file_relative_path", path),
                stored("file_type", "JPEG"),
                stored("file_caption", phrase),
                stored("file_preview", preview),
            ];
            ("HOSTED_FILE", columns)
        }
        1 => {
            let url = format!("https://shop.example/help/{number}");
            let link = json!({ "externalFileLink": url, "fileType": "PDF", "caption": phrase });
            let columns = vec![
                printed("messageData", Some(json!({ "link": link }))),
                stored("link_url", url),
                stored("link_file_type", "PDF"),
                stored("link_caption", phrase),
            ];
            ("LINK", columns)
        }
        2 if is_agent => form("SECURE_FORM_INVITATION", "invitationId", number),
        2 => form("SECURE_FORM_SUBMIT", "submissionId", number),
        3 if is_agent => {
            let card = json!({ "type": "vertical", "elements": [{ "type": "text", "text": phrase }] });
            let data = json!({
                "richContent": { "content": card.to_string() }, "quickReplies": { "content": quick.to_string() },
            });
            let columns =
                vec![printed("messageData", Some(data)), stored("rich_content", card), stored("quick_replies", quick)];
            ("RICH_CONTENT", columns)
        }
        4 if is_agent => {
            let data = json!({ "msg": { "text": line }, "quickReplies": { "content": quick.to_string() } });
            let columns =
                vec![printed("messageData", Some(data)), stored("text", line), stored("quick_replies", quick)];
            ("TEXT_PLAIN", columns)
        }
        5 if is_agent => {
            let html = teller.private(words::html(dice));
            ("TEXT_HTML", vec![printed("messageData", Some(json!({ "msg": { "text": html } }))), stored("text", html)])
        }
        _ => {
            ("TEXT_PLAIN", vec![printed("messageData", Some(json!({ "msg": { "text": line } }))), stored("text", line)])
        }
    }
}

fn form(content_type: &'static str, id_name: &'static str, number: i64) -> (&'static str, Vec<Field>) {
    let (form, own) = ((1000 + number).to_string(), format!("F-{number}"));
    let data = json!({ "formId": form, "formName": "Address check", id_name: own });
    let container = if id_name == "invitationId" { "secureFormInvitation" } else { "secureFormSubmission" };
    let column = if id_name == "invitationId" { "form_invitation_id" } else { "form_submission_id" };
    let columns = vec![
        printed("messageData", Some(json!({ container: data }))),
        stored("form_id", form),
        stored("form_name", "Address check"),
        stored(column, own),
    ];
    (content_type, columns)
}

/// Tells what a bot says of what it did, in `percent` of a hundred places.
pub(super) fn context(percent: u32, dice: &mut Dice) -> Vec<Field> {
    if !dice.percent(percent) {
        return Vec::new();
    }
    let chat = dice.token(12);
    let raw = json!([{ "type": "BotResponse", "externalConversationId": chat }]);
    let structured = json!([
        { "botResponse": {
            "externalConversationId": chat, "businessCases": ["returns"],
            "intents": [{ "id": "refund", "confidence": "MEDIUM", "confidenceScore": 0.75 }],
        } },
        { "actionReason": { "reason": "no answer known" } },
    ]);
    let printed_context = json!({ "rawMetadata": raw.to_string(), "structuredMetadata": structured });
    vec![printed("contextData", Some(printed_context)), stored("metadata", structured), stored("raw_metadata", raw)]
}

fn status(teller: &Teller<'_>, place: &Place<'_>, status: &'static str, at_ms: i64) -> Part {
    let life = &teller.conversation.life;
    // A message is read by the other side; while nobody has the conversation, by the system.
    let (reader, kind) = match place.sent.agent {
        Some(_) => (Some(teller.conversation.consumer_id.clone()), "Consumer"),
        None => (life.turn(at_ms).map(|turn| turn.agent.to_string()), "Agent"),
    };
    let fields = vec![
        id("messageId", "message_id", Some(place.message_id.clone())),
        Field { name: "seq", column: "seq", cell: Cell::Count(Some(place.seq)) },
        time("time", "occurred_at", Some(at_ms)),
        text("messageDeliveryStatus", "status", Some(status)),
        id("participantId", "participant_id", reader),
        text("participantType", "participant_type", Some(kind)),
        id("dialogId", "dialog_id", Some(place.dialog.clone())),
    ];
    Part { fields, ..Part::default() }
}

fn score(place: &Place<'_>, dice: &mut Dice) -> Option<Part> {
    let raw = dice.pick(&["0", "-1.5", "0.75", "25"]);
    let mcs = dice.below(0..101);
    let fields = vec![
        id("messageId", "message_id", Some(place.message_id.clone())),
        decimal("messageRawScore", "raw_score", Some(raw)),
        code("mcs", "mcs", Some(mcs)),
        time("time", "scored_at", Some(place.sent.scored_ms?)),
    ];
    Some(Part { fields, ..Part::default() })
}

/// Tells what the consumer may have wanted; the index is that of the intent it is taken for.
fn intent(place: &Place<'_>, dice: &mut Dice) -> (Part, usize) {
    let selected = dice.count(0..INTENTS.len());
    let all = [selected, (selected + 1) % INTENTS.len()].map(|index| classification(INTENTS[index], dice));
    let fields = vec![
        id("messageId", "message_id", Some(place.message_id.clone())),
        inner("selectedClassification", all[0].clone()),
        parts("allClassifications", all.to_vec()),
    ];
    (Part { fields, ..Part::default() }, selected)
}

fn classification((name, label): (&'static str, &'static str), dice: &mut Dice) -> Part {
    let version = dice.below(1..9).to_string();
    let fields = vec![
        id("intentName", "intent_id", Some(name.to_owned())),
        text("intentLabel", "intent_label", Some(label)),
        decimal("confidenceScore", "confidence_score", Some(dice.pick(&["1", "0.753", "0.25", "0"]))),
        printed("versions", Some(json!([{ "modelName": "retail", "modelVersion": version }]))),
        stored("model_names", json!(["retail"])),
        stored("model_versions", json!([version])),
    ];
    Part { fields, ..Part::default() }
}
