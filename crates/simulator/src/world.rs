//! A seed becomes everything that upstream will ever publish: files with their times, and the truth about them.
//!
//! Each hour is decided from (seed, account, hour index), never from the time: the same spec with another `end` is the
//! same world at another time. All of it is lawful; what a loader must refuse, tests put in through the simulator.
//!
//! Reading order: `facts` (what can happen), `visit`, `message`, `shift` (what did), `hour` (which files tell it),
//! `pack` (their bytes), `history` (what the Engagement History API tells of the same chats),
//! `operational` (what the Operational Real-time API counts of them).

pub(crate) mod dice;
pub(crate) mod facts;
pub(crate) mod history;
mod hour;
mod message;
mod novelty;
pub(crate) mod operational;
mod pack;
mod shift;
pub(crate) mod text;
mod visit;

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde_json::Value;

use crate::truth::{self, Truth};
use facts::Body;
use history::{Burst, Chat, History, HistoryChat};
use operational::{BUCKET_MS, Operational};

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
    /// Days before the first scope hour of which the Engagement History knows chats.
    pub history_days: u32,
    /// Chats that begin on each of these days.
    pub history_chats_per_day: u32,
    /// To so many of a hundred live chats of the files, the Engagement History knows another one that took hours.
    pub history_long_percent: u32,
    /// So many of a hundred chats are cut by searches of the Engagement History.
    pub history_partial_percent: u32,
    /// So many of a hundred chats lose their names and texts hours or days after their end.
    pub history_erased_percent: u32,
    /// Times with very many chats in the Engagement History.
    pub history_bursts: Vec<Burst>,
    /// The numbers of so many of a hundred five-minute intervals of the Operational API change after their end, once.
    pub operational_revised_percent: u32,
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
            operational_revised_percent: 5,
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
    history: Arc<History>,
    operational: Arc<Operational>,
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
        let history = Arc::new(History::generate(spec, &files, end));
        let operational = Arc::new(Operational::generate(spec, &files, &history));
        Self { accounts: spec.accounts.clone(), files, history, operational }
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

    /// The rows that a loader must have once it has read every chat that the Engagement History knows at `now`, as it
    /// is at `now`, those that searches cut by their ids.
    ///
    /// Keyed by the tables of `HISTORY_TABLES`, each present even if empty. A row is an object with every column of the
    /// table but the lineage; `numeric` columns are texts with upstream's digits. Sorted by account and key.
    pub fn history_truth(&self, now: DateTime<Utc>) -> BTreeMap<&'static str, Vec<Value>> {
        truth::history_rows(&self.history, now)
    }

    /// How many chats of an account, begun from `from` to `to`, both included, the Engagement History knows at `now`.
    pub fn history_count(&self, account: &str, from: DateTime<Utc>, to: DateTime<Utc>, now: DateTime<Utc>) -> usize {
        self.history.found(account, (from.timestamp_millis(), to.timestamp_millis()), now).count()
    }

    /// All chats that the Engagement History will ever know of an account, by start and id.
    pub fn history_chats(&self, account: &str) -> Vec<HistoryChat> {
        let time = |epoch_ms| DateTime::from_timestamp_millis(epoch_ms).unwrap_or_default();
        let chat = |chat: &Chat| HistoryChat {
            engagement_id: chat.id.clone(),
            requested_at: time(chat.requested_ms.unwrap_or(chat.started_ms)),
            started_at: time(chat.started_ms),
            ended_at: time(chat.ended_ms),
            enriched_at: time(chat.enriched_ms),
            erased_at: chat.erased_ms.map(time),
            is_partial: chat.is_cut,
        };
        self.history.chats(account).iter().map(chat).collect()
    }

    /// The final rows that a loader must have that asked the Operational API for intervals of five minutes: of all
    /// intervals that ended after `since` and not after `now`, as upstream tells them at `now`.
    ///
    /// Keyed by the tables of `OPERATIONAL_TABLES`, each present even if empty. A row is an object with every column of
    /// the table but `is_final` and `fetched_at`; an id that a grain has not is `''`, a metric that is "none" is null,
    /// whole doubles are printed without a point. The row of the grain `account` is that of the totals beside the
    /// skills. Sorted by account and interval.
    pub fn operational_truth(&self, now: DateTime<Utc>, since: DateTime<Utc>) -> BTreeMap<&'static str, Vec<Value>> {
        truth::operational_rows(&self.operational, now, since)
    }

    /// When the numbers of the interval of five minutes that ends at `end` change after its end, if they ever do; in one
    /// without chats there is nothing to change. Closed, connected and abandoned chats and chatting times may change.
    pub fn operational_revised_at(&self, account: &str, end: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let revised_ms = self.operational.desk(account)?.revised_ms(end.timestamp_millis() - BUCKET_MS)?;
        DateTime::from_timestamp_millis(revised_ms)
    }

    /// The rows of `queue_state` that a sample of all skills taken at `now` must give, but for `sampled_at` and the
    /// lineage; a metric that is "none" is null.
    pub fn queue_state_truth(&self, now: DateTime<Utc>) -> Vec<Value> {
        truth::queue_state(&self.operational, now)
    }

    /// The rows of `sla_histogram` that a sample taken at `now` must give, but for `sampled_at` and the lineage.
    ///
    /// `lower_bounds_s` must ascend from 0; an empty `group_id` stands for all groups.
    pub fn sla_truth(
        &self,
        now: DateTime<Utc>,
        timeframe_min: i64,
        lower_bounds_s: &[i64],
        group_id: &str,
    ) -> Vec<Value> {
        truth::sla_histogram(&self.operational, now, timeframe_min, lower_bounds_s, group_id)
    }

    pub(crate) fn operational(&self) -> &Arc<Operational> {
        &self.operational
    }

    pub(crate) fn history(&self) -> &Arc<History> {
        &self.history
    }
}
