//! Where rows and rejects go: into the batch in hand of their family, which is handed over when it is full.

use model::rows::Family;
use model::{AccountId, Batch, Position, Reject, RejectReason};
use tuple::Millis;

use crate::decoded::{DecodeLimits, Decoded};
use crate::error::DecodeError;
use crate::json::{ParseError, VALUES_PER_RECORD_MAX};
use crate::record::{Context, Target};
use crate::scan::{Record, Value};

/// Takes a full batch, and returns an empty one when more is wanted.
pub type Emit<'e> = &'e mut dyn FnMut(Batch) -> Option<Batch>;

/// Collects documents and rejects in one batch for each family. The batches together are bounded.
pub(crate) struct Batches<'e> {
    /// Those in hand; never empty. Rejects that belong to no record go to the first.
    in_hand: Vec<Batch>,
    limits: DecodeLimits,
    /// So many bytes in hand are enough.
    bytes_max: usize,
    emit: Emit<'e>,
}

/// The first batch of a unit is this part of the others.
const FIRST_BATCH_DIVISOR: usize = 4;

impl<'e> Batches<'e> {
    /// Begins with a batch for `family`.
    pub(crate) fn new(family: &'static Family, limits: DecodeLimits, emit: Emit<'e>) -> Self {
        let batch = Batch::new(family).keeping_records(limits.keeps_records);
        let bytes_max = limits.batch_bytes_max / FIRST_BATCH_DIVISOR;
        Self { in_hand: vec![batch], limits, bytes_max, emit }
    }

    /// Returns the batch in hand of a family.
    pub(crate) fn batch(&mut self, family: &'static Family) -> &mut Batch {
        let is_of = |batch: &Batch| std::ptr::eq(batch.family, family);
        let index = self.in_hand.iter().position(is_of).unwrap_or_else(|| {
            self.in_hand.push(Batch::new(family).keeping_records(self.limits.keeps_records));
            self.in_hand.len() - 1
        });
        &mut self.in_hand[index]
    }

    /// Puts a reject into the batch in hand of a family, `None` for what is of no record.
    pub(crate) fn reject(&mut self, family: Option<&'static Family>, reject: Reject) {
        match family {
            Some(family) => self.batch(family),
            None => &mut self.in_hand[0],
        }
        .reject(reject);
    }

    /// Hands over a batch in hand when together they are full: the one with most of what there is too much of. To be called
    /// after each document and reject.
    pub(crate) fn hand_over_full(&mut self) -> Result<(), DecodeError> {
        type Amount = fn(&Batch) -> usize;
        let bounds: [(Amount, usize); 3] = [
            (Batch::size_bytes, self.bytes_max),
            (Batch::row_count, self.limits.batch_rows_max),
            (|batch| batch.rejects().len(), self.limits.batch_rows_max),
        ];
        for (amount, amount_max) in bounds {
            if self.in_hand.iter().map(amount).sum::<usize>() >= amount_max {
                let fullest = (0..self.in_hand.len()).max_by_key(|index| amount(&self.in_hand[*index])).unwrap_or(0);
                return self.hand_over(fullest);
            }
        }
        Ok(())
    }

    /// Hands over what is left.
    pub(crate) fn hand_over_all(&mut self) -> Result<(), DecodeError> {
        (0..self.in_hand.len()).try_for_each(|index| self.hand_over(index))
    }

    fn hand_over(&mut self, index: usize) -> Result<(), DecodeError> {
        let batch = &mut self.in_hand[index];
        if batch.is_empty() {
            return Ok(());
        }
        let (another, family) = (batch.another(), batch.family);
        let full = std::mem::replace(batch, another);
        let mut spare = (self.emit)(full).ok_or(DecodeError::Stopped)?;
        spare.turn_to(family);
        self.in_hand[index] = spare;
        self.bytes_max = self.limits.batch_bytes_max;
        Ok(())
    }
}

/// Where the records of a file, or of the pages of a search, go.
pub(crate) struct Output<'e> {
    pub(crate) account: &'e AccountId,
    pub(crate) limits: DecodeLimits,
    pub(crate) decoded: Decoded,
    /// When the page in hand was fetched; files have no such time.
    pub(crate) fetched_at: Option<Millis>,
    batches: Batches<'e>,
}

impl<'e> Output<'e> {
    /// `family` is that of most records.
    pub(crate) fn new(family: &'static Family, account: &'e AccountId, limits: DecodeLimits, emit: Emit<'e>) -> Self {
        let batches = Batches::new(family, limits, emit);
        Self { account, limits, decoded: Decoded::default(), fetched_at: None, batches }
    }

    /// Takes a value in the place of a record.
    pub(crate) fn value(
        &mut self,
        target: &Target,
        value: Value<'_>,
        header: &[u8],
        position: Position,
    ) -> Result<(), DecodeError> {
        match value {
            Value::Record(record) => self.record(target, record, header, position),
            Value::Unparsed { bytes, error } => {
                let reason = match error {
                    ParseError::Invalid { offset_bytes } => RejectReason::InvalidJson { offset_bytes },
                    ParseError::TooManyValues { .. } => {
                        RejectReason::TooManyValues { values_max: VALUES_PER_RECORD_MAX as u64 }
                    }
                };
                self.reject_record(target, reason, bytes.to_vec(), header.to_vec(), position)
            }
            Value::TooLarge { beginning, value_bytes } => {
                let reason = RejectReason::TooLarge { record_bytes: value_bytes };
                self.reject_record(target, reason, beginning, header.to_vec(), position)
            }
        }
    }

    /// Flattens a record; what does not fit becomes a reject.
    fn record(
        &mut self,
        target: &Target,
        record: Record<'_>,
        header: &[u8],
        position: Position,
    ) -> Result<(), DecodeError> {
        let context = Context { account: self.account.as_str(), header, position, fetched_at: self.fetched_at };
        let batch = self.batches.batch(target.family);
        match (target.flatten)(record, context, batch, &mut self.decoded) {
            Ok(()) => self.counted(),
            Err(reason) => self.reject_record(target, reason, record.bytes.to_vec(), header.to_vec(), position),
        }
    }

    /// Sends what stood in the place of a record to the quarantine.
    pub(crate) fn reject_record(
        &mut self,
        target: &Target,
        reason: RejectReason,
        record: Vec<u8>,
        header: Vec<u8>,
        position: Position,
    ) -> Result<(), DecodeError> {
        let reject = Reject { reason, position, record_kind: target.family.name, record, header };
        self.batches.reject(Some(target.family), reject);
        self.counted()
    }

    /// Sends a part of the document that is no record to the quarantine.
    pub(crate) fn reject_part(
        &mut self,
        reason: RejectReason,
        record: Vec<u8>,
        position: Position,
    ) -> Result<(), DecodeError> {
        let reject = Reject { reason, position, record_kind: "", record, header: Vec::new() };
        self.batches.reject(None, reject);
        self.counted()
    }

    fn counted(&mut self) -> Result<(), DecodeError> {
        self.decoded.records += 1;
        self.batches.hand_over_full()
    }

    /// Hands over what is left, at the end of the unit.
    pub(crate) fn finish(mut self) -> Result<Decoded, DecodeError> {
        self.batches.hand_over_all()?;
        Ok(self.decoded)
    }
}
