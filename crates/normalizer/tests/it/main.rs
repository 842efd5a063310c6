//! The normalizer from outside: whole files in, printed rows and rejects out.

mod agent_event;
mod bounds;
mod chunking;
mod content_hash;
mod conversation;
mod corruption;
mod envelope;
mod event_key;
mod files;
mod garbage;
mod history;
mod history_attributes;
mod history_children;
mod history_engagement;
mod history_garbage;
mod history_pages;
mod history_versions;
mod outcome;
mod records;
mod rejects;
mod spelling;
mod text;
mod truth;
