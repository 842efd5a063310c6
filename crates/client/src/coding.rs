//! Content codings: which are asked for, and how an answer that came coded is inflated, whatever was asked for.
//!
//! Servers and proxies code what nobody asked for, and decode what they leave the header on. So the first bytes say whether
//! an answer is gzip, not the header: JSON and text never begin so. For other codings the header counts.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use reqwest::header::{self, HeaderMap};

/// `Accept-Encoding` for an answer in JSON.
pub(crate) const GZIP: &str = "gzip";
/// `Accept-Encoding` for a file, which is wanted byte by byte.
pub(crate) const IDENTITY: &str = "identity";

/// A server codes an answer, a proxy perhaps once more.
const LAYERS_MAX: u32 = 2;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// Codings that nobody asked for and that are not undone here.
const UNKNOWN_CODINGS: [&str; 4] = ["br", "zstd", "deflate", "compress"];

/// Why an answer could not be inflated.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// It inflates to more bytes than the bound.
    TooLong,
    /// Its gzip is damaged or ends early.
    Damaged,
}

/// Inflates an answer that begins as gzip does; returns any other as it is. Neither more than `bytes_max` bytes are
/// returned, nor held in a layer between.
pub(crate) fn inflate(answer: Vec<u8>, bytes_max: usize) -> Result<Vec<u8>, Flaw> {
    let mut answer = answer;
    for _ in 0..LAYERS_MAX {
        if !is_gzip(&answer) {
            break;
        }
        let mut inflated = Vec::new();
        let mut decoder = MultiGzDecoder::new(answer.as_slice()).take(bytes_max as u64 + 1);
        decoder.read_to_end(&mut inflated).map_err(|_| Flaw::Damaged)?;
        if inflated.len() > bytes_max {
            return Err(Flaw::TooLong);
        }
        answer = inflated;
    }
    Ok(answer)
}

/// Inflates as much of the beginning of an answer as there is: at most `bytes_max` bytes.
pub(crate) fn inflate_beginning(beginning: Vec<u8>, bytes_max: usize) -> Vec<u8> {
    let mut beginning = beginning;
    for _ in 0..LAYERS_MAX {
        if !is_gzip(&beginning) {
            break;
        }
        let mut inflated = Vec::new();
        // An error means that it was cut off, or is damaged: what came before serves.
        let _ = MultiGzDecoder::new(beginning.as_slice()).take(bytes_max as u64).read_to_end(&mut inflated);
        beginning = inflated;
    }
    beginning
}

/// Returns an answer without the byte order mark that it may begin with.
pub(crate) fn without_mark(answer: &[u8]) -> &[u8] {
    answer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer)
}

/// Returns whether these bytes begin as gzip does.
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP_MAGIC)
}

/// Returns the coding of an answer that is not undone here, if its headers name one.
pub(crate) fn unknown_coding(headers: &HeaderMap) -> Option<&'static str> {
    let values = headers.get_all(header::CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut codings = values.flat_map(|value| value.split(',')).map(str::trim);
    codings.find_map(|coding| UNKNOWN_CODINGS.into_iter().find(|unknown| coding.eq_ignore_ascii_case(unknown)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_came_coded_is_inflated_within_its_bound() {
        let check = |answer: &[u8], bytes_max: usize, expected: Result<&[u8], Flaw>| {
            assert_eq!(inflate(answer.to_vec(), bytes_max), expected.map(<[u8]>::to_vec), "{answer:?}");
        };
        check(b"", 10, Ok(b""));
        check(b"{}", 10, Ok(b"{}"));
        check(&gzip(b"{}"), 10, Ok(b"{}"));
        check(&gzip(&gzip(b"{}")), 100, Ok(b"{}"));
        check(&[gzip(b"{"), gzip(b"}")].concat(), 10, Ok(b"{}"));
        check(&gzip(&[b' '; 11]), 10, Err(Flaw::TooLong));
        check(&gzip(&[b' '; 1 << 20]), 10, Err(Flaw::TooLong));
        check(&gzip(b"{}")[..12], 10, Err(Flaw::Damaged));
        check(b"\x1f\x8b, no gzip", 10, Err(Flaw::Damaged));
    }

    #[test]
    fn the_beginning_of_what_was_cut_off_is_inflated() {
        let text: Vec<u8> =
            (0..20_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
        let cut = &gzip(&text)[..40_000];
        let beginning = inflate_beginning(cut.to_vec(), 1_000);
        assert_eq!(beginning, text[..1_000]);
        assert!(text.starts_with(&inflate_beginning(cut.to_vec(), 100_000)));
        assert_eq!(inflate_beginning(b"plain".to_vec(), 10), b"plain");
    }

    #[test]
    fn codings_that_are_not_undone_are_named() {
        let check = |coding: &'static str, expected: Option<&str>| {
            let headers = [(header::CONTENT_ENCODING, header::HeaderValue::from_static(coding))].into_iter().collect();
            assert_eq!(unknown_coding(&headers), expected, "{coding}");
        };
        check("gzip", None);
        check("x-gzip, identity", None);
        check("a secret", None);
        check("gzip, BR", Some("br"));
        check("zstd", Some("zstd"));
    }
}
