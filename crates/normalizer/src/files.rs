//! A file of the Data Access API: unpack → cut into records → flatten → batches.

mod envelope;

use std::io::{BufReader, Read, Seek};

use model::rows::Family;
use model::{AccountId, Batch, Position, RejectReason};

use self::envelope::Seen;
use crate::archive;
use crate::decoded::{DecodeLimits, Decoded};
use crate::error::{DecodeError, StandIn};
use crate::form::FileForm;
use crate::inflate::Inflate;
use crate::json::{Arena, Parsed};
use crate::output::{Emit, Output};
use crate::record::Target;
use crate::scan::{Scanner, Value, ValueParts};
use crate::segments::Segments;

/// What the files of a feed are made of.
#[derive(Clone, Copy, Debug)]
pub struct FileShape {
    /// Upstream's name of the files in the path of a listing request (Data Access API, requests).
    pub data_type: &'static str,
    /// The bodies of the documents. The first is that of most.
    pub bodies: &'static [BodyShape],
    /// Returns the bodies of all files of the API: what belongs to another feed goes to that feed's tables.
    pub all_bodies: fn() -> &'static [&'static BodyShape],
}

impl FileShape {
    /// Returns the body that `is_meant` selects; one of its own comes before one of another feed.
    fn find_body(&self, is_meant: impl Fn(&BodyShape) -> bool) -> Option<&'static BodyShape> {
        self.bodies.iter().chain((self.all_bodies)().iter().copied()).find(|body| is_meant(body))
    }
}

/// A kind of body: where its records stand, and what is made of them.
#[derive(Clone, Copy, Debug)]
pub struct BodyShape {
    /// The record name of the body, without the namespace.
    pub name: &'static str,
    /// The field with the records.
    pub records: &'static str,
    /// What becomes one document.
    pub grain: Grain,
    /// What is made of it.
    pub target: Target,
    /// Records that are something else.
    pub entities: &'static [Entity],
}

/// What of a body becomes one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// Each of its records.
    Record,
    /// All of its records together: the value that is flattened is their list.
    Body,
}

/// A kind of record among those of a body.
#[derive(Clone, Copy, Debug)]
pub struct Entity {
    /// Tells whether a record is one.
    pub is_meant: fn(&Parsed<'_>) -> bool,
    /// What is made of it.
    pub target: Target,
}

impl BodyShape {
    /// Returns the families that its records belong to.
    pub fn families(&self) -> impl Iterator<Item = &'static Family> {
        std::iter::once(self.target.family).chain(self.entities.iter().map(|entity| entity.target.family))
    }

    /// Returns what is made of a value in the place of a record.
    fn target_of(&self, value: &Value<'_>) -> &Target {
        let Value::Record(record) = value else { return &self.target };
        let entity = self.entities.iter().find(|entity| (entity.is_meant)(&record.parsed));
        entity.map_or(&self.target, |entity| &entity.target)
    }

    /// Returns what is made of the records of this family.
    fn target_of_kind(&self, record_kind: &str) -> Option<&Target> {
        let entities = self.entities.iter().map(|entity| &entity.target);
        std::iter::once(&self.target).chain(entities).find(|target| target.family.name == record_kind)
    }
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
    /// First byte that is not white space.
    first: Option<u8>,
    /// Whether a value is the report of an error, and no document.
    has_error_report: bool,
    sound: Sound,
    /// Form of the stream that was read last.
    form: FileForm,
}

/// How far a stream is known to be whole.
#[derive(Clone, Copy, Default)]
struct Sound {
    /// Offset behind the last value that was read to its end.
    through_bytes: u64,
    /// Records up to there.
    records: u64,
}

impl<'e> Reading<'e> {
    fn new(shape: &'static FileShape, account: &'e AccountId, limits: DecodeLimits, emit: Emit<'e>) -> Self {
        let output = Output::new(shape.bodies[0].target.family, account, limits, emit);
        Self {
            shape,
            parts: ValueParts::default(),
            output,
            offset_bytes: 0,
            passed_bytes: 0,
            first: None,
            has_error_report: false,
            sound: Sound::default(),
            form: FileForm::default(),
        }
    }

    /// Reads a stream to its end; `outer` is what stands around it.
    fn read(&mut self, source: impl Read, outer: FileForm) -> Result<(), DecodeError> {
        let file_bytes_max = self.output.limits.file_bytes_max;
        let content = Inflate::new(source, outer, file_bytes_max)?;
        self.form = content.form();
        let content = if self.output.limits.salvages {
            self.salvage(content).map_err(|error| error.in_form(self.form))?
        } else {
            let mut scanner = Scanner::starting_at(self.offset_bytes, content, file_bytes_max);
            self.read_documents(&mut scanner).map_err(|error| self.blame(error).in_form(self.form))?;
            self.offset_bytes = scanner.offset();
            scanner.into_source()
        };
        self.passed_bytes += content.passed_bytes();
        Ok(())
    }

    /// Names a plain text that is no JSON and begins with no document. A person may still salvage what follows in it.
    fn blame(&self, error: DecodeError) -> DecodeError {
        let is_word = |first: u8| first.is_ascii_graphic() && !matches!(first, b'{' | b'[');
        let is_text = self.form.is_plain() && self.first.is_some_and(is_word);
        match error {
            DecodeError::NotJson { .. } if is_text && self.output.decoded.documents == 0 => {
                DecodeError::StandIn { what: StandIn::Text, form: None }
            }
            other => other,
        }
    }

