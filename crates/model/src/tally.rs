//! Counts in exclusive classes: every record that was read is in exactly one.

use std::ops::AddAssign;

use serde::Serialize;

/// What became of the records of one attempt. Records are parent rows: conversations, agent events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// JSON documents (envelopes) in the file.
    pub documents: i64,
    /// Records decoded; the sum of the five classes below.
    pub read: i64,
    /// Stored for the first time.
    pub new: i64,
    /// Replaced a stored version with other content.
    pub changed: i64,
    /// Equal to what was stored.
    pub unchanged: i64,
    /// Older than what is stored, or repeated within the file.
    pub superseded: i64,
    /// Kept whole in the quarantine.
    pub rejected: i64,
    /// Characters that Postgres cannot store (U+0000, lone surrogates) and that became U+FFFD.
    pub replaced_characters: i64,
}

impl Tally {
    /// Whether every record read is in exactly one class.
    pub fn adds_up(&self) -> bool {
        self.read == self.new + self.changed + self.unchanged + self.superseded + self.rejected
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.read += other.read;
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.superseded += other.superseded;
        self.rejected += other.rejected;
        self.replaced_characters += other.replaced_characters;
    }
}
