//! Prints values one after the other, each in one of its lawful forms.

use serde_json::Value;

use super::{NAMESPACE, Style};
use crate::world::dice::Dice;
use crate::world::facts::Unknown;

/// Writes a document, compact.
pub(crate) struct Printer<'d> {
    out: String,
    style: Style,
    dice: &'d mut Dice,
}

impl<'d> Printer<'d> {
    pub(crate) fn new(style: Style, dice: &'d mut Dice) -> Self {
        Self { out: String::new(), style, dice }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// Whether names are spelled as in the pages' tables.
    pub(crate) fn is_table_case(&self) -> bool {
        self.style.is_table_case
    }

    /// Decides a form that this document has in `percent` of a hundred places.
    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.dice.percent(percent)
    }

    fn comma(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }

    pub(crate) fn key(&mut self, name: &str) {
        self.comma();
        self.string(name);
        self.out.push(':');
    }

    pub(crate) fn object(&mut self, fields: impl FnOnce(&mut Self)) {
        self.comma();
        self.out.push('{');
        fields(self);
        self.out.push('}');
    }

    pub(crate) fn items<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.comma();
        self.out.push('[');
        for item in items {
            each(self, item);
        }
        self.out.push(']');
    }

    /// A value under the name of its type, or bare.
    pub(crate) fn tagged(&mut self, is_wrapped: bool, tag: &str, value: impl FnOnce(&mut Self)) {
        if is_wrapped {
            self.object(|p| {
                p.key(tag);
                value(p);
            });
        } else {
            value(self);
        }
    }

    /// A union value: wrapped or bare as the document's style has it.
    pub(crate) fn union(&mut self, tag: &str, value: impl FnOnce(&mut Self)) {
        let is_wrapped = self.dice.percent(self.style.wrapped_percent);
        self.tagged(is_wrapped, tag, value);
    }

    pub(super) fn raw(&mut self, json: &str) {
        self.comma();
        self.out.push_str(json);
    }

    /// A field that may be null; a null is printed or left out.
    fn field<T>(&mut self, name: &str, tag: &str, value: Option<T>, print: impl FnOnce(&mut Self, T)) {
        match value {
            Some(value) => {
                self.key(name);
                self.union(tag, |p| print(p, value));
            }
            None => self.null(name),
        }
    }

    /// A null, printed or left out.
    pub(super) fn null(&mut self, name: &str) {
        if !self.dice.percent(self.style.missing_percent) {
            self.key(name);
            self.raw("null");
        }
    }

    pub(crate) fn long(&mut self, name: &str, value: Option<i64>) {
        self.field(name, "long", value, |p, value| p.raw(&value.to_string()));
    }

    pub(crate) fn int(&mut self, name: &str, value: Option<i64>) {
        self.field(name, "int", value, |p, value| p.raw(&value.to_string()));
    }

    pub(crate) fn boolean(&mut self, name: &str, value: Option<bool>) {
        self.field(name, "boolean", value, |p, value| p.raw(if value { "true" } else { "false" }));
    }

    /// A number that the page's table calls a text and its example a number, or the reverse.
    pub(crate) fn long_or_text(&mut self, name: &str, value: Option<i64>) {
        if self.dice.percent(50) {
            self.text(name, value.map(|value| value.to_string()).as_deref());
        } else {
            self.long(name, value);
        }
    }

    pub(crate) fn text(&mut self, name: &str, value: Option<&str>) {
        self.field(name, "string", value, |p, value| {
            p.comma();
            p.string(value);
        });
    }

    /// A text, a number or a boolean, bare.
    pub(super) fn scalar(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                self.comma();
                self.string(text);
            }
            other => self.raw(&other.to_string()),
        }
    }

    /// A field that is no union.
    pub(crate) fn bare_text(&mut self, name: &str, value: &str) {
        self.key(name);
        self.string(value);
    }

    /// An identifier; a missing one may be an empty text, as the engagement page prints it.
    pub(crate) fn id(&mut self, name: &str, value: Option<&str>) {
        let is_empty = value.is_none() && self.dice.percent(40);
        self.text(name, if is_empty { Some("") } else { value });
    }

    /// A code that upstream prints as a text with a digit.
    pub(crate) fn digit(&mut self, name: &str, value: Option<i64>) {
        self.text(name, value.map(|value| value.to_string()).as_deref());
    }

    pub(crate) fn enumeration(&mut self, name: &str, type_name: &str, value: Option<&str>) {
        self.field(name, &format!("{NAMESPACE}{type_name}"), value, |p, value| {
            p.comma();
            p.string(value);
        });
    }

    pub(crate) fn record<T>(
        &mut self,
        name: &str,
        type_name: &str,
        value: Option<T>,
        fields: impl FnOnce(&mut Self, T),
    ) {
        self.field(name, &format!("{NAMESPACE}{type_name}"), value, |p, value| p.object(|p| fields(p, value)));
    }

    /// An array of records or scalars; an empty one may be null.
    pub(crate) fn array<T>(&mut self, name: &str, items: &[T], each: impl FnMut(&mut Self, &T)) {
        let items = if items.is_empty() && self.dice.percent(50) { None } else { Some(items) };
        self.field(name, "array", items, |p, items| p.items(items, each));
    }

    pub(crate) fn number(&mut self, value: i64) {
        self.raw(&value.to_string());
    }

    /// Fields that no page knows.
    pub(crate) fn unknown(&mut self, fields: &Unknown) {
        for (name, value) in fields {
            self.key(name);
            self.value(value);
        }
    }

    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.raw("null"),
            Value::Bool(_) => self.union("boolean", |p| p.raw(&value.to_string())),
            Value::Number(number) => {
                let tag = if number.is_f64() { "double" } else { "long" };
                self.union(tag, |p| p.raw(&number.to_string()));
            }
            Value::String(text) => self.union("string", |p| {
                p.comma();
                p.string(text);
            }),
            Value::Array(items) => self.union("array", |p| p.items(items, |p, item| p.value(item))),
            Value::Object(fields) => {
                self.union(&format!("{NAMESPACE}NewRecord"), |p| p.object(|p| p.unknown(fields)));
            }
        }
    }

    /// A JSON text. U+FFFD stands for what Postgres cannot store, and becomes an escape of such a thing.
    fn string(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\u{fffd}' => self.out.push_str(self.dice.pick(&["\\u0000", "\\ud83d", "\\udc00"])),
                '\0'..'\u{20}' => self.escape(character),
                '\0'..='\u{7f}' => self.out.push(character),
                _ if self.style.is_ascii => self.escape(character),
                _ => self.out.push(character),
            }
        }
        self.out.push('"');
    }

    fn escape(&mut self, character: char) {
        for unit in character.encode_utf16(&mut [0; 2]) {
            self.out.push_str(&format!("\\u{unit:04x}"));
        }
    }
}
