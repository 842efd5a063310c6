//! Which packages' tests need what, as their manifests say.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::cargo;

/// Brings a database for each test. Who takes this feature for its tests needs a server to make the databases on.
const DATABASES: (&str, &str) = ("sink", "testing");

/// Its integration tests start servers of their own, on the Postgres of this machine.
const STARTS_SERVERS: &str = "private-postgres";

/// Arguments of `cargo test` that choose unit tests, examples or the code in comments: none of them uses a database.
const WITHOUT_DATABASE: [&str; 5] = ["--lib", "--bins", "--bin", "--doc", "--examples"];

/// Arguments that choose integration tests, beside whatever else.
const WITH_DATABASE: [&str; 3] = ["--test", "--tests", "--all-targets"];

/// A package of the workspace, as far as its tests matter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) has_integration_tests: bool,
    /// Its integration tests need a server for their databases.
    needs_database: bool,
    /// Its integration tests use a Postgres, ours or one that they start.
    pub(super) uses_server: bool,
}

/// All packages of the workspace.
pub(super) fn of_workspace() -> Result<Vec<Package>> {
    let output = cargo(&["metadata", "--no-deps", "--format-version", "1"]).output().context("cannot run cargo")?;
    if !output.status.success() {
        bail!("`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).context("`cargo metadata` printed no JSON")?;
    let packages = metadata["packages"].as_array().context("`cargo metadata` names no packages")?;
    Ok(packages.iter().map(Package::read).collect())
}

impl Package {
    fn read(package: &Value) -> Self {
        let each = |list: &'static str| package[list].as_array().into_iter().flatten();
        let has = |list: &Value, text: &str| list.as_array().is_some_and(|list| list.iter().any(|item| item == text));
        let (library, feature) = DATABASES;
        let needs_database = each("dependencies")
            .any(|dependency| dependency["name"] == library && has(&dependency["features"], feature));
        let name = package["name"].as_str().unwrap_or_default().to_owned();
        Self {
            has_integration_tests: each("targets").any(|target| has(&target["kind"], "test")),
            needs_database,
            uses_server: needs_database || name == STARTS_SERVERS,
            name,
        }
    }
}

/// Whether a test that these arguments of `cargo test` choose needs a database. A package that is not known may be a
/// pattern: then it does.
pub(super) fn need_database(packages: &[Package], arguments: &[String]) -> bool {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).take_while(|arg| *arg != "--").collect();
    let chooses = |among: &[&str]| {
        arguments.iter().any(|arg| among.contains(&arg.split_once('=').map_or(*arg, |(option, _)| option)))
    };
    if chooses(&WITHOUT_DATABASE) && !chooses(&WITH_DATABASE) {
        return false;
    }
    let names = chosen(&arguments);
    if names.is_empty() {
        return packages.iter().any(|package| package.needs_database);
    }
    names.iter().any(|name| packages.iter().find(|package| package.name == *name).is_none_or(|it| it.needs_database))
}

/// The packages that are named: `-p NAME`, `-pNAME`, `--package NAME`, `--package=NAME`.
fn chosen<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let mut names = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let glued = argument.strip_prefix("--package=").or_else(|| argument.strip_prefix("-p"));
        match (*argument, glued) {
            ("-p" | "--package", _) => names.extend(arguments.next()),
            (_, Some(name)) => names.push(name.trim_start_matches('=')),
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifests_say_whose_tests_need_a_database() {
        let packages = of_workspace().unwrap();
        let of = |holds: fn(&Package) -> bool| {
            packages.iter().filter(|package| holds(package)).map(|package| package.name.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of(|package| package.needs_database), ["lp-warehouse", "sink"]);
        let without = of(|package| package.has_integration_tests && !package.uses_server);
        assert!(without.contains(&"feeds") && !without.contains(&"private-postgres"), "{without:?}");
    }

    #[test]
    fn a_server_is_started_only_for_tests_that_need_one() {
        let packages = of_workspace().unwrap();
        let check = |line: &str, expected: bool| {
            let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            assert_eq!(need_database(&packages, &arguments), expected, "{line}");
        };
        check("", true);
        check("--workspace", true);
        check("commit", true);
        check("-p normalizer", false);
        check("-pnormalizer -p=client --package simulator --package=xtask", false);
        check("-p normalizer -p sink", true);
        check("-p lp-warehouse --lib", false);
        check("-p lp-warehouse --lib --test it", true);
        check("-p lp-warehouse --lib --test=it", true);
        check("-p sink -- --test", true);
        check("-p normali*", true);
        check("--lib", false);
    }
}
