//! What the figures were measured on: they mean nothing without it.

use std::fmt;
use std::fs;
use std::process::Command;
use std::thread;

use anyhow::Result;
use serde_json::{Value, json};

use super::warehouse::{Database, SETTINGS};
use crate::workspace::root;

pub(super) struct Machine {
    processor: String,
    cores: usize,
    memory_gib: u64,
    system: String,
    postgres: String,
    commit: String,
    measured_on: String,
}

impl Machine {
    /// Asks the system, the server and git.
    pub(super) fn look(database: &Database<'_>) -> Result<Self> {
        let field = |path: &str, name: &str| {
            let text = fs::read_to_string(path).unwrap_or_default();
            let value = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
            value.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
        };
        let memory_kib = field("/proc/meminfo", "MemTotal");
        let memory_kib: u64 = memory_kib.split(' ').next().and_then(|kib| kib.parse().ok()).unwrap_or(0);
        let system = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Ok(Self {
            processor: field("/proc/cpuinfo", "model name"),
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_gib: (memory_kib + (1 << 19)) >> 20,
            system: format!("Linux {}", system.trim()),
            postgres: database.ask("show server_version")?,
            commit: commit(),
            measured_on: database.ask("select to_char(now() at time zone 'UTC', 'YYYY-MM-DD')")?,
        })
    }

    pub(super) fn to_json(&self) -> Value {
        let Self { processor, cores, memory_gib, system, postgres, commit, measured_on } = self;
        let settings: serde_json::Map<_, _> =
            SETTINGS.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        json!({
            "processor": processor, "cores": cores, "memory_gib": memory_gib, "system": system, "postgres": postgres,
            "postgres_settings": settings, "commit": commit, "measured_on": measured_on,
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { processor, cores, memory_gib, system, postgres, commit, measured_on } = self;
        writeln!(f, "{measured_on}, commit {commit}")?;
        writeln!(f, "{processor}, {cores} cores, {memory_gib} GiB, {system}")?;
        let settings: Vec<String> = SETTINGS.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        write!(f, "PostgreSQL {postgres}, both sides with {}", settings.join(", "))
    }
}

/// What was measured; says so when the folder holds something else than the commit.
fn commit() -> String {
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).current_dir(root()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let changed = git(&["status", "--porcelain", "--untracked-files=no", "--", "crates"]);
    match (git(&["rev-parse", "--short", "HEAD"]), changed.as_deref()) {
        (Some(commit), Some("")) => commit,
        (Some(commit), _) => format!("{commit} with changes"),
        (None, _) => "unknown".to_owned(),
    }
}
