//! Prints records by the list of their fields, as the Avro schema has them.
//!
//! The facts of such a record are a JSON object of the fields that have a value; fields that no schema names are in
//! [`UNKNOWN`].

use serde_json::Value;

use super::{NAMESPACE, Printer};
use crate::world::facts::UNKNOWN;

/// A record of the schema.
pub(crate) struct RecordType {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [FieldType],
    /// A warehouse keeps it whole, as JSON, with the records inside: only fields with a value are printed, so that
    /// there is one right JSON.
    pub(crate) is_whole: bool,
}

/// A field of a record.
pub(crate) struct FieldType {
    name: &'static str,
    /// The name in the pages' tables.
    table_name: &'static str,
    kind: Kind,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Long,
    Int,
    Float,
    Double,
    Boolean,
    Text,
    /// A text; where it is missing, an empty one may be printed.
    Id,
    /// A number, printed as such or as text.
    LongOrText,
    /// A number or a text, printed as the fact is.
    LongOrTextAsIs,
    Enum(&'static str),
    Texts,
    Record(&'static RecordType),
    Records(&'static RecordType),
    /// One of several records; the fact is an object with one field, called as the record.
    OneOf(&'static [&'static RecordType]),
}

impl FieldType {
    pub(crate) const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, table_name: name, kind }
    }

    /// One that the pages' tables, or older schemas, call by another name.
    pub(crate) const fn renamed(name: &'static str, table_name: &'static str, kind: Kind) -> Self {
        Self { name, table_name, kind }
    }
}

impl RecordType {
    pub(crate) const fn new(name: &'static str, fields: &'static [FieldType]) -> Self {
        Self { name, fields, is_whole: false }
    }

    pub(crate) const fn whole(name: &'static str, fields: &'static [FieldType]) -> Self {
        Self { name, fields, is_whole: true }
    }

    /// Prints a record, bare.
    pub(crate) fn print(&self, p: &mut Printer<'_>, facts: &Value) {
        self.print_inside(p, facts, false);
    }

    fn print_inside(&self, p: &mut Printer<'_>, facts: &Value, is_whole: bool) {
        let is_whole = is_whole || self.is_whole;
        p.object(|p| {
            for field in self.fields {
                field.print(p, facts.get(field.name), is_whole);
            }
            if let Some(unknown) = facts.get(UNKNOWN).and_then(Value::as_object) {
                p.unknown(unknown);
            }
        });
    }
}

impl FieldType {
    fn print(&self, p: &mut Printer<'_>, value: Option<&Value>, is_whole: bool) {
        let name = if p.is_table_case() { self.table_name } else { self.name };
        match value {
            Some(value) => {
                p.key(name);
                self.kind.print(p, value, is_whole);
            }
            None if is_whole => {}
            None if matches!(self.kind, Kind::Id) => p.id(name, None),
            None => p.null(name),
        }
    }
}

impl Kind {
    fn print(self, p: &mut Printer<'_>, value: &Value, is_whole: bool) {
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        let record = |p: &mut Printer<'_>, record: &RecordType, facts: &Value| {
            p.union(&format!("{NAMESPACE}{}", record.name), |p| record.print_inside(p, facts, is_whole));
        };
        match self {
            Self::Long => p.union("long", |p| p.scalar(value)),
            Self::Int => p.union("int", |p| p.scalar(value)),
            Self::Float => p.union("float", |p| p.scalar(value)),
            Self::Double => p.union("double", |p| p.scalar(value)),
            Self::Boolean => p.union("boolean", |p| p.scalar(value)),
            Self::Text | Self::Id => p.union("string", |p| p.scalar(value)),
            Self::LongOrText if p.percent(50) => p.union("string", |p| p.scalar(&value.to_string().into())),
            Self::LongOrTextAsIs if value.is_string() => p.union("string", |p| p.scalar(value)),
            Self::LongOrText | Self::LongOrTextAsIs => p.union("long", |p| p.scalar(value)),
            Self::Enum(name) => p.union(&format!("{NAMESPACE}{name}"), |p| p.scalar(value)),
            Self::Texts => p.union("array", |p| p.items(items, |p, item| p.scalar(item))),
            Self::Record(its) => record(p, its, value),
            Self::Records(its) => {
                p.union("array", |p| p.items(items, |p, item| its.print_inside(p, item, is_whole)));
            }
            Self::OneOf(types) => {
                if let Some((its, facts)) = types.iter().find_map(|its| Some((its, value.get(its.name)?))) {
                    record(p, its, facts);
                }
            }
        }
    }
}
