//! What was said, what became of it, and what upstream took it to mean.

use super::super::searched::time;
use super::super::{Dice, Json, MINUTE_MS, Words};
use super::{Conversation, list};

/// Names and labels of what consumers may want.
const INTENTS: [(&str, &str); 3] =
    [("track_order", "Track an order"), ("refund", "Ask for a refund"), ("greeting", "Say hello")];

/// JSON as upstream prints it inside a text.
const QUICK_REPLIES: &str = r#"{\"type\":\"quickReplies\",\"itemsPerRow\":8,\"replies\":[{\"type\":\"button\",\"title\":\"Ja\"},{\"type\":\"button\",\"title\":\"Nein\"}]}"#;
const CARD: &str = r#"{\"type\":\"vertical\",\"elements\":[{\"type\":\"image\",\"url\":\"https://shop.example/i.png\"},{\"type\":\"text\",\"text\":\"Neu\"}]}"#;
const RAW_METADATA: &str =
    r#"[{\"type\":\"BotResponse\",\"externalConversationId\":\"invented\",\"businessCases\":[\"returns\"]}]"#;
const METADATA: &str = concat!(
    r#"{"botResponse":{"externalConversationId":"invented","businessCases":["returns"],"intents":"#,
    r#"[{"id":"refund","confidence":"MEDIUM","confidenceScore":0.75}]}}"#
);

impl Conversation {
    pub(super) fn print_messages(&self, words: &Words, messages: u64, dice: &mut Dice, out: &mut Json) {
        list("messageRecords", messages, out, |index, out| {
            let is_agent = is_agent(index);
            content(words, is_agent, dice, out);
            self.print_place(index, out);
            out.text("participantId", &self.participant(index, is_agent));
            out.text("source", "APP");
            time("time", self.at_ms(index, self.messages), out);
            out.text("device", "undefined");
            out.text("audience", "ALL");
            out.text("sentBy", if is_agent { "Agent" } else { "Consumer" });
            if is_agent && dice.percent(10) {
                print_context(out);
            }
        });
    }

    /// Prints the message that something belongs to.
    fn print_place(&self, index: u64, out: &mut Json) {
        out.text("messageId", &self.message_id(index));
        out.int("seq", index);
        out.text("dialogId", &self.id);
    }

    fn message_id(&self, index: u64) -> String {
        format!("ms::dialog:{}::msg:{index}", self.id)
    }

    /// Names the agent or the consumer that takes part when a message is sent.
    fn participant(&self, index: u64, is_agent: bool) -> String {
        if is_agent { self.agent(index, self.messages).to_string() } else { self.consumer.clone() }
    }

    /// Prints two or three statuses of each message, and scores and intents of some.
    pub(super) fn print_statuses(&self, dice: &mut Dice, out: &mut Json) {
        let has_sent = dice.percent(50);
        let names = if has_sent { &["SENT", "ACCEPT", "READ"][..] } else { &["ACCEPT", "READ"] };
        let each = names.len() as u64;
        list("messageStatuses", self.messages * each, out, |number, out| {
            let (index, status) = (number / each, number % each);
            self.print_place(index, out);
            time("time", self.at_ms(index, self.messages) + status.cast_signed() * MINUTE_MS, out);
            let is_by_agent = !is_agent(index);
            out.text("participantId", &self.participant(index, is_by_agent));
            out.text("participantType", if is_by_agent { "Agent" } else { "Consumer" });
            out.text("messageDeliveryStatus", names[status as usize]);
        });
        list("messageScores", self.messages / 4, out, |number, out| {
            let index = number * 2;
            out.text("messageId", &self.message_id(index));
            out.raw(dice.pick(&[",\"messageRawScore\":0", ",\"messageRawScore\":-1.5", ",\"messageRawScore\":12.25"]));
            out.int("mcs", dice.below(101));
            time("time", self.at_ms(index, self.messages) + MINUTE_MS, out);
        });
        let intents = dice.below(4);
        list("intents", intents, out, |number, out| {
            out.text("messageId", &self.message_id(number * 2));
            out.record("selectedClassification", "", |out| classification(0, out));
            list("allClassifications", 2, out, classification);
        });
        list("uniqueIntents", intents.min(1), out, |_, out| {
            out.text("intentName", INTENTS[0].0);
            out.text("intentLabel", INTENTS[0].1);
        });
    }
}

/// Tells whether an agent sent the message: consumer and agent take turns.
fn is_agent(index: u64) -> bool {
    index % 2 == 1
}

fn content(words: &Words, is_agent: bool, dice: &mut Dice, out: &mut Json) {
    let number = dice.below(500);
    let kind = match dice.below(100) {
        0..5 => "HOSTED_FILE",
        5..9 => "LINK",
        9..12 => ["SECURE_FORM_SUBMIT", "SECURE_FORM_INVITATION"][usize::from(is_agent)],
        12..20 if is_agent => "RICH_CONTENT",
        _ => "TEXT_PLAIN",
    };
    out.text("type", kind);
    out.record("messageData", "", |out| match kind {
        "HOSTED_FILE" => out.record("file", "", |out| {
            out.text("relativePath", &format!("/lpFiles/{number}/photo.jpeg"));
            out.text("fileType", "JPEG");
            out.text_of("caption", |out| words.sentence(2, dice, out));
        }),
        "LINK" => out.record("link", "", |out| {
            out.text("externalFileLink", &format!("https://shop.example/help/{number}"));
            out.text("fileType", "PDF");
            out.text_of("caption", |out| words.sentence(2, dice, out));
        }),
        "RICH_CONTENT" => {
            out.record("richContent", "", |out| out.text("content", CARD));
            out.record("quickReplies", "", |out| out.text("content", QUICK_REPLIES));
        }
        "TEXT_PLAIN" => out.record("msg", "", |out| {
            out.text_of("text", |out| {
                let length = 2 + dice.below(18);
                words.sentence(length, dice, out);
            });
        }),
        _ => {
            let (name, id) = if is_agent {
                ("secureFormInvitation", "invitationId")
            } else {
                ("secureFormSubmission", "submissionId")
            };
            out.record(name, "", |out| {
                out.text("formId", &number.to_string());
                out.text("formName", "Address check");
                out.text(id, &dice.token(12));
            });
        }
    });
}

/// Prints what a bot says of what it did.
pub(super) fn print_context(out: &mut Json) {
    out.record("contextData", "", |out| {
        out.text("rawMetadata", RAW_METADATA);
        out.array("structuredMetadata", |out| out.item(METADATA));
    });
}

fn classification(rank: u64, out: &mut Json) {
    let (name, label) = INTENTS[rank as usize];
    out.text("intentName", name);
    out.text("intentLabel", label);
    out.raw([",\"confidenceScore\":0.753", ",\"confidenceScore\":0.25"][rank as usize]);
    list("versions", 1, out, |_, out| {
        out.text("modelName", "retail");
        out.text("modelVersion", "4");
    });
}
