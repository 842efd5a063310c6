//! The tables of schema `fact`: how each is calculated, and the statement that writes what is different now.

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

/// A table of schema `fact`.
#[derive(Debug)]
pub(super) struct FactTable {
    pub(super) name: &'static str,
    /// The view of `mart` that shows its rows one by one.
    shown_as: &'static str,
    /// By which marks it is calculated.
    pub(super) subject: Subject,
    /// The key after `account_id` and, where marks name a day, `day`.
    key: &'static [&'static str],
    /// The day of a row `t` that is to be calculated again when the row changes.
    dated_by: Option<&'static str>,
    pub(super) query: &'static str,
}

/// Each after those that it reads.
pub(super) const TABLES: [FactTable; 7] = [
    FactTable {
        name: "chat",
        shown_as: "chat",
        subject: Subject::Chat,
        key: &["chat_id"],
        dated_by: Some("mart.account_day(t.account_id, t.started_at)"),
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
        dated_by: Some("mart.account_day(t.account_id, t.started_at)"),
        query: include_str!("../sql/facts/messaging_conversation.sql"),
    },
    FactTable {
        name: "agent_hour",
        shown_as: "agent_utilization_hourly",
        subject: Subject::AgentDay,
        key: &["hour_at", "agent_id"],
        dated_by: Some("t.day"),
        query: include_str!("../sql/facts/agent_hour.sql"),
    },
    FactTable {
        name: "contact_interval",
        shown_as: "contact_interval",
        subject: Subject::ContactDay,
        key: &["channel", "interval_started_at", "skill_id"],
        dated_by: None,
        query: include_str!("../sql/facts/contact_interval.sql"),
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
    fn is_by_day(&self) -> bool {
        matches!(self.subject, Subject::AgentDay | Subject::ContactDay)
    }

    /// Returns its query, of no mark at all.
    #[cfg(feature = "testing")]
    pub(super) fn query_of_nothing(&self) -> String {
        let marked = if self.is_by_day() { "null::date as day" } else { "null::text as key" };
        format!(
            "with marked as (select null::text as account_id, {marked} where false) select * from ({}) q",
            self.query
        )
    }

    /// The column that marks name beside the account.
    fn scope(&self) -> &'static str {
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

    /// Returns the statement that calculates what the marks `$1` name and writes the rows that are different now, with the change
    /// number `$2`. Rows that are there are looked up by the key (the limits see to it), however many the table has. `columns` are those of the query. It returns how many rows it wrote and how many it removed.
    pub(super) fn statement(&self, columns: &[String]) -> String {
        let Self { name, shown_as, query, .. } = self;
        let is_key = |column: &&String| {
            *column == "account_id" || *column == self.scope() || self.key.iter().any(|key| key == column)
        };
        let listed =
            |prefix: &str| columns.iter().map(|column| format!("{prefix}{column}")).collect::<Vec<_>>().join(", ");
        let key: Vec<&str> = columns.iter().filter(is_key).map(String::as_str).collect();
        let same_key = key.iter().map(|column| format!("f.{column} = n.{column}")).collect::<Vec<_>>().join(" and ");
        let set: Vec<String> = columns
            .iter()
            .filter(|column| !is_key(column))
            .map(String::as_str)
            .chain(["change_number", "changed_at"])
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        let key_object: Vec<String> = key[1..].iter().map(|column| format!("'{column}', g.{column}")).collect();
        let (scope, marked) = match self.is_by_day() {
            true => ("day", "m.key::date as day"),
            false => (self.scope(), "m.key"),
        };
        let of_marks = if self.is_by_day() { "m.day" } else { "m.key" };
        format!(
            "with marked as materialized (
                select distinct m.account_id, {marked} from ingest.fact_mark m where m.mark_id = any($1)
            ), made as materialized (
                {query}
            ), changed as materialized (
                select n.* from made n
                left join lateral (select f.* from fact.{name} f where {same_key} limit 1) f on true
                where f.account_id is null or ({new}) is distinct from ({old})
            ), written as (
                insert into fact.{name} ({plain}, change_number, changed_at)
                select {plain}, $2, clock_timestamp() from changed
                on conflict ({key}) do update set {set}
                returning *
            ), gone as (
                delete from fact.{name} f using marked m
                where f.account_id = m.account_id and f.{scope} = {of_marks}
                    and not exists (select from made n where {same_key})
                returning f.*
            ), noted as (
                insert into fact.deletion (relation, account_id, key, change_number, deleted_at)
                select '{shown_as}', g.account_id, jsonb_build_object({key_object}), $2, clock_timestamp() from gone g
            ){further}
            select (select count(*) from written) as written, (select count(*) from gone) as deleted",
            new = listed("n."),
            old = listed("f."),
            plain = listed(""),
            key = key.join(", "),
            set = set.join(", "),
            key_object = key_object.join(", "),
            further = self.further(scope, &same_key),
        )
    }

    /// What else is written when rows change: the marks of their days, or the restatement of a day.
    fn further(&self, scope: &str, same_key: &str) -> String {
        let name = self.name;
        if name == "day" {
            return format!(", {}", include_str!("../sql/restate_days.sql"));
        }
        let Some(dated_by) = self.dated_by else { return String::new() };
        // A conversation of messaging stands in for the chat that Data Access has of it.
        let twin = match self.subject {
            Subject::MessagingConversation => {
                "union all select c.account_id, c.chat_id, c.started_at from fact.chat c
                 join written w on w.account_id = c.account_id and w.conversation_id = c.chat_id"
            }
            _ => "",
        };
        let row = |alias: &str| {
            let shown =
                if self.is_by_day() { format!("{alias}.day") } else { format!("{alias}.{scope}, {alias}.started_at") };
            format!("{alias}.account_id, {shown}")
        };
        let of_marks = if self.is_by_day() { "t.day::text" } else { &format!("t.{scope}") };
        format!(
            ", days as (
                insert into ingest.fact_mark (subject, account_id, key, unit_id)
                select distinct 'contact_day', t.account_id, ({dated_by})::text, m.unit_id
                from (
                    select {written} from written w
                    union all select {gone} from gone g
                    union all select {before} from changed n
                        cross join lateral (select f.* from fact.{name} f where {same_key} limit 1) f
                    {twin}
                ) t
                left join ingest.fact_mark m
                    on m.mark_id = any($1) and m.account_id = t.account_id and m.key = {of_marks}
                where ({dated_by}) is not null
            )",
            written = row("w"),
            gone = row("g"),
            before = row("f"),
        )
    }
}
