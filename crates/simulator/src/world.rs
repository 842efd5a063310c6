//! A seed becomes everything that upstream will ever publish: files with their times, and the truth about them.
//!
//! Each hour is decided from (seed, account, hour index), never from the time: the same spec with another `end` is the
//! same world at another time. All of it is lawful; what a loader must refuse, tests put in through the simulator.
//!
//! Reading order: `facts` (what can happen), `visit`, `message`, `shift` (what did), `hour` (which files tell it),
//! `pack` (their bytes).

pub(crate) mod dice;
pub(crate) mod facts;
mod hour;
mod message;
mod novelty;
mod pack;
mod shift;
pub(crate) mod text;
mod visit;

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde_json::Value;

use crate::truth::Truth;
use facts::Body;

/// A file is deleted so long after its creation (Data Access API, timing and retention).
pub const RETENTION_DAYS: i64 = 30;
/// So long after `WorldSpec::end` everything of a world is published.
pub const LATEST_PUBLICATION_HOURS: i64 = 8;

/// What a world is made of.
#[derive(Clone, Debug)]
pub struct WorldSpec {
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// Account ids, each with its own content.
    pub accounts: Vec<String>,
    /// Scope hours before `end`.
    pub hours: u32,
    /// End of the last scope hour; truncated to the hour.
    pub end: DateTime<Utc>,
    /// Chats that close in an hour, on average.
    pub chats_per_hour: u32,
    /// Agents per account.
    pub agents: u32,
    /// The longest line of a chat.
    pub long_line_bytes_max: usize,
}

impl Default for WorldSpec {
    /// Two accounts, three days.
    fn default() -> Self {
        Self {
            seed: 7,
            accounts: vec!["75555851".to_owned(), "75555852".to_owned()],
            hours: 72,
            end: DateTime::from_timestamp(1_782_864_000, 0).unwrap_or_default(),
            chats_per_hour: 20,
            agents: 24,
            long_line_bytes_max: 64 * 1024,
        }
    }
}

/// The two feeds of the world, as upstream's addresses spell them.
pub const FEEDS: [&str; 2] = ["agentActivity", "engagement"];

/// One published file.
#[derive(Clone, Debug)]
pub struct WorldFile {
    /// Account id.
    pub account: String,
    /// `engagement` or `agentActivity`.
    pub feed: &'static str,
    /// File name without `.gz`.
    pub name: String,
    /// Whether listings print the name with `.gz`; addresses always end in it.
    pub is_listed_with_gz: bool,
    /// Begin of the hour that the generating job covered.
    pub scope_start: DateTime<Utc>,
    /// End of that hour.
    pub scope_end: DateTime<Utc>,
    /// From when on it is listed.
    pub published_at: DateTime<Utc>,
    /// The gzip bytes.
    pub body: Bytes,
    bodies: Vec<Body>,
}

/// Everything that upstream will publish.
#[derive(Clone, Debug)]
pub struct World {
    accounts: Vec<String>,
    files: Vec<WorldFile>,
}

impl World {
    /// Decides everything. The same spec gives the same bytes.
    pub fn generate(spec: &WorldSpec) -> Self {
        let end = spec.end.duration_trunc(TimeDelta::hours(1)).unwrap_or(spec.end);
        let mut files = Vec::new();
        for account in &spec.accounts {
            let mut memory = hour::Memory::default();
            for hour in 0..spec.hours {
                let scope_start = end - TimeDelta::hours(i64::from(spec.hours - hour));
                let scope = hour::Scope { account, hour, start: scope_start, world_end: end };
                files.extend(hour::files(spec, &scope, &mut memory));
            }
        }
        Self { accounts: spec.accounts.clone(), files }
    }

    /// Account ids, in the order of the spec.
    pub fn accounts(&self) -> &[String] {
        &self.accounts
    }

    /// All files, published or not, by account, hour, feed and part.
    pub fn files(&self) -> &[WorldFile] {
        &self.files
    }

    /// The rows that a loader must have once it has read every file published at or before `now`, deleted ones too.
    ///
    /// Keyed by table: `agent_event`, `conversation`, `conversation_skill`, `message`, `secure_form`, `transfer`, each
    /// present even if empty. A row is an object with every column of the table but the lineage (`unit_id`,
    /// `loaded_at`, `source_version_at`, `content_rev`, `content_hash`) and `event_key`. Sorted by account, key and
    /// position.
    pub fn truth(&self, now: DateTime<Utc>) -> BTreeMap<&'static str, Vec<Value>> {
        let mut truth = Truth::default();
        for file in self.files.iter().filter(|file| file.published_at <= now) {
            for body in &file.bodies {
                truth.add(&file.account, file.scope_end, body);
            }
        }
        truth.rows()
    }
}
