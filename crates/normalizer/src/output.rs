//! Where rows and rejects go: into the batch in hand, which is handed over when it is full.

use model::rows::Family;
use model::tuple::Millis;
use model::{AccountId, Batch, Position, Reject, RejectReason};

use crate::decode::{DecodeError, DecodeLimits, Decoded};
use crate::feeds::{CONTENT_REV, Context, Target};
use crate::json::{ParseError, VALUES_PER_RECORD_MAX};
use crate::scan::{Record, Value};

/// Hands each batch over when it is full, or at the end.
pub(crate) struct Batches<'e> {
    /// The one in hand.
    pub(crate) batch: Batch,
    limits: DecodeLimits,
    /// A batch of so many bytes is full.
    bytes_max: usize,
    emit: &'e mut dyn FnMut(Batch) -> Option<Batch>,
}

/// The first batch is this part of the others.
const FIRST_BATCH_DIVISOR: usize = 4;

impl<'e> Batches<'e> {
    pub(crate) fn new(
        family: &'static Family,
        limits: DecodeLimits,
        emit: &'e mut dyn FnMut(Batch) -> Option<Batch>,
    ) -> Self {
        let batch = Batch::new(family, CONTENT_REV).keeping_records(limits.keeps_records);
        Self { batch, limits, bytes_max: limits.batch_bytes_max / FIRST_BATCH_DIVISOR, emit }
    }

    /// A document or a reject has come to the batch.
    pub(crate) fn counted(&mut self) -> Result<(), DecodeError> {
        let full = self.batch.row_count() >= self.limits.batch_rows_max
            || self.batch.rejects().len() >= self.limits.batch_rows_max
            || self.batch.size_bytes() >= self.bytes_max;
        if full { self.hand_over() } else { Ok(()) }
    }

    pub(crate) fn hand_over(&mut self) -> Result<(), DecodeError> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let another = self.batch.another();
        let full = std::mem::replace(&mut self.batch, another);
        self.batch = (self.emit)(full).ok_or(DecodeError::Stopped)?;
        self.bytes_max = self.limits.batch_bytes_max;
        Ok(())
    }
}

/// Where the records of a file, or of the pages of a search, go.
pub(crate) struct Output<'e> {
    target: Target,
    pub(crate) account: &'e AccountId,
    pub(crate) limits: DecodeLimits,
    pub(crate) decoded: Decoded,
    /// When the page in hand was fetched; files have no such time.
    pub(crate) fetched_at: Option<Millis>,
    batches: Batches<'e>,
}

impl<'e> Output<'e> {
    pub(crate) fn new(
        target: Target,
        account: &'e AccountId,
        limits: DecodeLimits,
        emit: &'e mut dyn FnMut(Batch) -> Option<Batch>,
    ) -> Self {
        let batches = Batches::new(target.family, limits, emit);
        Self { target, account, limits, decoded: Decoded::default(), fetched_at: None, batches }
    }

    /// A value in the place of a record.
    pub(crate) fn value(&mut self, value: Value<'_>, header: &[u8], position: Position) -> Result<(), DecodeError> {
        match value {
            Value::Record(record) => self.record(record, header, position),
            Value::Unparsed { bytes, error } => {
                let reason = match error {
                    ParseError::Invalid { offset_bytes } => RejectReason::InvalidJson { offset_bytes },
                    ParseError::TooManyValues { .. } => {
                        RejectReason::TooManyValues { values_max: VALUES_PER_RECORD_MAX as u64 }
                    }
                };
                self.reject(reason, bytes.to_vec(), header.to_vec(), position)
            }
            Value::TooLarge { beginning, value_bytes } => {
                let reason = RejectReason::TooLarge { record_bytes: value_bytes };
                self.reject(reason, beginning, header.to_vec(), position)
            }
        }
    }

    /// A record in its place; what does not fit becomes a reject.
    fn record(&mut self, record: Record<'_>, header: &[u8], position: Position) -> Result<(), DecodeError> {
        let context = Context { account: self.account.as_str(), header, position, fetched_at: self.fetched_at };
        match (self.target.flatten)(record, context, &mut self.batches.batch, &mut self.decoded) {
            Ok(()) => self.counted(),
            Err(reason) => self.reject(reason, record.bytes.to_vec(), header.to_vec(), position),
        }
    }

    /// A record for the quarantine.
    pub(crate) fn reject(
        &mut self,
        reason: RejectReason,
        record: Vec<u8>,
        header: Vec<u8>,
        position: Position,
    ) -> Result<(), DecodeError> {
        self.batches.batch.reject(Reject { reason, position, record, header });
        self.counted()
    }

    fn counted(&mut self) -> Result<(), DecodeError> {
        self.decoded.records += 1;
        self.batches.counted()
    }

    /// The end of the unit: the last batch.
    pub(crate) fn finish(mut self) -> Result<Decoded, DecodeError> {
        self.batches.hand_over()?;
        Ok(self.decoded)
    }
}
