//! Seeded chance. Nothing here knows the time: the same seed gives the same content wherever "now" lies.

use std::ops::Range;

use fastrand::Rng;

/// A stream of decisions.
#[derive(Clone, Debug)]
pub(crate) struct Dice(Rng);

impl Dice {
    /// The decisions of one account, in one hour, about one matter; independent of all other hours and matters.
    pub(crate) fn new(seed: u64, account: &str, hour: u32, matter: &str) -> Self {
        /// FNV-1a: mixes well enough for a seed and is the same on every machine.
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let bytes = seed.to_le_bytes().into_iter().chain(hour.to_le_bytes());
        let bytes = bytes.chain(account.bytes()).chain([0]).chain(matter.bytes());
        Self(Rng::with_seed(bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))))
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.0.u32(0..100) < percent
    }

    /// True once in `cases`.
    pub(crate) fn once_in(&mut self, cases: u32) -> bool {
        self.0.u32(0..cases) == 0
    }

    /// One of the range; its start when the range is empty.
    pub(crate) fn below(&mut self, range: Range<i64>) -> i64 {
        if range.is_empty() { range.start } else { self.0.i64(range) }
    }

    /// One of the range as a number of things.
    pub(crate) fn count(&mut self, range: Range<usize>) -> usize {
        if range.is_empty() { range.start } else { self.0.usize(range) }
    }

    /// One of the items, which must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.0.usize(0..items.len())]
    }

    /// `value` in `percent` of a hundred cases, else `None`.
    pub(crate) fn maybe<T>(&mut self, percent: u32, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.percent(percent).then(|| value(self))
    }

    /// Letters and digits, as message ids have them.
    pub(crate) fn token(&mut self, length: usize) -> String {
        (0..length).map(|_| self.0.alphanumeric()).collect()
    }
}
