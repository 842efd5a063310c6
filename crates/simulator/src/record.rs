//! Records of the APIs that tell histories. A field is decided once, with the column that it becomes, so that what is
//! printed and what a warehouse must hold cannot differ by mistake.

mod forms;

use serde_json::{Map, Value};

use crate::truth;
use crate::world::facts::Unknown;

pub(crate) use forms::{Forms, print};

/// An object of a record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    pub(crate) fields: Vec<Field>,
    pub(crate) unknown: Unknown,
}

/// A field with the column that it becomes.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) column: &'static str,
    pub(crate) cell: Cell,
}

/// A value and what may become of it in print.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// A text or a number; a missing one may be an empty text.
    Id(Option<String>),
    Text(Option<String>),
    /// A number, or a text with digits.
    Code(Option<i64>),
    Count(Option<i64>),
    Flag(Option<bool>),
    /// Epoch milliseconds; two fields, a text and a number.
    Time(Option<i64>),
    /// A number with these digits.
    Decimal(Option<String>),
    /// A text; a missing one may be this word.
    Word(Option<String>, &'static str),
    /// Epoch milliseconds; two fields, which say so if it has not come yet.
    End(Option<i64>),
    Texts(Option<Vec<String>>),
    Numbers(Option<Vec<i64>>),
    Json(Option<Value>),
    /// A part of a part.
    Inner(Box<Part>),
    /// Parts of a part; their rows are in a table of their own.
    Parts(Vec<Part>),
    /// A field without a column.
    Printed(Option<Value>),
    /// A column without a field.
    Stored(Value),
}

pub(crate) fn id(name: &'static str, column: &'static str, value: Option<String>) -> Field {
    Field { name, column, cell: Cell::Id(value) }
}

pub(crate) fn number_id(name: &'static str, column: &'static str, value: Option<i64>) -> Field {
    id(name, column, value.map(|value| value.to_string()))
}

pub(crate) fn text(name: &'static str, column: &'static str, value: Option<impl Into<String>>) -> Field {
    Field { name, column, cell: Cell::Text(value.map(Into::into)) }
}

pub(crate) fn code(name: &'static str, column: &'static str, value: Option<i64>) -> Field {
    Field { name, column, cell: Cell::Code(value) }
}

pub(crate) fn count(name: &'static str, column: &'static str, value: Option<i64>) -> Field {
    Field { name, column, cell: Cell::Count(value) }
}

pub(crate) fn flag(name: &'static str, column: &'static str, value: Option<bool>) -> Field {
    Field { name, column, cell: Cell::Flag(value) }
}

pub(crate) fn time(name: &'static str, column: &'static str, value: Option<i64>) -> Field {
    Field { name, column, cell: Cell::Time(value) }
}

pub(crate) fn word(name: &'static str, column: &'static str, value: Option<impl Into<String>>) -> Field {
    Field { name, column, cell: Cell::Word(value.map(Into::into), "undefined") }
}

pub(crate) fn end(name: &'static str, column: &'static str, value: Option<i64>) -> Field {
    Field { name, column, cell: Cell::End(value) }
}

pub(crate) fn decimal(name: &'static str, column: &'static str, digits: Option<&str>) -> Field {
    Field { name, column, cell: Cell::Decimal(digits.map(str::to_owned)) }
}

pub(crate) fn parts(name: &'static str, parts: Vec<Part>) -> Field {
    Field { name, column: "", cell: Cell::Parts(parts) }
}

pub(crate) fn inner(name: &'static str, part: Part) -> Field {
    Field { name, column: "", cell: Cell::Inner(Box::new(part)) }
}

pub(crate) fn printed(name: &'static str, value: Option<Value>) -> Field {
    Field { name, column: "", cell: Cell::Printed(value) }
}

pub(crate) fn stored(column: &'static str, value: impl Into<Value>) -> Field {
    Field { name: "", column, cell: Cell::Stored(value.into()) }
}

/// Puts the columns of fields into a row.
pub(crate) fn fill(row: &mut Map<String, Value>, fields: &[Field]) {
    for field in fields {
        let value = match &field.cell {
            Cell::Id(text) | Cell::Text(text) | Cell::Decimal(text) | Cell::Word(text, _) => text.clone().into(),
            Cell::Code(number) | Cell::Count(number) => (*number).into(),
            Cell::Flag(flag) => (*flag).into(),
            Cell::Time(epoch_ms) | Cell::End(epoch_ms) => truth::time(*epoch_ms).into(),
            Cell::Texts(texts) => texts.clone().into(),
            Cell::Numbers(numbers) => numbers.clone().into(),
            Cell::Json(value) => value.clone().into(),
            Cell::Stored(value) => value.clone(),
            Cell::Inner(_) | Cell::Parts(_) | Cell::Printed(_) => continue,
        };
        row.insert(field.column.to_owned(), value);
    }
}

/// Puts the columns of a part into a row, and what no page names of it.
pub(crate) fn filled(mut row: Map<String, Value>, part: &Part) -> Map<String, Value> {
    fill(&mut row, &part.fields);
    if !part.unknown.is_empty() {
        row.insert("extra".to_owned(), Value::Object(part.unknown.clone()));
    }
    row
}
