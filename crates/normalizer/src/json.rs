//! Parses one record: borrowed strings, numbers as text, Avro's union wrappers removed on the way.
//!
//! Avro-JSON spells a chosen branch of a union as an object with one key: a primitive's name, `array`, `map`, or the full
//! name of a record or enum (Data Access API, Avro-JSON rules). Wherever such an object stands, its value is taken.

use std::borrow::Cow;

/// Prefix of every record and enum name of the Data Access schemas.
pub const NAMESPACE: &str = "com.liveperson.dataaccess.";
/// Upstream's deepest documents nest about fifteen levels.
const DEPTH_MAX: u32 = 100;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Node<'a> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as printed.
    Number(&'a str),
    /// A string without U+0000 and lone surrogates.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Node<'a>>),
    /// An object, its fields in their order.
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
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
}

/// The bytes are no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidJson {
    /// Offset of the first wrong byte.
    pub offset_bytes: u64,
}

/// A parsed record.
#[derive(Debug, PartialEq)]
pub struct Parsed<'a> {
    /// The record name that wrapped the whole value, without the namespace.
    pub tag: Option<Cow<'a, str>>,
    /// The value inside.
    pub node: Node<'a>,
    /// Characters replaced by U+FFFD.
    pub replaced_characters: u64,
}

/// Parses a whole value.
///
/// # Errors
/// When the bytes are not UTF-8, no JSON, nested too deep, or followed by more.
pub fn parse(bytes: &[u8]) -> Result<Parsed<'_>, InvalidJson> {
    let text = std::str::from_utf8(bytes).map_err(|error| InvalidJson { offset_bytes: error.valid_up_to() as u64 })?;
    let mut parser = Parser { text, bytes, at: 0, replaced_characters: 0, tag: None };
    let node = parser.value(0)?;
    parser.pass_space();
    if parser.at < bytes.len() {
        return Err(parser.error());
    }
    Ok(Parsed { tag: parser.tag, node, replaced_characters: parser.replaced_characters })
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    replaced_characters: u64,
    tag: Option<Cow<'a, str>>,
}

impl<'a> Parser<'a> {
    fn error(&self) -> InvalidJson {
        InvalidJson { offset_bytes: self.at as u64 }
    }

