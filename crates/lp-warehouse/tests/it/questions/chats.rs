//! What mart.chat says of each chat, worked out from the records of the simulated world by the words of its comments.

use std::collections::BTreeMap;

use serde_json::Value;

use super::figures::{agent, at, between, text};

pub(super) type Tables = BTreeMap<&'static str, Vec<Value>>;

#[derive(Clone, Debug, Default)]
pub(super) struct Chat {
    pub(super) account: String,
    pub(super) id: String,
    pub(super) started_ms: i64,
    pub(super) connected_ms: Option<i64>,
    pub(super) ended_ms: Option<i64>,
    pub(super) is_live: bool,
    pub(super) is_connected: bool,
    pub(super) has_history: bool,
    pub(super) agent: Option<String>,
    pub(super) skill: Option<String>,
    pub(super) campaign: Option<String>,
    pub(super) country: Option<String>,
    pub(super) is_interactive: Option<bool>,
    pub(super) visit: Option<String>,
    /// Of either source, what visits are joined by.
    pub(super) visitors: Vec<String>,
    /// The one that reports show.
    pub(super) visitor: Option<String>,
    pub(super) wait_ms: Option<i64>,
    pub(super) abandon_wait_ms: Option<i64>,
    pub(super) first_response_ms: Option<i64>,
    pub(super) handling_ms: Option<i64>,
    pub(super) replies_ms: Vec<i64>,
    /// Nothing when they are not known.
    pub(super) transfers: Option<Vec<Transfer>>,
    pub(super) lines: Vec<Line>,
    /// Scores of the survey after the chat.
    pub(super) scores: Vec<i64>,
    pub(super) has_survey: Option<bool>,
    pub(super) has_answer: Option<bool>,
    pub(super) has_lead: Option<bool>,
    pub(super) has_purchase: Option<bool>,
}

#[derive(Clone, Debug)]
pub(super) struct Transfer {
    pub(super) at_ms: Option<i64>,
    pub(super) queue_ms: (Option<i64>, Option<i64>),
    pub(super) from_skill: Option<String>,
    pub(super) to_skill: Option<String>,
    pub(super) from_agent: Option<String>,
    pub(super) to_agent: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    Visitor,
    Agent,
    Other,
}

#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) at_ms: Option<i64>,
    pub(super) sender: Sender,
    pub(super) agent: Option<String>,
    pub(super) is_visible: bool,
}

/// A time that one agent had a chat.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) agent: Option<String>,
    pub(super) from_ms: Option<i64>,
    pub(super) to_ms: Option<i64>,
}

impl Chat {
    pub(super) fn is_transferred(&self) -> Option<bool> {
        Some(!self.transfers.as_ref()?.is_empty())
    }

    /// Returns who had the chat, one after the other; none of a chat that nobody took.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        if !self.is_connected {
            return Vec::new();
        }
        let transfers = self.transfers.as_deref().unwrap_or_default();
        let first = transfers.first().map_or_else(|| self.agent.clone(), |first| first.from_agent.clone());
        let mut stretches = vec![Stretch { agent: first, from_ms: self.connected_ms, to_ms: None }];
        for (index, transfer) in transfers.iter().enumerate() {
            let next = transfers.get(index + 1).map_or_else(|| self.agent.clone(), |next| next.from_agent.clone());
            let from_ms = transfer.queue_ms.1.or(transfer.at_ms);
            stretches.push(Stretch { agent: transfer.to_agent.clone().or(next), from_ms, to_ms: None });
        }
        let left = transfers.iter().map(|transfer| transfer.queue_ms.0.or(transfer.at_ms));
        let ends: Vec<_> = left.chain([self.ended_ms]).collect();
        stretches.iter_mut().zip(ends).for_each(|(stretch, end)| stretch.to_ms = end);
        stretches
    }

    /// Returns who wrote what the visitor sees.
    pub(super) fn writers(&self) -> impl Iterator<Item = &String> {
        let seen = self.lines.iter().filter(|line| line.sender == Sender::Agent && line.is_visible);
        seen.filter_map(|line| line.agent.as_ref())
    }
}

type Key<'t> = (&'t str, &'t str);

fn keyed<'t>(tables: &'t Tables, table: &str, id: &str) -> BTreeMap<Key<'t>, Vec<&'t Value>> {
    let mut rows = BTreeMap::<Key<'t>, Vec<&Value>>::new();
    for row in &tables[table] {
        if let (Some(account), Some(id)) = (row["account_id"].as_str(), row[id].as_str()) {
            rows.entry((account, id)).or_default().push(row);
        }
    }
    rows.values_mut().for_each(|rows| rows.sort_by_key(|row| row["position"].as_i64()));
    rows
}

