//! What is known of a unit once it was read: what was in it, how it was read, and when it is read again.

use chrono::{DateTime, Utc};
use model::{KnownList, Scope};

/// What is known of a unit once it was read to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitFacts {
    /// As downloaded, all pages of a window together.
    pub file_bytes: u64,
    /// After inflating.
    pub inflated_bytes: u64,
    /// SHA-256 of the file as downloaded; `None` for a unit that is not a file.
    pub file_sha256: Option<[u8; 32]>,
    /// JSON documents.
    pub documents: u64,
    /// Records decoded, to be compared with the tally.
    pub records: u64,
    /// Characters that became U+FFFD.
    pub replaced_characters: u64,
}

/// How a window was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowRead {
    /// When the read began.
    pub begun_at: DateTime<Utc>,
    /// How many records upstream counted.
    pub counted: u64,
    /// Records that upstream may still complete.
    pub unsettled: u64,
    /// What is to follow.
    pub outcome: ReadOutcome,
}

/// What follows from a read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    /// Everything upstream had has come.
    Complete {
        /// Whether nothing more is expected.
        is_final: bool,
        /// When it is read, or once it is final counted, again.
        reread_at: Option<DateTime<Utc>>,
        /// Of a range whose updates are followed: everything that upstream updated before is stored.
        watermark: Option<DateTime<Utc>>,
    },
    /// What came is stored; something is missing.
    Incomplete {
        /// What.
        reason: String,
        /// When it is tried again.
        next_attempt_at: DateTime<Utc>,
    },
}

/// How a method was polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// When.
    pub begun_at: DateTime<Utc>,
    /// The span whose final intervals are stored by now; of a snapshot its moment.
    pub covered: Scope,
    /// When it is polled next.
    pub reread_at: DateTime<Utc>,
    /// After this moment the answer has no interval, although it was asked for them; `None` when it has them all.
    pub silent_since: Option<DateTime<Utc>>,
}

/// How a list was polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRead {
    /// When.
    pub begun_at: DateTime<Utc>,
    /// When upstream answered: the list is stored as it was then.
    pub answered_at: DateTime<Utc>,
    /// When it is polled next.
    pub reread_at: DateTime<Utc>,
    /// What the next poll need not ask for again.
    pub known: KnownList,
    /// How many entities the list has; `None` when upstream said that nothing changed.
    pub counted: Option<u64>,
}
