//! Conversations as the search of Messaging Interactions has them: about 25 messages each, and something in every container.

mod messages;
mod people;
mod surveys;

use std::ops::Range;

use super::searched::{attribute, campaign, time, visitor};
use super::{ACCOUNT, DAY_MS, Dice, HOUR_MS, Json, MINUTE_MS, Words, name_of};
use crate::bench::upstream::{ConversationDay, ConversationHead, ConversationShelf};

/// How long before midnight the newest day of conversations ended. A conversation lasts less than a day, so that nothing
/// is an update for a daemon that comes now.
const NEWEST_DAYS: i64 = 1;

/// Numbers that the conversations of one day may use.
const PER_DAY_MAX: u64 = 1_000_000;

/// A conversation lasts at most so much longer than its shortest.
const LASTS_MORE_MS: i64 = 18 * HOUR_MS;

/// The key that says how far back the daemon looks.
pub(in crate::bench) const HISTORY_FROM: &str = "ACCOUNTS__0__FEEDS__MESSAGING_INTERACTIONS__HISTORY_FROM";

/// Returns how far back the daemon has to look to find the conversations of so many days.
pub(in crate::bench) fn reach_days(days: i64) -> i64 {
    NEWEST_DAYS + days + 1
}

/// Returns the conversations of so many days before `midnight_ms`, as many on each day. `kept_max` of the days stay in memory.
pub(in crate::bench) fn of_days(days: i64, per_day: u64, kept_max: usize, midnight_ms: i64) -> ConversationShelf {
    let words = Words::new();
    let first_ms = midnight_ms - (NEWEST_DAYS + days) * DAY_MS;
    ConversationShelf::new(first_ms, days, kept_max, move |day| {
        of_day(&words, first_ms + day * DAY_MS, day.cast_unsigned() * PER_DAY_MAX, per_day)
    })
}

fn of_day(words: &Words, day_ms: i64, first: u64, conversations: u64) -> ConversationDay {
    let step_ms = DAY_MS / conversations.max(1).cast_signed();
    let mut day = ConversationDay::default();
    let mut json = Json::new(false);
    for number in 0..conversations {
        let dice = &mut Dice::new(1 << 51 | (first + number));
        let started_ms = day_ms + number.cast_signed() * step_ms + 1 + dice.below_ms(step_ms - 1);
        let conversation = Conversation::new(started_ms, dice);
        // Of some, a search shows a part.
        let is_partial = dice.below(200) == 0;
        json.clear();
        json.object(|out| conversation.print(words, false, &mut dice.clone(), out));
        let whole = json.bytes().to_vec();
        if is_partial {
            json.clear();
            json.object(|out| conversation.print(words, true, dice, out));
        }
        let Conversation { id, started_ms, survey_ms: updated_ms, .. } = conversation;
        day.push(ConversationHead { id, started_ms, updated_ms }, json.bytes(), is_partial.then_some(&whole));
    }
    day
}

/// What the containers of a conversation agree on.
struct Conversation {
    id: String,
    started_ms: i64,
    closed_ms: i64,
    /// When the dialog of the survey ended, which is the last that happens.
    survey_ms: i64,
    survey_dialog: Option<String>,
    messages: u64,
    consumer: String,
    name: &'static str,
    /// Who had it, one after the other.
    agents: Vec<u64>,
    skill: u64,
}

impl Conversation {
    fn new(started_ms: i64, dice: &mut Dice) -> Self {
        let closed_ms = started_ms + 10 * MINUTE_MS + dice.below_ms(LASTS_MORE_MS);
        let survey_dialog = dice.percent(35).then(|| uuid(dice));
        let agents = 1 + u64::from(dice.percent(30)) + u64::from(dice.percent(8));
        Self {
            id: uuid(dice),
            started_ms,
            closed_ms,
            survey_ms: closed_ms + if survey_dialog.is_some() { dice.below_ms(HOUR_MS) } else { 0 },
            survey_dialog,
            messages: 10 + dice.below(31),
            consumer: uuid(dice),
            name: name_of(dice.next()),
            agents: (0..agents).map(|_| 100 + dice.below(400)).collect(),
            skill: dice.below(40),
        }
    }

