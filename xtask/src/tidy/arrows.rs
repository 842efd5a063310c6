//! Which crate may know which. ARCHITECTURE.md draws these arrows.

use super::{Finding, SourceFile, Tree};

/// Each crate with the crates of ours that it may depend on.
const ARROWS: [(&str, &[&str]); 12] = [
    ("client", &["model"]),
    ("feeds", &["model", "normalizer", "tuple"]),
    ("fuzz", &["client", "feeds", "lp-warehouse", "model", "normalizer", "tuple"]),
    ("lp-warehouse", &["client", "feeds", "model", "normalizer", "private-postgres", "scheduler", "sink"]),
    ("model", &["tuple"]),
    ("normalizer", &["model", "tuple"]),
    ("private-postgres", &[]),
    ("scheduler", &["client", "feeds", "model", "normalizer", "sink", "tuple"]),
    ("simulator", &[]),
    ("sink", &["model", "tuple"]),
    ("tuple", &[]),
    ("xtask", &["private-postgres"]),
];

/// Libraries with one home: the library, the crate that may use it, and the crates whose tests may.
const HOMES: [(&str, &str, &[&str]); 2] = [("reqwest", "client", &[]), ("sqlx", "sink", &["lp-warehouse", "sink"])];

pub(super) fn findings(tree: &Tree) -> Vec<Finding> {
    let manifests = tree.files.iter().filter_map(|file| Some((crate_of(&file.path)?, file)));
    manifests.flat_map(|(name, file)| crate_findings(name, file)).collect()
}

/// The crate that a `Cargo.toml` is of; none for the workspace's own.
fn crate_of(path: &str) -> Option<&str> {
    let folder = path.strip_suffix("/Cargo.toml")?;
    Some(folder.strip_prefix("crates/").unwrap_or(folder))
}

fn crate_findings(name: &str, file: &SourceFile) -> Vec<Finding> {
    let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == name) else {
        return vec![
            file.violation(
                1,
                format!("crate `{name}` has no place in the drawing; add it to xtask/src/tidy/arrows.rs"),
            ),
        ];
    };
    let is_ours = |name: &str| ARROWS.iter().any(|(ours, _)| *ours == name);
    let mut found = Vec::new();
    for dependency in dependencies(file) {
        let Dependency { on, line, is_for_tests } = &dependency;
        if !is_for_tests && is_ours(on) && !allowed.contains(on) {
            let what =
                format!("`{name}` must not depend on `{on}`; move what it needs to `model`, or hand it in from above");
            found.push(file.violation(*line, what));
        }
        if let Some((_, home, tests)) = HOMES.iter().find(|(library, ..)| library == on)
            && *home != name
            && !(*is_for_tests && tests.contains(&name))
        {
            found.push(file.violation(*line, format!("`{on}` is for `{home}` alone; ask `{home}` to do it")));
        }
    }
    found
}

struct Dependency<'a> {
    on: &'a str,
    line: usize,
    is_for_tests: bool,
}

/// The entries of all `[…dependencies]` sections, under the package's real name.
fn dependencies(file: &SourceFile) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let mut section = "";
    for (line, text) in file.lines().map(|(number, text)| (number, text.trim())) {
        if let Some(header) = text.strip_prefix('[') {
            section = header.trim_end_matches(']');
            // `[dependencies.sqlx]`
            if let Some((kind, on)) = section.rsplit_once("dependencies.") {
                found.push(Dependency { on, line, is_for_tests: kind.ends_with("dev-") });
            }
        } else if section.ends_with("dependencies")
            && let Some((key, value)) = text.split_once('=')
        {
            let renamed = value.split_once("package = \"").and_then(|(_, rest)| rest.split('"').next());
            let on = renamed.unwrap_or(key.split('.').next().unwrap_or(key).trim());
            found.push(Dependency { on, line, is_for_tests: section.ends_with("dev-dependencies") });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::findings;

    #[test]
    fn crates_keep_to_the_drawing() {
        let good = "[package]\nname = \"sink\"\n\n[dependencies]\nmodel.workspace = true\nsqlx.workspace = true\n\n\
                    [dev-dependencies]\nsink = { path = \".\", features = [\"testing\"] }\nsimulator.workspace = true\n";
        check(
            findings,
            &[("crates/sink/Cargo.toml", good), ("Cargo.toml", "[workspace.dependencies]\nsqlx = \"0\"\n")],
            &[],
        );
        let bad = "[dependencies]\nmodel.workspace = true\nclient.workspace = true\n";
        check(
            findings,
            &[("crates/sink/Cargo.toml", bad)],
            &["crates/sink/Cargo.toml:3: `sink` must not depend on `client`"],
        );
        let table = "[dependencies.sink]\nworkspace = true\n";
        check(findings, &[("xtask/Cargo.toml", table)], &["xtask/Cargo.toml:1: `xtask` must not depend on `sink`"]);
        check(findings, &[("crates/new/Cargo.toml", "")], &["crates/new/Cargo.toml:1: crate `new` has no place"]);
    }

    #[test]
    fn libraries_stay_at_home() {
        let tests_only = "[dev-dependencies]\nsqlx.workspace = true\n";
        check(findings, &[("crates/lp-warehouse/Cargo.toml", tests_only)], &[]);
        check(
            findings,
            &[("crates/client/Cargo.toml", tests_only)],
            &["crates/client/Cargo.toml:2: `sqlx` is for `sink` alone"],
        );
        let renamed = "[target.'cfg(unix)'.dependencies]\nhttp = { version = \"1\", package = \"reqwest\" }\n";
        check(findings, &[("crates/client/Cargo.toml", renamed)], &[]);
        check(
            findings,
            &[("crates/sink/Cargo.toml", renamed)],
            &["crates/sink/Cargo.toml:2: `reqwest` is for `client` alone"],
        );
    }
}
