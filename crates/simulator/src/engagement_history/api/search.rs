//! What a search asks for.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::api::oauth1::form_parameters;
use crate::api::pages::Span;
use crate::api::posted::{integer, mark_after, mark_before, text, texts};
use crate::engagement_history::world;
use crate::world::World;
use crate::world::chats::Chat;

/// The longest month.
const SPAN_MS_MAX: i64 = 31 * 24 * 3_600_000;

/// Parameters of the address.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) span: Span,
    pub(super) sort: Vec<Order>,
}

/// By what, and whether the greatest comes first.
#[derive(Debug)]
pub(super) struct Order {
    key: Key,
    is_descending: bool,
}

#[derive(Clone, Copy, Debug)]
enum Key {
    Start,
    End,
    Duration,
    Visitor,
    EngagementId,
    Interactive,
    AgentId,
    SkillId,
}

impl Query {
    pub(super) fn of(query: &str) -> Result<Self, &'static str> {
        let parameters = form_parameters(query);
        let get = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let span = Span::of(&parameters)?;
        let sort = get("sort").filter(|sort| !sort.is_empty());
        let sort = sort.map_or(Ok(Vec::new()), |sort| sort.split(',').map(Order::of).collect());
        Ok(Self { span, sort: sort? })
    }

    pub(super) fn sort(&self, world: &World, chats: &mut [&Chat]) {
        chats.sort_by(|one, other| {
            let mut by = self.sort.iter().map(|order| order.compare(world, one, other));
            by.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
    }
}

impl Order {
    fn of(text: &str) -> Result<Self, &'static str> {
        let (field, direction) = text.split_once(':').ok_or("sort must be field:asc or field:desc")?;
        let key = match field {
            "start" => Key::Start,
            "end" => Key::End,
            "duration" => Key::Duration,
            "visitor" => Key::Visitor,
            "engagementId" => Key::EngagementId,
            "interactive" => Key::Interactive,
            "agentId" => Key::AgentId,
            "skillId" => Key::SkillId,
            _ => return Err("unknown field to sort by"),
        };
        let is_descending = match direction {
            "asc" => false,
            "desc" => true,
            _ => return Err("sort must be field:asc or field:desc"),
        };
        Ok(Self { key, is_descending })
    }

    fn compare(&self, world: &World, one: &Chat, other: &Chat) -> Ordering {
        let ascending = match self.key {
            Key::Start => one.started_ms.cmp(&other.started_ms),
            Key::End => one.ended_ms.cmp(&other.ended_ms),
            Key::Duration => one.duration_s().cmp(&other.duration_s()),
            Key::Visitor => world::visitor_id(world, one).cmp(&world::visitor_id(world, other)),
            Key::EngagementId => one.id.cmp(&other.id),
            Key::Interactive => one.is_interactive.cmp(&other.is_interactive),
            Key::AgentId => one.agent.cmp(&other.agent),
            Key::SkillId => one.skill.cmp(&other.skill),
        };
        if self.is_descending { ascending.reverse() } else { ascending }
    }
}

/// What the body asks for. Filters that are not here are ignored.
#[derive(Debug)]
pub(super) struct Filter {
    scope: Scope,
    is_interactive: bool,
    skills: Option<Vec<String>>,
    agents: Option<Vec<String>>,
    duration_s: Option<(i64, i64)>,
}

/// Among which chats.
#[derive(Debug)]
enum Scope {
    EngagementId(String),
    VisitorId(String),
    /// Epoch milliseconds, both included.
    Started(i64, i64),
}

/// Whether the body of a search asks for one chat.
pub(super) fn is_by_id(body: &str) -> bool {
    let body = serde_json::from_str::<Value>(body).unwrap_or_default();
    !body["engagementId"].is_null()
}

