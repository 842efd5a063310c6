//! The hash over all rows of a document: equal when nothing changed, different when anything did.

use model::Feed;
use model::batch::Hash;
use normalizer::DecodeLimits;
use serde_json::{Value, json};

use crate::files::records::{full_agent_header, full_conversation, full_event, full_visitor_header, session, visit};
use crate::outcome::{gzip, method, outcome};
use crate::{engagement_history, messaging_operations, operational, survey, web_session};

const KEYS: [&str; 4] = ["conversationId", "agentSessionId", "engagementId", "accountId"];

/// Times in words, which do not count beside the same in milliseconds.
const SPARES: [&str; 5] = ["time", "startTime", "endTime", "chatRequestedTime", "interactiveTime"];

fn hash(feed: Feed, header: &Value, record: &Value) -> Hash {
    let document = match feed.as_str() {
        "engagement" => visit(&header.to_string(), &record.to_string()),
        "agent_activity" => session(&header.to_string(), &record.to_string()),
        "engagement_history" => return engagement_history::decoded(&record.to_string()).content_hash(),
        "operational" => {
            let answer = operational::final_interval(&json!({ "metricsTotals": record }).to_string());
            return operational::sampled(method("queue_health"), &answer).content_hash();
        }
        "messaging_operations" => {
            let answer = json!({ "metricsTotal": record }).to_string();
            return operational::sampled(method("messaging_queue_state"), &answer).content_hash();
        }
        "survey" => survey::document(&header.to_string(), &record.to_string()),
        "web_session" => {
            let (name, field) = ("WebSessionImpressionData", "impressions");
            web_session::document(name, field, &header.to_string(), &record.to_string())
        }
        other => panic!("no record is known of `{other}`"),
    };
    outcome(feed, &gzip(document.as_bytes())[..], DecodeLimits::default()).content_hash()
}

fn hash_of_text(record: &str) -> Hash {
    outcome(feeds::engagement::FEED, &gzip(visit("{}", record).as_bytes())[..], DecodeLimits::default()).content_hash()
}

/// Every value but the key, one after the other, turned into a neighbour of the same type.
fn neighbours(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| !KEYS.contains(&name.as_str()) && !SPARES.contains(&name.as_str()))
            .flat_map(|(name, inside)| neighbours(inside).into_iter().map(move |inside| (name, inside)))
            .map(|(name, inside)| {
                let mut other = value.clone();
                other[name] = inside;
                other
            })
            .collect(),
        Value::Array(items) => {
            let changed = items.iter().enumerate().flat_map(|(index, item)| {
                // A null among the profiles of an agent is no profile: the same as a shorter list.
                neighbours(item).into_iter().filter(|inside| !inside.is_null()).map(move |inside| {
                    let mut other = items.clone();
                    other[index] = inside;
                    Value::Array(other)
                })
            });
            let Some((first, rest)) = items.split_first() else { return vec![] };
            let longer = items.iter().chain([first]).cloned().collect();
            changed.chain([Value::Array(rest.to_vec()), longer]).collect()
        }
        Value::Bool(value) => vec![(!value).into(), Value::Null],
        Value::Number(number) => {
            let next =
                number.as_i64().map_or_else(|| json!(number.as_f64().unwrap() + 1.0), |number| json!(number + 1));
            vec![next, Value::Null]
        }
        Value::String(text) => match text.parse::<i64>() {
            Ok(number) => vec![(number + 1).to_string().into(), Value::Null],
            Err(_) => vec![format!("{text}.").into(), Value::Null],
        },
        Value::Null => vec![],
    }
}

fn check_every_change(feed: Feed, header: &Value, record: &Value) {
    let mut seen = vec![hash(feed, header, record)];
    let others = neighbours(record).into_iter().map(|record| (header.clone(), record));
    let other_headers = neighbours(header).into_iter().map(|header| (header, record.clone()));
    for (header, record) in others.chain(other_headers) {
        let hash = hash(feed, &header, &record);
        assert!(!seen.contains(&hash), "{header} {record}");
        seen.push(hash);
    }
    assert!(seen.len() > 20, "{}", seen.len());
}

// That one record has one hash in every spelling is checked beside its columns.

#[test]
fn every_change_shows() {
    check_every_change(feeds::engagement::FEED, &full_visitor_header(), &full_conversation());
    check_every_change(feeds::agent_activity::FEED, &full_agent_header(), &full_event());
    check_every_change(feeds::engagement_history::FEED, &Value::Null, &engagement_history::full_record());
    check_every_change(feeds::operational::FEED, &Value::Null, &operational::full_queue(100));
    check_every_change(feeds::messaging_operations::FEED, &Value::Null, &messaging_operations::full_queue_state(100));
    check_every_change(feeds::survey::FEED, &full_visitor_header(), &survey::full_survey());
    check_every_change(feeds::web_session::FEED, &full_visitor_header(), &web_session::full_impressions());
    let mut conversation = full_conversation();
    conversation["newField"] = json!({ "b": [1, 2], "a": "x" });
    check_every_change(feeds::engagement::FEED, &json!({ "newHeader": 1, "visitId": "v" }), &conversation);
}

#[test]
fn the_spelling_of_unknown_fields_does_not_show() {
    let plain = hash_of_text(r#"{"conversationId":"c","x":{"a":1,"b":["é/"]},"mcs":{"a":1,"b":2},"y":true}"#);
    for same in [
        r#"{"y":true,"mcs":{"b":2,"a":1},"x":{"b":["é/"],"a":1},"conversationId":"c"}"#,
        r#"{ "conversationId" : "c" , "x" : { "a" : 1 , "b" : [ "é/" ] } , "mcs" : {"a":1,"b":2}, "y" : true }"#,
        r#"{"conversationId":"c","x":{"a":1,"b":["\u00e9\/"]},"mcs":{"\u0061":1,"b":2},"y":true}"#,
        r#"{"conversationId":"c","x":{"com.liveperson.dataaccess.X":{"a":{"int":1},"b":{"array":[{"string":"é/"}]}}},"mcs":{"map":{"a":1,"b":2}},"y":{"boolean":true}}"#,
        r#"{"conversationId":"c","x":{"a":1,"b":["é/"]},"mcs":{"a":1,"b":2},"y":true,"z":null,"transfers":[]}"#,
    ] {
        assert_eq!(hash_of_text(same), plain, "{same}");
    }
}

#[test]
fn where_a_record_stood_does_not_show() {
    let chat = r#"{"conversationId":"c","agentId":"1"}"#;
    let file = gzip(visit("{}", &[chat, chat].join(" ,\n")).as_bytes());
    let outcome = outcome(feeds::engagement::FEED, &file[..], DecodeLimits::default());
    let hashes: Vec<_> = outcome.documents().map(|(_, document)| document.content_hash).collect();
    assert_eq!(hashes[0], hashes[1]);
}
