//! Walks a stream of JSON tokens with a window that holds no more than the value in hand.

mod value;

use std::io::{self, Read};
use std::ops::Range;

use memchr::memchr2;

pub use self::value::Record;
pub(crate) use self::value::{Value, ValueParts};
use crate::error::DecodeError;
use crate::json::special::{container_bytes, string_bytes};

/// U+FEFF, as editors and tools put it before a text.
pub(crate) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
const READ_BYTES: usize = 128 * 1024;
/// Field names of envelopes are short; a longer one is no envelope.
const NAME_BYTES_MAX: usize = 4 * 1024;
/// What is kept of a value that is too large to be held.
const TRUNCATED_BYTES: usize = 64 * 1024;

/// A value cut out of the stream.
#[derive(Debug)]
pub(crate) enum Captured {
    /// All of it; ask [`Scanner::bytes`] before the next step.
    Whole(Range<usize>),
    /// Larger than allowed.
    TooLarge {
        /// Its first bytes.
        beginning: Vec<u8>,
        /// Its whole size.
        value_bytes: u64,
    },
}

/// A reader of JSON structure. It checks only what it needs to find the ends of values; parsing a captured value finds
/// the rest.
#[derive(Debug)]
pub(crate) struct Scanner<R> {
    source: R,
    window: Vec<u8>,
    /// Index in the window of the next byte.
    at: usize,
    /// Offset in the stream of the window's first byte.
    window_offset: u64,
    source_bytes_max: u64,
    at_end: bool,
}

impl Scanner<io::Empty> {
    /// Walks what is in memory already: what was captured stays where it is.
    pub(crate) fn over(bytes: Vec<u8>) -> Self {
        Self { source: io::empty(), window: bytes, at: 0, window_offset: 0, source_bytes_max: u64::MAX, at_end: true }
    }

    /// Gives back what was walked.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.window
    }

    /// Goes back to where the next byte was `at`.
    pub(crate) fn return_to(&mut self, at: usize) {
        self.at = at;
    }
}

impl<R: Read> Scanner<R> {
    /// Reads `source`, which continues another: offsets, and the bound on them, `source_bytes_max`, count on from `offset`.
    pub(crate) fn starting_at(offset: u64, source: R, source_bytes_max: u64) -> Self {
        Self { source, window: Vec::new(), at: 0, window_offset: offset, source_bytes_max, at_end: false }
    }

    /// Gives back what is read.
    pub(crate) fn into_source(self) -> R {
        self.source
    }

    /// Index of the next byte in what [`Scanner::bytes`] shows.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Offset in the stream of the next byte.
    pub(crate) fn offset(&self) -> u64 {
        self.window_offset + self.at as u64
    }

