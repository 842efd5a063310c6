//! Programs of Python, each in an environment of its own under the target folder.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::workspace::target_dir;

/// Finds the folder of a program's environment, or makes one with these packages from PyPI; `None` where that cannot be done.
pub(super) fn environment(program: &str, packages: &[&str]) -> Result<Option<PathBuf>> {
    let folder = target_dir()?.join(format!("{program}-environment"));
    let binary = folder.join("bin").join(program);
    // Written last: an installation that was broken off is made again.
    let list = folder.join("packages.txt");
    let wanted = packages.join("\n");
    if binary.exists() && std::fs::read_to_string(&list).is_ok_and(|installed| installed == wanted) {
        return Ok(Some(folder));
    }
    println!("    installing {program} into {}", folder.display());
    let is_installed = quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder))
        && quietly(Command::new(folder.join("bin/pip")).args(["install", "--quiet"]).args(packages))
        && binary.exists()
        && std::fs::write(&list, wanted).is_ok();
    if !is_installed {
        println!("SKIPPED {program}: python3 with venv, or {} from PyPI, cannot be had here", packages.join(", "));
    }
    Ok(is_installed.then_some(folder))
}

fn quietly(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
