//! The names that records carry, in whatever order they come.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use expect_test::expect;
use feeds::agent_activity::{AGENT_EVENT, AgentEvent};
use feeds::engagement::{CONVERSATION, Conversation, ConversationSkill};
use feeds::engagement_history::{ENGAGEMENT, Engagement, FEED};
use model::batch::{Batch, DocumentVersion};
use model::{Drift, Position, Reject, RejectReason, Unit};
use sink::rejects::Decision;
use sink::testing::TestDatabase;
use sink::{Sink, SinkError, SinkOptions};
use tuple::Millis;

use crate::fixture::{ACCOUNT, File, claim, hour};
use crate::order::permutations;
use crate::windows::{claim_new, complete, facts};

fn day(day: i64) -> Option<Millis> {
    Millis::new((hour(0) + TimeDelta::days(day)).timestamp_millis())
}

/// A chat of a day.
fn chat(engagement_id: &str, on: i64) -> Engagement<'_> {
    Engagement { account_id: ACCOUNT, engagement_id, started_at: day(on), ..Engagement::default() }
}

/// Copies of the same rank.
fn chats<'a>(chats: impl IntoIterator<Item = Engagement<'a>>) -> Batch {
    let mut batch = Batch::new(&ENGAGEMENT).keeping_records(true);
    for chat in chats {
        let mut writer = batch.begin();
        writer.push(&chat);
        writer.set_version(DocumentVersion { rank: 3, at: Millis::default() });
        writer.finish(Position::default(), b"{}", b"");
    }
    batch
}

fn event(event: AgentEvent<'_>) -> Batch {
    let mut batch = Batch::new(&AGENT_EVENT);
    let mut writer = batch.begin();
    writer.push(&AgentEvent { account_id: ACCOUNT, agent_session_id: "s", ..event });
    writer.finish(Position::default(), b"{}", b"");
    batch
}

async fn store(sink: &Sink, unit: &Unit, batches: &[&Batch]) -> Result<(), SinkError> {
    let mut commit = sink.begin(unit).await?;
    let mut records = 0;
    for batch in batches {
        commit.store(batch).await?;
        records += (batch.documents.len() + batch.rejects().len()) as u64;
    }
    commit.finish_window(facts(records), &Drift::default(), &complete(1, None, true)).await?;
    Ok(())
}

async fn load(sink: &Sink, batches: &[&Batch]) {
    let unit = claim_new(sink, FEED).await;
    store(sink, &unit, batches).await.unwrap();
}

/// A line for each name: the days since day 0, `-` without a day; of an id the first day as well, if there is one.
async fn names(database: &TestDatabase) -> String {
    let rows = database.seen_names().await;
    let day = |date: &str| {
        let date: DateTime<Utc> = format!("{date}T00:00:00Z").parse().unwrap();
        let days = || ((date - hour(0)).num_hours().div_euclid(24) + 1).to_string();
        if date.timestamp() == 0 { "-".to_owned() } else { days() }
    };
    let line = |row: &serde_json::Value| {
        let [dimension, id, attribute, value, seen_on] =
            ["dimension", "id", "attribute", "value", "seen_on"].map(|column| row[column].as_str().unwrap());
        let since = row["first_seen_on"].as_str().map_or(String::new(), |date| format!(", since {}", day(date)));
        format!("{dimension} {id} {attribute} = {value:?} on {}{since}\n", day(seen_on))
    };
    rows.iter().map(line).collect()
}

