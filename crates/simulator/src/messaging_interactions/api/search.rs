//! What a search asks for.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::api::oauth1::form_parameters;
use crate::api::pages::Span;
use crate::api::posted::{integer, mark_after, mark_before, text, texts};
use crate::messaging_interactions::world::Known;
use crate::messaging_interactions::world::life::Conversation;

/// The longest three months.
const SPAN_MS_MAX: i64 = 92 * 24 * 3_600_000;
/// Containers that come unless others are asked for.
const CONTENTS_DEFAULT: [&str; 14] = [
    "campaign",
    "messageRecords",
    "agentParticipants",
    "agentParticipantsLeave",
    "agentParticipantsActive",
    "consumerParticipants",
    "transfers",
    "interactions",
    "messageScores",
    "messageStatuses",
    "conversationSurveys",
    "coBrowseSessions",
    "summary",
    "sdes",
];
/// Containers that come only when they are asked for.
const CONTENTS_ON_DEMAND: [&str; 9] = [
    "unAuthSdes",
    "monitoring",
    "dialogs",
    "responseTime",
    "skillChanges",
    "intents",
    "uniqueIntents",
    "latestAgentSurvey",
    "previouslySubmittedAgentSurveys",
];

/// Parameters of the address.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) span: Span,
    pub(super) sort: Vec<Order>,
    /// Whether version 2 is asked for.
    pub(super) is_typed: bool,
}

/// By what, and whether the greatest comes first.
#[derive(Debug)]
pub(super) struct Order {
    is_by_end: bool,
    is_descending: bool,
}

impl Query {
    pub(super) fn of(query: &str) -> Result<Self, &'static str> {
        let parameters = form_parameters(query);
        let get = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let span = Span::of(&parameters)?;
        let is_typed = match get("v") {
            None | Some("1") => false,
            Some("2") => true,
            Some(_) => return Err("v must be 1 or 2"),
        };
        if !matches!(get("rollover"), None | Some("true" | "false")) {
            return Err("rollover must be true or false");
        }
        let sort = get("sort").filter(|sort| !sort.is_empty());
        let sort = sort.map_or(Ok(Vec::new()), |sort| sort.split(',').map(Order::of).collect());
        Ok(Self { span, sort: sort?, is_typed })
    }

    /// Sorts; what is equal stays in the order of start and id.
    pub(super) fn sort(&self, found: &mut [&Conversation], now: DateTime<Utc>) {
        found.sort_by(|one, other| {
            let mut by = self.sort.iter().map(|order| order.compare(one, other, now));
            by.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
    }
}

impl Order {
    fn of(text: &str) -> Result<Self, &'static str> {
        let (is_by_end, is_descending) = match text {
            "start:asc" => (false, false),
            "start:desc" => (false, true),
            "end:asc" => (true, false),
            "end:desc" => (true, true),
            _ => return Err("sort must be start or end, each with :asc or :desc"),
        };
        Ok(Self { is_by_end, is_descending })
    }

    /// Compares; those that are open come last.
    fn compare(&self, one: &Conversation, other: &Conversation, now: DateTime<Utc>) -> Ordering {
        let end = |conversation: &Conversation| ended_ms(conversation, now).unwrap_or(i64::MAX);
        let ascending = if self.is_by_end { end(one).cmp(&end(other)) } else { one.started_ms.cmp(&other.started_ms) };
        if self.is_descending { ascending.reverse() } else { ascending }
    }
}

/// Finds when it ended, as far as the API shows that at `now`.
fn ended_ms(conversation: &Conversation, now: DateTime<Utc>) -> Option<i64> {
    conversation.life.closing_ms(conversation.told_until_ms(now))
}

/// Among which conversations.
#[derive(Debug)]
pub(super) enum Scope {
    One(String),
    /// Of a consumer.
    Of(String),
    /// Epoch milliseconds, both included.
    Started(i64, i64),
}

impl Scope {
    pub(super) fn started(body: &Value, now: DateTime<Utc>) -> Result<Self, &'static str> {
        if ["conversationId", "consumer"].iter().any(|name| !body[name].is_null()) {
            return Err("one conversation and those of a consumer have methods of their own");
        }
        let (from_ms, to_ms) = range(&body["start"], now)?;
        Ok(Self::Started(from_ms, to_ms))
    }

    pub(super) fn one(body: &Value) -> Result<Self, &'static str> {
        text(&body["conversationId"]).map(Self::One).ok_or("conversationId is required")
    }

    pub(super) fn consumer(body: &Value) -> Result<Self, &'static str> {
        if texts(&body["status"]).is_none() {
            return Err("status is required");
        }
        text(&body["consumer"]).map(Self::Of).ok_or("consumer is required")
    }
}

/// What the body asks for. Filters that are not here are ignored.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) scope: Scope,
    /// Names of containers.
    pub(super) contents: Vec<String>,
    ended: Option<(i64, i64)>,
    full_dialog_ended: Option<(i64, i64)>,
    updated_from_ms: Option<i64>,
    status: Option<Vec<String>>,
    skills: Option<Vec<String>>,
    latest_skills: Option<Vec<String>>,
    agents: Option<Vec<String>>,
}

