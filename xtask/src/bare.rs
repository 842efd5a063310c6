//! `cargo xtask bare`: the tests on a machine that has nothing but what README names.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;

use crate::interrupt::{self, Interrupt};
use crate::log::log_tail;
use crate::process::Process;
use crate::shipped::Tool;
use crate::test;
use crate::workspace::{cargo, root, target_dir};

const DEBOOTSTRAP: Tool = Tool { program: "debootstrap", package: "debootstrap" };

/// A C compiler, and what lets `apt-get` trust its mirror. Rust is bound in.
const PACKAGES: &str = "gcc,libc6-dev,ca-certificates";

/// On a disk, and not closed to the server's user.
const PARENT: &str = "/var/tmp";

/// The test command of README. It builds into the clone's target folder, so `cargo xtask test` need not build again.
const TEST: [&str; 2] = ["xtask", "test"];

/// Binds folders into the new root (first argument) and runs a program there. All of it is in namespaces of its own:
/// when the program ends, or is killed, its processes and mounts are gone.
const ENTER: &str = r#"
new=$1; folders=$2; shift 2
printf '%s' "$folders" | while IFS= read -r folder; do
    mkdir -p "$new$folder"
    mount --bind "$folder" "$new$folder"
done
mount --rbind /dev "$new/dev"
mount -t proc proc "$new/proc"
# Not by exec: the first process there has to wait for those whose parents are gone, as this shell does.
chroot "$new" "$@" || exit $?
"#;

/// Run all tests in a Debian that has nothing but a C compiler and this Rust
///
/// Makes a Debian by debootstrap (minbase), binds the clone and the toolchain into it, and runs `cargo xtask test` there,
/// which installs Postgres by itself. Prints a line and succeeds where it cannot do so: without root, debootstrap, Debian's
/// packages, or the right to mount.
#[derive(clap::Args)]
pub(crate) struct Options {}

/// What came of the tests there.
pub(crate) enum Outcome {
    /// They passed, except these, which such a machine cannot run.
    Passed { skipped: Vec<String> },
    /// There is no such machine here.
    NoMachine,
    /// They failed, or were interrupted.
    Failed(ExitCode),
}

/// Tests there, and removes it.
pub(crate) fn run(interrupt: &Interrupt) -> Result<ExitCode> {
    Ok(match test(interrupt)? {
        Outcome::Passed { .. } | Outcome::NoMachine => ExitCode::SUCCESS,
        Outcome::Failed(code) => code,
    })
}

/// Tests there, and says which tests were skipped.
pub(crate) fn test(interrupt: &Interrupt) -> Result<Outcome> {
    let machine = match Machine::make(interrupt)? {
        Ok(machine) => machine,
        Err(_) if interrupt.is_raised() => return Ok(Outcome::Failed(ExitCode::from(interrupt::EXIT_CODE))),
        Err(why) => {
            println!("SKIPPED bare: {why}");
            return Ok(Outcome::NoMachine);
        }
    };
    println!("==> in {}: cargo {}", machine.folder.path().display(), TEST.join(" "));
    let list = target_dir()?.join("skipped-in-bare");
    fs::write(&list, "")?;
    Ok(match machine.run(&TEST, &list, interrupt)? {
        None => Outcome::Failed(ExitCode::from(interrupt::EXIT_CODE)),
        Some(status) if status.success() => Outcome::Passed { skipped: names_of_tests(&fs::read_to_string(&list)?) },
        Some(_) => Outcome::Failed(ExitCode::FAILURE),
    })
}

