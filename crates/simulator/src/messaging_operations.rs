//! Messaging Operations: metrics of messaging of the last 24 hours, by methods that are sampled.

mod api;
mod truth;
mod world;

pub use api::{Form, METHOD, Options, WAIT_TIME};
pub use truth::TABLES;
pub use world::Work;

use crate::feed::{ApiFeed, Feed};

pub(crate) const FEED: Feed = Feed::Api(ApiFeed { routes: api::routes, route_of: api::route_of });
