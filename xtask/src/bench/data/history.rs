//! Ended chats as the search of Engagement History has them, with surveys and engagement attributes.

use super::searched::{attribute, campaign, time, visitor};
use super::{ACCOUNT, DAY_MS, Dice, Json, MINUTE_MS, Words, chat_id, name_of};
use crate::bench::upstream::{HistoryRecord, HistoryShelf};

/// How long before midnight the newest chat began: its window is final.
const NEWEST_DAYS: i64 = 3;

/// Days that the chats are spread over.
pub(in crate::bench) const DAYS: i64 = 4;

/// How far back the daemon has to look to find them all.
pub(in crate::bench) const REACH_DAYS: i64 = NEWEST_DAYS + DAYS + 1;

/// So many chats, by their start, in the days before `midnight_ms`.
pub(in crate::bench) fn of_chats(chats: u64, midnight_ms: i64) -> HistoryShelf {
    let words = Words::new();
    let first_ms = midnight_ms - (NEWEST_DAYS + DAYS) * DAY_MS;
    let step_ms = DAYS * DAY_MS / chats.max(1).cast_signed();
    let mut shelf = HistoryShelf::default();
    let mut json = Json::new(false);
    for number in 0..chats {
        let mut dice = Dice::new(1 << 50 | number);
        let started_ms = first_ms + number.cast_signed() * step_ms + dice.below_ms(step_ms);
        let chat = Chat {
            id: chat_id(0, number),
            started_ms,
            ended_ms: started_ms + 2 * MINUTE_MS + dice.below_ms(38 * MINUTE_MS),
            agent: 100 + dice.below(400),
            visitor: name_of(dice.next()),
            skill: dice.below(40),
        };
        json.clear();
        json.object(|out| record(&words, &chat, &mut dice, out));
        shelf.push(HistoryRecord { started_ms, duration_s: (chat.ended_ms - started_ms) / 1000 }, json.bytes());
    }
    shelf
}

struct Chat {
    id: String,
    started_ms: i64,
    ended_ms: i64,
    agent: u64,
    visitor: &'static str,
    skill: u64,
}

fn record(words: &Words, chat: &Chat, dice: &mut Dice, out: &mut Json) {
    out.record("info", "", |out| info(words, chat, dice, out));
    out.record("campaign", "", |out| campaign(dice, out));
    out.record("visitorInfo", "", |out| visitor(dice, out));
    let lines = 4 + dice.below(21);
    out.record("transcript", "", |out| {
        out.array("lines", |out| {
            (0..lines).for_each(|number| out.object(|out| line(words, chat, (number, lines), dice, out)))
        });
    });
    if dice.percent(50) {
        out.array("lineScores", |out| (1..lines / 2).for_each(|number| out.object(|out| score(number, dice, out))));
    }
    out.record("surveys", "", |out| {
        for (name, source, percent) in
            [("preChat", "Pre-Chat", 50), ("postChat", "Exit", 40), ("operator", "Operator", 15)]
        {
            let answers = if dice.percent(percent) { 1 + dice.below(4) } else { 0 };
            out.array(name, |out| {
                (0..answers).for_each(|number| out.object(|out| answer(words, chat, (source, number), dice, out)));
            });
        }
    });
    out.record("sdes", "", |out| {
        let events = dice.below(5);
        let span_ms = chat.started_ms..chat.ended_ms;
        out.array("events", |out| (0..events).for_each(|_| attribute(words, &span_ms, dice, out)));
    });
}

