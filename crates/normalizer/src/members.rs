//! The members of a gzip, back to back or with padding between them.
//!
//! Blocks of a tape, a line end that a tool appends, a line that another program wrote: gunzip passes over such bytes, and
//! each member's checksum vouches for what it holds. They are counted. What may be data is refused: a member whose header is
//! damaged, or JSON that was appended without compressing it.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::GzDecoder;

const READ_BYTES: usize = 32 * 1024;
/// A line of another program is short.
const TEXT_BEHIND_BYTES_MAX: usize = 4 * 1024;

/// How many bytes of padding the layers of a file have passed over so far. Shared, because the reader of an Avro container
/// does not give its source back.
pub(crate) type PassedBytes = Rc<Cell<u64>>;

/// Reads what the members of a gzip hold.
#[derive(Debug)]
pub(crate) struct Members<R: Read> {
    /// The member in hand; `None` behind the last one.
    member: Option<GzDecoder<BufReader<R>>>,
    passed_bytes: PassedBytes,
}

impl<R: Read> Members<R> {
    /// Begins at the first member. Adds to `passed_bytes` what it passes over between and behind them.
    pub(crate) fn new(source: R, passed_bytes: PassedBytes) -> Self {
        Self { member: Some(GzDecoder::new(BufReader::with_capacity(READ_BYTES, source))), passed_bytes }
    }

    fn count_passed(&self, bytes: u64) {
        self.passed_bytes.set(self.passed_bytes.get() + bytes);
    }
}

impl<R: Read> Read for Members<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(out)?;
            if read > 0 || out.is_empty() {
                return Ok(read);
            }
            let Some(ended) = self.member.take() else { break };
            let mut source = ended.into_inner();
            self.count_passed(pass_padding(&mut source)?);
            match source.fill_buf()?.first() {
                None => {}
                Some(0x1f) => self.member = Some(GzDecoder::new(source)),
                Some(_) => self.count_passed(pass_text(source)?),
            }
        }
        Ok(0)
    }
}

/// Passes over zero bytes and white space.
fn pass_padding(source: &mut impl BufRead) -> io::Result<u64> {
    let mut passed_bytes = 0;
    loop {
        let ahead = source.fill_buf()?;
        let len = ahead.iter().take_while(|byte| matches!(byte, 0 | b'\n' | b'\r' | b' ' | b'\t')).count();
        let is_last = len < ahead.len() || ahead.is_empty();
        source.consume(len);
        passed_bytes += len as u64;
        if is_last {
            return Ok(passed_bytes);
        }
    }
}

/// Passes over a short text behind the last member, unless it may be a document.
fn pass_text(source: impl Read) -> io::Result<u64> {
    let mut text = Vec::new();
    source.take(TEXT_BEHIND_BYTES_MAX as u64 + 1).read_to_end(&mut text)?;
    let is_text = text.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace() || *byte == 0);
    if text.len() > TEXT_BEHIND_BYTES_MAX || !is_text || text.iter().any(|byte| matches!(byte, b'{' | b'[')) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "bytes behind a member that are no member"));
    }
    Ok(text.len() as u64)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    /// What is read and how much was passed over, or the error.
    fn check(parts: &[&[u8]], expected: &str) {
        let file = parts.concat();
        let passed_bytes = PassedBytes::default();
        let mut members = Members::new(&file[..], passed_bytes.clone());
        let mut text = String::new();
        let seen = match members.read_to_string(&mut text) {
            Ok(_) => format!("{text}, {} passed", passed_bytes.get()),
            Err(error) => error.to_string(),
        };
        assert_eq!(seen, expected, "{}", file.escape_ascii());
    }

    #[test]
    fn padding_is_passed_over_and_what_may_be_data_is_not() {
        let (a, b) = (&gzip(b"a")[..], &gzip(b"b")[..]);
        check(&[a, b], "ab, 0 passed");
        check(&[a, &[0; 20_000], b, &[0; 20_000]], "ab, 40000 passed");
        check(&[a, b"\r\n", b, b"\n"], "ab, 3 passed");
        check(&[a, b"-- end --\n"], "a, 10 passed");
        let refused = "bytes behind a member that are no member";
        check(&[a, b"-- end --\n", b], refused);
        check(&[a, b"\n{\"dataType\":1}"], refused);
        check(&[a, &b[1..]], refused);
        check(&[a, &[b'x'; TEXT_BEHIND_BYTES_MAX + 1]], refused);
        check(&[a, &[0x1f; 20]], "invalid gzip header");
        check(&[&a[..a.len() - 5]], "unexpected end of file");
    }
}