impl Filter {
    pub(super) fn of(
        scope: Scope,
        body: &Value,
        now: DateTime<Utc>,
        unknown_contents: &[&str],
    ) -> Result<Self, &'static str> {
        let optional = |name: &str| match &body[name] {
            Value::Null => Ok(None),
            given => range(given, now).map(Some),
        };
        let updated = &body["latestUpdateTime"];
        let updated_from_ms = integer(&updated["from"]).map(mark_before);
        if !updated.is_null() && updated_from_ms.is_none() {
            return Err("latestUpdateTime needs from, in milliseconds");
        }
        let status = texts(&body["status"]);
        if status.iter().flatten().any(|status| !["OPEN", "CLOSE"].contains(&status.as_str())) {
            return Err("status must be OPEN or CLOSE");
        }
        let contents = match &body["contentToRetrieve"] {
            Value::Null => CONTENTS_DEFAULT.map(str::to_owned).to_vec(),
            // An empty list replaces the default one too: `info` comes alone.
            Value::Array(names) => names.iter().filter_map(text).collect(),
            _ => return Err("contentToRetrieve must be a list of names"),
        };
        let is_known = |name: &String| CONTENTS_DEFAULT.iter().chain(&CONTENTS_ON_DEMAND).any(|known| known == name);
        if !contents.iter().all(is_known) || contents.iter().any(|name| unknown_contents.contains(&name.as_str())) {
            return Err("contentToRetrieve has an unknown name");
        }
        Ok(Self {
            scope,
            contents,
            ended: optional("end")?,
            full_dialog_ended: optional("fullDialogEndTime")?,
            updated_from_ms,
            status,
            skills: texts(&body["skillIds"]),
            latest_skills: texts(&body["latestSkillIds"]),
            agents: texts(&body["agentIds"]),
        })
    }

    /// Finds the conversations of `now`, by start and id.
    pub(super) fn matches<'w>(&self, known: &'w Known, account: &str, now: DateTime<Utc>) -> Vec<&'w Conversation> {
        let all = (i64::MIN, i64::MAX);
        match &self.scope {
            Scope::One(id) => known.found(account, all, now).filter(|found| found.id == *id).collect(),
            Scope::Of(id) => {
                let found = known.found(account, all, now).filter(|found| found.consumer_id == *id);
                found.filter(|found| self.fits(found, now)).collect()
            }
            Scope::Started(from_ms, to_ms) => {
                known.found(account, (*from_ms, *to_ms), now).filter(|found| self.fits(found, now)).collect()
            }
        }
    }

    fn fits(&self, found: &Conversation, now: DateTime<Utc>) -> bool {
        let until_ms = found.told_until_ms(now);
        let closing_ms = ended_ms(found, now);
        let survey_ms = found.life.survey_ended_ms.filter(|_| closing_ms == Some(found.life.closed_ms));
        let full_ms = survey_ms.or(closing_ms).filter(|ended_ms| *ended_ms <= until_ms);
        let is_in = |range: Option<(i64, i64)>, at_ms: Option<i64>| {
            range.is_none_or(|(from_ms, to_ms)| at_ms.is_some_and(|at_ms| (from_ms..=to_ms).contains(&at_ms)))
        };
        let is_one_of = |ids: &Option<Vec<String>>, had: &[i64]| {
            ids.as_ref().is_none_or(|ids| had.iter().any(|id| ids.contains(&id.to_string())))
        };
        let turns = || found.life.turns.iter().filter(|turn| turn.joined_ms <= until_ms);
        let skills: Vec<i64> = turns().map(|turn| turn.skill).collect();
        let agents: Vec<i64> = turns().map(|turn| turn.agent).collect();
        let latest = skills.last().copied().unwrap_or(-1);
        let status = if closing_ms.is_some() { "CLOSE" } else { "OPEN" };
        is_in(self.ended, closing_ms)
            && is_in(self.full_dialog_ended, full_ms)
            && self.updated_from_ms.is_none_or(|from_ms| found.updated_ms(now) >= from_ms)
            && self.status.as_ref().is_none_or(|asked| asked.iter().any(|asked| asked == status))
            && is_one_of(&self.skills, &skills)
            && is_one_of(&self.latest_skills, &[latest])
            && is_one_of(&self.agents, &agents)
    }
}

/// Reads a range of times, widened to marks; −1 as its end is now.
fn range(given: &Value, now: DateTime<Utc>) -> Result<(i64, i64), &'static str> {
    let range = integer(&given["from"]).zip(integer(&given["to"]));
    let (from_ms, to_ms) = range.ok_or("a range needs from and to, in milliseconds")?;
    let to_ms = if to_ms == -1 { now.timestamp_millis() } else { to_ms };
    if from_ms > to_ms {
        return Err("a range ends before it begins");
    }
    if to_ms.saturating_sub(from_ms) > SPAN_MS_MAX {
        return Err("a range spans more than three months");
    }
    Ok((mark_before(from_ms), mark_after(to_ms)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ranges_are_widened_to_marks_and_bounded() {
        let now = DateTime::from_timestamp_millis(2_400_001).unwrap();
        let check = |given: Value, expected: Option<(i64, i64)>| {
            assert_eq!(range(&given, now).ok(), expected, "{given}");
        };
        check(json!({ "from": 1_800_000, "to": 2_400_000 }), Some((1_800_000, 2_400_000)));
        check(json!({ "from": "1800001", "to": 2_400_001 }), Some((1_800_000, 3_000_000)));
        check(json!({ "from": 0, "to": -1 }), Some((0, 3_000_000)));
        check(json!({ "from": 0, "to": SPAN_MS_MAX }), Some((0, SPAN_MS_MAX)));
        check(json!({ "from": 0, "to": SPAN_MS_MAX + 1 }), None);
        check(json!({ "from": 1, "to": 0 }), None);
        check(json!({ "from": 1 }), None);
    }
}
