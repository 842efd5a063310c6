//! Pages of searches: what is on them, in which order, how deep they go, and the faults that they meet.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use simulator::messaging_interactions::{
    Conversations, MessagingConversation, SEARCH, SEARCH_BY_CONSUMER, SEARCH_BY_ID,
};
use simulator::{Burst, ErrorBody, Fault};

use super::{
    DAY_MS, MARK_MS, all, between, ids, known, month, path, path_by_consumer, path_by_id, records, search, start,
};
use crate::client::{ACCOUNT, END_MS, post};

#[tokio::test]
async fn start_ranges_are_rounded_and_bounds_included() {
    let simulator = start(month()).await;
    let known = known(&simulator);
    let check = async |from_ms: i64, to_ms: i64| {
        let (from, to) = (from_ms.div_euclid(MARK_MS) * MARK_MS, -((-to_ms).div_euclid(MARK_MS)) * MARK_MS);
        let is_in = |known: &&MessagingConversation| (from..=to).contains(&known.started_at.timestamp_millis());
        let found = search(&simulator, "source=test&limit=1", &between(from_ms, to_ms, json!({}))).await;
        assert_eq!(found["_metadata"]["count"], known.iter().filter(is_in).count(), "{from_ms} {to_ms}");
    };
    check(END_MS - 20 * DAY_MS + 1, END_MS - 19 * DAY_MS + 1).await;
    check(END_MS - 8 * DAY_MS, END_MS).await;
    let started_ms = known[known.len() / 2].started_at.timestamp_millis();
    check(started_ms, started_ms).await;
}

#[tokio::test]
async fn pages_are_sorted_or_in_no_order() {
    let simulator = start(month()).await;
    let body = all(json!({}));
    let expected: Vec<_> = known(&simulator).into_iter().map(|known| known.conversation_id).collect();
    let mut read = Vec::new();
    loop {
        let query = format!("source=test&limit=100&offset={}&sort=start:asc", read.len());
        let page = search(&simulator, &query, &body).await;
        let metadata = &page["_metadata"];
        assert_eq!(metadata["shardsStatusResult"], json!({ "partialResult": false }));
        assert_eq!(metadata["prev"].is_null(), read.is_empty());
        let found = ids(&page);
        assert_eq!(metadata["next"].is_null(), read.len() + 100 >= expected.len());
        if found.is_empty() {
            break;
        }
        read.extend(found);
    }
    assert!(read.len() > 800, "{}", read.len());
    assert_eq!(read, expected);
    let by_end = search(&simulator, "source=test&limit=100&sort=end:asc", &body).await;
    let ends: Vec<_> =
        records(&by_end).iter().filter_map(|record| record["info"]["conversationEndTimeL"].as_i64()).collect();
    assert!(ends.len() > 80 && ends.is_sorted(), "{ends:?}");
    let unsorted = async || ids(&search(&simulator, "source=test", &body).await);
    assert_ne!(unsorted().await, unsorted().await);
}

#[tokio::test]
async fn searches_meet_faults() {
    let simulator = start(month()).await;
    let query = "source=test&limit=20&offset=20&sort=start:asc";
    let sane = search(&simulator, query, &all(json!({}))).await;
    let count = sane["_metadata"]["count"].as_i64().unwrap();
    let meet = async |fault: Fault| {
        simulator.faults().inject(SEARCH, None, fault, 1);
        search(&simulator, query, &all(json!({}))).await
    };
    let partial = meet(Fault::PartialShards { failed: 1, total: 5 }).await;
    let shards = json!({ "partialResult": true, "failureShards": 1, "totalShards": 5 });
    assert_eq!(partial["_metadata"]["shardsStatusResult"], shards);
    assert!(partial["_metadata"]["count"].as_i64().unwrap() < count);
    assert_eq!(meet(Fault::CountChanges { by: -2 }).await["_metadata"]["count"], count - 2);
    let first = search(&simulator, "source=test&limit=20&sort=start:asc", &all(json!({}))).await;
    assert_eq!(ids(&meet(Fault::PageRepeats).await), ids(&first));
    assert_eq!(meet(Fault::EndlessPages).await["_metadata"]["count"], 60);
    assert_eq!(ids(&search(&simulator, query, &all(json!({}))).await), ids(&sane));

    let failure = Fault::Status { code: 503, retry_after_s: None, body: ErrorBody::Json };
    for (route, address, body) in [
        (SEARCH, path("source=test"), all(json!({}))),
        (SEARCH_BY_ID, path_by_id("source=test"), json!({ "conversationId": "none" })),
        (SEARCH_BY_CONSUMER, path_by_consumer("source=test"), json!({ "consumer": "none", "status": ["OPEN"] })),
    ] {
        simulator.faults().inject(route, None, failure.clone(), 1);
        assert_eq!(post(&simulator, &address, &body).await.status, 503, "{address}");
        assert_eq!(post(&simulator, &address, &body).await.status, 200, "{address}");
    }
    let searches: Vec<_> = simulator.requests().iter().filter_map(|request| request.messaging_search()).collect();
    assert_eq!((searches[0].offset, searches[0].limit), (Some(20), Some(20)));
    assert_eq!(searches.last().unwrap().from_ms, None);
}

#[tokio::test]
async fn a_burst_is_quick_and_deeper_than_the_window() {
    let begun = Instant::now();
    let at = DateTime::<Utc>::from_timestamp_millis(END_MS).unwrap() - TimeDelta::days(9);
    let burst = Burst { account: Some(ACCOUNT.to_owned()), start: at, chats: 25_000 };
    let simulator = start(Conversations { days: 400, bursts: vec![burst], ..Conversations::default() }).await;
    let body = between(at.timestamp_millis() + 1, at.timestamp_millis() + MARK_MS - 1, json!({}));
    let page = search(&simulator, "source=test&sort=start:asc&limit=100&offset=9900", &body).await;
    assert!((25_000..25_010).contains(&page["_metadata"]["count"].as_u64().unwrap()), "{}", page["_metadata"]);
    assert_eq!(ids(&page).len(), 100);
    let deeper = post(&simulator, &path("source=test&sort=start:asc&limit=100&offset=9901"), &body).await;
    assert_eq!((deeper.status, deeper.text().contains("Result window is too large")), (500, true));
    println!("a burst in {:?}", begun.elapsed());
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
