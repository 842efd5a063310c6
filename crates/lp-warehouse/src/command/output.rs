//! What a command prints, for as long as somebody reads it.

use std::io::{self, ErrorKind, Stdout, Write};

/// Standard output. After `units list | head -1` has its line, nobody reads on: that is noted, because it is no error.
pub(super) struct Output {
    stdout: Stdout,
    is_unread: bool,
}

impl Default for Output {
    fn default() -> Self {
        Self { stdout: io::stdout(), is_unread: false }
    }
}

impl Output {
    /// Whether its reader has gone away.
    pub(super) fn is_unread(&self) -> bool {
        self.is_unread
    }

    fn noted<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        self.is_unread |= done.as_ref().is_err_and(|error| error.kind() == ErrorKind::BrokenPipe);
        done
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.stdout.write(bytes);
        self.noted(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.stdout.flush();
        self.noted(flushed)
    }
}
