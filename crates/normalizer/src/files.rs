//! A file of the Data Access API: unpack → cut into records → flatten → batches.

mod envelope;

use std::io::{BufReader, Read, Seek};

use model::{AccountId, Batch, Position};

use crate::archive;
use crate::decoded::{DecodeLimits, Decoded};
use crate::error::DecodeError;
use crate::form::FileForm;
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

/// Decodes a file of any form (gzip, ZIP, Avro, plain) and hands each batch to `emit`, which returns an empty one when more
/// is wanted.
///
/// # Errors
/// Whatever was emitted before an error is void: one damaged byte often yields wrong records that parse, long before the
/// checksum at the end shows it.
pub fn decode_file(
    shape: &'static FileShape,
    account: &AccountId,
    mut source: impl Read + Seek,
    limits: DecodeLimits,
    emit: Emit<'_>,
) -> Result<Decoded, DecodeError> {
    if !archive::is_archive(&mut source)? {
        return decode_stream(shape, account, source, limits, emit);
    }
    let form = FileForm { is_zip: true, ..FileForm::default() };
    let mut reading = Reading::new(shape, account, limits, emit);
    archive::for_each_member(BufReader::new(source), |member| reading.read(member, form))
        .map_err(|error| error.in_form(form))?;
    reading.finish()
}

/// The same for what comes as a stream, in which a ZIP archive cannot be read.
///
/// # Errors
/// As [`decode_file`].
pub fn decode_stream(
    shape: &'static FileShape,
    account: &AccountId,
    source: impl Read,
    limits: DecodeLimits,
    emit: Emit<'_>,
) -> Result<Decoded, DecodeError> {
    let mut reading = Reading::new(shape, account, limits, emit);
    reading.read(source, FileForm::default())?;
    reading.finish()
}

/// A file, or the members of an archive, one after another.
struct Reading<'e> {
    shape: &'static FileShape,
    parts: ValueParts,
    output: Output<'e>,
    /// Inflated bytes so far: positions, and the bound, count on from member to member.
    offset_bytes: u64,
    passed_bytes: u64,
    is_blank: bool,
    /// Of what was read last.
    form: FileForm,
}

impl<'e> Reading<'e> {
    fn new(shape: &'static FileShape, account: &'e AccountId, limits: DecodeLimits, emit: Emit<'e>) -> Self {
        let output = Output::new(shape.bodies[0].target.family, account, limits, emit);
        let form = FileForm::default();
        Self { shape, parts: ValueParts::default(), output, offset_bytes: 0, passed_bytes: 0, is_blank: true, form }
    }

    /// Reads a stream to its end; `outer` is what stands around it.
    fn read(&mut self, source: impl Read, outer: FileForm) -> Result<(), DecodeError> {
        let file_bytes_max = self.output.limits.file_bytes_max;
        let content = Inflate::new(source, file_bytes_max).map_err(|error| error.within(outer).in_form(outer))?;
        self.form = content.form().within(outer);
        let mut scanner = Scanner::starting_at(self.offset_bytes, content, file_bytes_max);
        self.read_documents(&mut scanner).map_err(|error| error.in_form(self.form))?;
        self.offset_bytes = scanner.offset();
        self.passed_bytes += scanner.source().passed_bytes();
        Ok(())
    }

    fn read_documents<R: Read>(&mut self, scanner: &mut Scanner<R>) -> Result<(), DecodeError> {
        while let Some(first) = scanner.next_value()? {
            if std::mem::replace(&mut self.is_blank, false) && first == b'<' {
                return Err(DecodeError::Markup { form: None });
            }
            if first == b'[' {
                self.read_list(scanner)?;
            } else {
                envelope::read_value(self.shape, scanner, &mut self.parts, &mut self.output)?;
            }
        }
        Ok(())
    }

    /// Reads a list of documents. One inside of it is no document.
    fn read_list<R: Read>(&mut self, scanner: &mut Scanner<R>) -> Result<(), DecodeError> {
        scanner.expect(b'[')?;
        let mut first = true;
        while scanner.next_item(&mut first)? {
            envelope::read_value(self.shape, scanner, &mut self.parts, &mut self.output)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Decoded, DecodeError> {
        let (inflated_bytes, form) = (self.offset_bytes, self.form);
        // A gzip of nothing is an hour without data, and a container too; a checksum vouches that nothing is missing.
        let is_plain = form == FileForm::default();
        if self.output.decoded.documents == 0 && (!self.is_blank || inflated_bytes > 0 && is_plain) {
            return Err(DecodeError::NotDataAccess { form: Some(form) });
        }
        if inflated_bytes == 0 && is_plain {
            return Err(DecodeError::Empty);
        }
        Ok(Decoded { inflated_bytes, passed_bytes: self.passed_bytes, ..self.output.finish()? })
    }
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
