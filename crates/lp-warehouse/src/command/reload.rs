//! `lp-warehouse reload`: what systemd runs at `systemctl reload`. It reads the configuration as the daemon will, with its
//! user's rights: one that is refused ends the command, and the daemon keeps the one that serves.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{self, Path};

use anyhow::{Context, bail};
use nix::sched::{CloneFlags, setns};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Gid, Pid, Uid, geteuid};

use crate::cli::ReloadArgs;
use crate::config::{Config, Environment};
use crate::user;

/// As root, names the secrets that a reload does not bring, and goes on as the user of the daemon, among its mounts: systemd
/// 252 hides its copies of secrets from other processes of the service. Returns where this process is that user already.
///
/// # Errors
/// When the configuration is refused, or the process is not a daemon of ours.
pub(super) fn reload_as_daemon(
    args: &ReloadArgs,
    config: Option<&Path>,
    environment: &Environment,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if args.as_is || !geteuid().is_root() {
        return Ok(());
    }
    expect_daemon(args.pid)?;
    let config = config.map(path::absolute).transpose()?;
    enter_mounts_of(args.pid).context("the mounts of the daemon cannot be entered; run this with sudo")?;
    for key in changed_originals(config.as_deref(), environment)? {
        writeln!(
            out,
            "`{key}` was changed after systemd copied it: `sudo systemctl restart lp-warehouse` takes it over"
        )?;
    }
    let status = fs::read_to_string(format!("/proc/{}/status", args.pid))?;
    let ids = |name: &str| ids_of(&status, name).with_context(|| format!("process {} has no {name}", args.pid));
    let (uids, gids) = (ids("Uid")?, ids("Gid")?);
    let (Some(uid), Some(gid)) = (uids.first().copied().map(Uid::from_raw), gids.first().copied()) else {
        bail!("process {} has no user", args.pid);
    };
    if uid == geteuid() {
        return Ok(());
    }
    let mut reload = vec!["reload".into(), "--pid".into(), args.pid.to_string().into(), "--as-is".into()];
    if let Some(config) = config {
        reload.extend(["--config".into(), config.into_os_string()]);
    }
    let groups: Vec<_> = ids("Groups")?.into_iter().map(Gid::from_raw).collect();
    user::run_again_as(uid, Gid::from_raw(gid), &groups, &reload, &[])
}

/// Sends SIGHUP to the daemon.
pub(super) fn run(args: &ReloadArgs) -> anyhow::Result<()> {
    // The sandbox may hide the process from its own user.
    if !args.as_is {
        expect_daemon(args.pid)?;
    }
    kill(Pid::from_raw(args.pid), Signal::SIGHUP)
        .with_context(|| format!("process {} cannot be signalled; run this with sudo", args.pid))
}

/// Refuses a process that is another program: the signal would end it.
fn expect_daemon(pid: i32) -> anyhow::Result<()> {
    let name_of = |process: &str| fs::read_to_string(format!("/proc/{process}/comm")).ok();
    if name_of("self").is_none_or(|own| name_of(&pid.to_string()) != Some(own)) {
        bail!("process {pid} is no lp-warehouse that this user may see; name the process id of `lp-warehouse run`");
    }
    Ok(())
}

/// Sees from now on the files that a process sees.
fn enter_mounts_of(pid: i32) -> io::Result<()> {
    let theirs = format!("/proc/{pid}/ns/mnt");
    if fs::read_link(&theirs)? != fs::read_link("/proc/self/ns/mnt")? {
        setns(File::open(&theirs)?, CloneFlags::CLONE_NEWNS)?;
    }
    Ok(())
}

/// Returns the keys of secrets whose files are other than the copies that systemd made of them at the start. Files that are
/// nowhere but in systemd's hands are not compared.
fn changed_originals(config: Option<&Path>, environment: &Environment) -> anyhow::Result<Vec<String>> {
    let copies = Config::load(config, environment)?.effective;
    let Ok(originals) = Config::load(config, &environment.without_credentials()) else { return Ok(Vec::new()) };
    Ok(originals.effective.keys_that_differ(&copies).into_iter().map(str::to_owned).collect())
}

/// Returns the numbers in a line of `/proc/PID/status`.
fn ids_of(status: &str, name: &str) -> Option<Vec<u32>> {
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().map(|id| id.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_groups_of_a_process_are_read() {
        let status =
            "Name:\tlp-warehouse\nUid:\t64447\t64447\t64447\t64447\nGid:\t64447\t0\t0\t0\nGroups:\t101 64447 \n";
        for (name, expected) in [
            ("Uid", Some(vec![64447; 4])),
            ("Gid", Some(vec![64447, 0, 0, 0])),
            ("Groups", Some(vec![101, 64447])),
            ("Name", None),
            ("NSpid", None),
        ] {
            assert_eq!(ids_of(status, name), expected, "{name}");
        }
    }
}
