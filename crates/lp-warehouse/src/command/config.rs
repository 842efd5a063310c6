//! `lp-warehouse config`: the configuration that serves.

use std::io::{self, Write};

use crate::config::Config;

/// Prints every key as TOML, secrets masked, with the file and the variables it came from.
pub(crate) fn run(config: &Config, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{}", config.effective)
}
