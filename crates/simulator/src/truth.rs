//! What the warehouse must hold: one JSON object per row, keyed by column. Each feed has its own part of it.
//!
//! Written from the contract of the tables, not from any loader: identifiers are texts and an empty one is null, codes
//! and counts are integers, moments are RFC 3339 with three digits, union wrappers are gone, and U+0000 and lone
//! surrogates are U+FFFD.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::world::facts::{UNKNOWN, Unknown};

/// Rows by table.
pub(crate) type Tables = BTreeMap<&'static str, Vec<Value>>;

/// The tables, without rows yet.
pub(crate) fn empty(tables: &[&'static str]) -> Tables {
    tables.iter().map(|table| (*table, Vec::new())).collect()
}

/// An identifier that upstream prints as a number.
pub(crate) fn id(number: Option<i64>) -> Option<String> {
    number.map(|number| number.to_string())
}

/// As Postgres prints it with its session in UTC, in RFC 3339.
pub(crate) fn time(epoch_ms: Option<i64>) -> Option<String> {
    let at = DateTime::<Utc>::from_timestamp_millis(epoch_ms?)?;
    Some(at.format("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string())
}

/// Unknown fields of the record itself and, under their names, those of the records inside; null when there are none.
pub(crate) fn extra<const N: usize>(own: &Unknown, nested: [(&str, Option<&Unknown>); N]) -> Value {
    let mut fields = own.clone();
    for (name, unknown) in nested {
        if let Some(unknown) = unknown.filter(|unknown| !unknown.is_empty()) {
            fields.insert(name.to_owned(), Value::Object(unknown.clone()));
        }
    }
    if fields.is_empty() { Value::Null } else { Value::Object(fields) }
}

/// How a field becomes a column.
#[derive(Clone, Copy)]
pub(crate) enum Reading {
    /// As a text; an empty one is null.
    Id,
    /// As it is.
    Plain,
    /// A number as a text, with upstream's digits.
    Decimal,
    /// Epoch milliseconds.
    Time,
    /// A record of year, month and day.
    Date,
}

/// A column, and where its field is in the facts of a record that are JSON.
pub(crate) type ColumnOf = (&'static str, &'static str, Reading);

/// The columns of a record; those without a value are null.
pub(crate) fn columns(facts: &Value, columns: &[ColumnOf]) -> Map<String, Value> {
    let column = |(column, pointer, reading): &ColumnOf| {
        let field = facts.pointer(pointer);
        ((*column).to_owned(), field.map_or(Value::Null, |field| reading.read(field)))
    };
    columns.iter().map(column).collect()
}

impl Reading {
    fn read(self, field: &Value) -> Value {
        let part = |name: &str| field[name].as_i64().unwrap_or_default();
        match self {
            Self::Id => match field {
                Value::String(text) if text.is_empty() => Value::Null,
                Value::String(text) => text.clone().into(),
                number => number.to_string().into(),
            },
            Self::Plain => field.clone(),
            Self::Decimal => field.to_string().into(),
            Self::Time => time(field.as_i64()).into(),
            Self::Date => format!("{:04}-{:02}-{:02}", part("year"), part("month"), part("day")).into(),
        }
    }
}

/// The unknown fields of a record whose facts are JSON.
pub(crate) fn unknown_of(facts: &Value) -> Option<&Unknown> {
    facts.get(UNKNOWN)?.as_object()
}

/// The same facts without union wrappers.
pub(crate) fn unwrapped(value: &Value) -> Value {
    match value {
        Value::Object(fields) if fields.len() == 1 && fields.keys().any(|tag| tag == "string" || tag == "boolean") => {
            fields.values().map(unwrapped).collect::<Vec<_>>().remove(0)
        }
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), unwrapped(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(unwrapped).collect()),
        scalar => scalar.clone(),
    }
}
