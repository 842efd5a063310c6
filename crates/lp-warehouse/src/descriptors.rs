//! Open files: each unit in flight, each connection and each question takes one. Shells and service managers often allow
//! 1 024, and let a process raise that by itself.

use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};

/// More than any sound work takes.
const OPEN_FILES_MAX: rlim_t = 65_536;

/// Raises the soft limit of open files as far as it is sensible. Where that is refused, the old one serves.
pub(crate) fn raise_soft_limit() {
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else { return };
    if let Some(raised) = raised(soft, hard) {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, raised, hard);
    }
}

fn raised(soft: rlim_t, hard: rlim_t) -> Option<rlim_t> {
    let sensible = hard.min(OPEN_FILES_MAX);
    (sensible > soft).then_some(sensible)
}

#[cfg(test)]
mod tests {
    use nix::sys::resource::RLIM_INFINITY;

    use super::*;

    #[test]
    fn the_soft_limit_is_raised_and_never_lowered() {
        let check = |soft, hard, expected| assert_eq!(raised(soft, hard), expected);
        check(1_024, 4_096, Some(4_096));
        check(1_024, RLIM_INFINITY, Some(OPEN_FILES_MAX));
        check(4_096, 4_096, None);
        check(1 << 20, RLIM_INFINITY, None);
    }
}
