//! Drift: what upstream sends and our model does not know. Paths and types only, never a value.

use std::collections::BTreeSet;

/// Where an unknown or misfitting field was seen, e.g. `engagements[].transcripts[].newField`, and its JSON type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DriftPath {
    /// Field names joined with dots, `[]` for the elements of an array.
    pub path: String,
    /// `null`, `boolean`, `number`, `string`, `array` or `object`.
    pub json_type: &'static str,
}

/// The drift of one file, bounded: a file of ever new names must not fill the memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    paths: BTreeSet<DriftPath>,
    overflowed: bool,
}

/// More distinct paths than this in one file are one path, [`Drift::OVERFLOW_PATH`].
const PATHS_PER_FILE_MAX: usize = 500;
/// Longer paths are cut; upstream's own are under a hundred bytes.
const PATH_BYTES_MAX: usize = 300;

impl Drift {
    /// Stands for all further paths once a file has too many of them.
    pub const OVERFLOW_PATH: &'static str = "(more paths than are kept)";

    /// Notes a path.
    pub fn note(&mut self, path: &str, json_type: &'static str) {
        let mut end = path.len().min(PATH_BYTES_MAX);
        while !path.is_char_boundary(end) {
            end -= 1;
        }
        let clean = path[..end].replace('\0', "\u{fffd}");
        let path = DriftPath { path: clean, json_type };
        if self.paths.len() < PATHS_PER_FILE_MAX || self.paths.contains(&path) {
            self.paths.insert(path);
        } else {
            self.overflowed = true;
        }
    }

    /// Every path noted, sorted.
    pub fn paths(&self) -> Vec<DriftPath> {
        let overflow = DriftPath { path: Self::OVERFLOW_PATH.to_owned(), json_type: "object" };
        self.paths.iter().cloned().chain(self.overflowed.then_some(overflow)).collect()
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }
}
