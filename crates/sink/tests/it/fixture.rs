//! Units with documents made by hand.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use feeds::agent_activity::{AGENT_EVENT, AgentEvent};
use feeds::engagement::{CONVERSATION, Conversation, ConversationSkill, Message};
use model::batch::Batch;
use model::rows::Family;
use model::{AccountId, Drift, Feed, FileName, Lane, ListedFile, Position, Scope, Tally, Unit};
use sink::{Sink, SinkError, UnitFacts};
use tuple::Millis;

pub(crate) const ACCOUNT: &str = "1";
/// Long enough for any test.
pub(crate) const LEASE: Duration = Duration::from_secs(600);

pub(crate) fn account() -> AccountId {
    AccountId(ACCOUNT.to_owned())
}

pub(crate) fn hour(hour: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 / 3600 * 3600 + hour * 3600, 0).unwrap()
}

/// A document: its key, what it says, how many messages it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Doc {
    pub(crate) id: u8,
    pub(crate) says: &'static str,
    pub(crate) messages: i32,
}

/// A file: the hour it was written for (the version), the normalizer's revision, and its documents, in batches of two.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) feed: Feed,
    pub(crate) name: String,
    pub(crate) hour: i64,
    pub(crate) content_rev: i32,
    pub(crate) docs: Vec<Doc>,
}

impl File {
    pub(crate) fn engagement(name: &str, hour: i64, docs: &[Doc]) -> Self {
        Self { feed: feeds::engagement::FEED, name: name.to_owned(), hour, content_rev: 1, docs: docs.to_vec() }
    }

    pub(crate) fn listed(&self) -> ListedFile {
        let scope = Scope { start: hour(self.hour - 1), end: hour(self.hour) };
        ListedFile { name: FileName::new(&self.name), href: format!("http://localhost/{}", self.name), scope }
    }

    pub(crate) fn batches(&self) -> Vec<Batch> {
        self.docs.chunks(2).map(|docs| batch(self.feed, self.content_rev, docs)).collect()
    }

    pub(crate) fn facts(&self) -> UnitFacts {
        UnitFacts {
            file_bytes: 1,
            inflated_bytes: 2,
            file_sha256: Some([3; 32]),
            documents: 1,
            records: self.docs.len() as u64,
            replaced_characters: 0,
        }
    }
}

pub(crate) fn batch(feed: Feed, content_rev: i32, docs: &[Doc]) -> Batch {
    match feed.as_str() {
        "agent_activity" => events(content_rev, docs),
        "engagement" => conversations(content_rev, docs),
        _ => panic!("what is no file has batches of its own"),
    }
}

/// The family as another revision of the program has it.
fn revised(family: &Family, content_rev: i32) -> &'static Family {
    let &Family { name, parent, children, members, key, order, history, names, fact, .. } = family;
    Box::leak(Box::new(Family { name, parent, children, members, key, order, history, names, fact, content_rev }))
}

fn conversations(content_rev: i32, docs: &[Doc]) -> Batch {
    let mut batch = Batch::new(revised(&CONVERSATION, content_rev)).keeping_records(true);
    for doc in docs {
        let id = format!("{ACCOUNT}{:03}", doc.id);
        let mut writer = batch.begin();
        writer.push(&conversation(&id, doc.says));
        writer.push(&ConversationSkill { account_id: ACCOUNT, conversation_id: &id, position: 0, skill_id: Some("3") });
        for position in 0..doc.messages {
            writer.push(&message(&id, position, doc.says));
        }
        writer.finish(Position { record: u64::from(doc.id), ..Position::default() }, b"{}", b"");
    }
    batch
}

fn conversation<'a>(conversation_id: &'a str, says: &'a str) -> Conversation<'a> {
    Conversation {
        account_id: ACCOUNT,
        conversation_id,
        r#type: Some("LIVE_CHAT"),
        started_at: Millis::new(hour(0).timestamp_millis()),
        is_interactive: Some(true),
        end_reason_id: Some(205),
        skill_id: Some("3"),
        skill_name: Some(says),
        start_page: Some(says),
        ..Conversation::default()
    }
}

fn message<'a>(conversation_id: &'a str, position: i32, text: &'a str) -> Message<'a> {
    Message {
        account_id: ACCOUNT,
        conversation_id,
        position,
        message_id: None,
        dialog_id: None,
        sent_at: None,
        sender_name: None,
        line_type_id: None,
        control_type_id: None,
        agent_id: None,
        content_format: None,
        text: Some(text),
        file_caption: None,
        file_type: None,
        link_url: None,
        link_file_type: None,
        link_caption: None,
        mcs: None,
        extra: None,
    }
}

fn events(content_rev: i32, docs: &[Doc]) -> Batch {
    let mut batch = Batch::new(revised(&AGENT_EVENT, content_rev));
    for doc in docs {
        let event_key = [doc.id; 16];
        let mut writer = batch.begin();
        writer.push(&AgentEvent {
            account_id: ACCOUNT,
            agent_session_id: "session",
            event_key,
            agent_id: Some("7"),
            event_type_id: None,
            state_id: None,
            previous_state_id: None,
            occurred_at: Millis::new(hour(24 * i64::from(doc.id)).timestamp_millis()),
            concurrent_engagements: None,
            previous_concurrent_engagements: None,
            max_concurrent_engagements: None,
            employee_id: None,
            user_name: None,
            nickname: Some(doc.says),
            login_name: None,
            agent_group_id: None,
            user_profile_ids: Some(vec!["1", "2"]),
            extra: None,
        });
        writer.finish(Position::default(), b"{}", b"");
    }
    batch
}

/// Lists the file and claims it; everything else in the ledger must be settled.
pub(crate) async fn claim(sink: &Sink, file: &File) -> Result<Option<Unit>, SinkError> {
    sink.register_feed(&account(), file.feed).await?;
    sink.add_files(&account(), file.feed, &[file.listed()], hour(0)).await?;
    sink.claim_unit(&[(account(), file.feed)], &[0], Lane::Live, "test", hour(100_000), LEASE).await
}

/// Stores a claimed file.
pub(crate) async fn store(sink: &Sink, unit: &Unit, file: &File) -> Result<Tally, SinkError> {
    let mut commit = sink.begin(unit).await?;
    for batch in file.batches() {
        commit.store(&batch).await?;
    }
    commit.finish_file(file.facts(), &Drift::default()).await
}

/// Lists, claims and stores; a file that was loaded is loaded again.
pub(crate) async fn load(sink: &Sink, file: &File) -> Tally {
    let everything = sink::units::UnitFilter::default();
    let unit = match claim(sink, file).await.unwrap() {
        Some(unit) => unit,
        None => {
            let loaded = sink.units(&everything, 1_000).await.unwrap();
            let row = loaded.iter().find(|unit| unit.name == file.name).expect("listed before");
            let ids = vec![model::UnitId(row.unit_id)];
            let this = sink::units::UnitFilter { ids, ..everything };
            sink.retry_units(&this, hour(0) - TimeDelta::hours(1)).await.unwrap();
            claim(sink, file).await.unwrap().expect("due again")
        }
    };
    assert_eq!(unit.name.as_str(), file.name);
    store(sink, &unit, file).await.unwrap()
}
