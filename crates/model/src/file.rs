//! A Data Access file as the listing names it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The name of a file, without `.gz`: upstream prints it with and without (Data Access API, listing), and it is one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileName(String);

impl FileName {
    /// Takes the name as printed and drops a trailing `.gz`, whatever its case.
    pub fn new(printed: &str) -> Self {
        let printed = printed.trim();
        let stem_len = printed.len().saturating_sub(3);
        match printed.get(stem_len..) {
            Some(ending) if ending.eq_ignore_ascii_case(".gz") => Self(printed[..stem_len].to_owned()),
            _ => Self(printed.to_owned()),
        }
    }

    /// The name without `.gz`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scope in the name, `<Prefix>.<start ms>.<end ms>.part-…`, if it has that form.
    pub fn scope(&self) -> Option<Scope> {
        let mut parts = self.0.split('.').skip(1);
        let mut next = || DateTime::from_timestamp_millis(parts.next()?.parse().ok()?);
        let (start, end) = (next()?, next()?);
        (start < end).then_some(Scope { start, end })
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The span which the job that wrote a file covered (an hour in every sample; events inside are older), or the starts of
/// chats that a window covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// First moment, inclusive.
    pub start: DateTime<Utc>,
    /// Last moment, exclusive; it is the version of everything in a file.
    pub end: DateTime<Utc>,
}

impl Scope {
    /// Begin and end as an ISO 8601 interval: the name of a window in the ledger.
    pub fn name(&self) -> String {
        format!("{}/{}", self.start.format("%FT%H:%MZ"), self.end.format("%FT%H:%MZ"))
    }
}

/// An entry of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Identity of the file within account and feed.
    pub name: FileName,
    /// Where to download it; a whole URL.
    pub href: String,
    /// The hour it was written for.
    pub scope: Scope,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_gz_and_carry_their_scope() {
        let check = |printed: &str, name: &str, scope_ms: Option<(i64, i64)>| {
            let file = FileName::new(printed);
            assert_eq!(file.as_str(), name, "{printed}");
            let scope = file.scope().map(|scope| (scope.start.timestamp_millis(), scope.end.timestamp_millis()));
            assert_eq!(scope, scope_ms, "{printed}");
        };
        let hour = Some((1_467_853_200_000, 1_467_856_800_000));
        check(
            "Agent.1467853200000.1467856800000.part-00000-0.gz",
            "Agent.1467853200000.1467856800000.part-00000-0",
            hour,
        );
        check("Agent.1467853200000.1467856800000.part-00044-0", "Agent.1467853200000.1467856800000.part-00044-0", hour);
        check(" Agent.1467853200000.1467856800000.x.GZ ", "Agent.1467853200000.1467856800000.x", hour);
        check("Agent.1467856800000.1467853200000.backwards", "Agent.1467856800000.1467853200000.backwards", None);
        check("whatever", "whatever", None);
        check("é", "é", None);
        check("", "", None);
    }
}
