//! What is read from upstream, and for whom. A feed's facts are data: crate `feeds` has one `static` for each feed.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::Service;
use crate::rows::Family;

/// A LivePerson account (site) number. Text everywhere, whatever upstream prints.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub String);

impl AccountId {
    /// Returns the number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the units of a feed are. It decides how a feed is planned, fetched, retried and finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeedKind {
    /// Files that upstream lists; each is loaded once.
    Files,
    /// Spans of time that are searched until they are final.
    Windows,
    /// Ranges of time that are followed by the time of their records' last update, and days that are read once.
    Updates,
    /// Methods that are polled again and again.
    Samples,
    /// Lists that are polled again and again, by their revision.
    Lists,
}

impl FeedKind {
    /// Returns the name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            FeedKind::Files => "files",
            FeedKind::Windows => "windows",
            FeedKind::Updates => "updates",
            FeedKind::Samples => "samples",
            FeedKind::Lists => "lists",
        }
    }
}

impl fmt::Display for FeedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The facts of a feed that any crate may ask for.
#[derive(Debug)]
pub struct FeedFacts {
    /// Our name: in the configuration, the ledger and the log.
    pub name: &'static str,
    /// What its units are.
    pub kind: FeedKind,
    /// The API that serves it.
    pub service: Service,
    /// Whether a configuration that does not name the feed reads it. `false` for every feed that came after version 0.1.
    pub is_on_by_default: bool,
    /// How long upstream keeps what a unit covers, from the end of its span.
    pub kept_upstream: TimeDelta,
    /// Upstream deletes what is not loaded within this time: the loss is near.
    pub loss_near: TimeDelta,
    /// A feed that is further behind than this is late.
    pub usual_lag: TimeDelta,
    /// The tables of its documents.
    pub families: &'static [&'static Family],
}

/// One stream of data of an account: a handle on its facts, as cheap as a number.
#[derive(Clone, Copy)]
pub struct Feed(&'static FeedFacts);

impl Feed {
    /// Makes the handle. Crate `feeds` has one for each feed.
    pub const fn new(facts: &'static FeedFacts) -> Self {
        Self(facts)
    }

    /// Returns our name: in the configuration, the ledger and the log.
    pub fn as_str(self) -> &'static str {
        self.0.name
    }

    /// Returns what its units are.
    pub fn kind(self) -> FeedKind {
        self.0.kind
    }

    /// Returns the API that serves it.
    pub fn service(self) -> Service {
        self.0.service
    }

    /// Tells whether a configuration that does not name the feed reads it.
    pub fn is_on_by_default(self) -> bool {
        self.0.is_on_by_default
    }

    /// Returns how long upstream keeps what a unit covers, from the end of its span.
    pub fn kept_upstream(self) -> TimeDelta {
        self.0.kept_upstream
    }

    /// Returns how long before upstream deletes data the loss counts as near.
    pub fn loss_near(self) -> TimeDelta {
        self.0.loss_near
    }

    /// Returns how far the feed may be behind before it is late.
    pub fn usual_lag(self) -> TimeDelta {
        self.0.usual_lag
    }

    /// Returns the tables of its documents.
    pub fn families(self) -> &'static [&'static Family] {
        self.0.families
    }
}

impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Feed({})", self.as_str())
    }
}

impl PartialEq for Feed {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Feed {}

impl PartialOrd for Feed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Feed {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Feed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
