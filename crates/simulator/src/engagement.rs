//! engagement: visits with their chats, in files.

mod encode;
mod truth;
mod world;

use crate::feed::{Feed, FileFeed};

pub(crate) const FEED: Feed = Feed::Files(FILES);

const FILES: FileFeed = FileFeed {
    path: "engagement",
    file_prefix: "Engagement",
    data_type: "Engagement",
    files: world::files,
    tables: &truth::TABLES,
    truth: truth::rows,
};
