//! The forms in which fields are printed.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{Cell, Field, Part};
use crate::encode::{Printer, Style};
use crate::world::dice::Dice;

/// How one record is printed.
pub(crate) struct Forms<'d> {
    pub(crate) dice: &'d mut Dice,
    /// How many of a hundred identifiers and codes with digits are numbers.
    number_percent: u32,
    /// How many of a hundred nulls are left out instead of printed.
    missing_percent: u32,
}

/// Prints the JSON of `value` on one line.
pub(crate) fn print(dice: &mut Dice, value: impl FnOnce(&mut Forms<'_>) -> Value) -> String {
    let style = Style { wrapped_percent: 0, ..Style::roll(dice) };
    let number_percent = dice.pick(&[0, 30, 100]);
    let mut forms = Forms { number_percent, missing_percent: style.missing_percent, dice };
    let value = value(&mut forms);
    let mut printer = Printer::new(style, dice);
    printer.value(&value);
    printer.finish()
}

/// How upstream prints a time beside its number: a blank instead of a T, no colon in the offset.
fn time_text(epoch_ms: i64) -> String {
    let at = DateTime::<Utc>::from_timestamp_millis(epoch_ms).unwrap_or_default();
    at.format("%Y-%m-%d %H:%M:%S%.3f+0000").to_string()
}

impl Forms<'_> {
    pub(crate) fn container(&mut self, part: Option<&Part>) -> Option<Value> {
        match part {
            Some(part) => Some(self.part(part)),
            None => self.nothing(),
        }
    }

    /// An empty list is empty, null, or not there.
    pub(crate) fn list(&mut self, parts: &[Part]) -> Option<Value> {
        if parts.is_empty() && self.dice.percent(70) {
            return self.nothing();
        }
        Some(parts.iter().map(|part| self.part(part)).collect())
    }

    pub(crate) fn part(&mut self, part: &Part) -> Value {
        let mut fields = part.unknown.clone();
        for field in &part.fields {
            self.field(field, &mut fields);
        }
        Value::Object(fields)
    }

    fn field(&mut self, Field { name, cell, .. }: &Field, fields: &mut Map<String, Value>) {
        let value = match cell {
            Cell::Time(Some(epoch_ms)) | Cell::End(Some(epoch_ms)) => return self.time(name, *epoch_ms, fields),
            Cell::End(None) => {
                fields.insert(format!("{name}L"), (-1).into());
                Some("undefined".into())
            }
            Cell::Word(None, word) if self.dice.percent(70) => Some((*word).into()),
            Cell::Inner(part) => Some(self.part(part)),
            Cell::Parts(parts) => Some(parts.iter().map(|part| self.part(part)).collect()),
            Cell::Stored(_) => return,
            Cell::Id(None) if self.dice.percent(30) => Some("".into()),
            Cell::Id(id) => id.as_ref().map(|id| self.id(id)),
            Cell::Code(code) => code.map(|code| self.id(&code.to_string())),
            Cell::Text(text) | Cell::Word(text, _) => text.clone().map(Value::from),
            Cell::Count(count) | Cell::Time(count) => count.map(Value::from),
            Cell::Flag(flag) => flag.map(Value::from),
            Cell::Decimal(digits) => digits.as_ref().and_then(|digits| serde_json::from_str(digits).ok()),
            Cell::Texts(texts) => texts.clone().map(Value::from),
            Cell::Numbers(numbers) => numbers.clone().map(Value::from),
            Cell::Json(value) | Cell::Printed(value) => value.clone(),
        };
        let value = value.or_else(|| self.nothing());
        fields.extend(value.map(|value| ((*name).to_owned(), value)));
    }

    fn id(&mut self, id: &str) -> Value {
        let number = id.parse::<i64>().ok().filter(|_| self.dice.percent(self.number_percent));
        number.map_or(id.into(), Value::from)
    }

    /// Both fields mostly.
    fn time(&mut self, name: &str, epoch_ms: i64, fields: &mut Map<String, Value>) {
        let form = self.dice.count(0..100);
        if form < 92 {
            fields.insert(format!("{name}L"), epoch_ms.into());
        }
        if !(5..10).contains(&form) {
            fields.insert(name.to_owned(), time_text(epoch_ms).into());
        }
    }

    pub(crate) fn nothing(&mut self) -> Option<Value> {
        if self.dice.percent(self.missing_percent) { None } else { Some(Value::Null) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_printed_as_upstream_does() {
        assert_eq!(time_text(1_432_788_383_209), "2015-05-28 04:46:23.209+0000");
    }
}
