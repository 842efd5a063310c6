//! One JSON value in the spellings that upstream's pages, files and schema changes show or allow.

use serde_json::{Map, Value};

/// What one of these fields holds is nobody's model, or kept as it came: only its wrapping may vary, not its names and
/// types.
const OPAQUE: [&str; 15] = [
    "agentSkills",
    "managerOf",
    "skillRoutingConfiguration",
    "mcs",
    "json",
    "sdes",
    "unAuthSdes",
    "structuredMetadata",
    "data",
    "goalMetaData",
    "engagements",
    "visitorBehaviors",
    "surveySkills",
    "visitorProfiles",
    "products",
];

/// A spelling and its name, for the message of a failed test.
pub(crate) type Spelling = (&'static str, fn(&Value) -> String);

/// Each says the same in other words.
pub(crate) const SPELLINGS: [Spelling; 10] = [
    ("bare", Value::to_string),
    ("wrapped", |value| wrapped(value).to_string()),
    ("pretty", |value| serde_json::to_string_pretty(value).unwrap()),
    ("names in upper case", |value| renamed(value, str::to_uppercase).to_string()),
    ("names in lower case", |value| renamed(value, str::to_lowercase).to_string()),
    ("numbers as text", |value| scalars(value, &as_text).to_string()),
    ("text as numbers", |value| scalars(value, &as_number).to_string()),
    ("wrapped text, names in upper case", |value| {
        wrapped(&scalars(&renamed(value, str::to_uppercase), &as_text)).to_string()
    }),
    ("fields in reverse, escaped", |value| reversed_and_escaped(value)),
    ("a null for every field", |value| with_nulls(value)),
];

/// Every value under the name of its type.
fn wrapped(value: &Value) -> Value {
    let tag = match value {
        Value::Null => return Value::Null,
        Value::Bool(_) => "boolean",
        Value::Number(_) => "long",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "com.liveperson.dataaccess.Conversation",
    };
    let inside = match value {
        Value::Array(items) => items.iter().map(wrapped).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), wrapped(value))).collect(),
        scalar => scalar.clone(),
    };
    Value::Object(Map::from_iter([(tag.to_owned(), inside)]))
}

fn renamed(value: &Value, rename: fn(&str) -> String) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| renamed(item, rename)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (rename(name), if is_opaque(name) { value.clone() } else { renamed(value, rename) }))
            .collect(),
        scalar => scalar.clone(),
    }
}

fn scalars(value: &Value, change: &dyn Fn(&Value) -> Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| scalars(item, change)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), if is_opaque(name) { value.clone() } else { scalars(value, change) }))
            .collect(),
        scalar => change(scalar),
    }
}

fn is_opaque(name: &str) -> bool {
    OPAQUE.iter().any(|opaque| opaque.eq_ignore_ascii_case(name))
}

fn as_text(scalar: &Value) -> Value {
    match scalar {
        Value::Number(_) | Value::Bool(_) => scalar.to_string().into(),
        other => other.clone(),
    }
}

fn as_number(scalar: &Value) -> Value {
    match scalar.as_str().map(str::parse::<i64>) {
        Some(Ok(number)) => number.into(),
        _ => scalar.clone(),
    }
}

fn reversed_and_escaped(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            format!("[ {} ]", items.iter().map(reversed_and_escaped).collect::<Vec<_>>().join(" , "))
        }
        Value::Object(fields) => {
            let field =
                |(name, value): (&String, &Value)| format!("{}:\t{}", escaped(name), reversed_and_escaped(value));
            format!("{{ {} }}", fields.iter().rev().map(field).collect::<Vec<_>>().join(",\r\n"))
        }
        Value::String(text) => escaped(text),
        scalar => scalar.to_string(),
    }
}

fn escaped(text: &str) -> String {
    let escapes: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    format!("\"{escapes}\"")
}

/// A missing field equals a null, before and after the real one too.
fn with_nulls(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(with_nulls).collect::<Vec<_>>().join(",")),
        Value::Object(fields) => {
            let nulls = ["agentId", "extraField", "isInteractive"].map(|name| format!("\"{name}\":null"));
            let field = |(name, value): (&String, &Value)| {
                let inside = if is_opaque(name) { value.to_string() } else { with_nulls(value) };
                format!("\"{name}\":null,\"{name}\":{inside},\"{name}\":null")
            };
            let fields: Vec<_> = nulls.into_iter().chain(fields.iter().map(field)).collect();
            format!("{{{}}}", fields.join(","))
        }
        scalar => scalar.to_string(),
    }
}
