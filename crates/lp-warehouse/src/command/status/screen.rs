//! A terminal that is redrawn in place, and given back as it was.

use std::io::{self, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};
use tokio::io::AsyncReadExt;

/// A terminal that tells no size.
const ROWS_UNKNOWN: u16 = 24;
/// q, Ctrl-C and Ctrl-D: in raw mode keys make no signals.
const QUIT_KEYS: [u8; 4] = [b'q', b'Q', 3, 4];

/// The terminal's other screen. Dropped, it gives the first one back.
pub(super) struct Screen(());

impl Screen {
    /// Opens it, and takes each key as it is pressed.
    pub(super) fn open(out: &mut impl Write) -> io::Result<Self> {
        enable_raw_mode()?;
        let screen = Self(());
        execute!(out, EnterAlternateScreen, Hide)?;
        Ok(screen)
    }

    /// Draws over what was drawn before. What the terminal has no lines for is left out.
    pub(super) fn draw(&mut self, text: &str, out: &mut impl Write) -> io::Result<()> {
        let (_, rows) = size().unwrap_or((0, ROWS_UNKNOWN));
        queue!(out, MoveTo(0, 0))?;
        let lines = fitted(text, usize::from(rows.max(2)));
        for (index, line) in lines.iter().enumerate() {
            let line_end = if index + 1 < lines.len() { "\r\n" } else { "" };
            write!(out, "{line}")?;
            queue!(out, Clear(ClearType::UntilNewLine))?;
            write!(out, "{line_end}")?;
        }
        queue!(out, Clear(ClearType::FromCursorDown))
    }
}

/// Waits until a person wants to end what an open [`Screen`] shows.
pub(super) async fn wait_for_quit() {
    let mut keys = tokio::io::stdin();
    let mut key = [0];
    loop {
        match keys.read(&mut key).await {
            Ok(1..) if QUIT_KEYS.contains(&key[0]) => return,
            Ok(1..) => {}
            // A terminal that is gone sends a signal as well.
            Ok(0) | Err(_) => return,
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nothing can be given back when the terminal is gone.
        let _ = execute!(io::stdout(), Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}

/// The lines that fit, and how many do not.
fn fitted(text: &str, rows: usize) -> Vec<String> {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    if lines.len() <= rows {
        return lines.into_iter().map(str::to_owned).collect();
    }
    let left_out = lines.len() - (rows - 1);
    let mut fitted: Vec<String> = lines[..rows - 1].iter().map(|line| (*line).to_owned()).collect();
    fitted.push(format!("… and {left_out} more lines"));
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted() {
        let check = |rows: usize, expected: &[&str]| assert_eq!(fitted("a\nb\nc\n\n", rows), expected);
        check(3, &["a", "b", "c"]);
        check(2, &["a", "… and 2 more lines"]);
    }
}