#[tokio::test]
async fn every_family_brings_what_its_records_say() {
    let database = TestDatabase::create().await;
    let full = Engagement {
        agent_id: Some("7"),
        agent_name: Some("Al"),
        agent_full_name: Some("Alice"),
        agent_login_name: Some("al@example.com"),
        is_agent_deleted: Some(false),
        agent_group_id: Some("-1"),
        agent_group_name: Some("NA"),
        skill_id: Some("3"),
        skill_name: Some("Sales"),
        campaign_id: Some("5"),
        campaign_name: Some(""),
        goal_name: Some("Sell"),
        lob_name: Some("NA"),
        ..chat("one", 1)
    };
    // Without an id there is nothing to name; a chat without a time counts all the same.
    let unnamed = Engagement { agent_id: Some(""), agent_name: Some("Nobody"), ..chat("two", 1) };
    let without_time = Engagement { skill_id: Some("4"), started_at: None, ..chat("three", 1) };
    let user = |agent_id, login_name, user_name, event_key| AgentEvent {
        event_key: [event_key; 16],
        agent_id: Some(agent_id),
        login_name,
        user_name: Some(user_name),
        employee_id: Some("e"),
        agent_group_id: Some("2"),
        occurred_at: day(2),
        ..AgentEvent::default()
    };
    let mut conversation = Batch::new(&CONVERSATION);
    let mut writer = conversation.begin();
    let (account_id, conversation_id) = (ACCOUNT, "c");
    writer.push(&Conversation { account_id, conversation_id, started_at: day(3), ..Conversation::default() });
    // The row has no time; that of the conversation counts.
    writer.push(&ConversationSkill { account_id, conversation_id, position: 0, skill_id: Some("9") });
    writer.finish(Position::default(), b"{}", b"");
    let events = [event(user("8", Some("NA"), "user", 1)), event(user("9", Some("login"), "user", 2))];
    load(&database.sink, &[&chats([full, unnamed, without_time]), &events[0], &events[1], &conversation]).await;
    expect![[r#"
        agent 7 agent_group_id = "-1" on 1
        agent 7 full_name = "Alice" on 1
        agent 7 id = "7" on 1, since 1
        agent 7 is_deleted = "false" on 1
        agent 7 login_name = "al@example.com" on 1
        agent 7 nickname = "Al" on 1
        agent 8 agent_group_id = "2" on 2
        agent 8 employee_id = "e" on 2
        agent 8 id = "8" on 2, since 2
        agent 8 login_name = "user" on 2
        agent 9 agent_group_id = "2" on 2
        agent 9 employee_id = "e" on 2
        agent 9 id = "9" on 2, since 2
        agent 9 login_name = "login" on 2
        agent_group -1 id = "-1" on 1, since 1
        agent_group 2 id = "2" on 2, since 2
        campaign 5 goal_name = "Sell" on 1
        campaign 5 id = "5" on 1, since 1
        skill 3 id = "3" on 1, since 1
        skill 3 name = "Sales" on 1
        skill 4 id = "4" on -
        skill 9 id = "9" on 3, since 3
    "#]]
    .assert_eq(&names(&database).await);
}

#[tokio::test]
async fn what_is_too_long_for_a_name_is_left_out() {
    let database = TestDatabase::create().await;
    let (longest, longer) = ("x".repeat(512), "x".repeat(513));
    let skill = |id, skill_id, skill_name| Engagement { skill_id, skill_name, ..chat(id, 1) };
    load(
        &database.sink,
        &[&chats([
            skill("one", Some("1"), Some(&*longer)),
            skill("two", Some("2"), Some(&*longest)),
            skill("three", Some(&*longer), None),
        ])],
    )
    .await;
    let kept: Vec<_> =
        database.seen_names().await.iter().map(|row| format!("{} {}", row["id"], row["attribute"])).collect();
    assert_eq!(kept, [r#""1" "id""#, r#""2" "id""#, r#""2" "name""#]);
}

/// Units that disagree about an agent, some of whose records are stored, some not.
#[tokio::test]
async fn the_latest_name_stays_then_the_greatest_in_every_order() {
    let database = TestDatabase::create().await;
    let agent = |id, on, name, is_agent_deleted| Engagement {
        agent_id: Some("7"),
        agent_name: Some(name),
        is_agent_deleted,
        ..chat(id, on)
    };
    let occurred_at = day(2);
    let event = event(AgentEvent {
        agent_id: Some("7"),
        nickname: Some("event"),
        employee_id: Some("e"),
        occurred_at,
        ..AgentEvent::default()
    });
    let without_time = Engagement { started_at: None, ..agent("five", 0, "", None) };
    let units = [
        // Of two copies of a chat one is lost; its name is not.
        vec![chats([agent("one", 1, "first", None), agent("one", 4, "Ärger", None)])],
        vec![chats([agent("two", 4, "zuletzt", Some(true))]), event],
        vec![chats([agent("two", 3, "another copy", Some(false)), agent("three", 4, "Zuletzt", Some(false))])],
        vec![chats([agent("four", 5, "", None), without_time])],
    ];
    let mut seen = BTreeSet::new();
    for order in permutations(units.len()) {
        database.execute("truncate liveperson.engagement, liveperson.agent_event, mart.seen_name").await;
        // Each twice: what is read again is not new.
        for index in order.iter().chain(&order) {
            load(&database.sink, &units[*index].iter().collect::<Vec<_>>()).await;
        }
        seen.insert(names(&database).await);
    }
    let expected = expect![[r#"
        agent 7 employee_id = "e" on 2
        agent 7 id = "7" on 5, since 1
        agent 7 is_deleted = "true" on 4
        agent 7 nickname = "Ärger" on 4
    "#]];
    expected.assert_eq(&seen.into_iter().collect::<Vec<_>>().join("or\n"));
}

#[tokio::test]
async fn what_is_known_is_not_written_and_not_locked() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let named = |id, on, name| chats([Engagement { agent_id: Some("7"), agent_name: Some(name), ..chat(id, on) }]);
    load(sink, &[&named("one", 2, "b")]).await;
    let written = async || {
        let rows = database.rows("select ctid::text, xmin::text, xmax::text, attribute from mart.seen_name").await;
        rows.iter().map(ToString::to_string).collect::<BTreeSet<_>>()
    };
    let before = written().await;
    for (id, on, name) in [("one", 2, "b"), ("two", 2, "b"), ("three", 2, "a")] {
        load(sink, &[&named(id, on, name)]).await;
        assert_eq!(written().await, before, "{name} on {on}");
    }
    // The id on an earlier day, and that once more; a greater name of the same day, then a new day.
    for (id, on, name, new) in
        [("four", 1, "z", 1), ("five", 1, "NA", 0), ("four", 1, "z", 0), ("six", 2, "c", 1), ("seven", 3, "c", 2)]
    {
        let before = written().await;
        load(sink, &[&named(id, on, name)]).await;
        assert_eq!(written().await.difference(&before).count(), new, "{name} on {on}");
    }
    for no_name in ["", "NA", "** LP deleted data **", "*** LP deleted data ***"] {
        load(sink, &[&named("eight", 9, no_name)]).await;
        let names = "select value, seen_on::text from mart.seen_name where attribute = 'nickname'";
        assert_eq!(database.answers("", names).await, ["c|2023-11-17"], "{no_name}");
    }
}

/// More names than are gathered at once, in one batch.
#[tokio::test]
async fn a_unit_may_bring_any_number_of_names() {
    const CHATS: usize = 6_000;
    let database = TestDatabase::create().await;
    let ids: Vec<String> = (0..CHATS).map(|number| number.to_string()).collect();
    let batch = chats(ids.iter().map(|id| Engagement { agent_id: Some(id), skill_id: Some(id), ..chat(id, 1) }));
    let unit = claim_new(&database.sink, FEED).await;
    let mut commit = database.sink.begin(&unit).await.unwrap();
    commit.store(&batch).await.unwrap();
    drop(commit);
    assert!(database.seen_names().await.is_empty(), "they are stored with their unit, or not at all");
    store(&database.sink, &unit, &[&batch, &batch]).await.unwrap();
    assert_eq!(database.seen_names().await.len(), 2 * CHATS);
}

/// What a record of the quarantine names, once it fits.
#[tokio::test]
async fn a_record_that_is_restored_brings_its_names() {
    let database = TestDatabase::create().await;
    let (sink, file) = (&database.sink, File::engagement("one", 1, &[]));
    let unit = claim(sink, &file).await.unwrap().unwrap();
    let mut rejected = Batch::new(&CONVERSATION);
    rejected.reject(Reject {
        reason: RejectReason::BadKey { field: "conversationId" },
        position: Position::default(),
        record_kind: "conversation",
        record: b"{}".to_vec(),
        header: Vec::new(),
    });
    let mut commit = sink.begin(&unit).await.unwrap();
    commit.store(&rejected).await.unwrap();
    commit.finish_file(sink::UnitFacts { records: 1, ..file.facts() }, &Drift::default()).await.unwrap();
    assert_eq!(names(&database).await, "");
    let mut batch = Batch::new(&CONVERSATION);
    let mut writer = batch.begin();
    let row =
        Conversation { account_id: ACCOUNT, conversation_id: "c", agent_id: Some("7"), ..Conversation::default() };
    writer.push(&row);
    writer.finish(Position::default(), b"{}", b"");
    let reject_id = database.rows("select reject_id from ingest.reject").await[0]["reject_id"].as_i64().unwrap();
    let decision = Decision { actor: "test".to_owned(), reason: String::new() };
    let is_stored = sink.restore(file.feed, reject_id, &batch, &Drift::default(), &decision).await.unwrap();
    assert!(is_stored);
    assert_eq!(names(&database).await, "agent 7 id = \"7\" on -\n");
}

/// Many units name the same agents, each in an order of its own. A conflict would fail the test.
#[tokio::test(flavor = "multi_thread")]
async fn units_that_name_the_same_agents_do_not_meet_crosswise() {
    const WORKERS: usize = 4;
    let database = Arc::new(TestDatabase::create().await);
    let load_all = |worker: usize| {
        let database = database.clone();
        async move {
            let sink = Sink::new(&SinkOptions::new(database.url.clone())).unwrap();
            for on in 0..DAYS {
                load(&sink, &[&day_of_worker(worker, on)]).await;
            }
        }
    };
    let workers: Vec<_> = (0..WORKERS).map(|worker| tokio::spawn(load_all(worker))).collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let latest = (hour(0) + TimeDelta::days(DAYS - 1)).format("%F").to_string();
    let rows = database.seen_names().await;
    let is_latest =
        |row: &&serde_json::Value| row["seen_on"] == latest && row["value"] == format!("by {}", WORKERS - 1);
    assert_eq!((rows.len(), rows.iter().filter(is_latest).count()), (2 * AGENTS, AGENTS), "{rows:?}");
}

const AGENTS: usize = 60;
const DAYS: i64 = 15;

/// Chats of a worker with all agents, which it names after itself.
fn day_of_worker(worker: usize, on: i64) -> Batch {
    let agents = (0..AGENTS).map(|place| (place * (2 * worker + 1) + worker) % AGENTS);
    let ids: Vec<(String, String)> =
        agents.map(|agent| (format!("{worker} {on} {agent}"), agent.to_string())).collect();
    let name = format!("by {worker}");
    chats(ids.iter().map(|(id, agent)| Engagement { agent_id: Some(agent), agent_name: Some(&name), ..chat(id, on) }))
}