impl Filter {
    pub(super) fn of(body: &Value) -> Result<Self, &'static str> {
        if !body.is_object() {
            return Err("the body is not an object");
        }
        // Documented as required with an id too, though it does not narrow such a search then.
        let span = started(&body["start"])?;
        let scope = match (text(&body["engagementId"]), text(&body["visitor"])) {
            (Some(id), _) => Scope::EngagementId(id),
            (None, Some(id)) => Scope::VisitorId(id),
            (None, None) => span,
        };
        let duration = &body["duration"];
        let duration_s = match (integer(&duration["from"]), integer(&duration["to"])) {
            (Some(from), Some(to)) => Some((from, to)),
            _ if duration.is_null() => None,
            _ => return Err("duration needs from and to, in seconds"),
        };
        Ok(Self {
            scope,
            is_interactive: body["interactive"] == true,
            skills: texts(&body["skillIds"]),
            agents: texts(&body["agentIds"]),
            duration_s,
        })
    }

    pub(super) fn is_by_id(&self) -> bool {
        matches!(self.scope, Scope::EngagementId(_))
    }

    /// The chats that are found at `now`, by start and id.
    pub(super) fn matches<'w>(&self, world: &'w World, account: &str, now: DateTime<Utc>) -> Vec<&'w Chat> {
        let chats = world.chats();
        let all = (i64::MIN, i64::MAX);
        match &self.scope {
            Scope::EngagementId(id) => {
                chats.chat(account, id, now).into_iter().filter(|chat| self.fits(chat)).collect()
            }
            Scope::VisitorId(id) => {
                let found = chats.found(account, all, now).filter(|chat| self.fits(chat));
                found.filter(|chat| world::visitor_id(world, chat) == *id).collect()
            }
            Scope::Started(from_ms, to_ms) => {
                chats.found(account, (*from_ms, *to_ms), now).filter(|chat| self.fits(chat)).collect()
            }
        }
    }

    fn fits(&self, chat: &Chat) -> bool {
        let is_one_of = |ids: &Option<Vec<String>>, id: Option<i64>| {
            ids.as_ref().is_none_or(|ids| id.is_some_and(|id| ids.contains(&id.to_string())))
        };
        (!self.is_interactive || chat.is_interactive)
            && self.duration_s.is_none_or(|(from, to)| (from..=to).contains(&chat.duration_s()))
            && is_one_of(&self.skills, Some(chat.skill))
            && is_one_of(&self.agents, chat.agent)
    }
}

fn started(start: &Value) -> Result<Scope, &'static str> {
    let range = integer(&start["from"]).zip(integer(&start["to"]));
    let (from_ms, to_ms) = range.ok_or("start needs from and to, in milliseconds")?;
    if from_ms > to_ms {
        return Err("start ends before it begins");
    }
    if to_ms.saturating_sub(from_ms) > SPAN_MS_MAX {
        return Err("start spans more than a month");
    }
    Ok(Scope::Started(mark_before(from_ms), mark_after(to_ms)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ranges_are_widened_to_marks() {
        let check = |start: Value, expected: Option<(i64, i64)>| {
            let range = match started(&start) {
                Ok(Scope::Started(from, to)) => Some((from, to)),
                _ => None,
            };
            assert_eq!(range, expected, "{start}");
        };
        check(json!({ "from": 1_800_000, "to": 2_400_000 }), Some((1_800_000, 2_400_000)));
        check(json!({ "from": 1_800_001, "to": "2400001" }), Some((1_800_000, 3_000_000)));
        check(json!({ "from": "1799999", "to": 1_799_999 }), Some((1_200_000, 1_800_000)));
        check(json!({ "from": 0, "to": SPAN_MS_MAX }), Some((0, SPAN_MS_MAX)));
        check(json!({ "from": 0, "to": SPAN_MS_MAX + 1 }), None);
        check(json!({ "from": 1, "to": 0 }), None);
        check(json!({ "from": 1 }), None);
        check(json!({ "from": "soon", "to": 2 }), None);
    }
}
