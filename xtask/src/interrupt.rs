//! Ctrl-C, noticed instead of suffered: a command first stops what it started.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::signal::{SigSet, SigmaskHow, Signal};

/// How often a wait looks whether it was cut short.
const POLL_MS: u64 = 50;

/// The exit code of a command that was interrupted, as shells know it: 128 + SIGINT.
pub(crate) const EXIT_CODE: u8 = 130;

/// Whether SIGINT, SIGTERM or SIGHUP has come.
#[derive(Clone)]
pub(crate) struct Interrupt {
    is_raised: Arc<AtomicBool>,
}

impl Interrupt {
    /// Takes over the signals. To be called before any other thread is started, since threads inherit what is blocked.
    pub(crate) fn listen() -> Result<Self> {
        let signals: SigSet = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect();
        signals.thread_block().context("cannot take over Ctrl-C")?;
        let interrupt = Self { is_raised: Arc::new(AtomicBool::new(false)) };
        let raised = Arc::clone(&interrupt.is_raised);
        thread::spawn(move || {
            while signals.wait().is_ok() {
                raised.store(true, Ordering::SeqCst);
            }
        });
        Ok(interrupt)
    }

    /// It has come; wind up.
    pub(crate) fn is_raised(&self) -> bool {
        self.is_raised.load(Ordering::SeqCst)
    }

    /// Sleeps, but not past an interrupt.
    pub(crate) fn sleep(&self, duration: Duration) {
        let deadline = Instant::now() + duration;
        while !self.is_raised() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(POLL_MS));
        }
    }
}

/// Runs `spawn` with no signal blocked, because a child inherits what is blocked and could not be stopped. A signal that
/// comes in this very moment ends us at once; what that leaves behind, the next run clears away.
pub(crate) fn with_signals_open<T>(spawn: impl FnOnce() -> T) -> Result<T> {
    let blocked = SigSet::empty().thread_swap_mask(SigmaskHow::SIG_SETMASK).context("cannot unblock signals")?;
    let spawned = spawn();
    blocked.thread_set_mask().context("cannot block signals")?;
    Ok(spawned)
}
