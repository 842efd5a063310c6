//! The files that the simulator serves: those of the world, and those that a test put in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use crate::world::World;

/// A file is deleted so long after its creation (Data Access API, timing and retention).
const RETENTION_DAYS: i64 = 30;

/// A file that a test publishes beside the world.
#[derive(Clone, Debug)]
pub struct WorldFileSpec {
    /// Account id.
    pub account: String,
    /// Feed as upstream's addresses spell it.
    pub feed: String,
    /// File name without `.gz`.
    pub name: String,
    /// Begin of the hour that the generating job covered.
    pub scope_start: DateTime<Utc>,
    /// End of that hour.
    pub scope_end: DateTime<Utc>,
    /// From when on it is listed; it is deleted 30 days later.
    pub published_at: DateTime<Utc>,
    /// What a download answers.
    pub body: FileBody,
}

/// The bytes of a file, as they are sent.
#[derive(Clone, Debug)]
pub enum FileBody {
    /// In memory.
    Bytes(Bytes),
    /// On disk, sent in chunks and never held as a whole.
    Path(PathBuf),
}

/// A file with the way its name is listed.
#[derive(Clone, Debug)]
pub(crate) struct ServedFile {
    pub(crate) spec: WorldFileSpec,
    pub(crate) is_listed_with_gz: bool,
}

impl ServedFile {
    fn is_there(&self, now: DateTime<Utc>) -> bool {
        self.spec.published_at <= now && now <= self.spec.published_at + TimeDelta::days(RETENTION_DAYS)
    }
}

/// All files, keyed by (account, feed, name).
#[derive(Debug, Default)]
pub(crate) struct Catalogue(Mutex<BTreeMap<(String, String, String), ServedFile>>);

impl Catalogue {
    pub(crate) fn of(world: &World) -> Self {
        let catalogue = Self::default();
        for file in world.files() {
            let spec = WorldFileSpec {
                account: file.account.clone(),
                feed: file.feed.to_owned(),
                name: file.name.clone(),
                scope_start: file.scope_start,
                scope_end: file.scope_end,
                published_at: file.published_at,
                body: FileBody::Bytes(file.body.clone()),
            };
            catalogue.add(ServedFile { spec, is_listed_with_gz: file.is_listed_with_gz });
        }
        catalogue
    }

    /// Adds a file, or replaces the one of that name.
    pub(crate) fn add(&self, file: ServedFile) {
        let WorldFileSpec { account, feed, name, .. } = &file.spec;
        self.files().insert((account.clone(), feed.clone(), name.clone()), file);
    }

    /// Removes the files of that name, of every account.
    pub(crate) fn remove(&self, name: &str) {
        self.files().retain(|(_, _, known), _| known != name);
    }

    /// The file, if it is published and not yet deleted.
    pub(crate) fn get(&self, account: &str, feed: &str, name: &str, now: DateTime<Utc>) -> Option<ServedFile> {
        let key = (account.to_owned(), feed.to_owned(), name.to_owned());
        self.files().get(&key).filter(|file| file.is_there(now)).cloned()
    }

    /// Whether any account has a file of that name, published or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.files().keys().any(|(_, _, known)| known == name)
    }

    /// The files that are there and whose scope touches the time from `from` to `to`, by name.
    pub(crate) fn list(
        &self,
        (account, feed): (&str, &str),
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        now: DateTime<Utc>,
    ) -> Vec<ServedFile> {
        let first = (account.to_owned(), feed.to_owned(), String::new());
        let files = self.files();
        let of_feed = files
            .range(first..)
            .take_while(|((its_account, its_feed, _), _)| its_account == account && its_feed == feed);
        let touches = |file: &&ServedFile| file.spec.scope_start <= to && file.spec.scope_end >= from;
        of_feed.map(|(_, file)| file).filter(|file| file.is_there(now)).filter(touches).cloned().collect()
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<(String, String, String), ServedFile>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
