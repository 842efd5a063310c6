//! What becomes of conversations in time.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use simulator::messaging_interactions::{Conversations, MessagingConversation};

use super::{HOUR_MS, MARK_MS, between, ids, month, one, search, start};
use crate::client::ACCOUNT;

fn rows(record: &Value, name: &str) -> usize {
    record[name].as_array().map_or(0, Vec::len)
}

fn states(record: &Value) -> [&str; 2] {
    ["status", "fullDialogStatus"].map(|name| record["info"][name].as_str().unwrap())
}

#[tokio::test]
async fn a_conversation_opens_grows_closes_and_is_erased() {
    let simulator = start(Conversations { reopened_percent: 0, erased_percent: 40, days: 8, ..month() }).await;
    let (mut surveyed, mut erased) = (0, 0);
    for known in simulator.world().messaging_conversations(ACCOUNT).iter().step_by(9) {
        let at = async |at: DateTime<Utc>| {
            simulator.clock().set(at + known.lag);
            one(&simulator, &known.conversation_id).await
        };
        let moment = TimeDelta::milliseconds(1);
        assert_eq!(at(known.started_at - moment).await, None);
        let opened = at(known.started_at).await.unwrap();
        assert_eq!(states(&opened), ["OPEN", "OPEN"]);
        assert_eq!((&opened["info"]["endTime"], &opened["info"]["endTimeL"]), (&json!("undefined"), &json!(-1)));
        assert_eq!(rows(&opened, "agentParticipantsLeave"), 0);
        let grown = at(known.closed_at - moment).await.unwrap();
        assert_eq!(states(&grown), ["OPEN", "OPEN"]);
        let closed = at(known.closed_at).await.unwrap();
        assert_eq!(states(&closed)[0], "CLOSE");
        assert_eq!(rows(&closed, "agentParticipantsActive"), 0);
        assert!(rows(&closed, "messageStatuses") >= rows(&closed, "messageRecords"), "{closed}");
        if let Some(surveyed_at) = known.surveyed_at {
            assert!(surveyed_at > known.closed_at && surveyed_at < known.closed_at + TimeDelta::days(1));
            assert_eq!((states(&closed)[1], rows(&closed, "conversationSurveys")), ("OPEN", 0));
            let full = at(surveyed_at).await.unwrap();
            assert_eq!((states(&full)[1], rows(&full, "conversationSurveys")), ("CLOSE", 1));
            assert_ne!(full["info"]["endTime"], full["info"]["conversationEndTime"]);
            surveyed += 1;
        }
        if let Some(erased_at) = known.erased_at {
            let told = at(erased_at - moment).await.unwrap();
            assert!(!told.to_string().contains("** LP deleted data **"));
            let gone = at(erased_at).await.unwrap();
            assert!(gone.to_string().contains("\"consumerName\":\"** LP deleted data **\""));
            erased += 1;
        }
    }
    assert!(surveyed > 8 && erased > 8, "{surveyed} {erased}");
}

#[tokio::test]
async fn nothing_changes_between_two_updates() {
    let simulator = start(Conversations { days: 3, reopened_percent: 50, ..month() }).await;
    for known in simulator.world().messaging_conversations(ACCOUNT).iter().step_by(15) {
        let mut before = None;
        for pair in known.updated_at.windows(2) {
            simulator.clock().set(pair[0] + known.lag);
            let first = one(&simulator, &known.conversation_id).await;
            assert_ne!(first, before, "{pair:?}");
            simulator.clock().set(pair[1] + known.lag - TimeDelta::milliseconds(1));
            let last = one(&simulator, &known.conversation_id).await;
            assert_eq!(first, last, "{pair:?}");
            before = last;
        }
    }
}

#[tokio::test]
async fn some_stay_open_for_weeks_and_some_are_opened_again() {
    let simulator = start(month()).await;
    let all = simulator.world().messaging_conversations(ACCOUNT);
    let length = |known: &MessagingConversation| known.closed_at - known.started_at;
    assert!(all.iter().any(|known| length(known) > TimeDelta::days(40)));
    assert!(all.iter().all(|known| length(known) < TimeDelta::days(64)));
    let reopened: Vec<_> = all.iter().filter(|known| known.reopened.is_some()).collect();
    assert!(reopened.len() > 40, "{}", reopened.len());
    for known in reopened.into_iter().step_by(8) {
        let (closed_at, opened_at) = known.reopened.unwrap();
        let at = async |at: DateTime<Utc>| {
            simulator.clock().set(at + known.lag);
            one(&simulator, &known.conversation_id).await.unwrap()
        };
        assert_eq!(at(closed_at).await["info"]["status"], "CLOSE");
        assert_eq!(at(opened_at).await["info"]["status"], "OPEN");
        let closed = at(known.closed_at).await;
        assert_eq!(closed["info"]["status"], "CLOSE");
        assert!(rows(&closed, "dialogs") >= 2);
    }
}

#[tokio::test]
async fn an_update_is_found_by_its_time() {
    let simulator = start(month()).await;
    let all = simulator.world().messaging_conversations(ACCOUNT);
    for known in all.iter().step_by(60) {
        let last = *known.updated_at.last().unwrap();
        simulator.clock().set(last + known.lag);
        let begun = known.started_at.timestamp_millis();
        let since = async |from_ms: i64| {
            let body = between(begun, begun, json!({ "latestUpdateTime": { "from": from_ms } }));
            ids(&search(&simulator, "source=test&limit=100&sort=start:asc", &body).await)
                .contains(&known.conversation_id)
        };
        assert!(since(last.timestamp_millis() + 1).await || last.timestamp_millis() % MARK_MS > MARK_MS - 2);
        assert!(!since(last.timestamp_millis() + MARK_MS).await);
        assert!(since(last.timestamp_millis() - HOUR_MS).await);
    }
}
