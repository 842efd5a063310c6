//! Cuts a value out of the stream and parses it, in one pass where that can be.

use std::io::Read;
use std::str;

use simdutf8::compat;

use super::{Captured, READ_BYTES, Scanner};
use crate::error::DecodeError;
use crate::json::{self, Arena, ParseError, Parsed};

/// As much of the window as holds several values of usual size. A larger value is checked to be UTF-8 when it is whole.
const TEXT_BYTES_MAX: usize = 4 * READ_BYTES;

/// A value that was cut out of the stream.
#[derive(Debug)]
pub(crate) enum Value<'s> {
    /// JSON.
    Record(Record<'s>),
    /// What ends where a value of JSON would end, but is none, or one of too many parts.
    Unparsed {
        /// As it came.
        bytes: &'s [u8],
        /// What is wrong with it.
        error: ParseError,
    },
    /// Larger than allowed.
    TooLarge {
        /// Its first bytes.
        beginning: Vec<u8>,
        /// Its whole size.
        value_bytes: u64,
    },
}

/// A value of JSON.
#[derive(Clone, Copy, Debug)]
pub struct Record<'s> {
    /// As it came.
    pub bytes: &'s [u8],
    /// What it says.
    pub parsed: Parsed<'s>,
}

impl<'s> Value<'s> {
    /// Parses what was cut out before.
    pub(crate) fn of(bytes: &'s [u8], arena: &'s Arena) -> Self {
        match json::parse(bytes, arena) {
            Ok(parsed) => Self::Record(Record { bytes, parsed }),
            Err(error) => Self::Unparsed { bytes, error },
        }
    }

    /// As it came; `None` when it was too large to be held.
    pub(crate) fn bytes(&self) -> Option<&'s [u8]> {
        match self {
            Self::Record(record) => Some(record.bytes),
            Self::Unparsed { bytes, .. } => Some(bytes),
            Self::TooLarge { .. } => None,
        }
    }
}

/// Where the parts of a value are held while it is looked at; used again for the next.
#[derive(Debug, Default)]
pub(crate) struct ValueParts {
    arena: Arena,
    /// The window once more, as far as it is UTF-8: that is checked for all values in it at once.
    text: String,
    /// Offset in the stream of its first byte.
    text_offset: u64,
}

impl ValueParts {
    /// Makes the text follow the window.
    fn follow(&mut self, window: &[u8], window_offset: u64) {
        let gone = window_offset.checked_sub(self.text_offset).and_then(|gone| usize::try_from(gone).ok());
        match gone.filter(|gone| self.text.is_char_boundary(*gone)) {
            Some(gone) => drop(self.text.drain(..gone)),
            None => self.text.clear(),
        }
        self.text_offset = window_offset;
        if window.len() > TEXT_BYTES_MAX {
            return self.text.clear();
        }
        let unchecked = window.get(self.text.len()..).unwrap_or_default();
        let valid = match compat::from_utf8(unchecked) {
            Ok(text) => text,
            Err(error) => str::from_utf8(&unchecked[..error.valid_up_to()]).unwrap_or_default(),
        };
        self.text.push_str(valid);
    }
}

impl<R: Read> Scanner<R> {
    /// Consumes the next value and parses it, holding at most `value_bytes_max` of it.
    ///
    /// # Errors
    /// When the end of the value is not to be found, or reading fails.
    pub(crate) fn value<'s>(
        &'s mut self,
        parts: &'s mut ValueParts,
        value_bytes_max: usize,
    ) -> Result<Value<'s>, DecodeError> {
        self.peek()?;
        parts.arena.reset();
        parts.follow(&self.window, self.window_offset);
        // Most often all of the value is in the window, and parsing finds its end: it need not be looked for before. But
        // what is no JSON ends where brackets and quotes say; and only of an object do both say the same of its end.
        let start = self.at;
        if self.window.get(start) == Some(&b'{')
            && let Some(text) = parts.text.get(start..)
            && let Ok((parsed, len)) = json::parse_first(text, &parts.arena)
            && len <= value_bytes_max
        {
            self.at = start + len;
            return Ok(Value::Record(Record { bytes: &self.window[start..self.at], parsed }));
        }
        Ok(match self.capture(value_bytes_max)? {
            Captured::Whole(range) => Value::of(&self.window[range], &parts.arena),
            Captured::TooLarge { beginning, value_bytes } => Value::TooLarge { beginning, value_bytes },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a stream that comes `step` bytes at a time: JSON as it came, where others are wrong, how large.
    fn values(stream: &[u8], step: usize, value_bytes_max: usize) -> Vec<String> {
        let mut scanner = Scanner::starting_at(0, super::super::tests::Trickle(stream, step), u64::MAX);
        let mut parts = ValueParts::default();
        let mut seen = Vec::new();
        while scanner.peek().unwrap().is_some() {
            seen.push(match scanner.value(&mut parts, value_bytes_max) {
                Ok(Value::Record(Record { bytes, parsed })) => {
                    let mut text = String::new();
                    parsed.node.write_canonical(&mut text);
                    format!("{text} of {} bytes", bytes.len())
                }
                Ok(Value::Unparsed { bytes, error: ParseError::Invalid { offset_bytes } }) => {
                    format!("{} bytes, wrong at {offset_bytes}", bytes.len())
                }
                Ok(Value::Unparsed { bytes, error: ParseError::TooManyValues { .. } }) => {
                    format!("{} bytes, too many values", bytes.len())
                }
                Ok(Value::TooLarge { value_bytes, .. }) => format!("{value_bytes} bytes"),
                Err(error) => {
                    seen.push(error.to_string());
                    break;
                }
            });
        }
        seen
    }

    #[test]
    fn values_are_parsed_at_any_chunking_also_behind_what_is_no_text() {
        let check = |stream: &[u8], expected: &[&str]| {
            for step in [1, 2, 3, 7, 1000] {
                assert_eq!(values(stream, step, 30), expected, "{} by {step}", stream.escape_ascii());
            }
        };
        check("{\"a\":\"é\"} {\"b\":1}".as_bytes(), &[r#"{"a":"é"} of 10 bytes"#, r#"{"b":1} of 7 bytes"#]);
        let mended = "{\"a\":\"\u{fffd}\"} of 9 bytes";
        check(b"{\"a\":\"\xc3\"}{\"b\":1}", &[mended, r#"{"b":1} of 7 bytes"#]);
        check(b"{\"a\":tru}{\"b\":1}1x", &["9 bytes, wrong at 5", r#"{"b":1} of 7 bytes"#, "2 bytes, wrong at 1"]);
        check(b"{\"a\":[0,1,2,3,4,5,6,7,8,9,10,11,12]}{}", &["36 bytes", "{} of 2 bytes"]);
        check(b"{\"a\":1}{\"b\":", &[r#"{"a":1} of 7 bytes"#, "not JSON at byte 12 of the inflated file (file)"]);
    }
}
