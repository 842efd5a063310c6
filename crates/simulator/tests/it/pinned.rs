//! Worlds stay what they are: a seed that failed once must give the same bytes in every later version.

use std::fmt::Write;
use std::io::Read;

use chrono::{DateTime, TimeDelta, Utc};
use flate2::bufread::MultiGzDecoder;
use serde_json::json;
use sha1::{Digest, Sha1};
use simulator::messaging_interactions::Conversations;
use simulator::{Burst, SimClock, Simulator, SimulatorOptions, World, WorldSpec};

use crate::client::{END_MS, get, post};
use crate::{engagement_history, messaging_interactions, operational};

const HOUR_MS: i64 = 3_600_000;
/// The tables of a conversation.
const CONVERSATION: [&str; 6] =
    ["content_engagement", "conversation", "conversation_skill", "message", "secure_form", "transfer"];
/// The tables of a visit.
const VISIT: [&str; 9] = [
    "achieved_goal",
    "campaign_eligibility",
    "impression",
    "page_view",
    "visit",
    "visit_attribute",
    "visit_attribute_product",
    "visit_body",
    "visit_location",
];

fn spec() -> WorldSpec {
    let start = end() - TimeDelta::hours(20);
    let history_bursts = vec![Burst { account: None, start, chats: 30 }];
    WorldSpec { hours: 30, history_days: 2, history_bursts, ..WorldSpec::default() }
}

fn end() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(END_MS).unwrap()
}

/// What the bytes were when they were pinned, by SHA-1. An intended change pins them anew.
fn check(shown: &[(&str, String)], expected: &[(&str, &str)]) {
    let digest = |text: &str| Sha1::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let digests: Vec<_> = shown.iter().map(|(what, text)| (*what, digest(text))).collect();
    let digests: Vec<_> = digests.iter().map(|(what, digest)| (*what, digest.as_str())).collect();
    assert_eq!(digests, expected);
}

#[test]
fn files_and_truth_are_what_they_were() {
    let world = World::generate(&spec());
    let files = |feed: &str| {
        let mut shown = String::new();
        for file in world.files().iter().filter(|file| file.feed == feed) {
            let mut text = String::new();
            MultiGzDecoder::new(&file.body[..]).read_to_string(&mut text).unwrap();
            writeln!(shown, "{} {} {}", file.account, file.name, file.is_listed_with_gz).unwrap();
            writeln!(shown, "{} {} {}", file.published_at, file.scope_start, file.scope_end).unwrap();
            shown.push_str(&text);
        }
        shown
    };
    let at = [end() - TimeDelta::hours(7), end() + TimeDelta::hours(24)];
    let truths = at.map(|at| world.truth(at));
    let truth = |tables: &[&str]| {
        let rows = truths.each_ref().map(|truth| tables.iter().map(|table| &truth[table]).collect::<Vec<_>>());
        json!(rows).to_string()
    };
    let since = end() - TimeDelta::hours(12);
    let intervals = world.operational_truth(end(), since);
    let now = world.queue_state_truth(at[0]);
    let waits = world.sla_truth(at[0], 600, &[0, 15, 60], "");
    let shown = [
        ("agentActivity", files("agentActivity")),
        ("truth of agentActivity", truth(&["agent_event"])),
        ("engagement", files("engagement")),
        ("truth of engagement", truth(&CONVERSATION)),
        ("survey", files("survey")),
        ("truth of survey", truth(&["survey", "survey_content"])),
        ("webSession", files("webSession")),
        ("truth of webSession", truth(&VISIT)),
        ("truth of chats", json!(at.map(|at| world.history_truth(at))).to_string()),
        ("truth of metrics", json!([intervals, now, waits]).to_string()),
    ];
    let expected = [
        ("agentActivity", "bdcc7943e69ba7ad04ae3251609338f8e46f3251"),
        ("truth of agentActivity", "9acb6294666f7d4fc8b0f6e8ee562a0d529aadbf"),
        ("engagement", "8e964cad9b652128bcfd7ed4afe33f09a2e496b9"),
        ("truth of engagement", "5f7e181885fd4be278fb4c1daa2ea26837451c5a"),
        ("survey", "1cacbb2bc94dccc6fbe7f6e4a28a0c4556ae6e55"),
        ("truth of survey", "98ff7982bec482c2a444b353f01a938df58eb8c8"),
        ("webSession", "6d18fd322ea43988de39ffe5e2eea9db1e6b8d42"),
        ("truth of webSession", "467a6e75a84291185a93b0da74ab09fa0077de66"),
        ("truth of chats", "79892693fd0f9a91a5624cd9f98b4b8ed2d89e89"),
        ("truth of metrics", "67566d7d15dcff8e3c22cae551901282b2fe943a"),
    ];
    check(&shown, &expected);
}

#[tokio::test]
async fn answers_are_what_they_were() {
    let clock = SimClock::fixed(end() - TimeDelta::hours(7));
    let simulator = Simulator::start(World::generate(&spec()), clock, SimulatorOptions::default()).await.unwrap();
    let mut searches = String::new();
    let body = json!({ "start": { "from": END_MS - 300 * HOUR_MS, "to": END_MS } });
    for offset in [0, 100, 200, 300] {
        let query = format!("offset={offset}&limit=100&sort=start:asc,engagementId:asc&source=pin");
        searches.push_str(&post(&simulator, &engagement_history::path(&query), &body).await.text());
    }
    let mut metrics = String::new();
    for method in ["queuehealth", "engactivity", "agentactivity", "queuestate", "sla"] {
        let query = "v=1&timeframe=240&interval=60&skillIds=all&agentIds=all";
        metrics.push_str(&get(&simulator, &operational::path(method, query), None).await.text());
    }
    let expected = [
        ("searches", "5028ebc004bc06a72462ba3f37a7e85b409a18d0"),
        ("metrics", "a98479194957a8f5d4f3d0126b4fc7442e7b56b4"),
    ];
    check(&[("searches", searches), ("metrics", metrics)], &expected);
}

#[tokio::test]
async fn conversations_are_what_they_were() {
    let world = World::generate(&messaging_interactions::spec(Conversations { days: 6, ..Conversations::default() }));
    let now = end() - TimeDelta::days(2);
    let simulator = Simulator::start(world, SimClock::fixed(now), SimulatorOptions::default()).await.unwrap();
    let body = json!({
        "start": { "from": END_MS - 300 * HOUR_MS, "to": END_MS },
        "contentToRetrieve": messaging_interactions::CONTENTS,
    });
    let mut searches = String::new();
    for (offset, version) in [(0, 2), (100, 2), (0, 1)] {
        let query = format!("offset={offset}&limit=100&sort=start:asc&v={version}&source=pin");
        searches.push_str(&post(&simulator, &messaging_interactions::path(&query), &body).await.text());
    }
    let truth = json!([now, end()].map(|at| simulator.world().messaging_truth(at))).to_string();
    let expected = [
        ("searches", "dd785796b4a45bcfa7ea2c7e8a184919efd14015"),
        ("truth", "7b5e1266b500b76e56eba9388834afd2ad547e11"),
    ];
    check(&[("searches", searches), ("truth", truth)], &expected);
}
