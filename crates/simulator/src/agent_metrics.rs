//! Agent Metrics: the agents of messaging at a moment.

mod api;
mod encode;
mod truth;
mod world;

pub use api::{Options, STATUS, SUMMARY};
pub use truth::TABLES;

use crate::feed::{ApiFeed, Feed};

pub(crate) const FEED: Feed = Feed::Api(ApiFeed { routes: api::routes, route_of: api::route_of });
