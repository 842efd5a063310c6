//! Searches of the Engagement History API: what they refuse, find, order and show of a chat in time.

mod truth;

use std::collections::BTreeSet;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use simulator::engagement_history::{HistoryChat, SEARCH, SEARCH_BY_ID};
use simulator::{Burst, Credentials, ErrorBody, Fault, SimClock, Simulator, SimulatorOptions, World, WorldSpec};

use crate::client::{ACCOUNT, Answer, END_MS, Signer, ask, post, start};

const HOUR_MS: i64 = 3_600_000;
const MARK_MS: i64 = 600_000;

pub(crate) fn path(query: &str) -> String {
    format!("/interaction_history/api/account/{ACCOUNT}/interactions/search?{query}")
}

/// The answer with U+FFFD for lone surrogates, which `serde_json` refuses. The texts of the world have no character of
/// these halves but emoji that begin with the first one.
pub(crate) fn parsed(answer: &Answer) -> Value {
    let text = answer.text().replace("\\udc00", "\\ufffd").replace("\\ud83d\\ud", "\u{0}");
    let text = text.replace("\\ud83d", "\\ufffd").replace('\u{0}', "\\ud83d\\ud");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub(crate) async fn search(simulator: &Simulator, query: &str, body: Value) -> Value {
    let answer = post(simulator, &path(query), &body).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{}", answer.text());
    parsed(&answer)
}

/// The chats of an answer, in its order.
fn ids(answer: &Value) -> Vec<String> {
    let records = answer["interactionHistoryRecords"].as_array().unwrap();
    records.iter().map(|record| record["info"]["engagementId"].as_str().unwrap().to_owned()).collect()
}

fn between(from_ms: i64, to_ms: i64) -> Value {
    json!({ "start": { "from": from_ms, "to": to_ms } })
}

/// One chat, with a start as upstream requires.
fn by_id(id: &str) -> Value {
    json!({ "engagementId": id, "start": { "from": END_MS - 24 * HOUR_MS, "to": END_MS } })
}

/// Everything of the world.
fn all() -> Value {
    between(END_MS - 48 * HOUR_MS, END_MS)
}

fn chats(simulator: &Simulator) -> Vec<HistoryChat> {
    simulator.world().history_chats(ACCOUNT)
}

/// An account with a world of its own, seen at `now`.
async fn start_world(spec: WorldSpec, now: DateTime<Utc>) -> Simulator {
    Simulator::start(World::generate(&spec), SimClock::fixed(now), SimulatorOptions::default()).await.unwrap()
}

#[tokio::test]
async fn searches_are_refused() {
    let simulator = start(SimulatorOptions::default()).await;
    let check = async |query: &str, body: Value, status: u16| {
        let answer = post(&simulator, &path(query), &body).await;
        assert_eq!(answer.status, status, "{query} {body}: {}", answer.text());
        assert_eq!(parsed(&answer)["error"]["internalCode"].is_null(), status == 200, "{query} {body}");
    };
    check("source=test", all(), 200).await;
    check("offset=50&limit=100&sort=start:asc,engagementId:desc&source=test&company=1", all(), 200).await;
    check("", all(), 400).await;
    check("source=", all(), 400).await;
    check("source=abcdefghijklmnopqrstu", all(), 400).await;
    check("source=abcdefghijklmnopqrst", all(), 200).await;
    check("source=test&limit=101", all(), 400).await;
    check("source=test&limit=0", all(), 400).await;
    check("source=test&limit=many", all(), 400).await;
    check("source=test&offset=-1", all(), 400).await;
    check("source=test&sort=start", all(), 400).await;
    check("source=test&sort=start:des", all(), 400).await;
    check("source=test&sort=mood:asc", all(), 400).await;
    check("source=test&offset=9950&limit=50", all(), 200).await;
    check("source=test&offset=9951&limit=50", all(), 500).await;
    check("source=test", json!([]), 400).await;
    check("source=test", json!({}), 400).await;
    check("source=test", json!({ "start": { "from": 1 } }), 400).await;
    check("source=test", json!({ "start": { "from": "soon", "to": "later" } }), 400).await;
    check("source=test", between(END_MS - 31 * 24 * HOUR_MS, END_MS), 200).await;
    check("source=test", between(END_MS - 31 * 24 * HOUR_MS - 1, END_MS), 400).await;
    check("source=test", between(END_MS, END_MS - 1), 400).await;
    check("source=test", json!({ "start": { "from": "1", "to": "2" }, "duration": { "from": 1 } }), 400).await;
    check("source=test", by_id("none"), 200).await;
    check("source=test", json!({ "engagementId": "none" }), 400).await;
    check("source=test", json!({ "visitor": "none" }), 400).await;
}

#[tokio::test]
async fn searches_must_be_authorized_json() {
    let simulator = start(SimulatorOptions::default()).await;
    let path = path("source=test");
    let check = async |authorization: &str, content_type: &str, body: &str, status: u16| {
        let headers = [("Authorization", authorization), ("Content-Type", content_type)];
        let answer = ask(&simulator, "POST", &path, &headers, body).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    };
    let signed = |serial: u32| {
        let nonce = format!("own-{serial}");
        Signer { nonce, ..Signer::of(&simulator) }.header_of("POST", &path)
    };
    let body = all().to_string();
    check(&signed(1), "application/json; charset=utf-8", &body, 200).await;
    check(&signed(1), "application/json", &body, 401).await;
    check(&signed(2), "text/plain", &body, 415).await;
    check(&signed(3), "application/json", "{", 400).await;
    check(&Signer::of(&simulator).header(&path), "application/json", &body, 401).await;
    check("Bearer none", "application/json", &body, 401).await;
    let Credentials { client_id, client_secret, .. } = Credentials::of(ACCOUNT);
    let form = format!("grant_type=client_credentials&client_id={client_id}&client_secret={client_secret}");
    let token_path = format!("/sentinel/api/v2/account/{ACCOUNT}/app/token");
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let token = ask(&simulator, "POST", &token_path, &headers, &form).await.json();
    check(&format!("Bearer {}", token["access_token"].as_str().unwrap()), "application/json", &body, 200).await;
}

#[tokio::test]
async fn start_ranges_are_rounded_and_bounds_included() {
    let spec = WorldSpec { hours: 24, ..WorldSpec::default() };
    let simulator = start_world(spec.clone(), spec.end + TimeDelta::hours(30)).await;
    let chats = chats(&simulator);
    let check = async |from_ms: i64, to_ms: i64, text_bounds: bool| {
        let (from, to) = (from_ms.div_euclid(MARK_MS) * MARK_MS, -((-to_ms).div_euclid(MARK_MS)) * MARK_MS);
        let expected = chats.iter().filter(|chat| (from..=to).contains(&chat.started_at.timestamp_millis())).count();
        let body = match text_bounds {
            true => json!({ "start": { "from": from_ms.to_string(), "to": to_ms.to_string() } }),
            false => between(from_ms, to_ms),
        };
        let found = search(&simulator, "source=test&limit=100&sort=start:asc", body).await;
        assert_eq!(found["_metadata"]["count"], expected, "{from_ms} {to_ms}");
        let (from, to) = (DateTime::from_timestamp_millis(from).unwrap(), DateTime::from_timestamp_millis(to).unwrap());
        assert_eq!(simulator.world().history_count(ACCOUNT, from, to, simulator.clock().now()), expected);
    };
    check(END_MS - 3 * HOUR_MS, END_MS - HOUR_MS, false).await;
    check(END_MS - 3 * HOUR_MS + 1, END_MS - HOUR_MS + 1, true).await;
    let started_ms = chats[chats.len() / 2].started_at.timestamp_millis();
    check(started_ms, started_ms, false).await;
}

#[tokio::test]
async fn pages_are_sorted_or_in_no_order() {
    let simulator = start(SimulatorOptions::default()).await;
    let whole = search(&simulator, "source=test&limit=1", all()).await;
    let count = whole["_metadata"]["count"].as_u64().unwrap() as usize;
    let mut read = Vec::new();
    loop {
        let query = format!("source=test&limit=100&offset={}&sort=start:asc", read.len());
        let page = search(&simulator, &query, all()).await;
        let metadata = &page["_metadata"];
        let own =
            format!("https://localhost:8080/api/account/{ACCOUNT}/interactions/search?limit=100&offset={}", read.len());
        assert_eq!(metadata["self"], json!({ "rel": "self", "href": own }));
        assert_eq!(metadata["shardsStatusResult"], json!({ "partialResult": false }));
        assert_eq!(metadata["prev"].is_null(), read.is_empty());
        let found = ids(&page);
        assert_eq!(metadata["next"].is_null(), read.len() + 100 >= count);
        read.extend(found.clone());
        if found.is_empty() {
            break;
        }
    }
    let now = simulator.clock().now();
    let expected: Vec<_> = chats(&simulator).into_iter().filter(|chat| chat.ended_at <= now).collect();
    let in_range = expected.iter().filter(|chat| chat.started_at.timestamp_millis() >= END_MS - 48 * HOUR_MS);
    assert_eq!(read, in_range.map(|chat| chat.engagement_id.clone()).collect::<Vec<_>>());
    assert_eq!(count, read.len());

    let descending = ids(&search(&simulator, "source=test&sort=start:desc", all()).await);
    assert_eq!(descending, read.iter().rev().take(50).cloned().collect::<Vec<_>>());
    let by_agent = search(&simulator, "source=test&sort=agentId:desc,duration:asc", all()).await;
    let keys: Vec<_> = by_agent["interactionHistoryRecords"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| (-number(&record["info"]["agentId"]), number(&record["info"]["duration"])))
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let unsorted = async || ids(&search(&simulator, "source=test", all()).await);
    assert_ne!(unsorted().await, unsorted().await);
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn filters_narrow() {
    let simulator = start(SimulatorOptions::default()).await;
    let check = async |filter: Value, fits: &dyn Fn(&Value) -> bool| {
        let mut body = all();
        body.as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
        let found = search(&simulator, "source=test&limit=100&sort=start:asc", body).await;
        let records = found["interactionHistoryRecords"].as_array().unwrap();
        assert!(!records.is_empty() && records.iter().all(|record| fits(&record["info"])), "{filter}");
        found["_metadata"]["count"].as_u64().unwrap()
    };
    let whole = check(json!({}), &|_| true).await;
    let check_narrower = async |filter: Value, fits: &dyn Fn(&Value) -> bool| {
        assert!(check(filter, fits).await < whole);
    };
    check_narrower(json!({ "interactive": true }), &|info| info["isInteractive"] == true).await;
    check_narrower(json!({ "skillIds": ["3", 4] }), &|info| [3, 4].contains(&number(&info["skillId"]))).await;
    check_narrower(json!({ "agentIds": ["103"] }), &|info| number(&info["agentId"]) == 103).await;
    check_narrower(json!({ "duration": { "from": 600, "to": "1200" } }), &|info| {
        (600..=1200).contains(&number(&info["duration"]))
    })
    .await;
    assert_eq!(check(json!({ "interactive": false, "ended": true, "mood": 1 }), &|_| true).await, whole);
    let visitor = search(&simulator, "source=test&limit=1", all()).await;
    let visitor = visitor["interactionHistoryRecords"][0]["info"]["visitorId"].as_str().unwrap().to_owned();
    let found = search(&simulator, "source=test", json!({ "visitor": visitor, "start": all()["start"] })).await;
    assert_eq!(found["interactionHistoryRecords"][0]["info"]["visitorId"], visitor.as_str());
    let none = search(&simulator, "source=test&offset=9000", all()).await;
    assert_eq!((ids(&none).len(), none["_metadata"]["count"].as_u64()), (0, Some(whole)));
}

#[tokio::test]
async fn a_chat_appears_grows_and_is_erased() {
    let spec = WorldSpec { hours: 24, history_erased_percent: 30, history_partial_percent: 0, ..WorldSpec::default() };
    let simulator = start_world(spec.clone(), spec.end).await;
    let has = |record: &Value, name: &str| record[name].as_array().is_some_and(|list| !list.is_empty());
    let at = async |chat: &HistoryChat, now: DateTime<Utc>| {
        simulator.clock().set(now);
        let found = search(&simulator, "source=test", by_id(&chat.engagement_id)).await;
        found["interactionHistoryRecords"].get(0).cloned()
    };
    let (mut grown, mut erased) = (0, 0);
    for chat in chats(&simulator).iter().filter(|chat| chat.erased_at.is_some()).take(40) {
        let moment = TimeDelta::milliseconds(1);
        assert_eq!(at(chat, chat.ended_at - moment).await, None);
        let begun = chat.started_at.timestamp_millis();
        simulator.clock().set(chat.ended_at - moment);
        let hidden = ids(&search(&simulator, "source=test&sort=start:asc", between(begun, begun)).await);
        assert!(!hidden.contains(&chat.engagement_id));
        let bare = at(chat, chat.ended_at).await.unwrap();
        assert_eq!(bare["info"]["chatDataEnriched"], false);
        assert!(!has(&bare, "lineScores") && !has(&bare["sdes"], "events") && !has(&bare["surveys"], "preChat"));
        assert!(bare["info"]["chatMCS"].is_null());
        assert!(chat.enriched_at > chat.ended_at && chat.enriched_at < chat.ended_at + TimeDelta::hours(2));
        let still_bare = at(chat, chat.enriched_at - moment).await.unwrap();
        assert_eq!(still_bare, bare);
        let whole = at(chat, chat.enriched_at).await.unwrap();
        assert_eq!(whole["info"]["chatDataEnriched"], true);
        grown += usize::from(has(&whole, "lineScores") || has(&whole["sdes"], "events"));
        let gone = at(chat, chat.erased_at.unwrap()).await.unwrap();
        erased += usize::from(gone["transcript"].to_string().contains("** LP deleted data **"));
        assert!(!whole["transcript"].to_string().contains("** LP deleted data **"));
    }
    assert!(grown > 10 && erased > 10, "{grown} {erased}");
}

#[tokio::test]
async fn partial_records_are_whole_by_id() {
    let simulator = start(SimulatorOptions::default()).await;
    let mut shorter = 0;
    let now = simulator.clock().now();
    let partial = chats(&simulator).into_iter().filter(|chat| chat.is_partial && chat.ended_at <= now);
    for HistoryChat { engagement_id, started_at, .. } in partial {
        let begun = started_at.timestamp_millis();
        let found = search(&simulator, "source=test&limit=100&sort=start:asc", between(begun, begun)).await;
        let found =
            &found["interactionHistoryRecords"][ids(&found).iter().position(|id| *id == engagement_id).unwrap()];
        let whole = search(&simulator, "source=test", by_id(&engagement_id)).await;
        assert_eq!(whole["_metadata"]["count"], 1);
        let whole = &whole["interactionHistoryRecords"][0];
        assert_eq!((&found["info"]["isPartial"], &whole["info"]["isPartial"]), (&json!(true), &json!(false)));
        let lines = |record: &Value| record["transcript"]["lines"].as_array().map_or(0, Vec::len);
        shorter += usize::from(lines(found) < lines(whole));
    }
    assert!(shorter > 3, "{shorter}");
}

#[tokio::test]
async fn a_burst_is_quick_and_deeper_than_the_window() {
    let begun = Instant::now();
    let start_at = DateTime::from_timestamp_millis(END_MS).unwrap() - TimeDelta::hours(5);
    let burst = Burst { account: Some(ACCOUNT.to_owned()), start: start_at, chats: 25_000 };
    let spec = WorldSpec { hours: 1, history_days: 395, history_bursts: vec![burst], ..WorldSpec::default() };
    let simulator = start_world(spec.clone(), spec.end).await;
    let from_ms = start_at.timestamp_millis();
    let body = between(from_ms + 1, from_ms + MARK_MS - 1);
    let mut seen = BTreeSet::new();
    for offset in (0..=9_900).step_by(3_300) {
        let query = format!("source=test&sort=start:asc&limit=100&offset={offset}");
        let page = search(&simulator, &query, body.clone()).await;
        assert!((25_000..25_010).contains(&page["_metadata"]["count"].as_u64().unwrap()), "{}", page["_metadata"]);
        seen.extend(ids(&page));
    }
    assert_eq!(seen.len(), 400);
    let deeper = post(&simulator, &path("source=test&sort=start:asc&limit=100&offset=9901"), &body).await;
    assert_eq!((deeper.status, deeper.text().contains("Result window is too large")), (500, true));
    let short = json!({ "start": body["start"], "duration": { "from": 0, "to": 600 } });
    let short = search(&simulator, "source=test&sort=start:asc", short).await;
    assert!((3_000..6_000).contains(&short["_metadata"]["count"].as_u64().unwrap()));
    let searches: Vec<_> = simulator.requests().iter().filter_map(|request| request.history_search()).collect();
    assert_eq!((searches[1].offset, searches[1].from_ms), (Some(3_300), Some(from_ms + 1)));
    let year_ago = END_MS - 390 * 24 * HOUR_MS;
    let old = search(&simulator, "source=test", between(year_ago, year_ago + 24 * HOUR_MS)).await;
    assert!((10..30).contains(&old["_metadata"]["count"].as_u64().unwrap()));
    println!("a burst in {:?}", begun.elapsed());
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn searches_meet_faults() {
    let simulator = start(SimulatorOptions::default()).await;
    let query = "source=test&limit=20&offset=20&sort=start:asc";
    let sane = search(&simulator, query, all()).await;
    let count = sane["_metadata"]["count"].as_i64().unwrap();
    let meet = async |fault: Fault| {
        simulator.faults().inject(SEARCH, None, fault, 1);
        search(&simulator, query, all()).await
    };
    let partial = meet(Fault::PartialShards { failed: 1, total: 5 }).await;
    let shards = json!({ "partialResult": true, "failureShards": 1, "totalShards": 5 });
    assert_eq!(partial["_metadata"]["shardsStatusResult"], shards);
    assert!(partial["_metadata"]["count"].as_i64().unwrap() < count);
    let moved = meet(Fault::CountChanges { by: -2 }).await;
    assert_eq!((moved["_metadata"]["count"].as_i64(), ids(&moved)), (Some(count - 2), ids(&sane)));
    let repeated = meet(Fault::PageRepeats).await;
    let first = search(&simulator, "source=test&limit=20&sort=start:asc", all()).await;
    assert_eq!((ids(&repeated), &repeated["_metadata"]["count"]), (ids(&first), &sane["_metadata"]["count"]));
    simulator.faults().inject(SEARCH, None, Fault::EndlessPages, 1);
    let endless = search(&simulator, "source=test&limit=100&offset=90000&sort=start:asc", all()).await;
    assert_eq!((ids(&endless).len(), endless["_metadata"]["count"].as_u64()), (100, Some(90_200)));

    let busy = Fault::Status { code: 429, retry_after_s: Some(1), body: ErrorBody::Json };
    simulator.faults().inject(SEARCH_BY_ID, None, busy, 1);
    search(&simulator, query, all()).await;
    let by_id = by_id(&ids(&sane)[0]);
    assert_eq!(post(&simulator, &path("source=test"), &by_id).await.status, 429);
    assert_eq!(ids(&search(&simulator, "source=test", by_id).await), ids(&sane)[..1]);
    let host = "/api/account/75555851/service/engHistDomain/baseURI.json?version=1.0";
    assert_eq!(ask(&simulator, "GET", host, &[], "").await.json()["service"], "engHistDomain");
}
