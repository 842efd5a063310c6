//! A stream in pieces, each of which begins where a line begins with `{`: what is broken in one cannot swallow the next.

use std::io::{self, Read};

use memchr::memmem;

const READ_BYTES: usize = 128 * 1024;

/// Reads a stream piece by piece; as a reader it ends with each piece.
#[derive(Debug)]
pub(crate) struct Segments<R> {
    source: R,
    ahead: Vec<u8>,
    at: usize,
    at_end: bool,
    /// Whether the piece in hand has ended.
    is_over: bool,
    /// The piece in hand, its first bytes.
    kept: Vec<u8>,
    kept_bytes_max: usize,
    /// Its bytes so far.
    piece_bytes: u64,
}

impl<R: Read> Segments<R> {
    /// Begins before the first piece, and keeps so much of each.
    pub(crate) fn new(source: R, kept_bytes_max: usize) -> Self {
        Self {
            source,
            ahead: Vec::new(),
            at: 0,
            at_end: false,
            is_over: true,
            kept: Vec::new(),
            kept_bytes_max,
            piece_bytes: 0,
        }
    }

    /// Goes to the next piece, once the piece in hand was read to its end. Returns `false` at the end of the stream.
    ///
    /// # Errors
    /// When reading fails.
    pub(crate) fn next_piece(&mut self) -> io::Result<bool> {
        debug_assert!(self.is_over, "the piece in hand was not read to its end");
        self.is_over = false;
        self.kept.clear();
        self.piece_bytes = 0;
        Ok(self.at < self.ahead.len() || self.fill()?)
    }

    /// Passes over what is left of the piece in hand.
    ///
    /// # Errors
    /// When reading fails.
    pub(crate) fn pass_rest(&mut self) -> io::Result<()> {
        let mut passed = [0; 4096];
        while self.read(&mut passed)? > 0 {}
        Ok(())
    }

    /// Returns the first bytes of the piece in hand, as far as they were read.
    pub(crate) fn kept(&self) -> &[u8] {
        &self.kept
    }

    /// Returns how many bytes of the piece in hand were read.
    pub(crate) fn piece_bytes(&self) -> u64 {
        self.piece_bytes
    }

    /// Returns what is read.
    pub(crate) fn into_source(self) -> R {
        self.source
    }

    /// Reads more. `false` at the end of the stream.
    fn fill(&mut self) -> io::Result<bool> {
        self.ahead.drain(..self.at);
        self.at = 0;
        let len = self.ahead.len();
        self.ahead.resize(len + READ_BYTES, 0);
        let read = self.source.read(&mut self.ahead[len..]);
        self.ahead.truncate(len + *read.as_ref().unwrap_or(&0));
        self.at_end = read? == 0;
        Ok(!self.at_end)
    }
}

impl<R: Read> Read for Segments<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.is_over && !out.is_empty() {
            let ahead = &self.ahead[self.at..];
            let end = memmem::find(ahead, b"\n{").map(|found| found + 1);
            // The last byte may be the line end before the next piece.
            let here = end.unwrap_or(if self.at_end { ahead.len() } else { ahead.len().saturating_sub(1) });
            if here > 0 {
                let len = here.min(out.len());
                out[..len].copy_from_slice(&ahead[..len]);
                let kept = len.min(self.kept_bytes_max.saturating_sub(self.kept.len()));
                self.kept.extend_from_slice(&ahead[..kept]);
                self.at += len;
                self.piece_bytes += len as u64;
                self.is_over = end == Some(len);
                return Ok(len);
            }
            if self.at_end {
                self.is_over = true;
            } else {
                self.fill()?;
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out `step` bytes at a time.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let len = self.0.len().min(self.1).min(out.len());
            out[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    #[test]
    fn pieces_begin_where_a_line_begins_with_a_brace() {
        let check = |text: &str, expected: &[&str]| {
            for step in [1, 2, 3, 1000] {
                let mut segments = Segments::new(Trickle(text.as_bytes(), step), 4);
                let mut pieces = Vec::new();
                while segments.next_piece().unwrap() {
                    let mut piece = String::new();
                    segments.read_to_string(&mut piece).unwrap();
                    assert_eq!(segments.kept(), &piece.as_bytes()[..piece.len().min(4)]);
                    pieces.push(piece);
                }
                assert_eq!(pieces, expected, "{text} by {step}");
            }
        };
        check("", &[]);
        check("{a}", &["{a}"]);
        check("{a\n{b}\nline\n{c\n", &["{a\n", "{b}\nline\n", "{c\n"]);
        check("{\n  {}\n}\n\n{", &["{\n  {}\n}\n\n", "{"]);
    }
}
