//! agentActivity: the events of agents, in files.

mod encode;
mod truth;
mod world;

use crate::feed::{Feed, FileFeed};

pub(crate) const FEED: Feed = Feed::Files(FILES);

const FILES: FileFeed = FileFeed {
    path: "agentActivity",
    file_prefix: "Agent",
    data_type: "AgentActivity",
    files: world::files,
    tables: &truth::TABLES,
    truth: truth::rows,
};
