//! A JSON value in memory, as one record is: borrowed strings, numbers as text, Avro's union wrappers removed on the way.
//!
//! Avro-JSON spells a chosen branch of a union as an object with one key: a primitive's name, `array`, `map`, or the full
//! name of a record or enum (Data Access API, Avro-JSON rules). Wherever such an object stands, its value is taken.

mod parser;
pub(crate) mod special;

use bumpalo::Bump;

use self::parser::Parser;

/// Prefix of every record and enum name of the Data Access schemas.
pub const NAMESPACE: &str = "com.liveperson.dataaccess.";

/// Where the parts of values live: all of a record is let go at once.
pub type Arena = Bump;

/// A field of an object.
pub type Field<'a> = (&'a str, Node<'a>);

/// A JSON value. Its parts are in the text that was parsed, or in the arena.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Node<'a> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as printed.
    Number(&'a str),
    /// A string without U+0000, lone surrogates and bytes that are no UTF-8.
    String(&'a str),
    /// An array.
    Array(&'a [Node<'a>]),
    /// An object, its fields in their order.
    Object(&'a [Field<'a>]),
}

impl Node<'_> {
    /// `null`, `boolean`, `number`, `string`, `array` or `object`.
    pub fn json_type(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "boolean",
            Node::Number(_) => "number",
            Node::String(_) => "string",
            Node::Array(_) => "array",
            Node::Object(_) => "object",
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Node::Null)
    }
}

/// Values of a record, at 24 to 40 bytes each and as much again while it is parsed. The longest chats have some ten
/// thousand.
pub(crate) const VALUES_PER_RECORD_MAX: usize = 500_000;

/// Why bytes were not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// They are no JSON.
    Invalid {
        /// Offset of the first wrong byte.
        offset_bytes: u64,
    },
    /// They are more values than may be held.
    TooManyValues {
        /// Offset of the first that is too many.
        offset_bytes: u64,
    },
}

/// A parsed record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parsed<'a> {
    /// The record name that wrapped the whole value, without the namespace.
    pub tag: Option<&'a str>,
    /// The value inside.
    pub node: Node<'a>,
    /// The record names that wrapped objects inside, in the order of the addresses of these objects.
    tags: &'a [Tag<'a>],
    /// Characters replaced by U+FFFD.
    pub replaced_characters: u64,
}

/// Where the fields of an object are, and the record name that wrapped it, without the namespace.
type Tag<'a> = (usize, &'a str);

impl<'a> Parsed<'a> {
    /// An object without fields, for one that is missing.
    pub(crate) const NO_FIELDS: Self = Self { tag: None, node: Node::Object(&[]), tags: &[], replaced_characters: 0 };

    /// Returns the record name that wrapped an object inside this value, without the namespace. `None` for an object without a
    /// wrapper, and for any other value.
    pub fn record_name(&self, node: &Node<'a>) -> Option<&'a str> {
        let Node::Object(fields) = node else { return None };
        let address = fields.as_ptr() as usize;
        let index = self.tags.binary_search_by_key(&address, |(address, _)| *address).ok()?;
        Some(self.tags[index].1)
    }
}

/// Parses a whole value.
///
/// # Errors
/// When the bytes are no JSON, nested too deep, of more values than a record may have, or followed by more. A byte that is no
/// UTF-8 is an error only outside of texts.
pub fn parse<'a>(bytes: &'a [u8], arena: &'a Arena) -> Result<Parsed<'a>, ParseError> {
    parse_bounded(bytes, arena, VALUES_PER_RECORD_MAX)
}

/// The same for what may have more, or must have less values than a record.
pub(crate) fn parse_bounded<'a>(
    bytes: &'a [u8],
    arena: &'a Arena,
    values_max: usize,
) -> Result<Parsed<'a>, ParseError> {
    match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => parse_text(text, arena, values_max),
        Err(error) => parse_mended(bytes, error.valid_up_to(), arena, values_max),
    }
}

fn parse_text<'a>(text: &'a str, arena: &'a Arena, values_max: usize) -> Result<Parsed<'a>, ParseError> {
    let mut parser = Parser::new(text, arena, values_max);
    let parsed = parser.whole()?;
    parser.expect_end()?;
    Ok(parsed)
}

/// Parses what is no UTF-8 at `invalid_at` first, with U+FFFD for each piece that is none.
#[cold]
fn parse_mended<'a>(
    bytes: &'a [u8],
    invalid_at: usize,
    arena: &'a Arena,
    values_max: usize,
) -> Result<Parsed<'a>, ParseError> {
    let mut mended = String::with_capacity(bytes.len() + 16);
    let mut replaced_characters = 0;
    for chunk in bytes.utf8_chunks() {
        mended.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            mended.push(char::REPLACEMENT_CHARACTER);
            replaced_characters += 1;
        }
    }
    let parsed = parse_text(arena.alloc_str(&mended), arena, values_max).map_err(|error| match error {
        // Offsets behind the first replaced byte are not those of the record.
        ParseError::Invalid { offset_bytes } => {
            ParseError::Invalid { offset_bytes: offset_bytes.min(invalid_at as u64) }
        }
        too_many @ ParseError::TooManyValues { .. } => too_many,
    })?;
    Ok(Parsed { replaced_characters: parsed.replaced_characters + replaced_characters, ..parsed })
}

