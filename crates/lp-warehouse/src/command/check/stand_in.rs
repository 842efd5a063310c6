//! As whom `check` is run: what root may do says nothing of the user that the service runs as. A second process takes that
//! user's place; this one waits for its answer, or becomes it.

use std::ffi::{CString, OsString};
use std::path::{self, Path};
use std::process::{Command, ExitCode};

use anyhow::{Context, anyhow, bail};
use nix::unistd::{User, geteuid, getgrouplist};

use super::Report;
use crate::cli::CheckArgs;
use crate::command::output::Output;
use crate::user;

/// The unit that `cargo xtask install` puts into its place.
const UNIT: &str = "lp-warehouse.service";
/// It is there where systemd runs the machine (sd_booted).
const SYSTEMD_IS_HERE: &str = "/run/systemd/system";
/// How keys of a unit begin that make a process a daemon, and of those that would take away at the end what the running
/// service uses.
const OF_THE_DAEMON: [&str; 22] = [
    "Type",
    "Notify",
    "Exec",
    "Restart",
    "Watchdog",
    "Timeout",
    "StartLimit",
    "SuccessExit",
    "PIDFile",
    "GuessMainPID",
    "BusName",
    "RemainAfterExit",
    "Kill",
    "SendSIG",
    "FinalKillSignal",
    "Standard",
    "Syslog",
    "TTY",
    "Sockets",
    "FileDescriptorStore",
    "RuntimeDirectory",
    "RemoveIPC",
];

/// Runs `check` as the one that it is for, if that is not this process. `None`: it is.
///
/// # Errors
/// When the user is unknown, or this process may not become that user.
pub(crate) fn check_as_other(args: &CheckArgs, config: Option<&Path>) -> anyhow::Result<Option<ExitCode>> {
    match &args.user {
        _ if args.as_is => Ok(None),
        Some(name) => become_user(name, config).map(|()| None),
        None if geteuid().is_root() => check_as_service(config),
        None => Ok(None),
    }
}

/// Becomes `check` of another user: with its groups, its home and no right of root's. Returns when it is that user already.
fn become_user(name: &str, config: Option<&Path>) -> anyhow::Result<()> {
    let user = User::from_name(name)?.ok_or_else(|| {
        anyhow!(
            "there is no user `{name}` on this machine; a dynamic user of systemd exists only while its service runs: \
             `sudo lp-warehouse check` without --user checks as the service does"
        )
    })?;
    if user.uid == geteuid() {
        return Ok(());
    }
    if !geteuid().is_root() {
        bail!("only root may check as another user: `sudo lp-warehouse check --user {name}`");
    }
    let groups = getgrouplist(&CString::new(name)?, user.gid)?;
    let environment = [("HOME", user.dir.into_os_string()), ("USER", name.into()), ("LOGNAME", name.into())];
    user::run_again_as(user.uid, user.gid, &groups, &arguments(config)?, &environment)
}

/// Runs `check` as systemd starts the installed service; `None` where there is none.
fn check_as_service(config: Option<&Path>) -> anyhow::Result<Option<ExitCode>> {
    if !Path::new(SYSTEMD_IS_HERE).is_dir() {
        return Ok(None);
    }
    let unit = Command::new("systemctl").args(["cat", "--no-pager", UNIT]).output();
    let Some(unit) = unit.ok().filter(|unit| unit.status.success()) else { return Ok(None) };
    let mut run = Command::new("systemd-run");
    run.args(["--quiet", "--pipe", "--wait", "--collect"]);
    for property in properties_of(&String::from_utf8_lossy(&unit.stdout)) {
        run.arg("--property").arg(property);
    }
    let program = std::env::current_exe().context("the path of this program cannot be read")?;
    run.arg("--").arg(&program).args(arguments(config)?);
    let status = run.status().context("systemd-run cannot be started; name the service's user with --user")?;
    match status.code() {
        Some(0) => Ok(Some(ExitCode::SUCCESS)),
        Some(1) => Ok(Some(ExitCode::FAILURE)),
        code => {
            let code = code.map_or_else(|| "none".to_owned(), |code| code.to_string());
            let trouble = format!(
                "systemd could not start {} as it starts {UNIT} (exit code {code}), so `run` will not start either",
                program.display()
            );
            let advice = "200 and more are explained in `man systemd.exec`: 203 the program, 217 the user, 226 the \
                          sandbox, 238 the folder of the state, 243 the secrets";
            Report { out: &mut Output::default(), is_red: false }.red("service", &trouble, advice)?;
            Ok(Some(ExitCode::FAILURE))
        }
    }
}

