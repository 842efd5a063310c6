//! Readers of upstream's words for a missing value: `undefined`, `null` and `NA` as texts, −1 as a person or a moment, `0` as a
//! telephone number. The column is NULL then, as if the field were missing; nothing goes to `extra`, because upstream prints
//! them in every other conversation.
//!
//! Others read JSON that upstream prints as text, and arrays of objects that become arrays of texts.

use normalizer::Fields;
use normalizer::fields::{Extra, field};
use normalizer::json::{Arena, Node, parse};
use normalizer::record::canonical_json;
use normalizer::values::{scalar, whole_number};
use tuple::{Json, Millis};

/// Readers for columns, beside those of [`Extra`].
pub(super) trait Words<'n, 'a> {
    /// A word of a list that upstream documents.
    fn word(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>);

    /// A text of a person: `NA` may be a name.
    fn given(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>);

    /// A telephone number.
    fn phone(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>);

    /// The id of a person.
    fn person_id(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>);

    /// A moment that has not come yet for some.
    fn moment(&mut self, column: &mut Option<Millis>, name: &'n str, value: &'n Node<'a>);

    /// Reads JSON that upstream prints as a text. A text that cannot be parsed, or stored by Postgres, goes to `extra`.
    fn json_text(&mut self, column: &mut Option<Json<String>>, name: &'n str, value: &'n Node<'a>);
}

impl<'n, 'a> Words<'n, 'a> for Extra<'n, 'a> {
    fn word(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>) {
        if !says(value, &["undefined", "null", "NA"]) {
            self.text(column, name, value);
        }
    }

    fn given(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>) {
        if !says(value, &["undefined", "null"]) {
            self.text(column, name, value);
        }
    }

    fn phone(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>) {
        if !says(value, &["undefined", "null", "0"]) {
            self.text(column, name, value);
        }
    }

    fn person_id(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>) {
        if !says(value, &["undefined", "null", "-1"]) {
            self.id(column, name, value);
        }
    }

    fn moment(&mut self, column: &mut Option<Millis>, name: &'n str, value: &'n Node<'a>) {
        if whole_number(value) != Some(-1) && !says(value, &["undefined", "null"]) {
            self.time(column, name, value);
        }
    }

    fn json_text(&mut self, column: &mut Option<Json<String>>, name: &'n str, value: &'n Node<'a>) {
        let Node::String(text) = value else { return self.json(column, name, value) };
        if text.is_empty() {
            return;
        }
        let arena = Arena::new();
        match parse(text.as_bytes(), &arena) {
            Ok(parsed) if parsed.replaced_characters == 0 && column.is_none() => *column = canonical_json(&parsed.node),
            _ => self.keep(name, value),
        }
    }
}

fn says(value: &Node<'_>, words: &[&str]) -> bool {
    scalar(value).is_some_and(|text| words.contains(&text))
}

/// A column of texts.
pub(super) type Texts<'n> = Option<Vec<Option<&'n str>>>;

/// Reads an array of objects with two fields into two columns of equal length. An array that holds anything else is kept
/// whole beside them: its path is `path`.
pub(super) fn read_pairs<'n, 'a>(
    names: [&'static str; 2],
    columns: [&mut Texts<'n>; 2],
    path: &'static str,
    (name, value): (&'n str, &'n Node<'a>),
    extra: &mut Extra<'n, 'a>,
) {
    let [first, second] = columns;
    let Node::Array(items) = value else { return extra.keep_of(path, name, value) };
    if first.is_some() {
        return extra.keep_of(path, name, value);
    }
    let texts = |wanted: &str| items.iter().map(|item| field(item, wanted).and_then(scalar)).collect();
    (*first, *second) = (Some(texts(names[0])), Some(texts(names[1])));
    let is_pair = |item: &Node<'a>| matches!(item, Node::Object(fields) if is_known(fields, names));
    if !items.iter().all(is_pair) {
        extra.keep_of(path, name, value);
    }
}

/// Tells whether these are scalars of these names, none of them twice with another value.
fn is_known(fields: Fields<'_, '_>, names: [&str; 2]) -> bool {
    let mut seen = [None; 2];
    fields.iter().filter(|(_, value)| !value.is_null()).all(|(name, value)| {
        let index = names.iter().position(|known| known.eq_ignore_ascii_case(name));
        index
            .is_some_and(|index| scalar(value).is_some() && seen[index].replace(value).is_none_or(|seen| seen == value))
    })
}
