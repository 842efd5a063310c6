//! Words that have no place in a line, a path or a file name.

use super::{Finding, SourceFile, Tree};

/// Unfinished work, with what to do instead. Cut in two, so that this file passes.
const UNFINISHED: [(&str, &str); 5] = [
    (concat!("TO", "DO"), "do it, or open an issue"),
    (concat!("FIX", "ME"), "fix it, or open an issue"),
    (concat!("db", "g!("), "log an event, or remove it"),
    (concat!("to", "do!("), "write the code"),
    (concat!("#[ign", "ore"), "a test runs or is deleted"),
];

/// Folders of somebody's own machine.
const MACHINE_PATHS: [&str; 2] = [concat!("/ro", "ot/"), concat!("/wo", "rk/")];

/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 7] = ["utils", "util", "common", "helpers", "helper", "manager", "misc"];

pub(super) fn findings(tree: &Tree) -> Vec<Finding> {
    let rules = [unfinished, machine_paths, empty_name];
    tree.files.iter().flat_map(|file| rules.into_iter().flat_map(|rule| rule(file))).collect()
}

fn unfinished(file: &SourceFile) -> Vec<Finding> {
    let is_code = [".rs", ".sql", ".toml"].iter().any(|ending| file.path.ends_with(ending));
    let lines = file.lines().filter(|_| is_code);
    let found = lines.filter_map(|(number, line)| {
        let (word, instead) = UNFINISHED.iter().find(|(word, _)| stands_in(line, word))?;
        Some(file.violation(number, format!("`{word}`; {instead}")))
    });
    found.collect()
}

fn machine_paths(file: &SourceFile) -> Vec<Finding> {
    let found = file.lines().filter_map(|(number, line)| {
        let path = MACHINE_PATHS.iter().find(|path| stands_in(line, path))?;
        Some(file.violation(number, format!("`{path}` is a folder of one machine; take the path from outside")))
    });
    found.collect()
}

fn empty_name(file: &SourceFile) -> Vec<Finding> {
    let mut names = file.path.split('/').map(|part| part.strip_suffix(".rs").unwrap_or(part));
    let name = names.find(|name| EMPTY_NAMES.contains(name)).filter(|_| file.path.ends_with(".rs"));
    name.map(|name| file.violation(1, format!("the name `{name}` says nothing; name the noun inside")))
        .into_iter()
        .collect()
}

/// `word` occurs, and is not the end of a longer word or path.
fn stands_in(line: &str, word: &str) -> bool {
    let mut occurrences = line.match_indices(word);
    occurrences.any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "_-.".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::findings;

    #[test]
    fn unfinished_work() {
        check(findings, &[("a.rs", "fn a() {\n    debug!(event = \"a\");\n}\n")], &[]);
        let bad =
            concat!("// TO", "DO later\nlet a = db", "g!(1);\nto", "do!();\n#[ign", "ore = \"slow\"]\n// FIX", "ME\n");
        check(
            findings,
            &[("a.rs", bad)],
            &[
                concat!("a.rs:1: `TO", "DO`"),
                concat!("a.rs:2: `db", "g!(`"),
                concat!("a.rs:3: `to", "do!(`"),
                concat!("a.rs:4: `#[ign", "ore`"),
                concat!("a.rs:5: `FIX", "ME`"),
            ],
        );
        check(findings, &[("CONTRIBUTING.md", concat!("no TO", "DO"))], &[]);
    }

    #[test]
    fn machine_paths() {
        check(findings, &[("a.md", concat!("https://host.example/wo", "rk/a and ./wo", "rk/b\n"))], &[]);
        check(findings, &[("a.md", concat!("see\n`/wo", "rk/a`\n"))], &["a.md:2: `/wo"]);
        check(findings, &[("a.toml", concat!("p = \"/ro", "ot/.cargo\"\n"))], &["a.toml:1: `/ro"]);
    }

    #[test]
    fn names_that_say_nothing() {
        check(findings, &[("crates/a/src/retry.rs", "")], &[]);
        check(findings, &[("crates/a/src/utils.rs", "")], &["crates/a/src/utils.rs:1: the name `utils`"]);
        check(findings, &[("crates/a/src/common/b.rs", "")], &["crates/a/src/common/b.rs:1: the name `common`"]);
    }
}
