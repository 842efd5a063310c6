//! The feeds from outside: what upstream sends in, printed rows and rejects out. A folder for each feed, `files` for what
//! all feeds of files share, `conformance` for what must hold of every feed.

mod agent_activity;
mod agent_metrics;
mod answers;
mod configuration;
mod conformance;
mod content_hash;
mod engagement;
mod engagement_history;
mod files;
mod messaging_interactions;
mod messaging_operations;
mod mutation;
mod operational;
mod outcome;
mod printed;
mod spelling;
mod survey;
mod web_session;
