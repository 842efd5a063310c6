//! A file for each thing that is measured.

pub(super) mod copy;
pub(super) mod facts;
pub(super) mod grown;
pub(super) mod idle;
pub(super) mod instructions;
pub(super) mod large_messaging;
pub(super) mod linear;
pub(super) mod listing;
pub(super) mod memory;
pub(super) mod reread;

/// For sizes in a report.
const MIB: f64 = 1024.0 * 1024.0;
