//! Searches of the Messaging Interactions API: what they refuse, find, order and show of a conversation in time.

mod life;
mod pages;
mod truth;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};
use simulator::messaging_interactions::{Conversations, MessagingConversation, Options};
use simulator::{FeedSettings, SimClock, Simulator, SimulatorOptions, World, WorldSpec};

use crate::client::{ACCOUNT, END_MS, post};
use crate::engagement_history::parsed;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const MARK_MS: i64 = 600_000;
/// Every container.
pub(crate) const CONTENTS: [&str; 23] = [
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

pub(crate) fn path(query: &str) -> String {
    format!("/messaging_history/api/account/{ACCOUNT}/conversations/search?{query}")
}

fn path_by_id(query: &str) -> String {
    format!("/messaging_history/api/account/{ACCOUNT}/conversations/conversation/search?{query}")
}

fn path_by_consumer(query: &str) -> String {
    format!("/messaging_history/api/account/{ACCOUNT}/conversations/consumer/search?{query}")
}

/// A world with conversations and next to nothing else.
pub(crate) fn spec(settings: Conversations) -> WorldSpec {
    WorldSpec { hours: 1, feeds: FeedSettings::default().with(settings), ..WorldSpec::default() }
}

/// A month of them, seen a week before its end.
async fn start(settings: Conversations) -> Simulator {
    start_with(settings, Options::default()).await
}

async fn start_with(settings: Conversations, options: Options) -> Simulator {
    let spec = spec(settings);
    let clock = SimClock::fixed(spec.end - TimeDelta::days(7));
    let options = SimulatorOptions { feeds: FeedSettings::default().with(options), ..SimulatorOptions::default() };
    Simulator::start(World::generate(&spec), clock, options).await.unwrap()
}

fn month() -> Conversations {
    Conversations { days: 30, ..Conversations::default() }
}

async fn answer(simulator: &Simulator, path: &str, body: &Value) -> Value {
    let answer = post(simulator, path, body).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{}", answer.text());
    parsed(&answer)
}

async fn search(simulator: &Simulator, query: &str, body: &Value) -> Value {
    answer(simulator, &path(query), body).await
}

/// All of one conversation, if upstream knows it.
async fn one(simulator: &Simulator, id: &str) -> Option<Value> {
    let body = json!({ "conversationId": id, "contentToRetrieve": CONTENTS });
    let found = answer(simulator, &path_by_id("source=test&v=2"), &body).await;
    found["conversationHistoryRecords"].get(0).cloned()
}

fn records(answer: &Value) -> &[Value] {
    answer["conversationHistoryRecords"].as_array().unwrap()
}

/// The conversations of an answer, in its order.
fn ids(answer: &Value) -> Vec<String> {
    records(answer).iter().map(|record| record["info"]["conversationId"].as_str().unwrap().to_owned()).collect()
}

/// A search by start, and what else it asks for.
fn between(from_ms: i64, to_ms: i64, more: Value) -> Value {
    let mut body = json!({ "start": { "from": from_ms, "to": to_ms } });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

fn all(more: Value) -> Value {
    between(END_MS - 31 * DAY_MS, END_MS, more)
}

/// The conversations that upstream knows by now, by start and id.
fn known(simulator: &Simulator) -> Vec<MessagingConversation> {
    let now = simulator.clock().now();
    let all = simulator.world().messaging_conversations(ACCOUNT).into_iter();
    all.filter(|conversation| conversation.started_at + conversation.lag <= now).collect()
}

#[tokio::test]
async fn searches_are_refused() {
    let simulator = start(month()).await;
    let check = async |path: &str, body: Value, status: u16| {
        let answer = post(&simulator, path, &body).await;
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.text());
        assert_eq!(parsed(&answer)["error"]["internalCode"].is_null(), status == 200, "{path} {body}");
    };
    for (query, status) in [
        ("source=test", 200),
        ("offset=50&limit=100&sort=start:asc,end:desc&source=test&company=1&v=2&rollover=true", 200),
        ("", 400),
        ("source=", 400),
        ("source=abcdefghijklmnopqrstu", 400),
        ("source=abcdefghijklmnopqrst", 200),
        ("source=test&limit=101", 400),
        ("source=test&limit=0", 400),
        ("source=test&limit=many", 400),
        ("source=test&offset=-1", 400),
        ("source=test&sort=start", 400),
        ("source=test&sort=duration:asc", 400),
        ("source=test&v=3", 400),
        ("source=test&rollover=maybe", 400),
        ("source=test&offset=9950&limit=50", 200),
        ("source=test&offset=9951&limit=50", 500),
    ] {
        check(&path(query), all(json!({})), status).await;
    }
    let start = &all(json!({}))["start"];
    for (body, status) in [
        (json!([]), 400),
        (json!({}), 400),
        (json!({ "start": { "from": 1 } }), 400),
        (json!({ "start": { "from": END_MS - 30 * DAY_MS, "to": -1 } }), 200),
        (json!({ "start": { "from": END_MS - 200 * DAY_MS, "to": -1 } }), 400),
        (between(END_MS - 92 * DAY_MS, END_MS, json!({})), 200),
        (between(END_MS - 92 * DAY_MS - 1, END_MS, json!({})), 400),
        (between(END_MS, END_MS - 1, json!({})), 400),
        (json!({ "latestUpdateTime": { "from": END_MS } }), 400),
        (json!({ "start": start, "latestUpdateTime": { "to": END_MS } }), 400),
        (json!({ "start": start, "end": { "from": 1 } }), 400),
        (json!({ "start": start, "status": ["OPEN", "CLOSE"] }), 200),
        (json!({ "start": start, "status": ["CLOSED"] }), 400),
        (json!({ "start": start, "contentToRetrieve": CONTENTS }), 200),
        (json!({ "start": start, "contentToRetrieve": ["messageRecords", "mood"] }), 400),
        (json!({ "start": start, "contentToRetrieve": "sdes" }), 400),
        (json!({ "start": start, "conversationId": "none" }), 400),
    ] {
        check(&path("source=test"), body, status).await;
    }
    check(&path_by_id("source=test"), json!({ "conversationId": "none" }), 200).await;
    check(&path_by_id("source=test"), json!({ "start": start }), 400).await;
    check(&path_by_id(""), json!({ "conversationId": "none" }), 400).await;
    check(&path_by_consumer("source=test"), json!({ "consumer": "none", "status": ["OPEN"] }), 200).await;
    check(&path_by_consumer("source=test"), json!({ "consumer": "none" }), 400).await;
}

#[tokio::test]
async fn an_account_may_not_know_newer_containers() {
    let options = Options { is_nothing_204: true, unknown_contents: vec!["intents"] };
    let simulator = start_with(month(), options).await;
    let check = async |more: Value, status: u16| {
        let answer = post(&simulator, &path("source=test"), &all(more)).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    };
    check(json!({ "contentToRetrieve": CONTENTS }), 400).await;
    check(json!({ "contentToRetrieve": ["dialogs"] }), 200).await;
    check(json!({}), 200).await;
    check(json!({ "agentIds": ["9"] }), 204).await;
}

#[tokio::test]
async fn filters_narrow() {
    let simulator = start(month()).await;
    let now = simulator.clock().now();
    let count = async |more: Value| {
        let found = search(&simulator, "source=test&limit=1", &all(more)).await;
        usize::try_from(found["_metadata"]["count"].as_u64().unwrap()).unwrap()
    };
    let whole = count(json!({})).await;
    let (open, closed) = (count(json!({ "status": ["OPEN"] })).await, count(json!({ "status": ["CLOSE"] })).await);
    assert!(open > 10 && closed > open, "{open} {closed}");
    assert_eq!((open + closed, count(json!({ "mood": 1 })).await), (whole, whole));
    for narrow in [json!({ "skillIds": [3] }), json!({ "latestSkillIds": ["3"] }), json!({ "agentIds": [103] })] {
        assert!((1..whole / 2).contains(&count(narrow.clone()).await), "{narrow}");
    }
    let day = json!({ "from": END_MS - 10 * DAY_MS, "to": END_MS - 9 * DAY_MS });
    assert!((10..100).contains(&count(json!({ "end": day })).await));
    assert!((10..100).contains(&count(json!({ "fullDialogEndTime": day })).await));
    let since_ms = (now - TimeDelta::hours(5)).timestamp_millis();
    let since = DateTime::from_timestamp_millis(since_ms.div_euclid(MARK_MS) * MARK_MS).unwrap();
    let is_updated = |known: &&MessagingConversation| {
        let mut told = known.updated_at.iter().filter(|at| **at + known.lag <= now);
        told.next_back().is_some_and(|at| *at >= since)
    };
    let updated = known(&simulator).iter().filter(is_updated).count();
    assert!(updated > 10);
    assert_eq!(count(json!({ "latestUpdateTime": { "from": since_ms } })).await, updated);
}

#[tokio::test]
async fn only_what_was_asked_for_comes() {
    let simulator = start(month()).await;
    let names = async |more: Value| {
        let found = search(&simulator, "source=test&limit=100&sort=start:asc&v=2", &all(more)).await;
        let names = records(&found).iter().flat_map(|record| record.as_object().unwrap().keys().cloned());
        names.collect::<BTreeSet<String>>()
    };
    let expect = |names: &[&str]| {
        let more = ["info", "conversationTopics"].into_iter().chain(names.iter().copied());
        more.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let topics = |mut names: BTreeSet<String>| {
        names.insert("conversationTopics".to_owned());
        names.retain(|name| !["messagesRecords", "messageScore", "consumerParticipant"].contains(&name.as_str()));
        names
    };
    assert_eq!(topics(names(json!({})).await), expect(&CONTENTS[..14]));
    assert_eq!(topics(names(json!({ "contentToRetrieve": CONTENTS })).await), expect(&CONTENTS));
    assert_eq!(topics(names(json!({ "contentToRetrieve": ["dialogs"] })).await), expect(&["dialogs"]));
    assert_eq!(topics(names(json!({ "contentToRetrieve": [] })).await), expect(&[]));
}

#[tokio::test]
async fn a_consumer_has_conversations() {
    let simulator = start(month()).await;
    let content = json!({ "contentToRetrieve": ["consumerParticipants"] });
    let found = search(&simulator, "source=test&limit=1&sort=start:asc", &all(content)).await;
    let record = &records(&found)[0];
    let consumer = &record["consumerParticipants"][0]["participantId"];
    let body = json!({ "consumer": consumer, "status": ["OPEN", "CLOSE"] });
    let its = answer(&simulator, &path_by_consumer("source=test"), &body).await;
    assert_eq!(ids(&its), ids(&found));
}

#[tokio::test]
async fn partial_records_are_whole_by_id() {
    let simulator = start(month()).await;
    let content = json!({ "contentToRetrieve": CONTENTS });
    let (mut shorter, mut partial) = (0, 0);
    for known in known(&simulator).iter().filter(|known| known.is_partial) {
        let begun = known.started_at.timestamp_millis();
        let found = search(&simulator, "source=test&limit=100&v=2", &between(begun, begun, content.clone())).await;
        let position = ids(&found).iter().position(|id| *id == known.conversation_id).unwrap();
        let found = &records(&found)[position];
        let whole = one(&simulator, &known.conversation_id).await.unwrap();
        assert_eq!((&found["info"]["isPartial"], &whole["info"]["isPartial"]), (&json!(true), &json!(false)));
        let count = |record: &Value| record["messageRecords"].as_array().map_or(0, Vec::len);
        shorter += usize::from(count(found) < count(&whole));
        partial += 1;
    }
    assert!(partial > 15 && shorter > partial / 2, "{shorter} of {partial}");
}

#[tokio::test]
async fn searches_show_the_last_attribute_of_each_kind() {
    let simulator = start(month()).await;
    let kinds = |record: &Value, container: &str| {
        let events = record[container]["events"].as_array().cloned().unwrap_or_default();
        let kind = |event: Value| {
            let names = event.as_object().unwrap().clone().into_iter();
            names.filter(|(_, value)| value.is_object()).map(|(name, _)| name).collect::<Vec<_>>().join(" ")
        };
        events.into_iter().map(kind).collect::<Vec<_>>()
    };
    let content = json!({ "contentToRetrieve": CONTENTS });
    let found = search(&simulator, "source=test&limit=100&v=2&sort=start:asc", &all(content.clone())).await;
    let mut fewer = 0;
    for record in records(&found).iter().filter(|record| record["info"]["isPartial"] == false) {
        let shown = kinds(record, "sdes");
        let whole = one(&simulator, record["info"]["conversationId"].as_str().unwrap()).await.unwrap();
        let all = kinds(&whole, "sdes");
        assert_eq!(shown.iter().collect::<BTreeSet<_>>(), all.iter().collect::<BTreeSet<_>>());
        assert_eq!(shown.len(), shown.iter().collect::<BTreeSet<_>>().len());
        fewer += usize::from(shown.len() < all.len());
    }
    assert!(fewer > 10, "{fewer}");
    let untyped = search(&simulator, "source=test&limit=100&sort=start:asc", &all(content)).await;
    assert!(records(&untyped).iter().all(|record| record.get("unAuthSdes").is_none()));
    assert!(records(&untyped).iter().all(|record| !record["sdes"].to_string().contains(":true")));
}
