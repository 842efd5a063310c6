//! Engagement History: chats that have ended, searched by their start.

mod api;
mod encode;
mod truth;
mod world;

pub use api::{HistorySearch, SEARCH, SEARCH_BY_ID};
pub use truth::TABLES;
pub use world::HistoryChat;

use crate::feed::{ApiFeed, Feed};

pub(crate) const FEED: Feed = Feed::Api(ApiFeed { routes: api::routes, route_of: api::route_of });