    /// The bytes of a captured value.
    pub(crate) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        &self.window[range.clone()]
    }

    /// Reads more, keeping everything from `keep` on. `false` at the end of the stream.
    fn fill(&mut self, keep: &mut usize) -> Result<bool, DecodeError> {
        if self.at_end {
            return Ok(false);
        }
        if *keep > 0 && (*keep >= READ_BYTES || self.window.len() == *keep) {
            self.window.drain(..*keep);
            self.window_offset += *keep as u64;
            self.at -= *keep;
            *keep = 0;
        }
        let len = self.window.len();
        self.window.resize(len + READ_BYTES, 0);
        let read = loop {
            match self.source.read(&mut self.window[len..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.window.truncate(len + *read.as_ref().unwrap_or(&0));
        self.at_end = read? == 0;
        if self.window_offset + self.window.len() as u64 > self.source_bytes_max {
            return Err(DecodeError::TooLarge { file_bytes_max: self.source_bytes_max });
        }
        Ok(!self.at_end)
    }

    /// The next byte that is not white space, not consumed; `None` at the end.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, DecodeError> {
        loop {
            match self.window.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(&byte) => return Ok(Some(byte)),
                None => {
                    let mut keep = self.at;
                    if !self.fill(&mut keep)? {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// The first byte of the next value beside others, not consumed: white space and byte order marks are passed over.
    pub(crate) fn next_value(&mut self) -> Result<Option<u8>, DecodeError> {
        loop {
            let first = self.peek()?;
            if first != Some(BYTE_ORDER_MARK[0]) || !self.take_all(BYTE_ORDER_MARK)? {
                return Ok(first);
            }
        }
    }

    /// Consumes these bytes if all of them come next.
    fn take_all(&mut self, bytes: &[u8]) -> Result<bool, DecodeError> {
        while self.window.len() - self.at < bytes.len() {
            let mut keep = self.at;
            if !self.fill(&mut keep)? {
                return Ok(false);
            }
        }
        let found = self.window[self.at..].starts_with(bytes);
        self.at += if found { bytes.len() } else { 0 };
        Ok(found)
    }

    /// Consumes `byte` if it comes next.
    pub(crate) fn take(&mut self, byte: u8) -> Result<bool, DecodeError> {
        let found = self.peek()? == Some(byte);
        self.at += usize::from(found);
        Ok(found)
    }

    /// Consumes `byte`, which must come next.
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), DecodeError> {
        if self.take(byte)? { Ok(()) } else { Err(self.not_json()) }
    }

    /// The error for a structure that is no JSON, at this place.
    pub(crate) fn not_json(&self) -> DecodeError {
        DecodeError::NotJson { offset_bytes: self.offset(), form: None }
    }

    /// After `{`: the next field's name with the colon consumed, or `None` at `}`.
    /// `first` says whether a comma is due.
    pub(crate) fn next_name(&mut self, first: &mut bool) -> Result<Option<String>, DecodeError> {
        if self.take(b'}')? {
            return Ok(None);
        }
        if !std::mem::take(first) {
            self.expect(b',')?;
        }
        if self.peek()? != Some(b'"') {
            return Err(self.not_json());
        }
        let Captured::Whole(range) = self.capture(NAME_BYTES_MAX)? else { return Err(self.not_json()) };
        // Escapes in a name of the envelope would be a new custom of upstream's; the name is then unknown, not misread.
        let name = String::from_utf8_lossy(&self.window[range.start + 1..range.end - 1]).into_owned();
        self.expect(b':')?;
        Ok(Some(name))
    }

    /// After `[`: whether an item follows; consumes the comma before it, or the `]`.
    pub(crate) fn next_item(&mut self, first: &mut bool) -> Result<bool, DecodeError> {
        if self.take(b']')? {
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    /// Consumes the next value, holding at most `value_bytes_max` of it.
    pub(crate) fn capture(&mut self, value_bytes_max: usize) -> Result<Captured, DecodeError> {
        let Some(first) = self.peek()? else { return Err(self.not_json()) };
        let mut hold = Hold { start: self.at, value_bytes_max, beginning: None, dropped_bytes: 0 };
        let ahead = &self.window[self.at..];
        let len = match first {
            b'"' => string_bytes(ahead),
            b'{' | b'[' => container_bytes(ahead),
            _ => None,
        };
        // Most often all of it is in the window; else it is passed piece by piece.
        match (len, first) {
            (Some(len), _) => self.at += len,
            (None, b'"') => self.pass_string(&mut hold)?,
            (None, b'{' | b'[') => self.pass_container(&mut hold)?,
            (None, b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') => self.pass_scalar(&mut hold)?,
            _ => return Err(self.not_json()),
        }
        let held = self.at - hold.start;
        Ok(match hold.beginning {
            None if held <= value_bytes_max => Captured::Whole(hold.start..self.at),
            None => Captured::TooLarge { beginning: self.beginning(&hold), value_bytes: held as u64 },
            Some(beginning) => Captured::TooLarge { beginning, value_bytes: hold.dropped_bytes + held as u64 },
        })
    }

    fn more(&mut self, hold: &mut Hold) -> Result<bool, DecodeError> {
        if self.at - hold.start > hold.value_bytes_max {
            if hold.beginning.is_none() {
                hold.beginning = Some(self.beginning(hold));
            }
            hold.dropped_bytes += (self.at - hold.start) as u64;
            hold.start = self.at;
        }
        self.fill(&mut hold.start)
    }

    /// What is kept of a value that is larger than allowed: as many bytes in whatever pieces the stream came.
    fn beginning(&self, hold: &Hold) -> Vec<u8> {
        self.window[hold.start..hold.start + hold.value_bytes_max.min(TRUNCATED_BYTES)].to_vec()
    }

    /// From the opening quote to behind the closing one.
    fn pass_string(&mut self, hold: &mut Hold) -> Result<(), DecodeError> {
        self.at += 1;
        loop {
            match memchr2(b'"', b'\\', &self.window[self.at..]) {
                Some(found) if self.window[self.at + found] == b'"' => {
                    self.at += found + 1;
                    return Ok(());
                }
                Some(found) => {
                    self.at += found + 1;
                    if self.at == self.window.len() && !self.more(hold)? {
                        return Err(self.not_json());
                    }
                    self.at += 1;
                }
                None => {
                    self.at = self.window.len();
                    if !self.more(hold)? {
                        return Err(self.not_json());
                    }
                }
            }
        }
    }

    fn pass_container(&mut self, hold: &mut Hold) -> Result<(), DecodeError> {
        let mut depth = 0_u64;
        loop {
            while let Some(&byte) = self.window.get(self.at) {
                match byte {
                    b'"' => {
                        self.pass_string(hold)?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                self.at += 1;
                if depth == 0 {
                    return Ok(());
                }
            }
            if !self.more(hold)? {
                return Err(self.not_json());
            }
        }
    }

    fn pass_scalar(&mut self, hold: &mut Hold) -> Result<(), DecodeError> {
        loop {
            while let Some(byte) = self.window.get(self.at) {
                if !matches!(byte, b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') {
                    return Ok(());
                }
                self.at += 1;
            }
            if !self.more(hold)? {
                return Ok(());
            }
        }
    }
}

/// What is kept of the value in hand.
struct Hold {
    start: usize,
    value_bytes_max: usize,
    beginning: Option<Vec<u8>>,
    dropped_bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out `step` bytes at a time.
    pub(super) struct Trickle<'a>(pub(super) &'a [u8], pub(super) usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let len = self.0.len().min(self.1).min(out.len());
            out[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    fn captures(text: &str, step: usize, value_bytes_max: usize) -> Vec<String> {
        let mut scanner = Scanner::starting_at(0, Trickle(text.as_bytes(), step), u64::MAX);
        let mut seen = Vec::new();
        while scanner.peek().unwrap().is_some() {
            match scanner.capture(value_bytes_max) {
                Ok(Captured::Whole(range)) => seen.push(String::from_utf8_lossy(scanner.bytes(&range)).into_owned()),
                Ok(Captured::TooLarge { value_bytes, .. }) => seen.push(format!("too large: {value_bytes}")),
                Err(error) => {
                    seen.push(error.to_string());
                    break;
                }
            }
        }
        seen
    }

    #[test]
    fn values_are_cut_at_any_chunking() {
        let check = |text: &str, expected: &[&str]| {
            for step in [1, 2, 3, 7, 1000] {
                assert_eq!(captures(text, step, 20), expected, "{text} by {step}");
            }
        };
        check(r#" {"a":[1,{"b":"}]"}]} "x\"]" 12 null"#, &[r#"{"a":[1,{"b":"}]"}]}"#, r#""x\"]""#, "12", "null"]);
        check(r#"[]{}"#, &["[]", "{}"]);
        check(r#"["0123456789012345678901234567890"]1"#, &["too large: 35", "1"]);
        check(r#""\\""#, &[r#""\\""#]);
        check(r#"[1"#, &["not JSON at byte 2 of the inflated file (file)"]);
        check(r#""abc\"#, &["not JSON at byte 5 of the inflated file (file)"]);
        check("\u{feff}1", &["not JSON at byte 0 of the inflated file (file)"]);
    }
}
