//! A request as it comes over the wire (HTTP/1.1), as much of it as is looked at.

use std::io::{self, BufRead, Read};

/// Longer heads are no client's of ours.
const HEAD_BYTES_MAX: u64 = 64 * 1024;

/// Searches are short.
const BODY_BYTES_MAX: u64 = 64 * 1024;

pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// The next one of a connection; none when it was closed.
    pub(super) fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut head = reader.by_ref().take(HEAD_BYTES_MAX);
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (path, query) = (path.to_owned(), query.to_owned());
        let mut length_bytes = 0;
        loop {
            let mut header = String::new();
            if head.read_line(&mut header)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let Some((name, value)) = header.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length_bytes = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = Vec::new();
        reader.take(BODY_BYTES_MAX.min(length_bytes)).read_to_end(&mut body)?;
        Ok(Some(Self { method, path, query, body }))
    }

    /// A parameter that is a number; 0 when it is not there.
    pub(super) fn number(&self, name: &str) -> i64 {
        let mut parameters = self.query.split('&').filter_map(|parameter| parameter.split_once('='));
        parameters.find(|(key, _)| *key == name).and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_one_connection_are_read_one_by_one() {
        let mut wire: &[u8] = b"POST /a/b?limit=3&offset=12 HTTP/1.1\r\nContent-Length: 2\r\nhost: x\r\n\r\n{}\
                                GET /c HTTP/1.1\r\n\r\n";
        let first = Request::read(&mut wire).unwrap().unwrap();
        assert_eq!((first.method.as_str(), first.path.as_str(), first.body.as_slice()), ("POST", "/a/b", &b"{}"[..]));
        assert_eq!((first.number("limit"), first.number("offset"), first.number("none")), (3, 12, 0));
        let second = Request::read(&mut wire).unwrap().unwrap();
        assert_eq!((second.method.as_str(), second.path.as_str(), second.body.len()), ("GET", "/c", 0));
        assert!(Request::read(&mut wire).unwrap().is_none());
    }
}
