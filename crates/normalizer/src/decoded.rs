//! The bounds of decoding, and what was in a unit.

use model::Drift;
use tuple::Millis;

/// The bounds of decoding.
#[derive(Clone, Copy, Debug)]
pub struct DecodeLimits {
    /// A larger record is rejected.
    pub record_bytes_max: usize,
    /// A file that inflates beyond this is refused; of one compressed twice, each layer.
    pub file_bytes_max: u64,
    /// A batch is handed over when it has this many rows …
    pub batch_rows_max: usize,
    /// … or this many bytes; the first of a unit is smaller, so that it can be stored while the next is decoded.
    pub batch_bytes_max: usize,
    /// Whether batches keep the records that their documents were made of.
    pub keeps_records: bool,
    /// Whether the parts of a file that are no JSON go to the quarantine, in place of failing all of it.
    pub salvages: bool,
}

impl Default for DecodeLimits {
    fn default() -> Self {
        Self {
            record_bytes_max: 16 * 1024 * 1024,
            file_bytes_max: 16 * 1024 * 1024 * 1024,
            batch_rows_max: 20_000,
            batch_bytes_max: 4 * 1024 * 1024,
            keeps_records: false,
            salvages: false,
        }
    }
}

/// What was in a unit that was decoded to its last byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// JSON documents: envelopes, or pages.
    pub documents: u64,
    /// Records: documents of the batches and rejects.
    pub records: u64,
    /// Size after inflating.
    pub inflated_bytes: u64,
    /// Characters that became U+FFFD.
    pub replaced_characters: u64,
    /// Bytes of padding, and line ends, between and behind the members of each layer of gzip.
    pub passed_bytes: u64,
    /// What of the file is no JSON; only where it is salvaged.
    pub salvage: Salvage,
    /// The latest end of a record in pages.
    pub last_ended: Option<Millis>,
    /// What the intervals of a sample cover; `None` when none of them is final, and for snapshots.
    pub samples: Option<SampleSpan>,
    /// Whether an answer told of the whole time frame and of no interval, though intervals were asked for.
    pub has_unsplit: bool,
    /// What our model does not know.
    pub drift: Drift,
}

/// The parts of a file that are no JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Salvage {
    /// How many went to the quarantine.
    pub parts: u64,
    /// Offset in the inflated file of the first byte that is wrong.
    pub first_at_bytes: u64,
}

impl Salvage {
    /// Notes a part that is wrong at this offset.
    pub(crate) fn note(&mut self, at_bytes: u64) {
        if self.parts == 0 {
            self.first_at_bytes = at_bytes;
        }
        self.parts += 1;
    }
}

/// The time that the intervals of an answer cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleSpan {
    /// Begin of the earliest interval that was stored.
    pub covered_from: Millis,
    /// End of the latest final one.
    pub covered_through: Millis,
}
