//! One struct per table of the warehouse, and what the sink must know of the table.
//!
//! The order of the fields is the order of the columns in `COPY`. Lineage columns stand in no struct: the sink adds them.

use crate::tuple::{ColumnType, Field, Json, Millis};

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    name: &'static str,
    /// Its type.
    pub column_type: ColumnType,
}

impl Column {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name.strip_prefix("r#").unwrap_or(self.name)
    }
}

/// A table of schema `liveperson`.
#[derive(Debug)]
pub struct Table {
    /// Its name, without schema.
    pub name: &'static str,
    /// Its columns in the order of the encoded row, lineage left out.
    pub columns: &'static [Column],
}

/// What orders the copies of a row, before the revision and the hash; and the lineage column that says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyOrder {
    /// The state that upstream described: `source_version_at`.
    Version,
    /// How good the copy is, then when it was fetched: `version_rank`, `source_version_at`.
    Rank,
    /// Whether the sample is final, then when it was fetched: `is_final`, which is data too, `fetched_at`.
    Finality,
}

impl CopyOrder {
    /// Whether a copy with equal content is no other version, whenever it was fetched.
    pub fn is_by_fetch(self) -> bool {
        self != CopyOrder::Version
    }
}

/// A parent table with its children: rows that are stored, replaced and compared together.
#[derive(Debug)]
pub struct Family {
    /// The table with the key and the lineage.
    pub parent: &'static Table,
    /// Written only with their parent.
    pub children: &'static [&'static Table],
    /// The key columns after `account_id`, which follow it in the parent's row. A family with children has one, a text.
    pub key: &'static [&'static str],
    /// What orders the copies of a row.
    pub order: CopyOrder,
}

impl Family {
    /// The tables, parent first; the position is the index in an encoded document.
    pub fn tables(&self) -> impl Iterator<Item = &'static Table> {
        std::iter::once(self.parent).chain(self.children.iter().copied())
    }

    /// Index of a table in [`Family::tables`].
    ///
    /// # Panics
    /// When the table is of another family, which is a mistake of the program.
    pub fn index(&self, table: &Table) -> u8 {
        let index = self.tables().position(|candidate| candidate.name == table.name);
        index.and_then(|index| u8::try_from(index).ok()).expect("the table belongs to the family")
    }
}

/// A conversation (a chat) with everything in it.
pub static CONVERSATION: Family = Family {
    parent: Conversation::TABLE,
    children: &[ConversationSkill::TABLE, Message::TABLE, Transfer::TABLE, SecureForm::TABLE],
    key: &["conversation_id"],
    order: CopyOrder::Version,
};

/// A change of an agent's state.
pub static AGENT_EVENT: Family = Family {
    parent: AgentEvent::TABLE,
    children: &[],
    key: &["agent_session_id", "event_key"],
    order: CopyOrder::Version,
};

/// A chat of Engagement History with everything in it.
pub static ENGAGEMENT: Family = Family {
    parent: Engagement::TABLE,
    children: &[
        EngagementLine::TABLE,
        EngagementLineScore::TABLE,
        SurveyAnswer::TABLE,
        CobrowseSession::TABLE,
        EngagementAttribute::TABLE,
        EngagementAttributeProduct::TABLE,
    ],
    key: &["engagement_id"],
    order: CopyOrder::Rank,
};

/// A row that knows its table and how to spell itself.
pub trait Row {
    /// Where it goes.
    const TABLE: &'static Table;

    /// Appends its fields in the order of the columns.
    fn encode(&self, out: &mut Vec<u8>);
}

macro_rules! row {
    ($(#[$doc:meta])* $name:ident<$life:lifetime> in $table:literal { $($field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        #[expect(missing_docs, reason = "the comment on the column, in `migrations`, says what each field is")]
        pub struct $name<$life> {
            $(pub $field: $type,)*
        }

        impl<$life> Row for $name<$life> {
            const TABLE: &'static Table = &Table {
                name: $table,
                columns: &[$(Column { name: stringify!($field), column_type: <$type as Field>::TYPE }),*],
            };

            fn encode(&self, out: &mut Vec<u8>) {
                $(self.$field.encode(out);)*
            }
        }
    };
}

