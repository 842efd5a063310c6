//! The client against small servers that answer as upstream was seen to, and worse.

mod auth;
mod bounds;
mod coding;
mod download;
mod listing;
mod lists;
mod retries;
mod reverse_proxy;
mod secrets;
mod server;
mod tls;
