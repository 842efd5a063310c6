//! Every event that is logged is documented, and every documented one is logged: operators search for them by name.

use std::collections::BTreeSet;

use super::{Finding, SourceFile, Tree};

const DOCS: &str = "docs/logs.md";

pub(super) fn findings(tree: &Tree) -> Vec<Finding> {
    let Some(docs) = tree.file(DOCS) else {
        println!("tidy: there is no {DOCS}; the names of log events are not checked");
        return Vec::new();
    };
    let logged: Vec<(&SourceFile, usize, &str)> = tree
        .rust_files()
        .filter(|file| file.path.starts_with("crates/") && file.path.contains("/src/"))
        .flat_map(|file| file.lines().filter_map(move |(line, text)| Some((file, line, event_in(text)?))))
        .collect();
    let documented = documented_names_of(docs);

    let documented_names: BTreeSet<&str> = documented.iter().map(|(_, name)| *name).collect();
    let logged_names: BTreeSet<&str> = logged.iter().map(|(.., name)| *name).collect();
    let undocumented = logged.iter().filter(|(.., name)| !documented_names.contains(name));
    let unlogged = documented.iter().filter(|(_, name)| !logged_names.contains(name));
    undocumented
        .map(|(file, line, name)| file.violation(*line, format!("event `{name}` is not in {DOCS}; add a row for it")))
        .chain(unlogged.map(|(line, name)| docs.violation(*line, format!("nothing logs `{name}`; remove the row"))))
        .collect()
}

/// The name in `info!(event = "unit_loaded", …)`.
fn event_in(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("event = \"")?;
    let is_field = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
    if is_field && !before.trim_start().starts_with("//") { after.split('"').next() } else { None }
}

/// The names in the first column of the tables whose first column is headed `event`.
fn documented_names_of(docs: &SourceFile) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let mut heading = None;
    for (line, text) in docs.lines() {
        let first_cell = text.trim_start().strip_prefix('|').and_then(|row| row.split('|').next()).map(str::trim);
        heading = first_cell.and(heading.or(first_cell));
        let name = first_cell.and_then(|cell| cell.strip_prefix('`')?.split('`').next());
        if heading.is_some_and(|heading| heading.eq_ignore_ascii_case("event")) {
            names.extend(name.map(|name| (line, name)));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::findings;

    #[test]
    fn logged_and_documented_are_the_same() {
        let code = ("crates/a/src/a.rs", "info!(\n    event = \"a_done\",\n    \"done\");\nlet my_event = \"b\";\n");
        fn docs(text: &str) -> (&str, &str) {
            ("docs/logs.md", text)
        }
        let fields = "| field | meaning |\n| --- | --- |\n| `unit` | file |\n\n";
        let table = format!("{fields}| event | level |\n| --- | --- |\n| `a_done` | info |\n");
        check(findings, &[code, docs(&table)], &[]);
        check(
            findings,
            &[code, docs("`a_done` in prose\n")],
            &["crates/a/src/a.rs:2: event `a_done` is not in docs/logs.md"],
        );
        check(
            findings,
            &[code, docs("| Event |\n| - |\n| `a_done` |\n| `gone` |\n")],
            &["docs/logs.md:4: nothing logs `gone`"],
        );
        check(findings, &[code], &[]);
    }
}
