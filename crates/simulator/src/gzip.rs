//! Gzip of one member, in memory.

use std::io::{Read, Write};

use flate2::Compression;
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
