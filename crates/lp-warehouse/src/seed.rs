//! Randomness enters here, once per process: nonces, jitter, the name of this run in its leases and log lines.

use std::sync::OnceLock;

/// A seed that no other process has; the same at each call.
#[expect(clippy::disallowed_methods, reason = "the one place where the machine is asked for randomness")]
pub(crate) fn machine_seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    *SEED.get_or_init(|| fastrand::u64(..))
}

/// The name of this run: the end of `lease_owner` in the ledger, and `run` in every log line.
pub(crate) fn run_name() -> String {
    format!("{:016x}", machine_seed())
}