/// Parses the value that the text begins with. Answers how many bytes it takes, too.
///
/// # Errors
/// When it is no JSON, nested too deep, of more values than a record may have, or goes on behind the text.
pub(crate) fn parse_first<'a>(text: &'a str, arena: &'a Arena) -> Result<(Parsed<'a>, usize), ParseError> {
    let mut parser = Parser::new(text, arena, VALUES_PER_RECORD_MAX);
    let parsed = parser.whole()?;
    Ok((parsed, parser.at()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        let arena = Arena::new();
        let seen = match parse(text.as_bytes(), &arena) {
            Ok(parsed) => {
                let mut out = String::new();
                parsed.node.write_canonical(&mut out);
                let tag = parsed.tag.map(|tag| format!("{tag}: ")).unwrap_or_default();
                let replaced = parsed.replaced_characters;
                format!("{tag}{out}{}", if replaced > 0 { format!(" ({replaced} replaced)") } else { String::new() })
            }
            Err(ParseError::Invalid { offset_bytes }) => format!("invalid at {offset_bytes}"),
            Err(ParseError::TooManyValues { offset_bytes }) => format!("too many values at {offset_bytes}"),
        };
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn unions_fall_away() {
        check(r#"{"string":"x"}"#, r#""x""#);
        check(r#"{"a":{"long":5},"b":{"array":[{"int":1},2]}}"#, r#"{"a":5,"b":[1,2]}"#);
        check(r#"{"com.liveperson.dataaccess.Conversation":{"id":{"string":""}}}"#, r#"Conversation: {"id":""}"#);
        check(r#"{"string":"x","long":1}"#, r#"{"long":1,"string":"x"}"#);
        check(r#"{"text":"x"}"#, r#"{"text":"x"}"#);
        check(r#"{"array":[]}"#, "[]");
    }

    #[test]
    fn what_postgres_cannot_store_is_replaced_and_counted() {
        check(r#""a\u0000b""#, "\"a\u{fffd}b\" (1 replaced)");
        check(r#""\ud83d""#, "\"\u{fffd}\" (1 replaced)");
        check(r#""\ude00\ud83d""#, "\"\u{fffd}\u{fffd}\" (2 replaced)");
        check(r#""\ud83d\ud83d\ude00""#, "\"\u{fffd}😀\" (1 replaced)");
        check(r#""\ud83d\ude00\ud83dx""#, "\"😀\u{fffd}x\" (1 replaced)");
        check("\"a\0\"", "\"a\u{fffd}\" (1 replaced)");
        check("\"a\nb\"", r#""a\nb""#);
    }

    #[test]
    fn bytes_that_are_no_utf8_are_replaced_inside_texts_and_counted() {
        let check = |bytes: &[u8], expected: &str, replaced: u64| {
            let arena = Arena::new();
            let parsed = parse(bytes, &arena).unwrap();
            let mut out = String::new();
            parsed.node.write_canonical(&mut out);
            assert_eq!((&out[..], parsed.replaced_characters), (expected, replaced), "{}", bytes.escape_ascii());
        };
        check(b"\"a\xffb\"", "\"a\u{fffd}b\"", 1);
        check(b"\"\xc3\"", "\"\u{fffd}\"", 1);
        check(b"\"\xe2\x82\xff\\u0000\"", "\"\u{fffd}\u{fffd}\u{fffd}\"", 3);
        check(b"{\"\xff\":\"\xc3\xa9\"}", "{\"\u{fffd}\":\"\u{e9}\"}", 1);
    }

    #[test]
    fn numbers_keep_their_text() {
        check("[12345678901234567890123, -1.50, 1e5, 0]", "[12345678901234567890123,-1.50,1e5,0]");
        check("1e99999", r#""1e99999""#);
        check("01", "invalid at 2");
        check("-", "invalid at 1");
        check("1.", "invalid at 2");
    }

    #[test]
    fn canonical_text_does_not_depend_on_the_spelling() {
        check(r#"{"b":1, "a" : "\u00e9\/", "b":2}"#, r#"{"a":"é/","b":2}"#);
    }

    #[test]
    fn garbage_is_refused_where_it_stands() {
        check("", "invalid at 0");
        check("{", "invalid at 1");
        check("{\"a\"}", "invalid at 4");
        check("[1,]", "invalid at 3");
        check("[1] x", "invalid at 4");
        check("\"\\u12\"", "invalid at 3");
        check("\"\\x\"", "invalid at 2");
        check("tru", "invalid at 0");
        check(&"[".repeat(5_000), &format!("invalid at {}", parser::DEPTH_MAX + 1));
        assert_eq!(parse(b"[\"\xff\",\xff]", &Arena::new()), Err(ParseError::Invalid { offset_bytes: 2 }));
    }

    #[test]
    fn values_are_counted_wherever_they_stand() {
        let check = |text: &str, values: usize| {
            let arena = Arena::new();
            assert!(parse_bounded(text.as_bytes(), &arena, values).is_ok(), "{text}");
            let refused = parse_bounded(text.as_bytes(), &arena, values - 1);
            assert!(matches!(refused, Err(ParseError::TooManyValues { .. })), "{text}");
        };
        check("1", 1);
        check("[]", 1);
        check("[1,[2,{}]]", 5);
        check(r#"{"a":1,"b":{"c":null},"d":"e"}"#, 5);
        check(r#"{"string":"x"}"#, 2);
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            "[^\0]*".prop_map(Into::into),
        ];
        leaf.prop_recursive(5, 50, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::btree_map("[^\0]{2,8}x", inner, 0..6)
                    .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_reads_as_serde_reads_it(value in any_json()) {
            let text = value.to_string();
            let arena = Arena::new();
            let parsed = parse(text.as_bytes(), &arena).unwrap();
            let mut canonical = String::new();
            parsed.node.write_canonical(&mut canonical);
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&canonical).unwrap(), value);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes, &Arena::new());
        }
    }
}