fn info(words: &Words, chat: &Chat, dice: &mut Dice, out: &mut Json) {
    out.text("engagementId", &chat.id);
    out.text("accountId", ACCOUNT);
    out.text("sharkEngagementId", &format!("{}_1", dice.token(22)));
    time("chatRequestedTime", chat.started_ms - dice.below_ms(MINUTE_MS), out);
    time("startTime", chat.started_ms, out);
    time("endTime", chat.ended_ms, out);
    out.long("duration", (chat.ended_ms - chat.started_ms) / 1000);
    out.text("visitorId", &dice.token(24));
    out.text("visitorName", chat.visitor);
    out.text("agentId", &chat.agent.to_string());
    out.text("agentNickName", name_of(chat.agent));
    out.text("agentLoginName", &format!("agent{}@shop.example", chat.agent));
    out.text("agentFullName", name_of(chat.agent));
    out.boolean("agentDeleted", dice.percent(5));
    out.long("agentGroupId", dice.pick(&[-1, 4, 17]));
    out.text("agentGroupName", "Main Group");
    out.long("skillId", chat.skill.cast_signed());
    out.text("skillName", &format!("skill {}", chat.skill));
    out.int("channel", 1);
    out.int("startReason", dice.pick(&[0, 0, 0, 1, 2]));
    out.text("startReasonDesc", "Visitor request");
    out.int("endReason", dice.pick(&[101, 106, 201, 202]));
    out.text("endReasonDesc", "Visitor closed chat window");
    out.int("engagementSet", dice.below(4));
    out.int("engagementSequence", dice.below(3));
    for name in ["isInteractive", "isPreChatSurvey", "isPostChatSurvey", "isAgentSurvey"] {
        out.boolean(name, dice.percent(50));
    }
    out.int("mcs", dice.below(101));
    out.int("alertedMCS", dice.below(2));
    out.int("chatMCS", dice.below(101));
    out.boolean("ended", true);
    out.boolean("chatDataEnriched", true);
    out.boolean("isPartial", false);
    out.text(
        "chatStartUrl",
        &format!("https://shop.example/p/{}?session={}", dice.below(5000), dice.below(100_000_000)),
    );
    out.text_of("chatStartPage", |out| words.sentence(3, dice, out));
}

fn line(words: &Words, chat: &Chat, (number, lines): (u64, u64), dice: &mut Dice, out: &mut Json) {
    const SYSTEM: u64 = 2;
    let by = if number == 0 { SYSTEM } else { dice.below(2) };
    let share_ms = (chat.ended_ms - chat.started_ms) / lines.cast_signed();
    time("time", chat.started_ms + number.cast_signed() * share_ms + dice.below_ms(share_ms), out);
    out.text("lineSeq", &number.to_string());
    out.int("controlType", if by == SYSTEM { 4 } else { 0 });
    out.text_of("text", |out| {
        let length = 2 + dice.below(18);
        words.sentence(length, dice, out);
    });
    out.text("by", [chat.visitor, name_of(chat.agent), "info"][by as usize]);
    out.text("source", ["visitor", "agent", "system"][by as usize]);
    out.text("subType", "REGULAR");
    out.text("textType", "plain");
    out.int("cannedAnswerType", 0);
    out.text("agentId", &if by == 1 { chat.agent } else { 0 }.to_string());
}

fn score(number: u64, dice: &mut Dice, out: &mut Json) {
    out.text("lineSeq", &number.to_string());
    out.raw(dice.pick(&[",\"lineRawScore\":0.75", ",\"lineRawScore\":-1.5", ",\"lineRawScore\":12.25"]));
    out.int("mcs", dice.below(101));
}

fn answer(words: &Words, chat: &Chat, (source, number): (&str, u64), dice: &mut Dice, out: &mut Json) {
    out.text("scope", "Session");
    out.text("source", source);
    out.text_of("displayName", |out| words.sentence(5, dice, out));
    let value = dice.token(8);
    out.text("value", &value);
    out.array("values", |out| out.item(&format!("\"{value}\"")));
    out.array("answersId", |out| out.item("-1"));
    out.text("name", "Survey v2 (All Channels)");
    time("time", chat.ended_ms + dice.below_ms(MINUTE_MS), out);
    out.text("questionId", &(1 + number).to_string());
    out.text("surveyId", "190003");
}
