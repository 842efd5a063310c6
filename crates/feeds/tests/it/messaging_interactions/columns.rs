//! What must hold of the pages, as `conformance` checks it of every feed that is read.

use std::collections::HashSet;

use feeds::messaging_interactions::MESSAGING_CONVERSATION;
use serde_json::Value;

use super::specimen::{full_attributes, full_record};
use super::{attribute_keys, decoded, decoded_page, page};
use crate::outcome::{Outcome, for_each_row};
use crate::spelling::SPELLINGS;

#[test]
fn a_specimen_fills_every_column() {
    let (mut names, mut filled) = (HashSet::new(), HashSet::new());
    for record in [full_record(), full_attributes()] {
        collect_names(&record, &mut names);
        let outcome = decoded(&record.to_string());
        let found = outcome.decoded.as_ref().unwrap();
        assert_eq!((outcome.rejects().count(), found.drift.paths().len()), (0, 0), "{}", outcome.print());
        for (batch, document) in outcome.documents() {
            for_each_row(batch, document, |table, row| {
                let values = table.columns.iter().zip(tuple::fields(row)).filter(|(_, value)| value.is_some());
                filled.extend(values.map(|(column, _)| (table.name, column.name())));
            });
        }
    }
    // Upstream prints it under no documented name.
    names.insert("latestUpdateTimeL".to_owned());
    let mut missing = Vec::new();
    for table in MESSAGING_CONVERSATION.tables() {
        for column in table.columns.iter().filter(|column| column.name() != "extra") {
            if !column.upstream_name.is_empty() && !names.contains(column.upstream_name) {
                missing.push(format!("{}: no field `{}`", table.name, column.upstream_name));
            }
            if !filled.contains(&(table.name, column.name())) {
                missing.push(format!("{}.{} has no value", table.name, column.name()));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn collect_names(value: &Value, names: &mut HashSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        Value::Object(fields) => fields.iter().for_each(|(name, inside)| {
            names.insert(name.clone());
            collect_names(inside, names);
        }),
        _ => {}
    }
}

#[test]
fn decoding_again_gives_the_same() {
    for record in [full_record(), full_attributes()] {
        let text = record.to_string();
        assert_eq!(decoded(&text).exact(), decoded(&text).exact());
    }
}

#[test]
fn every_spelling_says_the_same() {
    let mut record = full_record();
    // What is stored as it came may vary in its wrapping only.
    for container in
        ["messageRecords", "agentParticipants", "agentParticipantsActive", "agentParticipantsLeave", "transfers"]
    {
        for item in record[container].as_array_mut().unwrap() {
            item["contextData"].as_object_mut().unwrap().remove("structuredMetadata");
        }
    }
    record["sdes"] = full_attributes()["sdes"].clone();
    let plain = decoded_page(&page(&record.to_string()));
    for (name, spell) in SPELLINGS {
        let spelled = decoded_page(&page(&spell(&record)));
        assert_eq!(spelled.print_sorted(), plain.print_sorted(), "{name}");
        assert_eq!(spelled.content_hashes(), plain.content_hashes(), "{name}");
        assert_eq!(attribute_keys(&spelled), attribute_keys(&plain), "{name}");
    }
}

#[test]
fn every_change_shows() {
    for record in [full_record(), full_attributes()] {
        // An attribute that changed is another member of the set.
        let shown = |outcome: &Outcome| (outcome.content_hash(), attribute_keys(outcome));
        let mut seen = HashSet::from([shown(&decoded(&record.to_string()))]);
        let mut pointers = Vec::new();
        collect_pointers(&record, "", &mut pointers);
        assert!(pointers.len() > 80, "{}", pointers.len());
        for pointer in pointers {
            let mut changed = record.clone();
            let value = changed.pointer_mut(&pointer).unwrap();
            *value = match &*value {
                Value::Bool(value) => (!value).into(),
                Value::Number(number) => number.as_i64().map_or_else(|| 0.5.into(), |number| (number + 1).into()),
                Value::String(text) => match text.parse::<i64>() {
                    Ok(number) => (number + 1).to_string().into(),
                    Err(_) => format!("{text}.").into(),
                },
                other => other.clone(),
            };
            let outcome = decoded(&changed.to_string());
            assert_eq!(outcome.rejects().count(), 0, "{pointer}: {}", outcome.print());
            assert!(seen.insert(shown(&outcome)), "{pointer}");
        }
    }
}

/// The pointers to all scalars but the keys, and times in words beside the same in milliseconds.
fn collect_pointers(value: &Value, pointer: &str, pointers: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_pointers(item, &format!("{pointer}/{index}"), pointers);
            }
        }
        Value::Object(fields) => {
            let is_key = |name: &str| matches!(name, "conversationId" | "brandId");
            for (name, inside) in fields {
                if !is_key(name) && !fields.contains_key(&format!("{name}L")) {
                    collect_pointers(inside, &format!("{pointer}/{name}"), pointers);
                }
            }
        }
        _ => pointers.push(pointer.to_owned()),
    }
}

#[test]
fn a_flipped_or_missing_byte_loses_no_record() {
    let body = page(&record_of_some_size().to_string());
    for index in 0..body.len() {
        let mut damaged = body.clone().into_bytes();
        damaged[index] ^= 0x01;
        // Each record is stored, or goes to the quarantine, or the page is refused.
        decoded_page(&String::from_utf8_lossy(&damaged));
        assert!(decoded_page(&body[..index]).decoded.is_err(), "cut at byte {index}");
    }
}

/// The full record without what repeats the shape of another part.
fn record_of_some_size() -> Value {
    let mut record = full_record();
    for name in ["info", "campaign", "monitoring", "agentParticipantsActive", "agentParticipantsLeave"] {
        record.as_object_mut().unwrap().remove(name);
    }
    record["info"] = serde_json::json!({ "conversationId": "c", "endTimeL": -1 });
    record
}
