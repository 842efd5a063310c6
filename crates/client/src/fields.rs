//! Fields of upstream's JSON, whatever the spelling: the listing prints names with `@`, and pages disagree on case.

use serde_json::Value;

/// Returns the field with this name, ignoring case and a leading `@`.
pub(crate) fn find_field<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = object.as_object()?;
    fields.iter().find(|(key, _)| key.trim_start_matches('@').eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Returns the field's text, or its number as text; `None` for empty text.
pub(crate) fn find_text(object: &Value, name: &str) -> Option<String> {
    match find_field(object, name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
