//! Gzip of one member, in memory.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

/// Appends a member to `packed`.
pub(crate) fn append(packed: Vec<u8>, text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(packed, Compression::fast());
    let written = encoder.write_all(text).and_then(|()| encoder.finish());
    written.unwrap_or_else(|error| unreachable!("writing to memory does not fail: {error}"))
}

/// The content of all members; `None` when that is no gzip.
pub(crate) fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut text).ok()?;
    Some(text)
}

/// Bytes of the first member; `None` when there is no other, or that is no gzip.
pub(crate) fn first_member_bytes(bytes: &[u8]) -> Option<usize> {
    let mut decoder = GzDecoder::new(bytes);
    std::io::copy(&mut decoder, &mut std::io::sink()).ok()?;
    let rest = decoder.into_inner().len();
    (rest > 0).then(|| bytes.len() - rest)
}
