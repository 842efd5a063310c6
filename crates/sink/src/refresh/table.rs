//! The tables of schema `fact`: by which marks each is calculated, and how.

use sha2::{Digest, Sha256};

use crate::migrations::Schema;
use crate::migrations::views::mentioned;

/// What marks name, in the order in which they are taken over: what later ones calculate reads what earlier ones wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Everything of an account, or of all.
    Account,
    /// A chat, by its id.
    Chat,
    /// A conversation of messaging, by its id.
    MessagingConversation,
    /// A shift of an agent, by its id.
    AgentSession,
    /// A day of the agents' time.
    AgentDay,
    /// A day of contacts.
    ContactDay,
}

impl Subject {
    pub(super) const ALL: [Self; 6] =
        [Self::Account, Self::Chat, Self::MessagingConversation, Self::AgentSession, Self::AgentDay, Self::ContactDay];

    /// Returns its name in `ingest.fact_mark`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Chat => "chat",
            Self::MessagingConversation => "messaging_conversation",
            Self::AgentSession => "agent_session",
            Self::AgentDay => "agent_day",
            Self::ContactDay => "contact_day",
        }
    }

    /// Returns the query of the marks `$1` that one transaction takes over: those of the first `$2` keys.
    pub(super) fn next_marks(self) -> &'static str {
        match self {
            // A day is marked by each unit that reaches into it.
            Self::AgentDay | Self::ContactDay => {
                "select m.mark_id from ingest.fact_mark m join (
                    select account_id, key from ingest.fact_mark where subject = $1 and refused_because is null
                    group by account_id, key order by min(mark_id) limit $2
                 ) d on d.account_id = m.account_id and d.key = m.key
                 where m.subject = $1 and m.refused_because is null"
            }
            Self::Account | Self::Chat | Self::MessagingConversation | Self::AgentSession => {
                "select mark_id from ingest.fact_mark where subject = $1 and refused_because is null order by mark_id limit $2"
            }
        }
    }

    /// Returns how many keys one transaction takes over.
    pub(super) fn keys_per_step(self) -> i64 {
        match self {
            Self::Account => 1,
            Self::Chat | Self::AgentSession => 1_000,
            Self::MessagingConversation => 500,
            Self::AgentDay => 14,
            Self::ContactDay => 62,
        }
    }

    /// Returns the statement that marks what follows from these marks, of those that no table is calculated by.
    pub(super) fn expansion(self) -> Option<&'static str> {
        match self {
            Self::Account => Some(include_str!("../sql/mark_everything.sql")),
            Self::AgentSession => Some(include_str!("../sql/mark_agent_days.sql")),
            Self::Chat | Self::MessagingConversation | Self::AgentDay | Self::ContactDay => None,
        }
    }
}

/// What says the day of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum DatedBy {
    /// Column `started_at`.
    Start,
    /// Column `day`.
    Day,
}

/// A table of schema `fact`.
#[derive(Debug)]
pub(super) struct FactTable {
    pub(super) name: &'static str,
    /// The view of `mart` that shows its rows one by one.
    pub(super) shown_as: &'static str,
    /// By which marks it is calculated.
    pub(super) subject: Subject,
    /// The key after `account_id` and, where marks name a day, `day`.
    pub(super) key: &'static [&'static str],
    /// Which day is to be calculated again when a row changes.
    pub(super) dated_by: Option<DatedBy>,
    pub(super) query: &'static str,
}

/// Each after those that it reads.
pub(super) const TABLES: [FactTable; 7] = [
    FactTable {
        name: "chat",
        shown_as: "chat",
        subject: Subject::Chat,
        key: &["chat_id"],
        dated_by: Some(DatedBy::Start),
        query: include_str!("../sql/facts/chat.sql"),
    },
    FactTable {
        name: "chat_participation",
        shown_as: "chat_participation",
        subject: Subject::Chat,
        key: &["chat_id", "position"],
        dated_by: None,
        query: include_str!("../sql/facts/chat_participation.sql"),
    },
    FactTable {
        name: "messaging_conversation",
        shown_as: "messaging_conversation",
        subject: Subject::MessagingConversation,
        key: &["conversation_id"],
        dated_by: Some(DatedBy::Start),
        query: include_str!("../sql/facts/messaging_conversation.sql"),
    },
    FactTable {
        name: "agent_hour",
        shown_as: "agent_utilization_hourly",
        subject: Subject::AgentDay,
        key: &["hour_at", "agent_id"],
        dated_by: Some(DatedBy::Day),
        query: include_str!("../sql/facts/agent_hour.sql"),
    },
    FactTable {
        name: "contact_quarter_hourly",
        shown_as: "contact_quarter_hourly",
        subject: Subject::ContactDay,
        key: &["channel", "interval_started_at", "skill_id"],
        dated_by: None,
        query: include_str!("../sql/facts/contact_quarter_hourly.sql"),
    },
    FactTable {
        name: "agent_day",
        shown_as: "agent_daily",
        subject: Subject::ContactDay,
        key: &["agent_id"],
        dated_by: None,
        query: include_str!("../sql/facts/agent_day.sql"),
    },
    FactTable {
        name: "day",
        shown_as: "daily_summary",
        subject: Subject::ContactDay,
        key: &[],
        dated_by: None,
        query: include_str!("../sql/facts/day.sql"),
    },
];

impl FactTable {
    /// Returns whether marks name a day, not an id.
    pub(super) fn is_by_day(&self) -> bool {
        matches!(self.subject, Subject::AgentDay | Subject::ContactDay)
    }

    /// Returns its query, of no mark at all.
    #[cfg(feature = "testing")]
    pub(super) fn query_of_nothing(&self) -> String {
        let marked = if self.is_by_day() { "null::date" } else { "null::text" };
        let marked = format!("{marked} as {}", self.scope());
        format!(
            "with marked as (select null::text as account_id, {marked} where false) select * from ({}) q",
            self.query
        )
    }

    /// Returns the column that marks name beside the account.
    pub(super) fn scope(&self) -> &'static str {
        if self.is_by_day() { "day" } else { self.key[0] }
    }

    /// Hashes how it is calculated: its query and the views that this reads.
    pub(super) fn fingerprint(&self, schema: &Schema) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.query);
        let read = mentioned(self.query);
        for view in schema.views.iter().filter(|view| read.contains(view.name.as_str())) {
            hash.update(view.fingerprint);
        }
        hash.finalize().into()
    }
}
