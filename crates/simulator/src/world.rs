//! A seed becomes everything that upstream will ever publish: files with their times, and the truth about them.
//!
//! Each hour is decided from (seed, account, hour index), never from the time: the same spec with another `end` is the
//! same world at another time. All of it is lawful; what a loader must refuse, tests put in through the simulator.
//!
//! Here is what feeds share: a chat that two of them tell is one chat. What a feed makes of it is in its folder.
//!
//! Reading order: `facts` (what can happen), `visit`, `message`, `newest`, `shift` (what did), `hour` (what is told
//! when), `chats` (all of an account), `attributes` (what is known of a visitor), `buckets` (of
//! time), `staff` (who answers messages).

pub(crate) mod attributes;
pub(crate) mod buckets;
pub(crate) mod chats;
pub(crate) mod dice;
pub(crate) mod facts;
pub(crate) mod hour;
mod message;
mod newest;
pub(crate) mod novelty;
mod shift;
pub(crate) mod staff;
pub(crate) mod text;
mod visit;

use std::sync::Arc;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use crate::data_access::WorldFile;
use crate::feed::{FeedSettings, file_feeds};
use crate::truth::Tables;
use chats::{Burst, Chats};

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
    /// Days before the first scope hour that had chats; no file tells them.
    pub history_days: u32,
    /// Chats that begin on each of these days.
    pub history_chats_per_day: u32,
    /// To so many of a hundred live chats of the files, there is another one that took hours and is in no file.
    pub history_long_percent: u32,
    /// So many of a hundred chats are cut by searches.
    pub history_partial_percent: u32,
    /// So many of a hundred chats lose their names and texts hours or days after their end.
    pub history_erased_percent: u32,
    /// Times with very many chats that are in no file.
    pub history_bursts: Vec<Burst>,
    /// What single feeds declare beside.
    pub feeds: FeedSettings,
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
            history_days: 0,
            history_chats_per_day: 20,
            history_long_percent: 3,
            history_partial_percent: 3,
            history_erased_percent: 2,
            history_bursts: Vec::new(),
            feeds: FeedSettings::default(),
        }
    }
}

/// Everything that upstream will publish. Clones share it.
#[derive(Clone, Debug)]
pub struct World {
    spec: Arc<WorldSpec>,
    files: Arc<[WorldFile]>,
    chats: Arc<Chats>,
}

impl World {
    /// Decides everything. The same spec gives the same bytes.
    pub fn generate(spec: &WorldSpec) -> Self {
        let end = spec.end.duration_trunc(TimeDelta::hours(1)).unwrap_or(spec.end);
        let mut files = Vec::new();
        for account in &spec.accounts {
            let hours = hour::hours(spec, account, end);
            let mut its_files: Vec<WorldFile> = file_feeds().flat_map(|feed| (feed.files)(spec, &hours)).collect();
            // Within an hour the feeds keep their order, and so do the parts of each.
            its_files.sort_by_key(|file| file.scope_start);
            files.extend(its_files);
        }
        let chats = Arc::new(Chats::generate(spec, &files, end));
        Self { spec: Arc::new(spec.clone()), files: files.into(), chats }
    }

    /// Account ids, in the order of the spec.
    pub fn accounts(&self) -> &[String] {
        &self.spec.accounts
    }

    /// All files, published or not, by account, hour, feed and part.
    pub fn files(&self) -> &[WorldFile] {
        &self.files
    }

    /// The rows that a loader must have once it has read every file published at or before `now`, deleted ones too.
    ///
    /// Keyed by the tables of [`list_file_tables`](crate::list_file_tables), each present even if empty. A row is an
    /// object with every column of the table but the lineage (`unit_id`, `loaded_at`, `source_version_at`,
    /// `content_rev`, `content_hash`) and the keys that are hashes (`event_key`, `survey_key`, `content_key`). Sorted
    /// by account, key and position; where the key is a hash, by what upstream says of it.
    pub fn truth(&self, now: DateTime<Utc>) -> Tables {
        let mut tables = Tables::new();
        for feed in file_feeds() {
            let is_published = |file: &&WorldFile| file.feed == feed.path && file.published_at <= now;
            let published: Vec<&WorldFile> = self.files.iter().filter(is_published).collect();
            tables.extend((feed.truth)(&published));
        }
        tables
    }

    pub(crate) fn spec(&self) -> &WorldSpec {
        &self.spec
    }

    /// The chats of all accounts, in files or not.
    pub(crate) fn chats(&self) -> &Chats {
        &self.chats
    }

    /// The bodies of one kind in the files of an account, in the order of the files.
    pub(crate) fn bodies<'w, B: 'static>(&'w self, account: &'w str) -> impl Iterator<Item = &'w B> {
        self.files.iter().filter(move |file| file.account == account).flat_map(WorldFile::bodies)
    }
}
