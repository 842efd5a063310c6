//! A configuration, file and environment: no panic, no secret is shown, and what serves is accepted again as it is printed.
//!
//! The file is followed by variables of the environment (`LPW__WORK__LEASE=1s`), each behind a NUL.
#![no_main]

use std::ffi::OsString;

use libfuzzer_sys::fuzz_target;
use lp_warehouse::effective_configuration;

/// What no output may hold, wherever it was given as a secret.
const PLANTED: &str = "planted";

fuzz_target!(|text: &str| {
    let mut parts = text.split('\0');
    let file = parts.next().unwrap_or_default();
    let variables = parts.filter_map(|variable| variable.split_once('='));
    let variables: Vec<_> = variables.map(|(name, value)| (OsString::from(name), OsString::from(value))).collect();
    let Ok(effective) = effective_configuration(file, variables) else { return };
    for secret in ["app_secret", "access_token_secret", "client_secret", "password"] {
        assert!(!effective.contains(&format!("{secret} = \"{PLANTED}")), "a secret is shown");
    }
    let again = effective_configuration(&effective, []).expect("what serves is a configuration");
    assert_eq!(settings(&effective), settings(&again));
});

/// The lines without what is said of their origin.
fn settings(effective: &str) -> Vec<&str> {
    let lines = effective.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.trim_end_matches("  # default").trim_end_matches("  # environment")).collect()
}
