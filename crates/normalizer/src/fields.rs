//! From JSON fields to columns: lenient in what upstream prints, strict in what a column holds.
//!
//! A field that our model does not know, or whose value does not fit its column, is kept in `extra` under upstream's own
//! name and its path is noted as drift. `null` is the same as a missing field (Data Access API, Avro-JSON rules).

use model::Drift;
use tuple::{Decimal, Json, Millis};

use crate::canonical::write_fields;
use crate::json::{Field, Node};
use crate::record::canonical_json;
use crate::values::{id, ids, integer, is_empty_text, is_minus_one, items, known_time, scalar, truth, whole_number};

/// The field names of an object, compared without case: upstream's pages and files disagree (`agentUserName`,
/// `agentUsername`).
pub fn folded<'b>(name: &str, buffer: &'b mut [u8; 64]) -> &'b [u8] {
    let bytes = name.as_bytes();
    let Some(folded) = buffer.get_mut(..bytes.len()) else { return b"" };
    for (to, from) in folded.iter_mut().zip(bytes) {
        *to = from.to_ascii_lowercase();
    }
    folded
}

/// The first field of this name that is not `null`, compared without case; nothing in what is no object.
pub fn field<'n, 'a>(node: &'n Node<'a>, wanted: &str) -> Option<&'n Node<'a>> {
    let Node::Object(fields) = node else { return None };
    let is_wanted = |(name, value): &&Field<'a>| name.eq_ignore_ascii_case(wanted) && !value.is_null();
    fields.iter().find(is_wanted).map(|(_, value)| value)
}

