//! The simulator from outside: its worlds, its answers, its faults, its program.

mod api;
mod client;
mod faults;
mod history;
mod history_truth;
mod operational;
mod operational_truth;
mod pinned;
mod program;
mod shapes;
mod tokens;
mod world;
