//! The simulator from outside: its worlds, its answers, its faults, its program.

mod api;
mod client;
mod faults;
mod program;
mod shapes;
mod tokens;
mod world;