mod history;
mod samples;

pub use history::{
    CobrowseSession, Engagement, EngagementAttribute, EngagementAttributeProduct, EngagementLine, EngagementLineScore,
    SurveyAnswer,
};
pub use samples::{
    AGENT_STATE_INTERVAL, AgentStateInterval, ENGAGEMENT_ACTIVITY, EngagementActivity, QUEUE_HEALTH, QUEUE_STATE,
    QueueHealth, QueueState, SLA_HISTOGRAM, SlaHistogram,
};

row! {
    /// Data Access, `Conversation` with its `VisitorHeader`.
    Conversation<'a> in "conversation" {
        account_id: &'a str,
        conversation_id: &'a str,
        r#type: Option<&'a str>,
        started_at: Option<Millis>,
        interaction_started_at: Option<Millis>,
        ended_at: Option<Millis>,
        consumer_id: Option<&'a str>,
        is_interactive: Option<bool>,
        source_origin: Option<&'a str>,
        source_device: Option<&'a str>,
        end_reason_id: Option<i32>,
        start_reason_id: Option<i32>,
        campaign_id: Option<&'a str>,
        campaign_engagement_id: Option<&'a str>,
        agent_id: Option<&'a str>,
        skill_id: Option<&'a str>,
        start_page: Option<&'a str>,
        start_url: Option<&'a str>,
        queue_started_at: Option<Millis>,
        queue_ended_at: Option<Millis>,
        visit_id: Option<&'a str>,
        visitor_id: Option<&'a str>,
        context_id: Option<&'a str>,
        mcs: Option<Json<'a>>,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Data Access, an item of `skills`.
    ConversationSkill<'a> in "conversation_skill" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        skill_id: Option<&'a str>,
    }
}

row! {
    /// Data Access, an item of `transcripts`.
    Message<'a> in "message" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        message_id: Option<&'a str>,
        dialog_id: Option<&'a str>,
        sent_at: Option<Millis>,
        sender_name: Option<&'a str>,
        line_type_id: Option<i32>,
        control_type_id: Option<i32>,
        agent_id: Option<&'a str>,
        content_format: Option<&'a str>,
        text: Option<&'a str>,
        file_caption: Option<&'a str>,
        file_type: Option<&'a str>,
        link_url: Option<&'a str>,
        link_file_type: Option<&'a str>,
        link_caption: Option<&'a str>,
        mcs: Option<Json<'a>>,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Data Access, an item of `transfers`.
    Transfer<'a> in "transfer" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        transferred_at: Option<Millis>,
        skill_id: Option<&'a str>,
        target_skill_id: Option<&'a str>,
        agent_id: Option<&'a str>,
        target_agent_id: Option<&'a str>,
        reason_id: Option<i32>,
        queue_started_at: Option<Millis>,
        queue_ended_at: Option<Millis>,
        is_interactive: Option<bool>,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Data Access, an item of `secureForms`, whose fields are undocumented.
    SecureForm<'a> in "secure_form" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        fields: Option<Json<'a>>,
    }
}

row! {
    /// Data Access, an item of `agentSessionsData` with its `AgentHeader`.
    AgentEvent<'a> in "agent_event" {
        account_id: &'a str,
        agent_session_id: &'a str,
        event_key: [u8; 16],
        agent_id: Option<&'a str>,
        event_type_id: Option<i32>,
        state_id: Option<i32>,
        previous_state_id: Option<i32>,
        occurred_at: Option<Millis>,
        concurrent_engagements: Option<i32>,
        previous_concurrent_engagements: Option<i32>,
        max_concurrent_engagements: Option<i32>,
        employee_id: Option<&'a str>,
        user_name: Option<&'a str>,
        nickname: Option<&'a str>,
        login_name: Option<&'a str>,
        agent_group_id: Option<&'a str>,
        user_profile_ids: Option<&'a [&'a str]>,
        extra: Option<Json<'a>>,
    }
}
