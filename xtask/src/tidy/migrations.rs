//! Numbered migrations have no gaps, and what was released is never edited. Views of `mart` have no numbers, and may change.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Finding, Severity, Tree};

const FOLDER: &str = "migrations/";

/// Tags of releases.
const TAGS: &str = "v[0-9]*";

/// Rules that the tree alone tells.
pub(super) fn findings(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut files: Vec<_> = tree.files.iter().filter(|file| is_numbered(&file.path)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut last = 0;
    for file in files {
        let Some(number) = number_of(&file.path[FOLDER.len()..]) else {
            found.push(file.violation(1, "not named as a migration; call it NNNN_area.sql"));
            continue;
        };
        if number != last + 1 {
            found.push(file.violation(1, format!("number {number:04} after {last:04}; take {:04}", last + 1)));
        }
        last = number;
    }
    found
}

/// What differs from the last release before the commit that is checked out: without one, everything may change.
pub(super) fn edits(repository: &Path, tree: &Tree) -> Result<Vec<Finding>> {
    let Some(release) = last_release(repository)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for path in git(repository, &["ls-tree", "--name-only", &release, FOLDER])?.lines().filter(|path| is_numbered(path))
    {
        let released = git(repository, &["show", &format!("{release}:{path}")])?;
        let what = match tree.file(path) {
            None => format!("was released with {release} and is gone; bring it back"),
            Some(file) if file.text != released => {
                format!("was released with {release} and is edited; undo that and write a new migration")
            }
            Some(_) => continue,
        };
        found.push(Finding { path: path.to_owned(), line: 1, what, severity: Severity::Violation });
    }
    Ok(found)
}

/// Returns the tag of the last release before the commit that is checked out.
pub(super) fn last_release(repository: &Path) -> Result<Option<String>> {
    if git(repository, &["tag", "--list", "--merged", "HEAD", TAGS])?.is_empty() {
        return Ok(None);
    }
    let nearest = git(repository, &["describe", "--tags", "--abbrev=0", "--match", TAGS, "HEAD"])?;
    Ok(Some(nearest.trim_end().to_owned()))
}

/// Returns what git answers.
pub(super) fn git(repository: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git").args(arguments).current_dir(repository).output().context("cannot run git")?;
    if !output.status.success() {
        bail!("git {} failed: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).context("git answered what is no UTF-8")
}

/// Directly in the folder: those below it are views.
fn is_numbered(path: &str) -> bool {
    path.strip_prefix(FOLDER).is_some_and(|name| name.ends_with(".sql") && !name.contains('/'))
}

/// `0001_ingest.sql` is number 1.
fn number_of(name: &str) -> Option<u32> {
    let (number, area) = name.strip_suffix(".sql")?.split_once('_')?;
    let is_area = !area.is_empty() && area.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if number.len() == 4 && is_area { number.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{SourceFile, check};
    use super::*;

    #[test]
    fn numbers_have_no_gaps_and_no_repeats() {
        check(
            findings,
            &[
                ("migrations/0002_b.sql", ""),
                ("migrations/0001_a.sql", ""),
                ("migrations/README.md", ""),
                ("migrations/mart/chat.sql", ""),
            ],
            &[],
        );
        check(
            findings,
            &[("migrations/0001_a.sql", ""), ("migrations/0001_b.sql", ""), ("migrations/0003_c.sql", "")],
            &[
                "migrations/0001_b.sql:1: number 0001 after 0001; take 0002",
                "migrations/0003_c.sql:1: number 0003 after 0001",
            ],
        );
        check(findings, &[("migrations/1_a.sql", "")], &["migrations/1_a.sql:1: not named"]);
    }

    /// A repository of its own, gone with its folder.
    struct Repository(tempfile::TempDir);

    impl Repository {
        /// `None`, with a line, where git is not installed: a clone may have been unpacked from an archive.
        fn new() -> Option<Self> {
            if let Err(error) = Command::new("git").arg("--version").output() {
                crate::test::note_skipped("tests with git", &error.to_string());
                return None;
            }
            let repository = Self(tempfile::tempdir().unwrap());
            repository.git(&["init", "--quiet"]);
            Some(repository)
        }

        fn git(&self, arguments: &[&str]) {
            let identity = ["-c", "user.name=a", "-c", "user.email=a@example.invalid"];
            let own = ["-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false", "-c", "core.hooksPath=/dev/null"];
            git(self.0.path(), &[&identity[..], &own, arguments].concat()).unwrap();
        }

        /// Commits these files, and nothing else in the folder.
        fn commit(&self, files: &[(&str, &str)], tag: Option<&str>) {
            let folder = self.0.path().join("migrations");
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(folder.join("mart")).unwrap();
            for (path, text) in files {
                fs::write(self.0.path().join(path), text).unwrap();
            }
            self.git(&["add", "--all"]);
            self.git(&["commit", "--quiet", "--allow-empty", "--message", "a"]);
            if let Some(tag) = tag {
                self.git(&["tag", tag]);
            }
        }

        /// What is found in a tree of these files.
        fn check(&self, files: &[(&str, &str)], expected: &[&str]) {
            let file = |(path, text): &(&str, &str)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() };
            let tree = Tree { files: files.iter().map(file).collect() };
            let found: Vec<String> = edits(self.0.path(), &tree).unwrap().iter().map(Finding::to_string).collect();
            assert_eq!(found, expected);
        }
    }

    const ONE: (&str, &str) = ("migrations/0001_a.sql", "abc");
    const EDITED: (&str, &str) = ("migrations/0001_a.sql", "abd");
    const TWO: (&str, &str) = ("migrations/0002_b.sql", "new");
    const VIEW: (&str, &str) = ("migrations/mart/chat.sql", "select 1");

    #[test]
    fn what_was_never_released_may_change() {
        let Some(repository) = Repository::new() else { return };
        repository.commit(&[ONE], Some("before-v1"));
        repository.check(&[EDITED], &[]);
    }

    #[test]
    fn numbered_files_of_the_last_release_stay_and_views_may_change() {
        let Some(repository) = Repository::new() else { return };
        repository.commit(&[EDITED], Some("v0.9.0"));
        repository.commit(&[ONE, VIEW], Some("v0.10.0"));
        repository.commit(&[ONE, VIEW, TWO], None);
        repository.check(&[ONE, VIEW, TWO], &[]);
        repository.check(&[ONE, (VIEW.0, "select 2")], &[]);
        let edited =
            "migrations/0001_a.sql:1: was released with v0.10.0 and is edited; undo that and write a new migration";
        repository.check(&[EDITED], &[edited]);
        repository.check(&[TWO], &["migrations/0001_a.sql:1: was released with v0.10.0 and is gone; bring it back"]);
    }
}
