//! How far a backfill is, on standard error: a bar on a terminal, else a line now and then.

use std::io::{self, Write};
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use tokio::time::Instant;

/// Without a terminal a line is printed so often.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// A bar, or lines.
pub(super) struct Progress {
    bar: ProgressBar,
    /// As many units as were open at most.
    most: usize,
    printed_at: Option<Instant>,
    /// What is waited for, as it was printed last.
    waits_for: Option<String>,
}

impl Progress {
    /// Begins with nothing.
    pub(super) fn begin() -> anyhow::Result<Self> {
        let style = ProgressStyle::with_template("[{bar:30}] {pos} of {len} units, {eta} left")?.progress_chars("#.");
        Ok(Self { bar: ProgressBar::new(0).with_style(style), most: 0, printed_at: None, waits_for: None })
    }

    /// Tells whether there was never anything to load.
    pub(super) fn is_empty(&self) -> bool {
        self.most == 0
    }

    /// Shows how many units are still open.
    pub(super) fn show(&mut self, open: usize) {
        self.most = self.most.max(open);
        self.bar.set_length(self.most as u64);
        self.bar.set_position((self.most - open) as u64);
        if self.bar.is_hidden() && open > 0 && self.printed_at.is_none_or(|at| at.elapsed() >= LINE_EVERY) {
            self.printed_at = Some(Instant::now());
            let left = match self.bar.position() {
                0 => "time left not known yet".to_owned(),
                _ => format!("{} left", HumanDuration(self.bar.eta())),
            };
            self.print(&format!("{} of {} units, {left}", self.bar.position(), self.most));
        }
    }

    /// Prints what is waited for, when it is another reason than before.
    pub(super) fn explain(&mut self, waits_for: Option<String>) {
        if waits_for == self.waits_for {
            return;
        }
        if let Some(reason) = &waits_for {
            self.print(&format!("waiting: {reason}"));
        }
        self.waits_for = waits_for;
    }

    /// Ends with all units done: the bar is full, and stays.
    pub(super) fn finish(&self, what: &str) {
        match self.most {
            0 => self.bar.finish_and_clear(),
            most if self.bar.is_hidden() => self.print(&format!("{most} of {most} units")),
            most => {
                self.bar.set_position(most as u64);
                self.bar.finish();
            }
        }
        self.print(what);
    }

    /// Ends before all units are done: the bar stays as it is.
    pub(super) fn stop(&self, what: &str) {
        self.bar.abandon();
        self.print(what);
    }

    /// Prints a line, above the bar while there is one.
    fn print(&self, line: &str) {
        if self.bar.is_hidden() || self.bar.is_finished() {
            // Nobody is left to read it when the terminal is gone.
            let _ = writeln!(io::stderr(), "{line}");
        } else {
            self.bar.println(line);
        }
    }
}
