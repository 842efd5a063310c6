//! One version of a conversation, in the order of the Messaging Interactions API's page.

use super::life::Conversation;
use super::{extras, info, messages, people, surveys, uuid};
use crate::record::{Field, Part, id, text, word};
use crate::world::attributes::Attribute;
use crate::world::dice::Dice;
use crate::world::facts::Unknown;
use crate::world::text as words;

/// Which of a conversation's versions is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version {
    /// What happened until then is told.
    pub(crate) until_ms: i64,
    /// Names and texts are overwritten.
    pub(crate) is_erased: bool,
    /// It is told to a search for its id, which alone gets the previews of files.
    pub(crate) is_by_id: bool,
    /// The messages are cut, and containers are missing.
    pub(crate) is_partial: bool,
}

/// A conversation as one answer shows it.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) info: Part,
    /// By the names by which they are asked for.
    pub(crate) containers: Vec<(&'static str, Content)>,
    /// Containers that no page names.
    pub(crate) unknown: Unknown,
}

/// What is in a container. An empty one is empty, null or not there; the printer chooses.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// An object.
    One(Option<Part>),
    /// A list.
    Many(Vec<Part>),
    /// A list that is there if it has something.
    Filled(Vec<Part>),
    /// A list inside an object.
    Sessions(Vec<Part>),
    /// Events inside an object.
    Attributes(Vec<Attribute>),
}

/// Tells one version of one conversation.
pub(super) struct Teller<'c> {
    seed: u64,
    pub(super) account: &'c str,
    pub(super) conversation: &'c Conversation,
    pub(super) version: Version,
}

impl Teller<'_> {
    /// Takes the decisions about one matter of the conversation; the same in each version.
    pub(super) fn dice(&self, matter: &str) -> Dice {
        Dice::new(self.seed, &self.conversation.id, 0, matter)
    }

    /// Tells a personal text as the version has it.
    pub(super) fn private(&self, text: impl Into<String>) -> String {
        words::private(self.version.is_erased, text)
    }

    /// Says whether a moment is told of.
    pub(super) fn tells(&self, at_ms: i64) -> bool {
        at_ms <= self.version.until_ms
    }

    /// Finds the dialog of a moment: the conversation's own, or the one that it was opened again with.
    pub(super) fn dialog(&self, at_ms: i64) -> String {
        let id = &self.conversation.id;
        match self.conversation.life.reopened_ms {
            Some((_, opened_ms)) if opened_ms <= at_ms => uuid(&mut self.dice("messaging second dialog")),
            _ => id.clone(),
        }
    }

    /// Names the dialog of the survey.
    pub(super) fn survey_dialog(&self) -> String {
        uuid(&mut self.dice("messaging survey dialog"))
    }
}

/// Names of the fields of an agent, and their columns: id, login name, nickname and full name.
pub(super) type AgentNames = [(&'static str, &'static str); 4];

/// Tells an agent's id and names; of nobody, a word of upstream's.
pub(super) fn agent(names: AgentNames, agent: Option<i64>) -> Vec<Field> {
    let login = agent.map(|agent| format!("agent{agent}@shop.example"));
    let name = agent.map(words::name_of);
    let [its_id, its_login, its_nickname, its_full] = names;
    let number = match agent {
        Some(agent) => id(its_id.0, its_id.1, Some(agent.to_string())),
        None => word(its_id.0, its_id.1, None::<String>),
    };
    vec![
        number,
        word(its_login.0, its_login.1, login),
        word(its_nickname.0, its_nickname.1, name),
        word(its_full.0, its_full.1, name),
    ]
}

/// Tells a skill's id and name.
pub(super) fn skill(names: [(&'static str, &'static str); 2], skill: i64) -> Vec<Field> {
    let name = if skill < 0 { "Unassigned".to_owned() } else { format!("skill {skill}") };
    vec![id(names[0].0, names[0].1, Some(skill.to_string())), text(names[1].0, names[1].1, Some(name))]
}

/// Tells a version of a conversation.
pub(super) fn of(seed: u64, account: &str, conversation: &Conversation, version: Version) -> Record {
    let teller = Teller { seed, account, conversation, version };
    let told = messages::tell(&teller);
    let [mut records, mut statuses, mut scores] = [told.records, told.statuses, told.scores];
    let mut attributes = extras::attributes(&teller);
    if version.is_partial {
        records.truncate(records.len() / 2);
        statuses.clear();
        scores.clear();
        attributes = [Vec::new(), Vec::new()];
    }
    let [authenticated, unauthenticated] = attributes;
    let (latest, previous) = surveys::of_agents(&teller);
    let participants = people::agents(&teller);
    let containers = vec![
        ("campaign", Content::One(extras::campaign(&teller))),
        ("monitoring", Content::One(extras::monitoring(&teller))),
        ("messageRecords", Content::Many(records)),
        ("agentParticipants", Content::Many(participants.joined)),
        ("agentParticipantsActive", Content::Many(participants.active)),
        ("agentParticipantsLeave", Content::Many(participants.left)),
        ("consumerParticipants", Content::Many(people::consumers(&teller))),
        ("transfers", Content::Many(people::transfers(&teller))),
        ("interactions", Content::Many(people::interactions(&teller))),
        ("dialogs", Content::Many(people::dialogs(&teller))),
        ("skillChanges", Content::Many(people::skill_changes(&teller))),
        ("messageScores", Content::Many(scores)),
        ("messageStatuses", Content::Many(statuses)),
        ("conversationSurveys", Content::Many(surveys::of_consumers(&teller))),
        ("latestAgentSurvey", Content::One(latest)),
        ("previouslySubmittedAgentSurveys", Content::Many(previous)),
        ("coBrowseSessions", Content::Sessions(extras::sessions(&teller))),
        ("sdes", Content::Attributes(authenticated)),
        ("unAuthSdes", Content::Attributes(unauthenticated)),
        ("responseTime", Content::One(extras::response_time(&teller))),
        ("summary", Content::One(extras::summary(&teller))),
        ("intents", Content::Many(told.intents)),
        ("uniqueIntents", Content::Filled(told.unique_intents)),
    ];
    Record { info: info::of(&teller), containers, unknown: extras::novel_container(&teller) }
}
