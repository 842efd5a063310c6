//! The Postgres programs of this machine.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::MAJOR_MIN;
use crate::error::ClusterError;
use crate::install;
use crate::program::clean_environment;

/// Parents of one folder per major version: Debian, the makers' packages for Red Hat, Homebrew on both kinds of Mac.
const VERSIONED: [(&str, &str); 4] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/opt/homebrew/opt", "postgresql@"),
    ("/usr/local/opt", "postgresql@"),
];

/// One installation: a folder that holds `initdb`, `pg_ctl` and `postgres` of one version, and perhaps `psql`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    bindir: PathBuf,
    major: u32,
    version: String,
}

impl Binaries {
    /// The first installation that will do, looked for in `PATH`, where `pg_config` points, and in the folders of the
    /// usual packages, there the newest first.
    ///
    /// # Errors
    /// [`ClusterError::NotInstalled`], or [`ClusterError::TooOld`] when all are older than [`MAJOR_MIN`].
    pub fn find() -> Result<Self, ClusterError> {
        first_usable(installations())
    }

    /// The installation that can run a cluster made by the major version `cluster_major`: data files are read by that
    /// one only.
    pub(crate) fn find_for_cluster(data_dir: &Path, cluster_major: u32) -> Result<Self, ClusterError> {
        let all = installations();
        if let Some(same) = all.iter().find(|binaries| binaries.major == cluster_major) {
            return Ok(same.clone());
        }
        let installed: Vec<String> = all.iter().map(|binaries| binaries.version.clone()).collect();
        first_usable(all)?;
        Err(ClusterError::OtherVersion {
            data_dir: data_dir.to_path_buf(),
            cluster_major,
            installed: installed.join(", "),
        })
    }

    /// The version as the server prints it, e.g. `15.13`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The folder of the programs, symbolic links resolved.
    pub fn bindir(&self) -> &Path {
        &self.bindir
    }

    /// The path of `psql`, where the client is installed as well.
    pub fn psql(&self) -> Option<PathBuf> {
        Some(self.bindir.join("psql")).filter(|path| path.is_file())
    }

    pub(crate) fn initdb(&self) -> PathBuf {
        self.bindir.join("initdb")
    }

    pub(crate) fn pg_ctl(&self) -> PathBuf {
        self.bindir.join("pg_ctl")
    }

    pub(crate) fn postgres(&self) -> PathBuf {
        self.bindir.join("postgres")
    }

    /// What is installed in `dir`, if it is an installation at all. `initdb` looks for `postgres` beside its real self,
    /// so links (`/usr/local/bin/initdb -> …`) are resolved first.
    fn in_folder(dir: &Path) -> Option<Self> {
        let bindir = fs::canonicalize(dir.join("initdb")).ok()?.parent()?.to_path_buf();
        if !bindir.join("postgres").is_file() || !bindir.join("pg_ctl").is_file() {
            return None;
        }
        let printed = output_of(Command::new(bindir.join("postgres")).arg("--version"))?;
        let (version, major) = parse_version(&printed)?;
        Some(Self { bindir, major, version })
    }
}

fn first_usable(all: Vec<Binaries>) -> Result<Binaries, ClusterError> {
    if let Some(usable) = all.iter().find(|binaries| binaries.major >= MAJOR_MIN) {
        return Ok(usable.clone());
    }
    let hint = install::hint();
    match all.into_iter().max_by_key(|binaries| binaries.major) {
        Some(newest) => Err(ClusterError::TooOld { found: newest.version, bindir: newest.bindir, hint }),
        None => Err(ClusterError::NotInstalled { hint }),
    }
}

/// Every installation of the machine, the preferred first.
fn installations() -> Vec<Binaries> {
    let mut seen = BTreeSet::new();
    let found = candidate_folders().into_iter().filter_map(|dir| Binaries::in_folder(&dir));
    found.filter(|binaries| seen.insert(binaries.bindir.clone())).collect()
}

fn candidate_folders() -> Vec<PathBuf> {
    // `PATH` is no setting of ours: it is where this machine keeps its programs.
    let mut folders: Vec<PathBuf> = env::var_os("PATH").iter().flat_map(env::split_paths).collect();
    folders.extend(output_of(Command::new("pg_config").arg("--bindir")).map(|line| PathBuf::from(line.trim())));
    for (parent, prefix) in VERSIONED {
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        let mut versions: Vec<(u32, PathBuf)> = entries
            .filter_map(|entry| {
                let version = entry.file_name().to_str()?.strip_prefix(prefix)?.parse().ok()?;
                Some((version, entry.path().join("bin")))
            })
            .collect();
        versions.sort();
        folders.extend(versions.into_iter().rev().map(|(_, dir)| dir));
    }
    folders
}

fn output_of(command: &mut Command) -> Option<String> {
    clean_environment(command);
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)` is version `15.13`, major 15; `18beta1` is major 18.
fn parse_version(printed: &str) -> Option<(String, u32)> {
    let version = printed.split_whitespace().nth(2)?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    Some((version.to_owned(), digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_printed() {
        let check = |printed: &str, expected: Option<(&str, u32)>| {
            let expected = expected.map(|(version, major)| (version.to_owned(), major));
            assert_eq!(parse_version(printed), expected, "{printed}");
        };
        check("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n", Some(("15.13", 15)));
        check("postgres (PostgreSQL) 18beta1\n", Some(("18beta1", 18)));
        check("postgres (PostgreSQL) 9.6.24\n", Some(("9.6.24", 9)));
        check("command not found\n", None);
    }

    #[test]
    fn old_versions_are_refused() {
        let old = Binaries { bindir: "/opt/old".into(), major: 13, version: "13.9".to_owned() };
        let new = Binaries { bindir: "/opt/new".into(), major: 16, version: "16.1".to_owned() };
        assert!(matches!(first_usable(vec![]), Err(ClusterError::NotInstalled { .. })));
        assert!(matches!(first_usable(vec![old.clone()]), Err(ClusterError::TooOld { found, .. }) if found == "13.9"));
        assert_eq!(first_usable(vec![old, new.clone()]).unwrap(), new);
    }
}
