//! Drift: what upstream sends and our model does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Where an unknown or misfitting field was seen, e.g. `engagements[].transcripts[].newField`, and its JSON type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DriftPath {
    /// Field names joined with dots, `[]` for the elements of an array.
    pub path: String,
    /// `null`, `boolean`, `number`, `string`, `array` or `object`.
    pub json_type: &'static str,
}

/// The drift of one unit, bounded: a file of ever new names must not fill the memory.
///
/// A record keeps the values of its unknown fields itself, in column `extra`. Fields outside the records have no such place:
/// of these the drift keeps the first value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Drift {
    paths: BTreeSet<DriftPath>,
    overflowed: bool,
    values: BTreeMap<String, String>,
}

/// More distinct paths than this in one file are one path, [`Drift::OVERFLOW_PATH`].
const PATHS_PER_FILE_MAX: usize = 500;
/// Longer paths are cut; upstream's own are under a hundred bytes.
const PATH_BYTES_MAX: usize = 300;
/// So many values are kept with a unit.
const VALUES_PER_UNIT_MAX: usize = 100;
/// A larger value is not kept with its unit.
const VALUE_BYTES_MAX: usize = 4096;

impl Drift {
    /// Stands for all further paths once a file has too many of them.
    pub const OVERFLOW_PATH: &'static str = "(more paths than are kept)";

    /// Notes a path.
    pub fn note(&mut self, path: &str, json_type: &'static str) {
        let path = DriftPath { path: storable(path), json_type };
        if self.paths.len() < PATHS_PER_FILE_MAX || self.paths.contains(&path) {
            self.paths.insert(path);
        } else {
            self.overflowed = true;
        }
    }

    /// Keeps the value of a field outside the records, as JSON that the database can store; of a path the first one stays.
    /// Returns whether the path has a value now: it has none when the value is larger than 4 KiB, or when the unit has
    /// a hundred others.
    pub fn keep_value(&mut self, path: &str, json: &str) -> bool {
        let path = storable(path);
        if self.values.contains_key(&path) {
            return true;
        }
        let fits = json.len() <= VALUE_BYTES_MAX && self.values.len() < VALUES_PER_UNIT_MAX;
        if fits {
            self.values.insert(path, json.to_owned());
        }
        fits
    }

    /// Returns the values that are kept with the unit, by path.
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.values
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

impl fmt::Debug for Drift {
    /// Prints no value: it may be of a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { paths, overflowed, values } = self;
        let paths_with_value: Vec<_> = values.keys().collect();
        f.debug_struct("Drift")
            .field("paths", paths)
            .field("overflowed", overflowed)
            .field("paths_with_value", &paths_with_value)
            .finish()
    }
}

/// A path as the database can store it.
fn storable(path: &str) -> String {
    path[..path.floor_char_boundary(PATH_BYTES_MAX)].replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_of_a_path_is_kept_within_bounds_and_never_printed() {
        let mut drift = Drift::default();
        let mut check = |path: &str, json: &str, expected: bool| {
            assert_eq!(drift.keep_value(path, json), expected, "{path}");
        };
        check("a", "\"planted\"", true);
        check("a", "2", true);
        check("b", &"9".repeat(VALUE_BYTES_MAX), true);
        check("c", &"9".repeat(VALUE_BYTES_MAX + 1), false);
        for number in 2..VALUES_PER_UNIT_MAX {
            check(&format!("path {number}"), "1", true);
        }
        check("one too many", "1", false);
        check("b", "1", true);
        assert_eq!(drift.values()["a"], "\"planted\"");
        assert_eq!(drift.values().len(), VALUES_PER_UNIT_MAX);
        assert!(!format!("{drift:?}").contains("planted"));
    }
}
