//! Messaging Interactions: conversations, open or closed, which change for weeks, searched by their start.

mod api;
mod encode;
mod truth;
mod world;

pub use api::{MessagingSearch, Options, SEARCH, SEARCH_BY_CONSUMER, SEARCH_BY_ID};
pub use truth::TABLES;
pub use world::{Conversations, MessagingConversation};

use crate::feed::{ApiFeed, Feed};

pub(crate) const FEED: Feed = Feed::Api(ApiFeed { routes: api::routes, route_of: api::route_of });
