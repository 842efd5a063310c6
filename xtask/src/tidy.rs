//! `cargo xtask tidy`: the house rules that no other tool checks. What they are for is in CONTRIBUTING.md.

mod arrows;
mod columns;
mod events;
mod feeds;
mod migrations;
mod size;
mod words;

use std::fmt;
use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::workspace::root;

/// Every rule, each over the whole tree.
const RULES: [fn(&Tree) -> Vec<Finding>; 6] =
    [size::findings, words::findings, migrations::findings, arrows::findings, events::findings, feeds::findings];

/// Checks the repository and prints what it finds.
pub(crate) fn run() -> Result<ExitCode> {
    let tree = Tree::of_repository()?;
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    findings.extend(migrations::edits(root(), &tree)?);
    findings.extend(columns::moves(root(), &tree)?);
    for finding in &findings {
        println!("{finding}");
    }
    let violations = findings.iter().filter(|finding| finding.severity == Severity::Violation).count();
    println!("tidy: {} files, {violations} violations", tree.files.len());
    Ok(if violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The text files of the repository.
struct Tree {
    files: Vec<SourceFile>,
}

/// One of them, its path relative to the root.
struct SourceFile {
    path: String,
    text: String,
}

impl Tree {
    /// What git tracks, and what it would if asked to add everything.
    fn of_repository() -> Result<Self> {
        let mut git = std::process::Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]).current_dir(root());
        let output = git.output().context("cannot run git")?;
        if !output.status.success() {
            bail!("git ls-files failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let paths = String::from_utf8(output.stdout).context("a path in the repository is not UTF-8")?;
        // A file that was deleted, or that is not text, has no lines to check.
        let file =
            |path: &str| Some(SourceFile { path: path.to_owned(), text: fs::read_to_string(root().join(path)).ok()? });
        Ok(Self { files: paths.split('\0').filter(|path| !path.is_empty()).filter_map(file).collect() })
    }

    fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    fn rust_files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }
}

impl SourceFile {
    /// Its lines, numbered from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    fn violation(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, what: what.into(), severity: Severity::Violation }
    }

    fn note(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, what: what.into(), severity: Severity::Note }
    }
}

/// Something to put right, or to know.
struct Finding {
    path: String,
    line: usize,
    what: String,
    severity: Severity,
}

#[derive(PartialEq, Eq)]
enum Severity {
    Note,
    Violation,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let note = if self.severity == Severity::Note { "note: " } else { "" };
        write!(f, "{}:{}: {note}{}", self.path, self.line, self.what)
    }
}

/// Compares what `rule` finds in a tree of `(path, text)` with `expected`: the beginnings of the printed lines.
#[cfg(test)]
#[track_caller]
fn check(rule: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)], expected: &[&str]) {
    let file = |(path, text): &(&str, &str)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() };
    let found: Vec<String> =
        rule(&Tree { files: files.iter().map(file).collect() }).iter().map(Finding::to_string).collect();
    let matches = found.len() == expected.len() && found.iter().zip(expected).all(|(f, e)| f.starts_with(e));
    assert!(matches, "found {found:#?}\nexpected {expected:#?}");
}
