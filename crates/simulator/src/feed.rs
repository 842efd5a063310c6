//! What a feed's folder gives to the rest of the simulator.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;

use crate::FEEDS;
use crate::api::Shared;
use crate::data_access::WorldFile;
use crate::faults::Route;
use crate::truth::Tables;
use crate::world::WorldSpec;
use crate::world::hour::Hour;

/// How upstream tells a feed.
#[derive(Clone, Copy)]
pub(crate) enum Feed {
    /// In files, which Data Access lists.
    Files(FileFeed),
    /// By an API of its own.
    Api(ApiFeed),
}

/// A feed of files.
#[derive(Clone, Copy)]
pub(crate) struct FileFeed {
    /// What addresses call it.
    pub(crate) path: &'static str,
    /// What the names of its files begin with.
    pub(crate) file_prefix: &'static str,
    /// `dataType` of its documents.
    pub(crate) data_type: &'static str,
    /// The files of one account, from its hours in their order, in the order of hour and part.
    pub(crate) files: fn(&WorldSpec, &[Hour]) -> Vec<WorldFile>,
    /// The tables that its rows are in.
    pub(crate) tables: &'static [&'static str],
    /// The rows that a loader must have once it has read these files, each of its tables present even if empty. They
    /// come in the order of [`World::files`](crate::World::files).
    pub(crate) truth: fn(&[&WorldFile]) -> Tables,
}

/// A feed with an API of its own.
#[derive(Clone, Copy)]
pub(crate) struct ApiFeed {
    /// Its routes; all requests pass the gate first and must be authorized.
    pub(crate) routes: fn(&Arc<Shared>) -> Router<Arc<Shared>>,
    /// What a request is for, if it is for this feed: by the segments of its path, and by its body.
    pub(crate) route_of: fn(&[&str], &str) -> Option<Route>,
}

/// The feeds of files, in their order.
pub(crate) fn file_feeds() -> impl Iterator<Item = FileFeed> {
    FEEDS.into_iter().filter_map(|feed| match feed {
        Feed::Files(feed) => Some(feed),
        Feed::Api(_) => None,
    })
}

/// The feeds with an API of their own.
pub(crate) fn api_feeds() -> impl Iterator<Item = ApiFeed> {
    FEEDS.into_iter().filter_map(|feed| match feed {
        Feed::Api(feed) => Some(feed),
        Feed::Files(_) => None,
    })
}

/// Lists the tables of [`World::truth`](crate::World::truth), in alphabetical order.
pub fn list_file_tables() -> Vec<&'static str> {
    let mut tables: Vec<_> = file_feeds().flat_map(|feed| feed.tables.iter().copied()).collect();
    tables.sort_unstable();
    tables
}

/// What a test sets of single feeds: values of the types that their folders declare. Feeds without one take its default.
#[derive(Clone, Debug, Default)]
pub struct FeedSettings(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl FeedSettings {
    /// The same with one more, or with another value of its type.
    #[must_use]
    pub fn with<S: Send + Sync + 'static>(mut self, setting: S) -> Self {
        self.0.insert(TypeId::of::<S>(), Arc::new(setting));
        self
    }

    pub(crate) fn get<S: Clone + Default + 'static>(&self) -> S {
        self.0.get(&TypeId::of::<S>()).and_then(|setting| setting.downcast_ref::<S>()).cloned().unwrap_or_default()
    }
}
