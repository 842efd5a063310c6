//! A file of the Data Access API: inflate → cut into records → flatten → batches.

mod envelope;

use std::io::Read;

use model::{AccountId, Batch, Position};

use crate::decoded::{DecodeLimits, Decoded};
use crate::error::DecodeError;
use crate::inflate::Inflate;
use crate::json::Arena;
use crate::output::{Emit, Output};
use crate::record::Target;
use crate::scan::{Scanner, Value, ValueParts};

/// What the files of a feed are made of.
#[derive(Clone, Copy, Debug)]
pub struct FileShape {
    /// Upstream's name of the files in the path of a listing request (Data Access API, requests).
    pub data_type: &'static str,
    /// The bodies of the documents. The first is that of most.
    pub bodies: &'static [BodyShape],
}

/// A kind of body: where its records stand, and what is made of them.
#[derive(Clone, Copy, Debug)]
pub struct BodyShape {
    /// The record name of the body, without the namespace.
    pub name: &'static str,
    /// The field with the records.
    pub records: &'static str,
    /// What is made of them.
    pub target: Target,
}

/// Decodes a file and hands each batch to `emit`, which returns an empty one when more is wanted.
///
/// # Errors
/// Whatever was emitted before an error is void: one damaged byte often yields wrong records that parse, long before the
/// checksum at the end shows it.
pub fn decode_file(
    shape: &'static FileShape,
    account: &AccountId,
    source: impl Read,
    limits: DecodeLimits,
    emit: Emit<'_>,
) -> Result<Decoded, DecodeError> {
    let inflated = Inflate::new(source, limits.file_bytes_max)?;
    let is_gzip = inflated.is_gzip();
    let mut scanner = Scanner::new(inflated, limits.file_bytes_max);
    let mut output = Output::new(shape.bodies[0].target.family, account, limits, emit);
    let (mut parts, mut is_blank) = (ValueParts::default(), true);
    while scanner.peek()?.is_some() {
        is_blank = false;
        envelope::read_value(shape, &mut scanner, &mut parts, &mut output)?;
    }
    let inflated_bytes = scanner.offset();
    // A gzip of nothing is an hour without data; its checksum vouches that nothing is missing.
    if output.decoded.documents == 0 && (!is_blank || inflated_bytes > 0 && !is_gzip) {
        return Err(DecodeError::NotDataAccess);
    }
    if inflated_bytes == 0 && !is_gzip {
        return Err(DecodeError::Empty);
    }
    Ok(Decoded { inflated_bytes, ..output.finish()? })
}

/// A record that was kept apart from its file.
#[derive(Clone, Copy, Debug)]
pub struct KeptRecord<'r> {
    /// The table that it was for; of an unknown one it is taken for the first of the feed.
    pub record_kind: &'r str,
    /// The header that stood over it.
    pub header: &'r [u8],
    /// The record.
    pub record: &'r [u8],
    /// Where it stood.
    pub position: Position,
}

/// Decodes a record of the quarantine as its file would have been: into a batch of one document, or of one reject when it
/// still does not fit. What the document around the record said is not checked again.
///
/// # Errors
/// None is known; the signature is that of decoding.
pub fn decode_kept_record(
    shape: &'static FileShape,
    account: &AccountId,
    kept: KeptRecord<'_>,
    limits: DecodeLimits,
) -> Result<(Batch, Decoded), DecodeError> {
    let is_of = |body: &&BodyShape| body.target.family.parent.name == kept.record_kind;
    let body = shape.bodies.iter().find(is_of).unwrap_or(&shape.bodies[0]);
    let mut emitted = None;
    let mut emit = |batch: Batch| {
        let another = batch.another();
        emitted.get_or_insert(batch);
        Some(another)
    };
    let mut output = Output::new(body.target.family, account, limits, &mut emit);
    output.value(&body.target, Value::of(kept.record, &Arena::new()), kept.header, kept.position)?;
    let decoded = output.finish()?;
    Ok((emitted.expect("a record makes a batch"), decoded))
}
