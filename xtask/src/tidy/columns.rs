//! A view of `mart` gains columns at its end: it is replaced then, and what users built on it stays. Compared with the last
//! release by the dictionary, which has the columns in the order of the database.

use std::path::Path;

use anyhow::Result;

use super::migrations::{git, last_release};
use super::{Finding, SourceFile, Tree};

const DICTIONARY: &str = "docs/data-dictionary.md";

/// Returns the views that gained a column before one that was released.
pub(super) fn moves(repository: &Path, tree: &Tree) -> Result<Vec<Finding>> {
    let (Some(release), Some(dictionary)) = (last_release(repository)?, tree.file(DICTIONARY)) else {
        return Ok(Vec::new());
    };
    if git(repository, &["ls-tree", "--name-only", &release, DICTIONARY])?.is_empty() {
        return Ok(Vec::new());
    }
    Ok(moved(&release, &git(repository, &["show", &format!("{release}:{DICTIONARY}")])?, dictionary))
}

fn moved(release: &str, released: &str, dictionary: &SourceFile) -> Vec<Finding> {
    let released = views(released);
    let mut found = Vec::new();
    for (line, view, columns) in views(&dictionary.text) {
        let Some((_, _, before)) = released.iter().find(|(_, name, _)| *name == view) else { continue };
        // One that lost a column is made again, whatever the order.
        let only_gained = before.iter().all(|column| columns.contains(column));
        if only_gained && !columns.starts_with(before) {
            let what = format!(
                "`{view}` has the columns of {release} in other places; put new ones at the end, or the view is dropped \
                 with all that users built on it"
            );
            found.push(dictionary.violation(line, what));
        }
    }
    found
}

/// The views of `mart` in a dictionary: line of the heading, name, columns.
fn views(dictionary: &str) -> Vec<(usize, &str, Vec<&str>)> {
    let mut views: Vec<(usize, &str, Vec<&str>)> = Vec::new();
    for (line, text) in (1..).zip(dictionary.lines()) {
        if let Some(name) = text.strip_prefix("### ") {
            views.push((line, name, Vec::new()));
        } else if let (Some(column), Some((_, _, columns))) = (text.strip_prefix("| `"), views.last_mut()) {
            columns.extend(column.split('`').next());
        }
    }
    views.retain(|(_, name, _)| name.starts_with("mart."));
    views
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary(name: &str, columns: &[&str]) -> String {
        let columns = columns.iter().map(|column| format!("| `{column}` | text | `x` |\n"));
        format!("# Dictionary\n\n### {name}\n\n{}", columns.collect::<String>())
    }

    fn check(released: &[&str], now: &[&str], is_found: bool) {
        let file = SourceFile { path: DICTIONARY.to_owned(), text: dictionary("mart.chat", now) };
        let found = moved("v1", &dictionary("mart.chat", released), &file);
        assert_eq!(found.len(), usize::from(is_found), "{released:?} to {now:?}");
        assert!(moved("v1", &dictionary("mart.other", released), &file).is_empty(), "a new view has any columns");
    }

    #[test]
    fn columns_are_added_at_the_end() {
        check(&["a", "b"], &["a", "b"], false);
        check(&["a", "b"], &["a", "b", "c"], false);
        check(&["a", "b"], &["a", "c", "b"], true);
        check(&["a", "b"], &["b", "a"], true);
        check(&["a", "b"], &["c", "b"], false);
    }
}
