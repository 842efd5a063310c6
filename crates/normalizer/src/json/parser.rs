//! From text to values, in one pass.

use super::special::find_special;
use super::{Arena, Field, NAMESPACE, Node, ParseError, Parsed, Tag};

/// Upstream's deepest documents nest about fifteen levels.
pub(super) const DEPTH_MAX: u32 = 100;

pub(super) struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    arena: &'a Arena,
    /// Fields of the objects that are open, the outermost first.
    fields: Vec<Field<'a>>,
    /// The same for the items of arrays.
    items: Vec<Node<'a>>,
    /// So many values may still come.
    values_left: usize,
    replaced_characters: u64,
    tag: Option<&'a str>,
    /// Record names inside.
    tags: Vec<Tag<'a>>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, arena: &'a Arena, values_left: usize) -> Self {
        let (fields, items) = (Vec::with_capacity(64), Vec::with_capacity(32));
        let bytes = text.as_bytes();
        Self {
            text,
            bytes,
            at: 0,
            arena,
            fields,
            items,
            values_left,
            replaced_characters: 0,
            tag: None,
            tags: Vec::new(),
        }
    }

    /// Offset of the next byte.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The value that comes next, as a record.
    pub(super) fn whole(&mut self) -> Result<Parsed<'a>, ParseError> {
        let node = self.value(0)?;
        self.tags.sort_unstable_by_key(|(address, _)| *address);
        let tags = self.arena.alloc_slice_copy(&self.tags);
        Ok(Parsed { tag: self.tag, node, tags, replaced_characters: self.replaced_characters })
    }

    /// Nothing but white space may follow.
    pub(super) fn expect_end(&mut self) -> Result<(), ParseError> {
        self.pass_space();
        if self.at < self.bytes.len() { Err(self.error()) } else { Ok(()) }
    }

    fn error(&self) -> ParseError {
        ParseError::Invalid { offset_bytes: self.at as u64 }
    }

    #[inline]
    fn pass_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    #[inline]
    fn take(&mut self, byte: u8) -> bool {
        // Upstream prints no white space.
        if self.bytes.get(self.at) == Some(&byte) {
            self.at += 1;
            return true;
        }
        self.pass_space();
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), ParseError> {
        if self.take(byte) { Ok(()) } else { Err(self.error()) }
    }

    fn value(&mut self, depth: u32) -> Result<Node<'a>, ParseError> {
        self.pass_space();
        if depth > DEPTH_MAX {
            return Err(self.error());
        }
        let Some(values_left) = self.values_left.checked_sub(1) else {
            return Err(ParseError::TooManyValues { offset_bytes: self.at as u64 });
        };
        self.values_left = values_left;
        match self.bytes.get(self.at) {
            Some(b'"') => Ok(Node::String(self.string()?)),
            Some(b'{') => self.object(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'n') => self.word("null", Node::Null),
            Some(b'[') => self.array(depth),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            _ => Err(self.error()),
        }
    }

    fn word(&mut self, word: &str, node: Node<'a>) -> Result<Node<'a>, ParseError> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.error());
        }
        self.at += word.len();
        Ok(node)
    }

    fn object(&mut self, depth: u32) -> Result<Node<'a>, ParseError> {
        self.at += 1;
        if self.take(b'}') {
            return Ok(Node::Object(&[]));
        }
        let (name, value) = self.field(depth)?;
        let mut is_last = self.take(b'}');
        if is_last && is_union_tag(name) {
            let Some(record_name) = name.strip_prefix(NAMESPACE) else { return Ok(value) };
            if depth > 0 {
                return Ok(self.tagged(record_name, value));
            }
            self.tag = Some(record_name);
            return Ok(value);
        }
        let first = self.fields.len();
        self.fields.push((name, value));
        while !is_last {
            self.expect(b',')?;
            let field = self.field(depth)?;
            self.fields.push(field);
            is_last = self.take(b'}');
        }
        let fields = self.arena.alloc_slice_copy(&self.fields[first..]);
        self.fields.truncate(first);
        Ok(Node::Object(fields))
    }

    /// Remembers the record name of an object, by the address of its fields.
    fn tagged(&mut self, record_name: &'a str, value: Node<'a>) -> Node<'a> {
        let Node::Object(mut fields) = value else { return value };
        if fields.is_empty() {
            // Slices of nothing share an address.
            let spare: &'a [Field<'a>] = self.arena.alloc_slice_copy(&[("", Node::Null)]);
            fields = &spare[..0];
        }
        self.tags.push((fields.as_ptr() as usize, record_name));
        Node::Object(fields)
    }

    fn field(&mut self, depth: u32) -> Result<Field<'a>, ParseError> {
        self.pass_space();
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(self.error());
        }
        let name = self.string()?;
        self.expect(b':')?;
        Ok((name, self.value(depth + 1)?))
    }

    fn array(&mut self, depth: u32) -> Result<Node<'a>, ParseError> {
        self.at += 1;
        let first = self.items.len();
        let mut is_last = self.take(b']');
        while !is_last {
            let item = self.value(depth + 1)?;
            self.items.push(item);
            is_last = self.take(b']');
            if !is_last {
                self.expect(b',')?;
            }
        }
        let items = self.arena.alloc_slice_copy(&self.items[first..]);
        self.items.truncate(first);
        Ok(Node::Array(items))
    }

    fn number(&mut self) -> Result<Node<'a>, ParseError> {
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

    fn digits(&mut self) -> Result<usize, ParseError> {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.error()) } else { Ok(self.at - start) }
    }

    /// Control characters that JSON wants escaped are taken as they are: nothing is lost by it. Only U+0000 is not.
    #[inline]
    fn string(&mut self) -> Result<&'a str, ParseError> {
        self.at += 1;
        let start = self.at;
        let Some(found) = find_special(&self.bytes[start..]) else {
            self.at = self.bytes.len();
            return Err(self.error());
        };
        self.at = start + found;
        if self.bytes[self.at] == b'"' {
            self.at += 1;
            return Ok(&self.text[start..start + found]);
        }
        self.escaped_string(start)
    }

    #[cold]
    fn escaped_string(&mut self, start: usize) -> Result<&'a str, ParseError> {
        let mut unescaped = String::with_capacity(2 * (self.at - start) + 32);
        unescaped.push_str(&self.text[start..self.at]);
        loop {
            let rest = &self.bytes[self.at..];
            let Some(found) = find_special(rest) else {
                self.at = self.bytes.len();
                return Err(self.error());
            };
            unescaped.push_str(&self.text[self.at..self.at + found]);
            self.at += found + 1;
            match rest[found] {
                b'"' => return Ok(self.arena.alloc_str(&unescaped)),
                0 => self.replaced(&mut unescaped),
                _ => self.escape(&mut unescaped)?,
            }
        }
    }

    fn replaced(&mut self, unescaped: &mut String) {
        self.replaced_characters += 1;
        unescaped.push(char::REPLACEMENT_CHARACTER);
    }

    /// Behind a backslash.
    fn escape(&mut self, unescaped: &mut String) -> Result<(), ParseError> {
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
                return self.unicode_escape(unescaped);
            }
            _ => return Err(self.error()),
        };
        self.at += 1;
        unescaped.push(plain);
        Ok(())
    }

    fn unicode_escape(&mut self, unescaped: &mut String) -> Result<(), ParseError> {
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
            Some(character) if character != '\0' => unescaped.push(character),
            _ => self.replaced(unescaped),
        }
        Ok(())
    }

    fn hex4(&mut self) -> Result<u32, ParseError> {
        let digits = self.bytes.get(self.at..self.at + 4).ok_or(self.error())?;
        let mut code = 0;
        for &digit in digits {
            code = code * 16 + char::from(digit).to_digit(16).ok_or(self.error())?;
        }
        self.at += 4;
        Ok(code)
    }
}

#[inline]
fn is_union_tag(name: &str) -> bool {
    matches!(name, "string" | "long" | "int" | "double" | "boolean" | "float" | "bytes" | "array" | "map")
        || name.starts_with(NAMESPACE)
}