    fn pass_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        self.pass_space();
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), InvalidJson> {
        if self.take(byte) { Ok(()) } else { Err(self.error()) }
    }

    fn value(&mut self, depth: u32) -> Result<Node<'a>, InvalidJson> {
        self.pass_space();
        if depth > DEPTH_MAX {
            return Err(self.error());
        }
        match self.bytes.get(self.at) {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Ok(Node::String(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            _ => Err(self.error()),
        }
    }

    fn word(&mut self, word: &str, node: Node<'a>) -> Result<Node<'a>, InvalidJson> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.error());
        }
        self.at += word.len();
        Ok(node)
    }

    fn object(&mut self, depth: u32) -> Result<Node<'a>, InvalidJson> {
        self.at += 1;
        if self.take(b'}') {
            return Ok(Node::Object(Vec::new()));
        }
        let (name, value) = self.field(depth)?;
        let is_last = self.take(b'}');
        if is_last && is_union_tag(&name) {
            if depth == 0
                && let Some(record) = name.strip_prefix(NAMESPACE)
            {
                self.tag = Some(Cow::Owned(record.to_owned()));
            }
            return Ok(value);
        }
        let mut fields = Vec::with_capacity(if is_last { 1 } else { 16 });
        fields.push((name, value));
        if !is_last {
            loop {
                self.expect(b',')?;
                fields.push(self.field(depth)?);
                if self.take(b'}') {
                    break;
                }
            }
        }
        Ok(Node::Object(fields))
    }

    fn field(&mut self, depth: u32) -> Result<(Cow<'a, str>, Node<'a>), InvalidJson> {
        self.pass_space();
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(self.error());
        }
        let name = self.string()?;
        self.expect(b':')?;
        Ok((name, self.value(depth + 1)?))
    }

    fn array(&mut self, depth: u32) -> Result<Node<'a>, InvalidJson> {
        self.at += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Node::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Node::Array(items));
            }
            self.expect(b',')?;
        }
    }

    fn number(&mut self) -> Result<Node<'a>, InvalidJson> {
        let start = self.at;
        self.at += usize::from(self.bytes[self.at] == b'-');
        let leading_zero = self.bytes.get(self.at) == Some(&b'0');
        let whole_digits = self.digits()?;
        if leading_zero && whole_digits > 1 {
            return Err(self.error());
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(Node::Number(&self.text[start..self.at]))
    }

    fn digits(&mut self) -> Result<usize, InvalidJson> {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.error()) } else { Ok(self.at - start) }
    }

    /// Control characters that JSON wants escaped are taken as they are: nothing is lost by it. Only U+0000 is not.
    fn string(&mut self) -> Result<Cow<'a, str>, InvalidJson> {
        self.at += 1;
        let start = self.at;
        let Some(found) = memchr::memchr3(b'"', b'\\', 0, &self.bytes[start..]) else {
            self.at = self.bytes.len();
            return Err(self.error());
        };
        self.at = start + found;
        if self.bytes[self.at] == b'"' {
            self.at += 1;
            return Ok(Cow::Borrowed(&self.text[start..start + found]));
        }
        let mut owned = String::with_capacity(2 * found + 32);
        owned.push_str(&self.text[start..self.at]);
        self.escaped_string(&mut owned)?;
        Ok(Cow::Owned(owned))
    }

    fn escaped_string(&mut self, owned: &mut String) -> Result<(), InvalidJson> {
        loop {
            let rest = &self.bytes[self.at..];
            let Some(found) = memchr::memchr3(b'"', b'\\', 0, rest) else {
                self.at = self.bytes.len();
                return Err(self.error());
            };
            owned.push_str(&self.text[self.at..self.at + found]);
            self.at += found + 1;
            match rest[found] {
                b'"' => return Ok(()),
                0 => self.replaced(owned),
                _ => self.escape(owned)?,
            }
        }
    }

    fn replaced(&mut self, owned: &mut String) {
        self.replaced_characters += 1;
        owned.push(char::REPLACEMENT_CHARACTER);
    }

    /// Behind a backslash.
    fn escape(&mut self, owned: &mut String) -> Result<(), InvalidJson> {
        let Some(&kind) = self.bytes.get(self.at) else { return Err(self.error()) };
        let plain = match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                return self.unicode_escape(owned);
            }
            _ => return Err(self.error()),
        };
        self.at += 1;
        owned.push(plain);
        Ok(())
    }

    fn unicode_escape(&mut self, owned: &mut String) -> Result<(), InvalidJson> {
        let first = self.hex4()?;
        let code = if (0xd800..0xdc00).contains(&first) && self.bytes[self.at..].starts_with(b"\\u") {
            let behind_first = self.at;
            self.at += 2;
            let second = self.hex4()?;
            if (0xdc00..0xe000).contains(&second) {
                0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            } else {
                self.at = behind_first;
                first
            }
        } else {
            first
        };
        match char::from_u32(code) {
            Some(character) if character != '\0' => owned.push(character),
            _ => self.replaced(owned),
        }
        Ok(())
    }

    fn hex4(&mut self) -> Result<u32, InvalidJson> {
        let digits = self.bytes.get(self.at..self.at + 4).ok_or(self.error())?;
        let mut code = 0;
        for &digit in digits {
            code = code * 16 + char::from(digit).to_digit(16).ok_or(self.error())?;
        }
        self.at += 4;
        Ok(code)
    }
}

fn is_union_tag(name: &str) -> bool {
    matches!(name, "string" | "long" | "int" | "double" | "boolean" | "float" | "bytes" | "array" | "map")
        || name.starts_with(NAMESPACE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        let seen = match parse(text.as_bytes()) {
            Ok(parsed) => {
                let mut out = String::new();
                parsed.node.write_canonical(&mut out);
                let tag = parsed.tag.map(|tag| format!("{tag}: ")).unwrap_or_default();
                let replaced = parsed.replaced_characters;
                format!("{tag}{out}{}", if replaced > 0 { format!(" ({replaced} replaced)") } else { String::new() })
            }
            Err(error) => format!("invalid at {}", error.offset_bytes),
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
        check(&"[".repeat(5_000), &format!("invalid at {}", DEPTH_MAX + 1));
        assert_eq!(parse(b"\"\xff\""), Err(InvalidJson { offset_bytes: 1 }));
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
            let parsed = parse(text.as_bytes()).unwrap();
            let mut canonical = String::new();
            parsed.node.write_canonical(&mut canonical);
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&canonical).unwrap(), value);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }
    }
}
