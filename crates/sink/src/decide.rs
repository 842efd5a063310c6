//! Which of two copies of a document stays. Pure.
//!
//! Copies are ordered by (version, revision, hash) and the greatest wins, so the outcome does not depend on the order of
//! arrival. The hash only settles ties: two files of one hour that disagree.

use chrono::{DateTime, Utc};
use model::batch::Hash;

/// What orders the copies of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Data Access: the scope end of the file.
    pub source_version_at: DateTime<Utc>,
    /// Schema revision of the normalizer that made the rows.
    pub content_rev: i32,
    /// Over the normalized rows.
    pub content_hash: Hash,
}

/// What happens to an arriving document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Not stored: copy it in with its children.
    New,
    /// Stored with other content and lesser: replace parent and children.
    Changed,
    /// Equal content, lesser order: only the order is raised, or an older, different copy that arrives later would win.
    Raised,
    /// Stored just so: nothing.
    Unchanged,
    /// What is stored is greater: nothing.
    Superseded,
}

/// Compares what is stored with what arrives.
pub fn decide(stored: Option<&Version>, arriving: &Version) -> Decision {
    match stored {
        None => Decision::New,
        Some(stored) if stored == arriving => Decision::Unchanged,
        Some(stored) if stored > arriving => Decision::Superseded,
        Some(stored) if stored.content_hash == arriving.content_hash => Decision::Raised,
        Some(_) => Decision::Changed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(hour: i64, content_rev: i32, content: u8) -> Version {
        let source_version_at = DateTime::from_timestamp(hour * 3600, 0).unwrap();
        Version { source_version_at, content_rev, content_hash: [content; 16] }
    }

    #[test]
    fn the_greatest_copy_stays() {
        let check = |stored: (i64, i32, u8), arriving: (i64, i32, u8), expected: Decision| {
            let (stored, arriving) =
                (version(stored.0, stored.1, stored.2), version(arriving.0, arriving.1, arriving.2));
            assert_eq!(decide(Some(&stored), &arriving), expected, "{stored:?} against {arriving:?}");
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
        assert_eq!(decide(None, &version(1, 1, 1)), Decision::New);
    }

    /// A, B, A at three versions in every order: the last A stays, and its version.
    #[test]
    fn the_outcome_does_not_depend_on_the_order() {
        let copies = [version(1, 1, 0xA), version(2, 1, 0xB), version(3, 1, 0xA)];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut stored = None;
            for copy in order.map(|index| copies[index]) {
                if matches!(decide(stored.as_ref(), &copy), Decision::New | Decision::Changed | Decision::Raised) {
                    stored = Some(copy);
                }
            }
            assert_eq!(stored, Some(copies[2]), "{order:?}");
        }
    }
}
