//! Configuration lists: who and what an account has, as its administrators set it up.

mod api;
mod encode;
mod truth;
mod world;

pub use api::{AGENT_GROUPS, LOBS, ListOptions, Options, PROFILES, SKILLS, STATUS_REASONS, USERS, Versions};
pub use encode::PASSWORD_MARK;
pub use truth::{TABLES, VERSION_TABLES};
pub use world::Changes;

use crate::feed::{ApiFeed, Feed};

pub(crate) const FEED: Feed = Feed::Api(ApiFeed { routes: api::routes, route_of: api::route_of });