/// Returns the names in brackets at the ends of the lines, each once.
fn names_of_tests(lines: &str) -> Vec<String> {
    let name = |line: &str| Some(line.strip_suffix(']')?.rsplit_once('[')?.1.to_owned());
    lines.lines().filter_map(name).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The root of a Debian, gone when dropped.
struct Machine {
    folder: tempfile::TempDir,
    toolchain: Toolchain,
    /// It has the C library that our programs were built with.
    is_like_ours: bool,
}

impl Machine {
    /// A new one, or why it cannot be had here.
    fn make(interrupt: &Interrupt) -> Result<Result<Self, String>> {
        if !geteuid().is_root() {
            return Ok(Err("only root can make a Debian".to_owned()));
        }
        if !DEBOOTSTRAP.is_there_or_installed()? {
            return Ok(Err("there is no debootstrap, and `apt-get install debootstrap` cannot be run".to_owned()));
        }
        let mut probe = isolated("true");
        if !probe.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
            return Ok(Err("the system lets us mount nothing".to_owned()));
        }
        let toolchain = Toolchain::find()?;
        if toolchain.sysroot == Path::new("/usr") {
            return Ok(Err("this Rust is not in a folder of its own, as rustup's is".to_owned()));
        }
        let folder = tempfile::Builder::new().prefix("lp-warehouse-bare-").tempdir_in(PARENT)?;
        let codename = debian_codename();
        let suite = codename.as_deref().unwrap_or("stable");
        println!("    making a Debian {suite} in {}: one to three minutes", folder.path().display());
        let log = target_dir()?.join("debootstrap.log");
        let said = fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut debootstrap = isolated("debootstrap \"$@\" || exit $?");
        debootstrap.args(["--variant=minbase", &format!("--include={PACKAGES}"), suite]).arg(folder.path());
        debootstrap.stderr(said.try_clone()?).stdout(said);
        match Process::run(&mut debootstrap, interrupt)? {
            Some(status) if status.success() => {}
            Some(_) => {
                let tail = log_tail(&log);
                let last = tail.lines().last().unwrap_or_default();
                return Ok(Err(format!("debootstrap failed: {last}; see {}", log.display())));
            }
            None => return Ok(Err("interrupted".to_owned())),
        }
        fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        Ok(Ok(Self { folder, toolchain, is_like_ours: codename.is_some() }))
    }

    /// Runs cargo there, with an environment of its own.
    fn run(&self, arguments: &[&str], skipped: &Path, interrupt: &Interrupt) -> Result<Option<ExitStatus>> {
        let toolchain = &self.toolchain;
        let mut folders: BTreeSet<PathBuf> = [root().to_owned(), target_dir()?].into();
        folders.extend([toolchain.cargo_home.clone(), toolchain.sysroot.clone()]);
        let folders: String = folders.iter().map(|folder| format!("{}\n", folder.display())).collect();
        let mut command = isolated(ENTER);
        command.arg(self.folder.path()).arg(folders);
        command.args(["/usr/bin/env", "-i", "HOME=/root", "LANG=C.UTF-8", "CARGO_NET_OFFLINE=true"]);
        let path = format!("{}/bin:/usr/sbin:/usr/bin:/sbin:/bin", toolchain.sysroot.display());
        command.arg(format!("PATH={path}")).arg(format!("CARGO_HOME={}", toolchain.cargo_home.display()));
        command.arg(format!("{}={}", test::SKIPPED, skipped.display()));
        // Programs of another Debian may want a newer C library than there is in this one.
        if !self.is_like_ours {
            command.arg(format!("CARGO_TARGET_DIR={}", target_dir()?.join("bare").display()));
        }
        command.args(["/bin/sh", "-c", "cd \"$1\" && shift && exec cargo \"$@\"", "cargo"]).arg(root()).args(arguments);
        Process::run(&mut command, interrupt)
    }
}

/// A shell that runs `script` with mounts and processes of its own; arguments of the script follow.
fn isolated(script: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", script, "sh"]);
    command
}

/// Of this machine, if it is a Debian.
fn debian_codename() -> Option<String> {
    let release = fs::read_to_string("/etc/os-release").ok()?;
    let value = |name: &str| {
        let value = release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
        Some(value.trim_matches('"').to_owned())
    };
    value("VERSION_CODENAME").filter(|_| value("ID").as_deref() == Some("debian"))
}

/// The Rust that builds us.
struct Toolchain {
    sysroot: PathBuf,
    cargo_home: PathBuf,
}

impl Toolchain {
    fn find() -> Result<Self> {
        let output = Command::new("rustc").args(["--print", "sysroot"]).current_dir(root()).output();
        let output = output.context("cannot run rustc")?;
        let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
        if !sysroot.join("bin/cargo").is_file() {
            bail!("there is no cargo beside the compiler in {}", sysroot.display());
        }
        let home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cargo")));
        let cargo_home = home.filter(|home| home.is_dir()).context("there is no folder of cargo's")?;
        // Nobody downloads a crate there.
        let fetched = cargo(&["fetch", "--locked"]).stderr(Stdio::null()).status().context("cannot run cargo")?;
        if !fetched.success() {
            bail!("`cargo fetch --locked` failed");
        }
        Ok(Self { sysroot, cargo_home })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_tests_are_named_once() {
        let check = |lines: &str, expected: &[&str]| assert_eq!(names_of_tests(lines), expected, "{lines}");
        check("", &[]);
        check(
            "SKIPPED bash: it is not here [completions::bash]\nSKIPPED zsh: no [b::z]\nSKIPPED x: y [b::z]\n",
            &["b::z", "completions::bash"],
        );
        check("SKIPPED of nobody: a [list] of things\n", &[]);
    }
}