/// Joins what the files and the history tell of each chat.
pub(super) fn chats(files: &Tables, history: &Tables) -> Vec<Chat> {
    let conversations = keyed(files, "conversation", "conversation_id");
    let engagements = keyed(history, "engagement", "engagement_id");
    let of_files = ["conversation_skill", "message", "transfer"].map(|table| keyed(files, table, "conversation_id"));
    let of_history = ["engagement_line", "survey_answer", "engagement_attribute"]
        .map(|table| keyed(history, table, "engagement_id"));
    let mut keys: Vec<_> = conversations.keys().chain(engagements.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let chat = |key: &Key<'_>| {
        let of =
            |rows: &BTreeMap<Key<'_>, Vec<&Value>>| rows.get(key).into_iter().flatten().copied().cloned().collect();
        let parts = Parts {
            key: *key,
            conversation: conversations.get(key).map(|rows| rows[0]),
            engagement: engagements.get(key).map(|rows| rows[0]),
            skills: of(&of_files[0]),
            messages: of(&of_files[1]),
            transfers: of(&of_files[2]),
            lines: of(&of_history[0]),
            answers: of(&of_history[1]),
            attributes: of(&of_history[2]),
        };
        parts.chat()
    };
    keys.into_iter().map(chat).collect()
}

/// All that is told of a chat.
struct Parts<'t> {
    key: Key<'t>,
    conversation: Option<&'t Value>,
    engagement: Option<&'t Value>,
    skills: Vec<Value>,
    messages: Vec<Value>,
    transfers: Vec<Value>,
    lines: Vec<Value>,
    answers: Vec<Value>,
    attributes: Vec<Value>,
}

impl Parts<'_> {
    fn chat(&self) -> Chat {
        let nothing = Value::Null;
        let (c, e) = (self.conversation.unwrap_or(&nothing), self.engagement.unwrap_or(&nothing));
        let history_agent = agent(e, "agent_id");
        let files_connected_ms = at(c, "interaction_started_at").or(at(c, "queue_ended_at"));
        let history_connected_ms = at(e, "started_at").filter(|_| history_agent.is_some());
        let lines = self.transcript();
        let told_ms = files_connected_ms.or(history_connected_ms);
        let first_line =
            lines.iter().find(|line| line.sender == Sender::Agent && line.is_visible && line.at_ms.is_some());
        let last_writer = lines
            .iter()
            .rev()
            .find_map(|line| line.agent.clone().filter(|_| line.sender == Sender::Agent && line.is_visible));
        let is_connected = told_ms.is_some() || history_agent.is_some() || first_line.is_some();
        let connected_ms = told_ms.or(first_line.and_then(|line| line.at_ms));
        // The transcript has the clock of its source.
        let lines_connected_ms = if self.messages.is_empty() {
            history_connected_ms.or(files_connected_ms)
        } else {
            files_connected_ms.or(history_connected_ms)
        };
        let asked_ms = at(c, "queue_started_at").or(at(c, "started_at"));
        let taken_ms = at(c, "queue_ended_at").or(at(c, "interaction_started_at"));
        let history_wait_ms = between(at(e, "requested_at"), at(e, "started_at")).filter(|_| history_agent.is_some());
        let abandon_wait_ms =
            || between(asked_ms, at(c, "ended_at")).or_else(|| between(at(e, "requested_at"), at(e, "ended_at")));
        let starts = [at(c, "started_at"), at(c, "queue_started_at"), at(e, "requested_at")];
        let later_starts = [at(c, "interaction_started_at"), at(e, "started_at"), at(c, "ended_at"), at(e, "ended_at")];
        let is_known = self.engagement.is_some();
        let after: Vec<_> = self.answers.iter().filter(|answer| answer["survey_kind"] == "post_chat").collect();
        let is_answered = |answer: &&Value| answer["answer"].as_str().is_some_and(|answer| !answer.is_empty());
        let has = |kind: &str| self.attributes.iter().any(|attribute| attribute["type"] == kind);
        let visitors = [text(e, "visitor_id"), text(c, "visitor_id")];
        Chat {
            account: self.key.0.to_owned(),
            id: self.key.1.to_owned(),
            started_ms: starts.into_iter().chain(later_starts).flatten().next().unwrap(),
            connected_ms,
            ended_ms: at(c, "ended_at").or(at(e, "ended_at")),
            is_live: c["type"] != "MESSAGING",
            is_connected,
            has_history: is_known,
            agent: history_agent.or(agent(c, "agent_id")).or(last_writer),
            skill: self.skill(c, e),
            campaign: text(e, "campaign_id").or(text(c, "campaign_id")),
            country: text(e, "visitor_country").filter(|country| !country.is_empty()),
            is_interactive: e["is_interactive"].as_bool().or(c["is_interactive"].as_bool()),
            visit: text(c, "visit_id"),
            visitor: visitors.iter().flatten().next().cloned(),
            visitors: visitors.into_iter().flatten().collect(),
            wait_ms: between(asked_ms, taken_ms).or(history_wait_ms).filter(|_| is_connected),
            abandon_wait_ms: if is_connected { None } else { abandon_wait_ms() },
            first_response_ms: first_after(&lines, lines_connected_ms),
            handling_ms: last_after(&lines, lines_connected_ms),
            replies_ms: replies(&lines, lines_connected_ms),
            transfers: self.conversation.map(|_| self.transfers.iter().map(transfer).collect()),
            lines,
            scores: after.iter().filter_map(|answer| score(answer["answer"].as_str()?)).collect(),
            has_survey: is_known.then_some(!after.is_empty()),
            has_answer: is_known.then(|| after.iter().any(is_answered)),
            has_lead: is_known.then(|| has("lead")),
            has_purchase: is_known.then(|| has("purchase")),
        }
    }

    /// -1 is no skill as long as any source knows another.
    fn skill(&self, c: &Value, e: &Value) -> Option<String> {
        let listed = self.skills.iter().rev().map(|skill| text(skill, "skill_id"));
        let all = [text(e, "skill_id"), text(c, "skill_id")];
        let known = all.clone().into_iter().chain(listed).flatten().find(|skill| skill != "-1");
        known.or_else(|| all.into_iter().flatten().next())
    }

    /// The lines of the files, otherwise those of the history.
    fn transcript(&self) -> Vec<Line> {
        let line = |row: &Value, told: Option<Sender>, is_visible| {
            let agent = agent(row, "agent_id");
            let guessed = if agent.is_some() { Sender::Agent } else { Sender::Other };
            Line { at_ms: at(row, "sent_at"), sender: told.unwrap_or(guessed), agent, is_visible }
        };
        let of_files = |row: &Value| {
            let sender = row["line_type_id"].as_i64().map(|line_type| match line_type {
                0 => Sender::Visitor,
                1 | 3 | 4 | 5 => Sender::Agent,
                _ => Sender::Other,
            });
            line(row, sender, row["line_type_id"] != 5)
        };
        let of_history = |row: &Value| {
            let sender = row["source"].as_str().map(|source| match source {
                "visitor" => Sender::Visitor,
                "agent" => Sender::Agent,
                _ => Sender::Other,
            });
            line(row, sender, row["sub_type"] != "ONLY_TO_REP")
        };
        if self.messages.is_empty() {
            self.lines.iter().map(of_history).collect()
        } else {
            self.messages.iter().map(of_files).collect()
        }
    }
}

