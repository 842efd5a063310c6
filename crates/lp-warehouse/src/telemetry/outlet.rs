//! Where log lines leave the process. A log that cannot be written costs lines, never the loading: an outlet fails nobody,
//! and waits a second at most.
//!
//! It writes to the descriptor itself: the buffer of the standard library panics when a panic within it is logged.

use std::io;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use metrics::counter;
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::write;

/// A reader that takes nothing is waited for so long, once: until it takes something again, lines are lost at once.
const STUCK_WAIT_MAX: Duration = Duration::from_secs(1);
/// A pipe that is ready takes so many bytes without a wait: `PIPE_BUF`.
const PIECE_BYTES_MAX: usize = 4096;

/// A stream for lines, such as standard output.
pub(super) struct Outlet<S> {
    stream: S,
    losses: Arc<Losses>,
    /// Held while a line is written, so that lines stay whole. Whether the last line broke off in its middle.
    is_torn: Mutex<bool>,
}

impl<S: AsFd> Outlet<S> {
    /// Writes to `stream`, and notes in `losses` what it does not take.
    pub(super) fn new(stream: S, losses: Arc<Losses>) -> Self {
        Self { stream, losses, is_torn: Mutex::new(false) }
    }

    /// Writes one line, with its end, or loses it.
    pub(super) fn put(&self, line: &[u8]) {
        // Nothing panics while it is held, but the value is sound even then.
        let mut is_torn = self.is_torn.lock().unwrap_or_else(PoisonError::into_inner);
        let patience = if self.losses.is_losing() { Duration::ZERO } else { STUCK_WAIT_MAX };
        let deadline = Instant::now() + patience;
        let mended = !*is_torn || self.put_until(b"\n", deadline).is_ok();
        let put = if mended { self.put_until(line, deadline) } else { Err(0) };
        *is_torn = if mended { put.is_err_and(|taken| taken > 0) } else { *is_torn };
        self.losses.note(put.is_ok());
    }

    /// Writes all of it, or says how many bytes were taken.
    fn put_until(&self, bytes: &[u8], deadline: Instant) -> Result<(), usize> {
        let mut taken = 0;
        while taken < bytes.len() {
            let piece = &bytes[taken..bytes.len().min(taken + PIECE_BYTES_MAX)];
            match self.wait_until(deadline).and_then(|()| write(&self.stream, piece)) {
                Ok(0) => return Err(taken),
                Ok(len) => taken += len,
                Err(Errno::EINTR) => {}
                // Somebody else made the stream one that does not wait, or was faster: the deadline counts.
                Err(Errno::EAGAIN) if Instant::now() < deadline => {}
                Err(_) => return Err(taken),
            }
        }
        Ok(())
    }

    /// Waits until a write would not.
    fn wait_until(&self, deadline: Instant) -> nix::Result<()> {
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
        // A stream that is broken counts as ready; writing says how.
        match poll(&mut [PollFd::new(self.stream.as_fd(), PollFlags::POLLOUT)], timeout)? {
            0 => Err(Errno::ETIMEDOUT),
            _ => Ok(()),
        }
    }
}

impl<S: AsFd> io::Write for &Outlet<S> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.put(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many lines were lost.
#[derive(Default)]
pub(super) struct Losses {
    lost: AtomicU64,
    told: AtomicU64,
    is_losing: AtomicBool,
    /// The next loss is that of the line which tells of the others; it is not counted.
    is_telling: AtomicBool,
}

impl Losses {
    /// Whether the last line was lost.
    fn is_losing(&self) -> bool {
        self.is_losing.load(Ordering::Relaxed)
    }

    fn note(&self, was_put: bool) {
        self.is_losing.store(!was_put, Ordering::Relaxed);
        if !was_put && !self.is_telling.swap(false, Ordering::Relaxed) {
            self.lost.fetch_add(1, Ordering::Relaxed);
            counter!("lp_warehouse_log_lines_lost_total").increment(1);
        }
    }

    /// Calls `tell`, which logs the number of lines that were lost and not told of, if there are any. A line that does not
    /// get through either has told nothing.
    pub(super) fn tell(&self, tell: impl FnOnce(u64)) {
        let lost = self.lost.load(Ordering::Relaxed);
        let untold = lost - self.told.load(Ordering::Relaxed);
        if untold == 0 {
            return;
        }
        self.is_telling.store(true, Ordering::Relaxed);
        tell(untold);
        if self.is_telling.swap(false, Ordering::Relaxed) {
            self.told.store(lost, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::{Read, pipe};
    use std::os::fd::OwnedFd;

    use super::*;

    /// An outlet, with what it lost and how often it told of it.
    fn outlet(stream: impl Into<OwnedFd>) -> (Outlet<OwnedFd>, Arc<Losses>) {
        let losses = Arc::new(Losses::default());
        (Outlet::new(stream.into(), Arc::clone(&losses)), losses)
    }

    /// Tells through the outlet; what was told, whether it got through or not.
    #[track_caller]
    fn check_told(outlet: &Outlet<OwnedFd>, losses: &Losses, expected: Option<u64>) {
        let mut told = None;
        losses.tell(|lines| {
            outlet.put(b"told\n");
            told = Some(lines);
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn a_stream_that_takes_nothing_loses_lines_and_nothing_else() {
        let (reader, gone) = pipe().unwrap();
        drop(reader);
        let full = File::options().write(true).open("/dev/full").unwrap();
        for stream in [OwnedFd::from(gone), full.into()] {
            let (outlet, losses) = outlet(stream);
            outlet.put(b"one\n");
            outlet.put(b"two\n");
            for _ in 0..2 {
                check_told(&outlet, &losses, Some(2));
            }
            assert_eq!(losses.lost.load(Ordering::Relaxed), 2, "what tells of losses is none");
        }
    }

    #[test]
    fn a_reader_that_comes_back_is_told_what_it_missed() {
        let (mut reader, writer) = pipe().unwrap();
        let (outlet, losses) = outlet(writer);
        let long = [&[b'x'; 100_000][..], b"\n"].concat();
        let begun = Instant::now();
        // The first one breaks off where the pipe is full; the others are lost at once.
        (0..100).for_each(|_| outlet.put(&long));
        assert!(begun.elapsed() < STUCK_WAIT_MAX * 3, "it took {:?}", begun.elapsed());
        assert_eq!(losses.lost.load(Ordering::Relaxed), 100);

        let mut torn = vec![0; 65_536];
        reader.read_exact(&mut torn).unwrap();
        check_told(&outlet, &losses, Some(100));
        check_told(&outlet, &losses, None);
        drop(outlet);
        let mut rest = String::new();
        reader.read_to_string(&mut rest).unwrap();
        assert_eq!(rest.trim_start_matches('x'), "\ntold\n", "a line that broke off is ended first");
    }

    #[test]
    fn whole_lines_pass() {
        let (mut reader, writer) = pipe().unwrap();
        let (outlet, losses) = outlet(writer);
        let line = [&[b'x'; 10_000][..], b"\n"].concat();
        (0..3).for_each(|_| outlet.put(&line));
        drop(outlet);
        let mut read = Vec::new();
        reader.read_to_end(&mut read).unwrap();
        assert_eq!(read, line.repeat(3));
        assert_eq!(losses.lost.load(Ordering::Relaxed), 0);
    }
}
