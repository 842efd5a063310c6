//! A file that comes after a day was complete: the day says which of its numbers changed and why, and the other days do not change.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use simulator::{FileBody, WorldFileSpec, WorldSpec};
use sink::testing::TestDatabase;

use super::chats::{Chat, Tables, chats};
use super::figures::{LocalClock, at, by, count, mean_s};
use super::{ANSWER_WITHIN, questions};
use crate::closing::finish;
use crate::deployment::{ACCOUNT, Plan, now, small_world, world_end};
use crate::documents::{conversation_with, document, gzip};

const LATE: &str = "Engagement.late.part-00099-0";
const NEW_CHAT: &str = "late-1";

/// What the late file tells: a chat that no file told before, and another end of a chat that one did, without its lines.
struct LateFile {
    chats: Vec<Value>,
}

impl LateFile {
    fn of(day: DateTime<Utc>, known: &Value) -> Self {
        let noon_ms = (day + TimeDelta::hours(12)).timestamp_millis();
        let new = json!({
            "conversationId": NEW_CHAT, "type": "LIVE_CHAT", "conversationStartTime": noon_ms, "queueStartTime": noon_ms,
            "queueEndTime": noon_ms + 10_000, "interactionStartTime": noon_ms + 10_000,
            "conversationEndTime": noon_ms + 310_000, "agentId": "100", "skillId": 3, "isInteractive": true,
        });
        let corrected = json!({
            "conversationId": known["conversation_id"], "type": "LIVE_CHAT", "conversationStartTime": at(known, "started_at"),
            "queueStartTime": at(known, "started_at"), "queueEndTime": at(known, "queue_ended_at"),
            "interactionStartTime": at(known, "interaction_started_at"),
            "conversationEndTime": at(known, "ended_at").unwrap() + 600_000, "agentId": known["agent_id"], "skillId": 4,
            "isInteractive": known["is_interactive"],
        });
        Self { chats: vec![new, corrected] }
    }

    /// Prints it as upstream does.
    fn body(&self) -> FileBody {
        let entity = |chat: &Value| {
            let fields =
                chat.as_object().unwrap().iter().filter(|(name, value)| *name != "conversationId" && !value.is_null());
            let fields: Vec<_> = fields.map(|(name, value)| format!("\"{name}\":{value}")).collect();
            conversation_with(chat["conversationId"].as_str().unwrap(), &fields.join(","))
        };
        FileBody::Bytes(gzip(document(&self.chats.iter().map(entity).collect::<Vec<_>>())).into())
    }

    /// Changes what is true.
    fn tell(&self, files: &mut Tables) {
        for chat in &self.chats {
            let is_other = |row: &Value| row["conversation_id"] != chat["conversationId"];
            for table in ["conversation", "conversation_skill", "message", "transfer"] {
                files.get_mut(table).unwrap().retain(is_other);
            }
            let time = |name: &str| {
                let at = chat[name].as_i64().and_then(DateTime::from_timestamp_millis);
                at.map(|at| at.to_rfc3339())
            };
            files.get_mut("conversation").unwrap().push(json!({
                "account_id": ACCOUNT, "conversation_id": chat["conversationId"], "type": chat["type"],
                "started_at": time("conversationStartTime"), "queue_started_at": time("queueStartTime"),
                "queue_ended_at": time("queueEndTime"), "interaction_started_at": time("interactionStartTime"),
                "ended_at": time("conversationEndTime"), "agent_id": chat["agentId"], "skill_id": chat["skillId"].to_string(),
                "is_interactive": chat["isInteractive"],
            }));
        }
    }
}

fn without_history() -> Tables {
    ["engagement", "engagement_line", "survey_answer", "engagement_attribute"].map(|table| (table, Vec::new())).into()
}

/// Days with chats in both views, as they must be.
async fn expect_days(database: &TestDatabase, files: &Tables) {
    let all = chats(files, &without_history());
    let groups = by(all.iter().filter(|chat| chat.is_live), |chat| LocalClock::UTC.day(chat.started_ms));
    let row = |(day, chats): (String, Vec<&Chat>)| {
        let waits: Vec<_> = chats.iter().filter_map(|chat| chat.wait_ms).collect();
        let handling: Vec<_> = chats.iter().filter_map(|chat| chat.handling_ms).collect();
        let (connected, abandoned) =
            (count(&chats, |chat| chat.is_connected), count(&chats, |chat| !chat.is_connected));
        let transferred = count(&chats, |chat| chat.is_connected && chat.is_transferred() == Some(true));
        let (wait, handling) = (mean_s(&waits), mean_s(&handling));
        format!("{day}|{}|{connected}|{abandoned}|{transferred}|{wait}|{handling}", chats.len())
    };
    let expected: Vec<String> = groups.into_iter().map(row).collect();
    let summary = "select day, chats, connected_chats, abandoned_chats, transferred_chats, wait_avg_s, handling_avg_s
        from mart.daily_summary where chats > 0 order by day";
    let contacts = "select day, sum(offered_contacts), sum(answered_contacts), sum(abandoned_contacts),
            sum(transferred_contacts), round(sum(wait_total_s) / sum(waited_contacts), 1),
            round(sum(handling_total_s) / sum(handled_contacts), 1)
        from mart.contact_daily where channel = 'chat' group by day order by day";
    assert_eq!(database.answers(ANSWER_WITHIN, summary).await, expected);
    assert_eq!(database.answers(ANSWER_WITHIN, contacts).await, expected);
}