fn transfer(row: &Value) -> Transfer {
    Transfer {
        at_ms: at(row, "transferred_at"),
        queue_ms: (at(row, "queue_started_at"), at(row, "queue_ended_at")),
        from_skill: text(row, "skill_id"),
        to_skill: text(row, "target_skill_id"),
        from_agent: agent(row, "agent_id"),
        to_agent: agent(row, "target_agent_id"),
    }
}

fn first_after(lines: &[Line], connected_ms: Option<i64>) -> Option<i64> {
    let seen = lines.iter().filter(|line| line.sender == Sender::Agent && line.is_visible);
    seen.filter_map(|line| between(connected_ms, line.at_ms)).min()
}

fn last_after(lines: &[Line], connected_ms: Option<i64>) -> Option<i64> {
    let seen = lines.iter().filter(|line| line.sender != Sender::Other && line.is_visible);
    seen.filter_map(|line| between(connected_ms, line.at_ms)).max()
}

/// A reply is the first line of an agent after one or more of the visitor; the visitor waits from the first of these, or from
/// the connection when that is later.
fn replies(lines: &[Line], connected_ms: Option<i64>) -> Vec<i64> {
    let (mut replies, mut asked) = (Vec::new(), None::<Option<i64>>);
    for line in lines {
        match line.sender {
            Sender::Visitor => asked = Some(asked.flatten().or(line.at_ms)),
            Sender::Agent if line.is_visible => {
                if let Some(Some(asked_ms)) = asked.take() {
                    let from_ms = connected_ms.map_or(asked_ms, |connected_ms| connected_ms.max(asked_ms));
                    replies.extend(between(Some(from_ms), line.at_ms));
                }
            }
            _ => {}
        }
    }
    replies
}

/// An answer that is a number is a score; those of the world are whole.
fn score(answer: &str) -> Option<i64> {
    answer.trim().parse().ok().filter(|score| (0..=100).contains(score))
}
