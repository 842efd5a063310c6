//! Randomness enters here, once per process: nonces, jitter, the name of this daemon in its leases.

/// A seed that no other process has.
#[expect(clippy::disallowed_methods, reason = "the one place where the machine is asked for randomness")]
pub(crate) fn machine_seed() -> u64 {
    fastrand::u64(..)
}
