//! Getting Postgres onto the machine. For `cargo xtask`; the daemon only ever says which command to run.

use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::geteuid;

use crate::error::{ClusterError, at};

/// The package manager, by a program that only it brings, and the command that installs Postgres with it.
const COMMANDS: [(&str, &str); 7] = [
    ("/usr/bin/apt-get", "sudo apt-get install -y postgresql"),
    ("/usr/bin/dnf", "sudo dnf install -y postgresql-server"),
    ("/sbin/apk", "sudo apk add postgresql"),
    ("/usr/bin/pacman", "sudo pacman -S --noconfirm postgresql"),
    ("/usr/bin/zypper", "sudo zypper install -y postgresql-server"),
    ("/opt/homebrew/bin/brew", "brew install postgresql@17"),
    ("/usr/local/bin/brew", "brew install postgresql@17"),
];

/// The one command that installs Postgres on this operating system.
pub(crate) fn hint() -> String {
    let known = COMMANDS.iter().find(|(program, _)| Path::new(program).exists());
    let command = known.map_or("brew install postgresql@17", |(_, command)| command);
    // Who is root needs no `sudo`, and in a container often has none.
    if geteuid().is_root() { command.trim_start_matches("sudo ").to_owned() } else { command.to_owned() }
}

/// Installs a package, such as `postgresql`, with `apt-get`, on Debian and its kin, where we are root or `sudo` asks for no
/// password. What is about to be run is told to `say` first; the programs print to our own output.
///
/// # Errors
/// [`ClusterError::InstallFailed`] with the command to run by hand.
pub fn install_with_apt(package: &str, say: &mut dyn FnMut(&str)) -> Result<(), ClusterError> {
    let refuse = |why: &str| ClusterError::InstallFailed { why: why.to_owned(), hint: hint() };
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(refuse("there is no apt-get here"));
    }
    let is_root = geteuid().is_root();
    if !is_root && !sudo_asks_nothing() {
        return Err(refuse("it takes root, and sudo asks for a password"));
    }
    let install = ["install", "-y", "--no-install-recommends", package];
    for (args, why) in [(&["update"][..], "apt-get update failed"), (&install[..], "apt-get install failed")] {
        let mut words = if is_root { vec![] } else { vec!["sudo"] };
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        words.extend(args);
        say(&format!("running {}", words.join(" ")));
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).stdin(Stdio::null());
        if !command.status().map_err(at(Path::new("apt-get")))?.success() {
            return Err(refuse(why));
        }
    }
    Ok(())
}

fn sudo_asks_nothing() -> bool {
    let mut sudo = Command::new("sudo");
    sudo.args(["-n", "true"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    sudo.status().is_ok_and(|status| status.success())
}