    /// Reads a stream piece by piece. What is no JSON in one goes to the quarantine, and the next is read all the same.
    fn salvage<R: Read>(&mut self, content: R) -> Result<R, DecodeError> {
        let limits = self.output.limits;
        let mut pieces = Segments::new(content, limits.record_bytes_max);
        while pieces.next_piece()? {
            let start = self.offset_bytes;
            self.sound = Sound { through_bytes: start, records: self.output.decoded.records };
            let mut scanner = Scanner::starting_at(start, &mut pieces, limits.file_bytes_max);
            let broken_at = match self.read_documents(&mut scanner) {
                Ok(()) => None,
                Err(DecodeError::NotJson { offset_bytes, .. }) => Some(offset_bytes),
                Err(other) => return Err(other),
            };
            pieces.pass_rest()?;
            self.offset_bytes = start + pieces.piece_bytes();
            if let Some(broken_at_bytes) = broken_at {
                self.reject_broken(pieces.kept(), start, broken_at_bytes)?;
            }
        }
        Ok(pieces.into_source())
    }

    /// Sends what follows the last sound value of a piece, which begins at `start`, to the quarantine, as far as it lies in
    /// the first `record_bytes_max` bytes of the piece: no more of it is kept.
    fn reject_broken(&mut self, piece: &[u8], start: u64, broken_at_bytes: u64) -> Result<(), DecodeError> {
        let Sound { through_bytes, records } = self.sound;
        let from = usize::try_from(through_bytes - start).unwrap_or(usize::MAX);
        let broken = piece.get(from..).unwrap_or_default().to_vec();
        let decoded = &mut self.output.decoded;
        let position = Position { document: decoded.documents, record: 0, offset_bytes: through_bytes };
        // What decoded before the break is stored, and its document counts.
        decoded.documents += u64::from(decoded.records > records);
        decoded.salvage.note(broken_at_bytes);
        self.output.reject_part(RejectReason::NotReadable { offset_bytes: broken_at_bytes }, broken, position)
    }

    fn read_documents<R: Read>(&mut self, scanner: &mut Scanner<R>) -> Result<(), DecodeError> {
        while let Some(first) = scanner.next_value()? {
            if *self.first.get_or_insert(first) == b'<' {
                return Err(DecodeError::StandIn { what: StandIn::Markup, form: None });
            }
            if first == b'[' {
                self.read_list(scanner)?;
            } else {
                self.read_value(scanner)?;
            }
            self.sound = Sound { through_bytes: scanner.offset(), records: self.output.decoded.records };
        }
        Ok(())
    }

    /// Reads a list of documents. One inside of it is no document.
    fn read_list<R: Read>(&mut self, scanner: &mut Scanner<R>) -> Result<(), DecodeError> {
        scanner.expect(b'[')?;
        let mut first = true;
        while scanner.next_item(&mut first)? {
            self.read_value(scanner)?;
        }
        Ok(())
    }

    fn read_value<R: Read>(&mut self, scanner: &mut Scanner<R>) -> Result<(), DecodeError> {
        let seen = envelope::read_value(self.shape, scanner, &mut self.parts, &mut self.output)?;
        self.has_error_report |= seen == Seen::ErrorReport;
        Ok(())
    }

    fn finish(self) -> Result<Decoded, DecodeError> {
        let inflated_bytes = self.offset_bytes;
        // A gzip of nothing is an hour without data, and a container too; a checksum vouches that nothing is missing.
        match self.first {
            None if self.form.is_plain() => return Err(DecodeError::Empty),
            Some(_) if self.output.decoded.documents == 0 => return Err(self.name_stand_in()),
            None | Some(_) => {}
        }
        Ok(Decoded { inflated_bytes, passed_bytes: self.passed_bytes, ..self.output.finish()? })
    }

    /// Says what a file without a document is.
    fn name_stand_in(&self) -> DecodeError {
        let form = Some(self.form);
        if self.has_error_report {
            DecodeError::StandIn { what: StandIn::ErrorReport, form }
        } else if self.form.is_plain() {
            DecodeError::StandIn { what: StandIn::Text, form }
        } else {
            DecodeError::NotDataAccess { form }
        }
    }
}

/// A record that was kept apart from its file.
#[derive(Clone, Copy, Debug)]
pub struct KeptRecord<'r> {
    /// The family that it was for; of an unknown one it is taken for the first of the feed.
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
    let body = shape.find_body(|body| body.target_of_kind(kept.record_kind).is_some());
    let target = body.and_then(|body| body.target_of_kind(kept.record_kind)).unwrap_or(&shape.bodies[0].target);
    let mut emitted = None;
    let mut emit = |batch: Batch| {
        let another = batch.another();
        emitted.get_or_insert(batch);
        Some(another)
    };
    let mut output = Output::new(target.family, account, limits, &mut emit);
    output.value(target, Value::of(kept.record, &Arena::new()), kept.header, kept.position)?;
    let decoded = output.finish()?;
    Ok((emitted.expect("a record makes a batch"), decoded))
}
