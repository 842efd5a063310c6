//! The simulator from outside: its worlds, its answers, its faults, its program.

mod agent_metrics;
mod api;
mod client;
mod configuration;
mod engagement_history;
mod faults;
mod messaging_interactions;
mod messaging_operations;
mod operational;
mod pinned;
mod program;
mod shapes;
mod tokens;
mod world;