    fn span_ms(&self) -> Range<i64> {
        self.started_ms..self.closed_ms
    }

    /// Returns the time of the `index`-th of some events that are spread evenly.
    fn at_ms(&self, index: u64, count: u64) -> i64 {
        self.started_ms + (self.closed_ms - self.started_ms) / count.max(1).cast_signed() * index.cast_signed()
    }

    /// Returns the agent that had it while the `index`-th of `count` things happened.
    fn agent(&self, index: u64, count: u64) -> u64 {
        let turn = index * self.agents.len() as u64 / count.max(1);
        self.agents[turn as usize]
    }

    fn last_agent(&self) -> u64 {
        self.agent(1, 2)
    }

    /// Prints the record. A partial one has half of the messages, and nothing that stands behind them.
    fn print(&self, words: &Words, is_partial: bool, dice: &mut Dice, out: &mut Json) {
        out.record("info", "", |out| self.info(is_partial, dice, out));
        out.record("campaign", "", |out| {
            campaign(dice, out);
            out.text("engagementSource", "WEB_SITE");
            out.text("engagementApplicationId", &dice.token(20));
            out.text("engagementApplicationName", "shop web");
            out.text("locationId", "810000007");
            out.text("locationName", "Entire site");
        });
        out.record("monitoring", "", |out| {
            visitor(dice, out);
            out.text("conversationStartPage", &format!("https://shop.example/p/{}", dice.below(5000)));
            out.text_of("conversationStartPageTitle", |out| words.sentence(3, dice, out));
        });
        let messages = if is_partial { self.messages / 2 } else { self.messages };
        self.print_messages(words, messages, dice, out);
        self.print_people(dice, out);
        if is_partial {
            return;
        }
        self.print_statuses(dice, out);
        self.print_surveys(words, dice, out);
        self.print_sessions(dice, out);
        for (name, most) in [("sdes", 5), ("unAuthSdes", 3)] {
            let events = dice.below(most);
            let span_ms = self.span_ms();
            out.record(name, "", |out| {
                out.array("events", |out| (0..events).for_each(|_| attribute(words, &span_ms, dice, out)));
            });
        }
        out.record("responseTime", "", |out| {
            out.long("latestEffectiveResponseDueTime", -1);
            out.int("configuredResponseTime", 180_000);
        });
        if dice.percent(40) {
            out.record("summary", "", |out| {
                out.text_of("text", |out| words.sentence(20, dice, out));
                out.long("lastUpdatedTime", self.closed_ms);
            });
        }
    }

    fn info(&self, is_partial: bool, dice: &mut Dice, out: &mut Json) {
        out.text("conversationId", &self.id);
        out.text("brandId", ACCOUNT);
        out.text("status", "CLOSE");
        out.text("fullDialogStatus", "CLOSE");
        time("startTime", self.started_ms, out);
        time("endTime", self.survey_ms, out);
        time("conversationEndTime", self.closed_ms, out);
        time("fullDialogEndTime", self.survey_ms, out);
        out.long("duration", self.closed_ms - self.started_ms);
        out.text("closeReason", dice.pick(&["AGENT", "CONSUMER", "SYSTEM"]));
        out.text("closeReasonDescription", dice.pick(&["MANUAL_CLOSE", "AUTO_CLOSE"]));
        for name in ["firstConversation", "wasStepUp", "agentDeleted", "pendingAgentSurvey"] {
            out.boolean(name, dice.percent(10));
        }
        out.boolean("isPartial", is_partial);
        if self.survey_dialog.is_some() {
            let rating = 1 + dice.below(5);
            out.int("csat", rating);
            out.int("csatRate", rating);
        }
        out.int("mcs", dice.below(101));
        out.int("alertedMCS", dice.below(2));
        people::print_agent("latest", self.last_agent(), out);
        out.long("latestAgentGroupId", dice.pick(&[-1, 4, 17]));
        out.text("latestAgentGroupName", "Main Group");
        people::print_skill("latest", self.skill, out);
        out.text("latestQueueState", "ACTIVE");
        device(dice, out);
    }