/// Returns the command line of the process that takes the place. Its working folder may be another.
fn arguments(config: Option<&Path>) -> anyhow::Result<Vec<OsString>> {
    let mut arguments = vec!["check".into(), "--as-is".into()];
    if let Some(config) = config {
        arguments.extend(["--config".into(), path::absolute(config)?.into_os_string()]);
    }
    Ok(arguments)
}

/// Returns the properties of a process that the text of a unit and its drop-ins give to the daemon.
fn properties_of(unit: &str) -> Vec<String> {
    let joined = unit.replace("\\\n", " ");
    let mut is_service = false;
    let mut properties = Vec::new();
    for line in joined.lines().map(str::trim) {
        if line.starts_with('[') {
            is_service = line == "[Service]";
            continue;
        }
        let Some((key, value)) = line.split_once('=').filter(|_| is_service && !line.starts_with(['#', ';'])) else {
            continue;
        };
        let (key, value) = (key.trim_end(), value.trim_start());
        if !OF_THE_DAEMON.iter().any(|of_the_daemon| key.starts_with(of_the_daemon)) {
            properties.push(format!("{key}={value}"));
        }
    }
    properties
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_and_secrets_of_a_unit_are_taken_over_and_what_makes_it_a_daemon_is_not() {
        let unit = "# /usr/lib/systemd/system/lp-warehouse.service\n[Unit]\nAfter=network.target\n[Service]\nType=notify\n\
                    ExecStart=/usr/bin/lp-warehouse run\n# User=nobody\nUser = lp-warehouse\nDynamicUser=yes\n\
                    LoadCredential=lp-warehouse:/etc/lp-warehouse/credentials\nRemoveIPC=yes\nCapabilityBoundingSet=\n\
                    SystemCallFilter=@system-service \\\n  ~@privileged\n[Install]\nWantedBy=multi-user.target\n\
                    # /etc/systemd/system/lp-warehouse.service.d/override.conf\n[Service]\n\
                    Environment=HTTPS_PROXY=http://proxy.example:3128\n";
        assert_eq!(
            properties_of(unit),
            [
                "User=lp-warehouse",
                "DynamicUser=yes",
                "LoadCredential=lp-warehouse:/etc/lp-warehouse/credentials",
                "CapabilityBoundingSet=",
                "SystemCallFilter=@system-service    ~@privileged",
                "Environment=HTTPS_PROXY=http://proxy.example:3128",
            ]
        );
    }

    /// Of the unit that is shipped, all that is left are keys that say as whom and within what a process runs.
    #[test]
    fn the_unit_that_is_shipped_is_taken_over() {
        let properties = properties_of(include_str!("../../../../../deploy/systemd/lp-warehouse.service"));
        for (key, is_taken) in [
            ("User=", true),
            ("LoadCredential=", true),
            ("StateDirectory=", true),
            ("ProtectSystem=", true),
            ("LimitCORE=", true),
            ("Type=", false),
            ("ExecReload=", false),
            ("WatchdogSec=", false),
            ("WantedBy=", false),
        ] {
            assert_eq!(properties.iter().any(|property| property.starts_with(key)), is_taken, "{key}: {properties:?}");
        }
    }
}
