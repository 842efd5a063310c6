//! Which of two copies of a document stays. Pure.
//!
//! Copies are ordered by (version, revision, hash) and the greatest wins, so the outcome does not depend on the order of
//! arrival. The hash only settles ties: two files of one hour that disagree.

use chrono::{DateTime, Utc};
use model::batch::{DocumentVersion, Hash};

/// What orders the copies of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Engagement History: how good the copy is (erased, complete, enriched); elsewhere 0.
    pub rank: i16,
    /// Data Access: the scope end of the file. Engagement History: the time of the fetch.
    pub source_version_at: DateTime<Utc>,
    /// Schema revision of the normalizer that made the rows.
    pub content_rev: i32,
    /// Over the normalized rows, as [`Document::content_hash`](model::batch::Document::content_hash) says.
    pub content_hash: Hash,
}

impl Version {
    /// Returns whether upstream erased personal data in this copy.
    pub fn is_erased(&self) -> bool {
        self.rank & DocumentVersion::ERASED != 0
    }

    /// The words for erased data may stand where no column takes them: then the hash alone does not show the rank.
    fn is_as_good_with_equal_content(&self, other: &Self) -> bool {
        (self.rank, self.content_hash) == (other.rank, other.content_hash)
    }
}

/// What happens to an arriving document. Members of a set do not take part, except those of an erased copy: see
/// `members.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Not stored: copy it in with its children.
    New,
    /// What is stored is lesser and says something else, or is ranked lower: replace parent and children.
    Changed,
    /// Equal content, lesser order: only the order is raised, or an older, different copy that arrives later would win.
    Raised,
    /// Stored just so: nothing.
    Unchanged,
    /// What is stored is greater: nothing.
    Superseded,
}

/// Compares what is stored with what arrives. `is_ranked`: the version says how good the copy is and when it was fetched,
/// not which state upstream described; the same content of the same rank fetched again is then no other version.
pub fn decide(stored: Option<&Version>, arriving: &Version, is_ranked: bool) -> Decision {
    match stored {
        None => Decision::New,
        Some(stored) if is_ranked && stored.is_as_good_with_equal_content(arriving) => Decision::Unchanged,
        Some(stored) if stored == arriving => Decision::Unchanged,
        Some(stored) if stored > arriving => Decision::Superseded,
        Some(stored) if !is_ranked && stored.content_hash == arriving.content_hash => Decision::Raised,
        Some(_) => Decision::Changed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(hour: i64, content_rev: i32, content: u8) -> Version {
        let source_version_at = DateTime::from_timestamp(hour * 3600, 0).unwrap();
        Version { rank: 0, source_version_at, content_rev, content_hash: [content; 16] }
    }

    #[test]
    fn the_greatest_copy_stays() {
        let check = |stored: (i64, i32, u8), arriving: (i64, i32, u8), expected: Decision| {
            let (stored, arriving) =
                (version(stored.0, stored.1, stored.2), version(arriving.0, arriving.1, arriving.2));
            assert_eq!(decide(Some(&stored), &arriving, false), expected, "{stored:?} against {arriving:?}");
        };
        check((5, 1, 7), (5, 1, 7), Decision::Unchanged);
        check((5, 1, 7), (4, 1, 7), Decision::Superseded);
        check((5, 1, 7), (4, 9, 9), Decision::Superseded);
        check((5, 1, 7), (6, 1, 7), Decision::Raised);
        check((5, 1, 7), (5, 2, 7), Decision::Raised);
        check((5, 1, 7), (6, 1, 3), Decision::Changed);
        check((5, 1, 7), (5, 2, 3), Decision::Changed);
        check((5, 1, 7), (5, 1, 8), Decision::Changed);
        check((5, 1, 7), (5, 1, 6), Decision::Superseded);
        assert_eq!(decide(None, &version(1, 1, 1), false), Decision::New);
    }

    /// A, B, A at three versions in every order: the last A stays, and its version.
    #[test]
    fn the_outcome_does_not_depend_on_the_order() {
        let copies = [version(1, 1, 0xA), version(2, 1, 0xB), version(3, 1, 0xA)];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut stored = None;
            for copy in order.map(|index| copies[index]) {
                if matches!(decide(stored.as_ref(), &copy, false), Decision::New | Decision::Changed | Decision::Raised)
                {
                    stored = Some(copy);
                }
            }
            assert_eq!(stored, Some(copies[2]), "{order:?}");
        }
    }
    /// Rank, hour of the fetch, content.
    #[test]
    fn a_poorer_copy_never_replaces_a_better_one() {
        let ranked = |(rank, hour, content): (i16, i64, u8)| Version { rank, ..version(hour, 1, content) };
        let check = |stored: (i16, i64, u8), arriving: (i16, i64, u8), expected: Decision| {
            assert_eq!(
                decide(Some(&ranked(stored)), &ranked(arriving), true),
                expected,
                "{stored:?} against {arriving:?}"
            );
        };
        check((3, 5, 7), (3, 6, 7), Decision::Unchanged);
        check((3, 5, 7), (3, 4, 7), Decision::Unchanged);
        check((3, 5, 7), (7, 4, 7), Decision::Changed);
        check((7, 4, 7), (3, 5, 7), Decision::Superseded);
        check((3, 5, 7), (3, 6, 8), Decision::Changed);
        check((3, 5, 7), (3, 4, 8), Decision::Superseded);
        check((3, 5, 7), (2, 6, 8), Decision::Superseded);
        check((3, 5, 7), (1, 6, 8), Decision::Superseded);
        check((1, 5, 7), (3, 4, 8), Decision::Changed);
        check((3, 5, 7), (7, 6, 8), Decision::Changed);
        check((7, 5, 7), (3, 6, 8), Decision::Superseded);
    }
}