    fn print_sessions(&self, dice: &mut Dice, out: &mut Json) {
        let sessions = u64::from(dice.percent(3));
        out.record("coBrowseSessions", "", |out| {
            list("coBrowseSessionsList", sessions, out, |_, out| {
                out.text("sessionId", &dice.token(32));
                time("startTime", self.at_ms(2, 4), out);
                time("endTime", self.at_ms(3, 4), out);
                time("interactiveTime", self.at_ms(2, 4) + 5, out);
                out.text("endReason", dice.pick(&["AGENT", "VISITOR"]));
                out.long("duration", self.at_ms(1, 4) - self.started_ms);
                out.text("type", "inApp");
                out.array("capabilities", |out| out.item("\"AGENT_APP_CONTROL\""));
                out.text("agentId", &self.last_agent().to_string());
                out.boolean("interactive", true);
            });
        });
    }
}

/// Prints with what the consumer writes.
fn device(dice: &mut Dice, out: &mut Json) {
    out.text("source", dice.pick(&["APP", "SHARK", "SMS"]));
    out.text("device", dice.pick(&["undefined", "MOBILE", "DESKTOP"]));
    out.text("deviceModel", "Invented Phone 7");
    out.text("browser", "Chrome");
    out.text("browserVersion", "140.0.0.0");
    out.text("operatingSystem", dice.pick(&["NA", "IOS", "ANDROID"]));
    out.text("operatingSystemVersion", "18.1");
    out.text("sessionId", &dice.token(22));
    out.text("interactionContextId", &(1 + dice.below(98)).to_string());
    out.text("timeZone", "Europe/Vienna");
    out.array("features", |out| {
        ["\"PHOTO_SHARING\"", "\"SECURE_FORMS\"", "\"AUTO_MESSAGES\""].iter().for_each(|feature| out.item(feature));
    });
    out.text("language", dice.pick(&["de-AT", "en-US"]));
    out.text("integration", dice.pick(&["mobile-sdk", "web-sdk"]));
    out.text("integrationVersion", "3.0.61");
    out.text("appId", "com.shop.example");
    out.text("appVersion", "1.0.1");
    out.text("ipAddress", &format!("203.0.113.{}", dice.below(256)));
    out.text("firstIntentName", "track_order");
    out.text("firstIntentLabel", "Track an order");
}

/// Prints an array of objects.
fn list(name: &str, items: u64, out: &mut Json, mut item: impl FnMut(u64, &mut Json)) {
    out.array(name, |out| (0..items).for_each(|index| out.object(|out| item(index, out))));
}

/// Makes an id as upstream does: ids have no order, so that each lands anywhere in an index.
fn uuid(dice: &mut Dice) -> String {
    let (high, low) = (dice.next(), dice.next());
    let (first, second, third) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
    format!("{first:08x}-{second:04x}-4{third:03x}-8{:03x}-{:012x}", low >> 48 & 0xfff, low & 0xffff_ffff_ffff)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn records_are_json_and_every_container_holds_something() {
        let words = Words::new();
        let mut json = Json::new(false);
        let (mut filled, mut messages) = (BTreeSet::new(), 0);
        for number in 0..200 {
            let mut dice = Dice::new(number);
            let conversation = Conversation::new(1, &mut dice);
            json.clear();
            json.object(|out| conversation.print(&words, false, &mut dice, out));
            let record: Value = serde_json::from_slice(json.bytes()).unwrap();
            messages += record["messageRecords"].as_array().unwrap().len();
            let is_filled = |value: &Value| !value.to_string().trim_end_matches('}').ends_with("[]");
            let held = record.as_object().unwrap().iter().filter(|(_, value)| is_filled(value));
            filled.extend(held.map(|(name, _)| name.clone()));
        }
        assert!((4_500..5_500).contains(&messages), "{messages}");
        // `info` and 22 others; nobody is active in a conversation that is closed.
        assert_eq!(filled.len(), 23, "{filled:?}");
    }
}
