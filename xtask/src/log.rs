//! What a program that we started says, in a file, which never fills up as a pipe does.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A program's log in `folder`, new.
pub(crate) fn create_log(folder: &Path, program: &str) -> Result<(PathBuf, fs::File)> {
    let path = folder.join(format!("{program}.log"));
    let file = fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok((path, file))
}

/// The last lines of a log.
pub(crate) fn log_tail(path: &Path) -> String {
    const LINES_MAX: usize = 30;
    let text = String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES_MAX)..].join("\n")
}
