//! What a change of a field does to the hash.

use std::collections::HashSet;

use serde_json::Value;

use super::specimen::{full_attributes, full_record};
use super::{attribute_keys, decoded};
use crate::outcome::Outcome;

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
