//! `cargo xtask shipped`: what is shipped beside the program is checked by the tools that will read it.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};
use nix::unistd::geteuid;

use crate::install::install;
use crate::interrupt::{self, Interrupt};
use crate::process::Process;
use crate::workspace::{cargo, root, target_dir};

/// The exposure that systemd may find at most, in tenths.
const EXPOSURE_MAX: &str = "15";

/// A tool, and the package of Debian that brings it.
pub(crate) struct Tool {
    pub(crate) program: &'static str,
    pub(crate) package: &'static str,
}

const PROMTOOL: Tool = Tool { program: "promtool", package: "prometheus" };
const SYSTEMD_ANALYZE: Tool = Tool { program: "systemd-analyze", package: "systemd" };
const SHELLCHECK: Tool = Tool { program: "shellcheck", package: "shellcheck" };
const COMPOSE: Tool = Tool { program: "docker-compose", package: "docker-compose" };

const ZSH: Tool = Tool { program: "zsh", package: "zsh" };
const FISH: Tool = Tool { program: "fish", package: "fish" };

/// Installs the tools that tests drive, where that can be done without a question. Tests that miss one say so.
pub(crate) fn install_tools_of_tests() -> Result<()> {
    for tool in [PROMTOOL, ZSH, FISH] {
        if !tool.is_there_or_installed()? {
            println!("    {} cannot be installed here; the tests that need it say so", tool.package);
        }
    }
    Ok(())
}

/// Check alerts, unit file, compose file and scripts with the tools that read them
///
/// promtool checks the alerts and runs their tests; systemd-analyze verifies the installed unit and rates its exposure;
/// docker-compose reads the compose file; shellcheck reads the scripts. A tool that is missing is installed where that can be
/// done without a question (Debian, root), else its check is skipped, with a line.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Fail instead of skipping
    #[arg(long)]
    skip_nothing: bool,
}

impl Options {
    /// As a change is checked before it goes in: what cannot be had on a machine may be skipped, with a line.
    pub(crate) fn lenient() -> Self {
        Self { skip_nothing: false }
    }
}

/// Checks everything; every failure is shown.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<ExitCode> {
    let mut build = cargo(&["build", "-p", "lp-warehouse"]);
    match Process::run(&mut build, interrupt)? {
        None => return Ok(ExitCode::from(interrupt::EXIT_CODE)),
        Some(status) if !status.success() => return Ok(ExitCode::FAILURE),
        Some(_) => {}
    }
    let destdir = tempfile::tempdir().context("no folder for the installed files")?;
    install(&target_dir()?.join("debug/lp-warehouse"), destdir.path())?;
    let unit = destdir.path().join("usr/lib/systemd/system/lp-warehouse.service");
    stand_in_for_a_system(destdir.path())?;
    let checks = [
        (PROMTOOL, vec!["check", "rules", "deploy/prometheus/alerts.yml"]),
        (PROMTOOL, vec!["test", "rules", "deploy/prometheus/alerts_test.yml"]),
        (PROMTOOL, vec!["check", "config", "--syntax-only", "deploy/prometheus/prometheus.yml"]),
        (SYSTEMD_ANALYZE, vec!["verify", "--man=no", "--root", text(destdir.path()), "lp-warehouse.service"]),
        (SYSTEMD_ANALYZE, vec!["security", "--no-pager", "--offline=true", "--threshold", EXPOSURE_MAX, text(&unit)]),
        (COMPOSE, vec!["--file", "deploy/docker-compose.yml", "--profile", "demo", "config", "--quiet"]),
        (SHELLCHECK, vec![".ci/run"]),
    ];
    let mut failed = 0;
    for (tool, arguments) in checks {
        println!("    {} {}", tool.program, arguments.join(" "));
        if !tool.is_there_or_installed()? {
            println!("SKIPPED {}: it is not here, and `apt-get install {}` cannot be run", tool.program, tool.package);
            failed += u32::from(options.skip_nothing);
            continue;
        }
        failed += u32::from(!passes(&tool, &arguments)?);
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes the units that ours names: systemd wants to find them.
fn stand_in_for_a_system(destdir: &Path) -> Result<()> {
    let units = destdir.join("usr/lib/systemd/system");
    for target in ["network-online", "multi-user", "sysinit", "basic", "shutdown", "system"] {
        let kind = if target == "system" { "slice" } else { "target" };
        fs::write(units.join(format!("{target}.{kind}")), "[Unit]\nDescription=of the check\n")?;
    }
    fs::write(units.join("postgresql.service"), "[Service]\nExecStart=/usr/bin/lp-warehouse\n")?;
    Ok(())
}

/// Paths of temporary folders are text.
fn text(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

/// Runs it; what it printed is shown when it fails.
fn passes(tool: &Tool, arguments: &[&str]) -> Result<bool> {
    let output = Command::new(tool.program).args(arguments).current_dir(root()).stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("cannot run {}", tool.program))?;
    let passed = output.status.success();
    if !passed {
        println!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    Ok(passed)
}

impl Tool {
    fn is_there(&self) -> bool {
        let which = Command::new("sh").args(["-c", &format!("command -v {}", self.program)]).output();
        which.is_ok_and(|which| which.status.success())
    }

    /// Installs it on Debian and its kin, as root only: a check does not ask for a password.
    pub(crate) fn is_there_or_installed(&self) -> Result<bool> {
        if self.is_there() {
            return Ok(true);
        }
        if !geteuid().is_root() || !Path::new("/usr/bin/apt-get").exists() {
            return Ok(false);
        }
        println!("    installing {}", self.package);
        for arguments in [&["update"][..], &["install", "-y", "--no-install-recommends", self.package]] {
            let mut install = Command::new("apt-get");
            install.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
            install.stdout(Stdio::null()).stderr(Stdio::null());
            if !install.status().context("cannot run apt-get")?.success() {
                return Ok(false);
            }
        }
        Ok(self.is_there())
    }
}