/// Collects what goes to a row's `extra`.
#[derive(Debug)]
pub struct Extra<'n, 'a> {
    path: &'static str,
    /// Each with the path of the object it stands in.
    kept: Vec<(&'static str, &'n str, &'n Node<'a>)>,
    nested: Vec<(&'static str, Extra<'n, 'a>)>,
    /// Fields that are read last, each with the column it is for.
    aside: [Option<(ColumnOffset, &'n str, &'n Node<'a>)>; ASIDE_MAX],
}

/// A column by its place in the row struct, in bytes (`offset_of!`): compared for each spare field of each record.
type ColumnOffset = usize;

/// No object has more fields that stand in for others.
const ASIDE_MAX: usize = 5;

impl<'n, 'a> Extra<'n, 'a> {
    /// `path` is where the object stands, for drift: `engagements[]`.
    pub fn new(path: &'static str) -> Self {
        Self { path, kept: Vec::new(), nested: Vec::new(), aside: [None; ASIDE_MAX] }
    }

    /// Puts a field aside until it is known whether the field that it stands in for is there.
    pub fn set_aside(&mut self, column: ColumnOffset, name: &'n str, value: &'n Node<'a>) {
        for slot in &mut self.aside {
            match slot {
                None => return *slot = Some((column, name, value)),
                Some((taken, _, stored)) if *taken == column => {
                    if *stored == value {
                        return;
                    }
                    break;
                }
                Some(_) => {}
            }
        }
        self.keep(name, value);
    }

    /// Takes the field that was put aside for a column.
    pub fn take_aside(&mut self, column: ColumnOffset) -> Option<(&'n str, &'n Node<'a>)> {
        let is_of =
            |slot: &&mut Option<(ColumnOffset, &str, &Node<'a>)>| slot.is_some_and(|(taken, ..)| taken == column);
        let (_, name, value) = self.aside.iter_mut().find(is_of)?.take()?;
        Some((name, value))
    }

    /// Keeps a field that is unknown or does not fit.
    pub fn keep(&mut self, name: &'n str, value: &'n Node<'a>) {
        self.keep_of(self.path, name, value);
    }

    /// The same for a field of another object, which stands at `path`.
    pub fn keep_of(&mut self, path: &'static str, name: &'n str, value: &'n Node<'a>) {
        self.kept.push((path, name, value));
    }

    /// Keeps the extra of an object inside under its name.
    pub fn nest(&mut self, name: &'static str, inner: Extra<'n, 'a>) {
        if !inner.is_empty() {
            self.nested.push((name, inner));
        }
    }

    fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.nested.is_empty()
    }

    /// Notes the drift.
    pub fn note(&self, drift: &mut Drift) {
        for (path, name, value) in &self.kept {
            drift.note(&format!("{path}.{name}"), value.json_type());
        }
        for (_, inner) in &self.nested {
            inner.note(drift);
        }
    }

    /// The column `extra` as canonical JSON, `None` when there is nothing; notes the drift.
    pub fn finish(&self, drift: &mut Drift) -> Option<Json<String>> {
        if self.is_empty() {
            return None;
        }
        self.note(drift);
        let mut out = String::new();
        self.write(&mut out);
        Some(Json(out))
    }

    fn write(&self, out: &mut String) {
        enum Part<'p, 'n, 'a> {
            Kept(&'n Node<'a>),
            Nested(&'p Extra<'n, 'a>),
        }
        let kept = self.kept.iter().map(|(_, name, value)| (*name, Part::Kept(value)));
        let nested = self.nested.iter().map(|(name, inner)| (*name, Part::Nested(inner)));
        write_fields(kept.chain(nested), out, |part, out| match part {
            Part::Kept(value) => value.write_canonical(out),
            Part::Nested(inner) => inner.write(out),
        });
    }

    /// Puts what `read` makes of the value into the column, or keeps the field: it does not fit, or the column already
    /// has another value because upstream printed the field twice.
    #[inline]
    fn set<T: PartialEq>(
        &mut self,
        column: &mut Option<T>,
        name: &'n str,
        value: &'n Node<'a>,
        read: impl FnOnce(&'n Node<'a>) -> Option<T>,
    ) {
        match (read(value), &column) {
            (Some(read), None) => *column = Some(read),
            (Some(read), Some(stored)) if read == *stored => {}
            _ => self.keep(name, value),
        }
    }

    /// A text, kept as it is.
    #[inline]
    pub fn text(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>) {
        self.set(column, name, value, scalar);
    }

    /// An identifier: a text or a number; an empty text is no identifier.
    #[inline]
    pub fn id(&mut self, column: &mut Option<&'n str>, name: &'n str, value: &'n Node<'a>) {
        if !is_empty_text(value) {
            self.set(column, name, value, id);
        }
    }

    /// A code or a count.
    #[inline]
    pub fn integer(&mut self, column: &mut Option<i32>, name: &'n str, value: &'n Node<'a>) {
        if !is_empty_text(value) {
            self.set(column, name, value, integer);
        }
    }

    /// A number that may be large.
    pub fn big_integer(&mut self, column: &mut Option<i64>, name: &'n str, value: &'n Node<'a>) {
        if !is_empty_text(value) {
            self.set(column, name, value, whole_number);
        }
    }

    /// Money or a score, with the digits that were printed.
    pub fn decimal(&mut self, column: &mut Option<Decimal<'n>>, name: &'n str, value: &'n Node<'a>) {
        if !is_empty_text(value) {
            self.set(column, name, value, |value| match value {
                Node::String(text) => Decimal::new(text),
                Node::Number(text) => Decimal::new(text),
                _ => None,
            });
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, column: &mut Option<Vec<Option<&'n str>>>, name: &'n str, value: &'n Node<'a>) {
        self.set(column, name, value, |value| items(value, |item| scalar(item).map(Some)));
    }

    /// A list of codes.
    pub fn integers(&mut self, column: &mut Option<Vec<Option<i32>>>, name: &'n str, value: &'n Node<'a>) {
        let code = |item: &Node<'_>| if is_empty_text(item) { Some(None) } else { integer(item).map(Some) };
        self.set(column, name, value, |value| items(value, code));
    }

    /// A truth value, also as text.
    pub fn boolean(&mut self, column: &mut Option<bool>, name: &'n str, value: &'n Node<'a>) {
        self.set(column, name, value, truth);
    }

    /// A moment: epoch milliseconds as number or text, or a date and time in words. One that says that there is none, or
    /// lies before all of upstream's, is kept.
    #[inline]
    pub fn time(&mut self, column: &mut Option<Millis>, name: &'n str, value: &'n Node<'a>) {
        if !is_empty_text(value) {
            self.set(column, name, value, known_time);
        }
    }

    /// How long something took. One below zero says that it is not known, and is kept.
    pub fn duration(&mut self, column: &mut Option<i64>, name: &'n str, value: &'n Node<'a>) {
        if !is_empty_text(value) {
            self.set(column, name, value, |value| whole_number(value).filter(|number| *number >= 0));
        }
    }

    /// The same of at most 68 years, in seconds.
    pub fn short_duration(&mut self, column: &mut Option<i32>, name: &'n str, value: &'n Node<'a>) {
        if !is_empty_text(value) {
            self.set(column, name, value, |value| integer(value).filter(|number| *number >= 0));
        }
    }

    /// A count, length or size, where −1 says that there is none.
    pub fn size(&mut self, column: &mut Option<i64>, name: &'n str, value: &'n Node<'a>) {
        if !is_minus_one(value) {
            self.big_integer(column, name, value);
        }
    }

    /// An average of sizes, where −1 says that there is none.
    pub fn average_size(&mut self, column: &mut Option<Decimal<'n>>, name: &'n str, value: &'n Node<'a>) {
        if !is_minus_one(value) {
            self.decimal(column, name, value);
        }
    }

    /// A list of identifiers without the empty ones.
    pub fn ids(&mut self, column: &mut Option<Vec<&'n str>>, name: &'n str, value: &'n Node<'a>) {
        match ids(value) {
            Some(ids) if column.is_none() => *column = Some(ids.into_iter().flatten().collect()),
            _ => self.keep(name, value),
        }
    }

    /// A value that is stored as JSON.
    pub fn json(&mut self, column: &mut Option<Json<String>>, name: &'n str, value: &'n Node<'a>) {
        match column {
            None => *column = canonical_json(value),
            Some(_) => self.keep(name, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, parse};

    #[test]
    fn times_and_durations_that_say_none_are_kept() {
        let check = |json: &str, expected: (Option<i64>, Option<i64>)| {
            let arena = Arena::new();
            let text = format!("{{\"a\":{json}}}");
            let node = parse(text.as_bytes(), &arena).unwrap().node;
            let Node::Object(fields) = &node else { unreachable!() };
            let (mut at, mut took) = (None, None);
            let (mut of_time, mut of_duration) = (Extra::new("things[]"), Extra::new("things[]"));
            of_time.time(&mut at, fields[0].0, &fields[0].1);
            of_duration.duration(&mut took, fields[0].0, &fields[0].1);
            assert_eq!((at.map(Millis::epoch_ms), took), expected, "{json}");
            assert_eq!((of_time.is_empty(), of_duration.is_empty()), (at.is_some(), took.is_some()), "{json}");
        };
        check("-1", (None, None));
        check("\"-1\"", (None, None));
        check("0", (None, Some(0)));
        check("\"undefined\"", (None, None));
        check("946684799999", (None, Some(946_684_799_999)));
        check("946684800000", (Some(946_684_800_000), Some(946_684_800_000)));
        check("\"1999-12-31T23:59:59Z\"", (None, None));
    }

    #[test]
    fn what_does_not_fit_is_kept_with_its_path() {
        let arena = Arena::new();
        let node = parse(br#"{"a":"x","b":{"c":1},"d":7}"#, &arena).unwrap().node;
        let Node::Object(fields) = &node else { unreachable!() };
        let mut extra = Extra::new("things[]");
        let (mut number, mut other) = (None, Some(7));
        extra.integer(&mut number, fields[0].0, &fields[0].1);
        let mut inner = Extra::new("things[].b");
        inner.keep("c", &fields[1].1);
        extra.nest("b", inner);
        extra.integer(&mut other, fields[2].0, &fields[2].1);
        let mut drift = Drift::default();
        assert_eq!(extra.finish(&mut drift), Some(Json(r#"{"a":"x","b":{"c":{"c":1}}}"#.to_owned())));
        assert_eq!((number, other), (None, Some(7)));
        let paths: Vec<_> = drift.paths().into_iter().map(|path| format!("{} {}", path.path, path.json_type)).collect();
        assert_eq!(paths, ["things[].a string", "things[].b.c object"]);
    }
}
