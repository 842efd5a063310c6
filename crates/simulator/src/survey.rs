//! survey: what visitors and agents answered, in files.

mod encode;
mod truth;
mod world;

use crate::feed::{Feed, FileFeed};

pub(crate) const FEED: Feed = Feed::Files(FILES);

const FILES: FileFeed = FileFeed {
    path: "survey",
    file_prefix: "Survey",
    data_type: "Survey",
    files: world::files,
    tables: &truth::TABLES,
    truth: truth::rows,
};
