//! Fields that no page names: a schema that upstream extended without telling.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::facts::{SecureForm, Unknown};

/// Nothing mostly; in `percent` of a hundred records a few fields with names that no page has.
pub(crate) fn unknown(dice: &mut Dice, percent: u32) -> Unknown {
    let mut fields = Map::new();
    if !dice.percent(percent) {
        return fields;
    }
    for _ in 0..dice.count(1..4) {
        let (name, value) = match dice.count(0..7) {
            0 => ("botConfidence", json!(0.25)),
            1 => ("newField", json!("as it came")),
            2 => ("routingHints", json!(["vip", "night", "\u{fffd} odd"])),
            3 => ("wasEscalated", json!(true)),
            4 => ("revisionCount", json!(dice.below(1..9))),
            5 => ("previewCard", json!({ "title": "Größe \u{fffd}!", "height": 240, "isPinned": false })),
            _ => ("Sentiment", json!({ "label": "neutral", "scores": [0.5, 0.125] })),
        };
        fields.insert(name.to_owned(), value);
    }
    fields
}

/// The same for facts that are JSON; null when there are none.
pub(crate) fn unknown_json(dice: &mut Dice, percent: u32) -> Value {
    let fields = unknown(dice, percent);
    if fields.is_empty() { Value::Null } else { Value::Object(fields) }
}

/// A score record; its fields are undocumented (Data Access API, `mcs`).
pub(super) fn mcs(dice: &mut Dice) -> Unknown {
    object(json!({ "score": dice.below(0..101), "rawScore": 0.75, "label": "satisfied" }))
}

/// A filled-in form as schemas before 1.0.0.39 have it; its fields are undocumented there (Data Access API,
/// `secureForms`).
pub(super) fn secure_form(dice: &mut Dice) -> SecureForm {
    SecureForm {
        filled_ms: None,
        form_id: dice.below(1000..9999),
        form_name: Some("Address check"),
        form_uuid: None,
        unknown: object(json!({
            "isSubmitted": dice.percent(70),
            "pages": [{ "number": 1, "fieldCount": dice.below(1..6) }],
        })),
    }
}

fn object(value: Value) -> Unknown {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
