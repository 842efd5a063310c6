//! webSession: what visitors did on the site, in files.

mod encode;
mod truth;
mod world;

pub use world::VisitsPerChat;

use crate::feed::{Feed, FileFeed};

pub(crate) const FEED: Feed = Feed::Files(FILES);

const FILES: FileFeed = FileFeed {
    path: "webSession",
    file_prefix: "WebSession",
    data_type: "WebSession",
    files: world::files,
    tables: &truth::TABLES,
    truth: truth::rows,
};
