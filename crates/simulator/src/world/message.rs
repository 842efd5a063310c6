//! The lines of a chat.

use std::ops::Range;

use super::WorldSpec;
use super::dice::Dice;
use super::facts::{FileData, LinkData, Message};
use super::novelty::{mcs, unknown};
use super::text;

/// Line types (Data Access API, Message).
const VISITOR: i64 = 0;
const AGENT: i64 = 1;
const CONTROL: i64 = 2;
const AGENT_URL: i64 = 3;
const AGENT_HTML: i64 = 4;
const AGENT_COMMENT: i64 = 5;
/// One chat of so many has a very long line.
const CHATS_PER_LONG_LINE: u32 = 200;

/// The transcript of a chat, in the order of time.
pub(super) fn transcript(
    spec: &WorldSpec,
    span_ms: Range<i64>,
    agent: Option<i64>,
    is_messaging: bool,
    dice: &mut Dice,
) -> Vec<Message> {
    if dice.percent(4) {
        return Vec::new();
    }
    let visitor = text::name(dice);
    let mut times: Vec<i64> = (0..dice.count(2..16)).map(|_| dice.below(span_ms.clone())).collect();
    times.sort_unstable();
    let mut lines: Vec<Message> = vec![control(span_ms.start, dice)];
    for at_ms in times {
        let line_type = match agent {
            Some(_) => {
                dice.pick(&[VISITOR, VISITOR, VISITOR, AGENT, AGENT, AGENT, AGENT_URL, AGENT_HTML, AGENT_COMMENT])
            }
            None => VISITOR,
        };
        let mut line = spoken(at_ms, line_type, visitor, agent, dice);
        if is_messaging {
            attach(&mut line, dice);
        }
        lines.push(line);
    }
    if dice.once_in(CHATS_PER_LONG_LINE)
        && let Some(last) = lines.last_mut()
    {
        last.text = Some(text::long(dice, spec.long_line_bytes_max));
    }
    lines
}

/// A predefined line, by nobody.
fn control(at_ms: i64, dice: &mut Dice) -> Message {
    Message {
        sent_ms: Some(at_ms),
        sender_name: Some("info".to_owned()),
        line_type: Some(CONTROL),
        control_type: dice.maybe(95, |dice| dice.pick(&[3, 4, 5])),
        agent_id: Some("0".to_owned()),
        content_format: Some("Text"),
        id: Some(dice.token(22)),
        text: Some(text::phrase(dice)),
        ..Message::default()
    }
}

fn spoken(at_ms: i64, line_type: i64, visitor: &str, agent: Option<i64>, dice: &mut Dice) -> Message {
    let agent = agent.filter(|_| line_type != VISITOR);
    let text = match line_type {
        AGENT_HTML => text::html(dice),
        AGENT_URL => format!("https://shop.example/help?topic={}", text::phrase(dice)),
        _ => text::line(dice),
    };
    Message {
        id: dice.maybe(95, |dice| dice.token(22)),
        dialog_id: dice.maybe(5, |dice| dice.token(36)),
        sent_ms: dice.maybe(99, |_| at_ms),
        sender_name: dice.maybe(97, |dice| match agent {
            Some(agent) => text::name_of(agent).to_owned(),
            None if dice.percent(5) => String::new(),
            None => visitor.to_owned(),
        }),
        line_type: dice.maybe(99, |_| line_type),
        control_type: None,
        agent_id: dice.maybe(95, |_| agent.unwrap_or_default().to_string()),
        content_format: dice.maybe(90, |dice| match line_type {
            AGENT_HTML => "TEXT_HTML",
            AGENT_URL => "LINK",
            _ => dice.pick(&["TEXT_PLAIN", "NA", "Text"]),
        }),
        text: dice.maybe(98, |dice| if dice.percent(3) { String::new() } else { text }),
        mcs: dice.maybe(8, mcs),
        unknown: unknown(dice, 1),
        ..Message::default()
    }
}

/// Files and links, which only messaging has (Data Access API, Message).
fn attach(line: &mut Message, dice: &mut Dice) {
    let file_types = ["JPG", "PNG", "GIF", "TXT", "PDF"];
    line.file = dice.maybe(20, |dice| FileData {
        caption: dice.maybe(70, text::phrase),
        file_type: dice.maybe(90, |dice| dice.pick(&file_types)),
        unknown: unknown(dice, 10),
    });
    line.link = dice.maybe(20, |dice| LinkData {
        url: dice.maybe(95, |dice| format!("https://files.example/{}", dice.token(12))),
        file_type: dice.maybe(50, |dice| dice.pick(&file_types)),
        caption: dice.maybe(50, text::phrase),
        unknown: unknown(dice, 10),
    });
    if line.file.is_some() {
        line.content_format = Some("HOSTED_FILE");
    }
}
