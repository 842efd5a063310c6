//! The hash in the key of an agent's event.

use model::batch::Hash;
use normalizer::DecodeLimits;
use serde_json::{Value, json};

use crate::files::records::{full_event, session};
use crate::outcome::{gzip, outcome};
use crate::spelling::SPELLINGS;

fn keys(events: &str) -> Vec<Hash> {
    let file = gzip(session(r#"{"agentSessionId":"s"}"#, events).as_bytes());
    outcome(feeds::agent_activity::FEED, &file[..], DecodeLimits::default()).event_keys()
}

fn hex(event: &str) -> String {
    keys(event)[0].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// These may never change: with other keys, every event would be stored a second time, for ever.
#[test]
fn keys_are_frozen() {
    assert_eq!(hex(&full_event().to_string()), "4a3c1ed740532436a03b4d840e484de7");
    assert_eq!(hex(r#"{"agentID":"a-1","timestamp":1469469281856}"#), "79c09380a8e5a9837586e46a374f574c");
}

#[test]
fn one_event_has_one_key_in_every_spelling() {
    let event = full_event();
    let expected = hex(&event.to_string());
    let check = |event: &str, what: &str| assert_eq!(hex(event), expected, "{what}");
    for (name, spell) in SPELLINGS {
        check(&spell(&event), name);
    }
    let with = |field: &str, value: Value| {
        let mut event = event.clone();
        event[field] = value;
        event.to_string()
    };
    check(&with("newField", json!({ "a": 1 })), "an unknown field");
    check(&with("agentNickname", json!("Annette")), "a field beside the key");
    check(&with("userProfileIDs", json!([])), "an array beside the key");
    check(&with("type", json!(3.0)), "a fraction of nothing");
    check(&with("state", json!(" 2 ")), "blanks");
    check(&with("timestamp", json!("2016-07-25T17:54:41.856Z")), "a time in words");
    check(&with("timestamp", json!("2016-07-25T13:54:41.856-04:00")), "a time in words, elsewhere");
    let without = hex(&with("agentGroupID", Value::Null));
    assert_eq!(hex(&with("agentGroupID", json!(""))), without, "an empty identifier is none");
}

#[test]
fn another_event_has_another_key() {
    let event = full_event();
    let mut seen = vec![hex(&event.to_string())];
    const KEY_FIELDS: [&str; 9] = [
        "agentID",
        "type",
        "state",
        "prevState",
        "timestamp",
        "concurrentEng",
        "prevConcurrentEng",
        "maxConcurrentEng",
        "agentGroupID",
    ];
    for field in KEY_FIELDS {
        for value in
            [json!(event[field].as_i64().unwrap() + 1), Value::Null, json!("other"), json!(12345678901234567890_u64)]
        {
            let mut other = event.clone();
            other[field] = value;
            let key = hex(&other.to_string());
            assert!(!seen.contains(&key), "{other}");
            seen.push(key);
        }
    }
    // Not even when two values change places.
    let mut swapped = event.clone();
    (swapped["state"], swapped["prevState"]) = (event["prevState"].clone(), event["state"].clone());
    assert!(!seen.contains(&hex(&swapped.to_string())));
}

#[test]
fn two_events_of_one_millisecond_both_stay() {
    let events = r#"{"agentID":1,"timestamp":5,"state":2},{"agentID":1,"timestamp":5,"state":3},{"state":"2","timestamp":"5","agentID":"1"}"#;
    let [first, second, again] = keys(events)[..] else { unreachable!() };
    assert_ne!(first, second);
    assert_eq!(first, again);
}
