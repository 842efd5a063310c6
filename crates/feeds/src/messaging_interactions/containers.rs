//! The parts of a record, found before any is read.

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::record::{expect_array, expect_object};

use super::info;
use super::record::PATH;
use crate::search::{Items, read_arrays};

/// The parts of a record. If one is printed twice, the first counts and the second goes to `extra`.
#[derive(Default)]
pub(super) struct Containers<'n, 'a> {
    pub(super) info: Fields<'n, 'a>,
    pub(super) campaign: Part<'n, 'a>,
    pub(super) monitoring: Part<'n, 'a>,
    pub(super) summary: Part<'n, 'a>,
    pub(super) response_time: Part<'n, 'a>,
    pub(super) unique_intents: Part<'n, 'a>,
    pub(super) latest_agent_survey: Part<'n, 'a>,
    pub(super) earlier_agent_surveys: Items<'n, 'a>,
    pub(super) dialogs: Items<'n, 'a>,
    pub(super) messages: Items<'n, 'a>,
    pub(super) statuses: Items<'n, 'a>,
    pub(super) scores: Items<'n, 'a>,
    pub(super) agents: [Items<'n, 'a>; 3],
    pub(super) consumers: Items<'n, 'a>,
    pub(super) transfers: Items<'n, 'a>,
    pub(super) interactions: Items<'n, 'a>,
    pub(super) skill_changes: Items<'n, 'a>,
    pub(super) surveys: Items<'n, 'a>,
    pub(super) sessions: Items<'n, 'a>,
    pub(super) intents: Items<'n, 'a>,
    pub(super) events: Items<'n, 'a>,
    pub(super) unauthenticated_events: Items<'n, 'a>,
}

/// A value with its name, once it was met.
pub(super) type Part<'n, 'a> = Option<(&'n str, &'n Node<'a>)>;

impl<'n, 'a> Containers<'n, 'a> {
    pub(super) fn read(record: Fields<'n, 'a>) -> Result<(Self, Extra<'n, 'a>), RejectReason> {
        let mut found = Self::default();
        let mut extra = Extra::new(info::PATH);
        for (name, value) in record {
            if value.is_null() {
                continue;
            }
            let mut buffer = [0; 64];
            let folded = folded(name, &mut buffer);
            if let Some((slot @ None, field)) = found.array(folded) {
                *slot = Some(expect_array(value, field)?);
            } else if let Some(slot @ None) = found.part(folded) {
                *slot = Some((name, value));
            } else if let Some((slot, nesting)) = found.nested_array(folded) {
                read_arrays((nesting.name, nesting.path), value, [(nesting.array, slot)], &mut extra)?;
            } else if folded == b"info" && found.info.is_empty() {
                found.info = expect_object(value, "info")?;
            } else {
                extra.keep_of(PATH, name, value);
            }
        }
        Ok((found, extra))
    }

    /// The containers that are arrays, each with upstream's name. Older names stand beside those of today.
    fn array(&mut self, folded: &[u8]) -> Option<(&mut Items<'n, 'a>, &'static str)> {
        let [joined, active, left] = &mut self.agents;
        Some(match folded {
            b"messagerecords" | b"messagesrecords" => (&mut self.messages, "messageRecords"),
            b"messagestatuses" => (&mut self.statuses, "messageStatuses"),
            b"messagescores" | b"messagescore" => (&mut self.scores, "messageScores"),
            b"agentparticipants" => (joined, "agentParticipants"),
            b"agentparticipantsactive" => (active, "agentParticipantsActive"),
            b"agentparticipantsleave" => (left, "agentParticipantsLeave"),
            b"consumerparticipants" | b"consumerparticipant" => (&mut self.consumers, "consumerParticipants"),
            b"transfers" => (&mut self.transfers, "transfers"),
            b"interactions" => (&mut self.interactions, "interactions"),
            b"dialogs" => (&mut self.dialogs, "dialogs"),
            b"skillchanges" => (&mut self.skill_changes, "skillChanges"),
            b"conversationsurveys" => (&mut self.surveys, "conversationSurveys"),
            b"intents" => (&mut self.intents, "intents"),
            b"previouslysubmittedagentsurveys" => (&mut self.earlier_agent_surveys, "previouslySubmittedAgentSurveys"),
            _ => return None,
        })
    }

    /// The containers that become columns of the conversation, or one row.
    fn part(&mut self, folded: &[u8]) -> Option<&mut Part<'n, 'a>> {
        Some(match folded {
            b"campaign" => &mut self.campaign,
            b"monitoring" => &mut self.monitoring,
            b"summary" => &mut self.summary,
            b"responsetime" => &mut self.response_time,
            b"uniqueintents" => &mut self.unique_intents,
            b"latestagentsurvey" => &mut self.latest_agent_survey,
            _ => return None,
        })
    }

    /// The containers that are an object around an array.
    fn nested_array(&mut self, folded: &[u8]) -> Option<(&mut Items<'n, 'a>, &'static Nesting)> {
        Some(match folded {
            b"cobrowsesessions" => (&mut self.sessions, &SESSIONS),
            b"sdes" => (&mut self.events, &EVENTS),
            b"unauthsdes" => (&mut self.unauthenticated_events, &UNAUTHENTICATED_EVENTS),
            _ => return None,
        })
    }

    /// Rows of the arrays, a row per item at least.
    pub(super) fn rows(&self) -> usize {
        let [joined, active, left] = self.agents;
        let arrays = [
            self.earlier_agent_surveys,
            self.dialogs,
            self.messages,
            self.statuses,
            self.scores,
            joined,
            active,
            left,
            self.consumers,
            self.transfers,
            self.interactions,
            self.skill_changes,
            self.surveys,
            self.sessions,
        ];
        arrays.into_iter().flatten().map(<[_]>::len).sum()
    }
}

/// An object that holds one array and nothing else.
struct Nesting {
    name: &'static str,
    path: &'static str,
    array: &'static str,
}

const SESSIONS: Nesting = Nesting {
    name: "coBrowseSessions",
    path: "conversationHistoryRecords[].coBrowseSessions",
    array: "coBrowseSessionsList",
};
const EVENTS: Nesting = Nesting { name: "sdes", path: "conversationHistoryRecords[].sdes", array: "events" };
const UNAUTHENTICATED_EVENTS: Nesting =
    Nesting { name: "unAuthSdes", path: "conversationHistoryRecords[].unAuthSdes", array: "events" };