/// The rows of mart.daily_summary by day.
async fn summaries(database: &TestDatabase) -> BTreeMap<String, Value> {
    let rows = database.rows("select * from mart.daily_summary").await;
    rows.into_iter().map(|row| (row["day"].as_str().unwrap().to_owned(), row)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_file_restates_its_day_and_no_other() {
    let world = WorldSpec { hours: 72, ..small_world() };
    let deployment = Plan::of(world).reading(&[feeds::engagement::FEED]).deploy().await;
    let database = deployment.database();
    deployment.run_until_idle().await.expect_code(0);
    let mut files = deployment.simulator.world().truth(now());
    expect_days(database, &files).await;
    let day = world_end() - TimeDelta::hours(36);
    let day = day - TimeDelta::milliseconds(day.timestamp_millis().rem_euclid(86_400_000));
    let named = day.format("%Y-%m-%d").to_string();
    let complete = format!("select is_complete, is_restated from mart.daily_summary where day = '{named}'");
    assert_eq!(database.answers("", &complete).await, ["t|f"]);
    assert_eq!(database.answers("", "select * from mart.restatement").await, Vec::<String>::new());

    let before = summaries(database).await;
    let known = files["conversation"].iter().find(|chat| {
        let is_of_day = |at_ms| LocalClock::UTC.day(at_ms) == named;
        chat["type"] == "LIVE_CHAT"
            && at(chat, "started_at").is_some_and(is_of_day)
            && ["interaction_started_at", "ended_at"].iter().all(|column| at(chat, column).is_some())
    });
    let late = LateFile::of(day, known.expect("a chat of the day"));
    deployment.simulator.add_file(WorldFileSpec {
        account: ACCOUNT.to_owned(),
        feed: "engagement".to_owned(),
        name: LATE.to_owned(),
        scope_start: world_end(),
        scope_end: world_end() + TimeDelta::hours(1),
        published_at: now(),
        body: late.body(),
    });
    late.tell(&mut files);
    deployment.run_until_idle().await.expect_code(0);
    expect_days(database, &files).await;
    expect_restatements(database, &named, &before).await;
    finish(deployment).await;
}

async fn expect_restatements(database: &TestDatabase, day: &str, before: &BTreeMap<String, Value>) {
    let after = summaries(database).await;
    let restated: Vec<_> = after.values().filter(|row| row["is_restated"] == true).map(|row| &row["day"]).collect();
    assert_eq!(restated, [day]);
    let page: BTreeMap<String, String> = questions().into_iter().collect();
    let sql = page["Which numbers changed after a report may have shown them?"].trim_end().trim_end_matches(';');
    let rows = database.rows(sql).await;
    let mut changed = BTreeMap::new();
    for row in &rows {
        assert_eq!((&row["day"], &row["feeds"], &row["units"]), (&json!(day), &json!(["engagement"]), &json!([LATE])));
        for (measure, was) in row["before"].as_object().unwrap() {
            changed.insert(measure.clone(), (was.clone(), row["after"][measure].clone()));
        }
    }
    let measured = |row: &Value, measure: &str| row[measure].clone();
    for (measure, (was, is)) in &changed {
        let told = (measured(&before[day], measure), measured(&after[day], measure));
        assert_eq!((was, is), (&told.0, &told.1), "{measure}");
    }
    let groups: Vec<_> = rows.iter().map(|row| row["measure_group"].as_str().unwrap()).collect();
    for group in ["volume", "service_level", "handling"] {
        assert!(groups.contains(&group), "{group} is not in {groups:?}");
    }
    let chats = |row: &Value| row["chats"].as_i64().unwrap();
    assert_eq!(chats(&after[day]), chats(&before[day]) + 1);
    // Whatever else the day shows has changed with them.
    for measure in
        ["connected_chats", "wait_avg_s", "handling_avg_s", "duration_avg_s", "transferred_chats", "interactive_chats"]
    {
        let is_other = measured(&before[day], measure) != measured(&after[day], measure);
        assert_eq!(changed.contains_key(measure), is_other, "{measure}");
    }
    for (other, row) in before.iter().filter(|(other, _)| *other != day) {
        assert_eq!(row["chats"], after[other]["chats"], "{other}");
    }
}
