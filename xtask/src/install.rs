//! `cargo xtask install`: the program and what belongs to it, as a service of this machine.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;

use crate::interrupt::{self, Interrupt};
use crate::process::Process;
use crate::workspace::{cargo, root, target_dir};

/// What everybody may read, what everybody may run, and what only root may read.
const FILE: u32 = 0o644;
const PROGRAM: u32 = 0o755;
const SECRETS: u32 = 0o700;

/// Where debuggers and profilers look for the symbols of /usr/bin/lp-warehouse.
const SYMBOLS: &str = "usr/lib/debug/usr/bin/lp-warehouse.debug";

/// rustup puts cargo into the folder of one user, where root's PATH does not look.
const BY_SUDO: &str = "build as yourself (`cargo build --profile installed --locked -p lp-warehouse`), then run \
    `sudo target/debug/xtask install --program target/installed/lp-warehouse`";

/// From an installed program to a service that runs. The secrets are root's.
const NEXT: &str = "    \
    sudo lp-warehouse init --output /etc/lp-warehouse/config.toml    # or copy config.example.toml there
    sudo lp-warehouse --config /etc/lp-warehouse/config.toml check   # no line says RED
    sudo systemctl daemon-reload && sudo systemctl enable --now lp-warehouse
    sudo lp-warehouse --config /etc/lp-warehouse/config.toml status
";

/// Build with optimizations, and install as a systemd service
///
/// Puts the program to /usr/bin and its symbols to /usr/lib/debug, the unit to /usr/lib/systemd/system, manual pages and completions to their places, and makes
/// /etc/lp-warehouse with an example and a folder for secrets. What is configured already is left as it is; the service is
/// neither enabled nor started. Build a package from --destdir, or install under / as root. There cargo is rarely found, so
/// build as yourself: `cargo build --profile installed --locked -p lp-warehouse && cargo build -p xtask`, then
/// `sudo target/debug/xtask install --program target/installed/lp-warehouse`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Install under this folder instead of /, for packages and images
    #[arg(long, value_name = "FOLDER", default_value = "/")]
    destdir: PathBuf,

    /// Install a program that was built already
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

/// Builds, copies, says what is next.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<ExitCode> {
    if options.destdir == Path::new("/") && !geteuid().is_root() {
        bail!("only root may install under /; {BY_SUDO}, or name another folder with --destdir");
    }
    let program = match &options.program {
        Some(program) => program.clone(),
        None => {
            let mut build = cargo(&["build", "--profile", "installed", "--locked", "-p", "lp-warehouse"]);
            match Process::run(&mut build, interrupt).with_context(|| format!("nothing was built; {BY_SUDO}"))? {
                None => return Ok(ExitCode::from(interrupt::EXIT_CODE)),
                Some(status) if !status.success() => return Ok(ExitCode::FAILURE),
                Some(_) => target_dir()?.join("installed/lp-warehouse"),
            }
        }
    };
    install(&program, &options.destdir)?;
    println!("installed; next:");
    print!("{NEXT}");
    Ok(ExitCode::SUCCESS)
}

/// Copies everything to its place under `destdir`.
pub(crate) fn install(program: &Path, destdir: &Path) -> Result<()> {
    let place = |path: &str| destdir.join(path);
    put_program(program, &place("usr/bin/lp-warehouse"), &place(SYMBOLS))?;
    put(
        &read(&root().join("deploy/systemd/lp-warehouse.service"))?,
        &place("usr/lib/systemd/system/lp-warehouse.service"),
        FILE,
    )?;
    let pages = tempfile::tempdir().context("no folder for the manual pages")?;
    said_by(program, &["man", "--folder", &pages.path().to_string_lossy()])?;
    for page in fs::read_dir(pages.path())? {
        let page = page?;
        put(&read(&page.path())?, &place("usr/share/man/man1").join(page.file_name()), FILE)?;
    }
    for (shell, path) in [
        ("bash", "usr/share/bash-completion/completions/lp-warehouse"),
        ("zsh", "usr/share/zsh/vendor-completions/_lp-warehouse"),
        ("fish", "usr/share/fish/vendor_completions.d/lp-warehouse.fish"),
    ] {
        put(&said_by(program, &["completions", shell])?, &place(path), FILE)?;
    }
    put(&read(&root().join("config/example.toml"))?, &place("etc/lp-warehouse/config.example.toml"), FILE)?;
    let credentials = place("etc/lp-warehouse/credentials");
    fs::create_dir_all(&credentials).with_context(|| format!("cannot make {}", credentials.display()))?;
    fs::set_permissions(&credentials, fs::Permissions::from_mode(SECRETS))?;
    Ok(())
}

/// The program without its symbols, and those in a file of their own, by the `objcopy` of the C compiler.
fn put_program(program: &Path, to: &Path, symbols_to: &Path) -> Result<()> {
    let folder = tempfile::tempdir().context("no folder for the symbols")?;
    let (stripped, symbols) = (folder.path().join("lp-warehouse"), folder.path().join("lp-warehouse.debug"));
    let link = format!("--add-gnu-debuglink={}", symbols.display());
    let only_symbols = objcopy(&["--only-keep-debug"], program, &symbols);
    if let Err(error) = only_symbols.and_then(|()| objcopy(&["--strip-all", &link], program, &stripped)) {
        println!("    the symbols stay in the program: {error:#}");
        return put(&read(program)?, to, PROGRAM);
    }
    put(&read(&stripped)?, to, PROGRAM)?;
    put(&read(&symbols)?, symbols_to, FILE)
}

fn objcopy(options: &[&str], from: &Path, to: &Path) -> Result<()> {
    let output = Command::new("objcopy").args(options).arg(from).arg(to).output().context("cannot run objcopy")?;
    if !output.status.success() {
        bail!("objcopy failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// What the program prints.
fn said_by(program: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let said = Command::new(program).args(arguments).output();
    let said = said.with_context(|| format!("cannot run {}", program.display()))?;
    if !said.status.success() {
        bail!("`{} {}` failed", program.display(), arguments.join(" "));
    }
    Ok(said.stdout)
}

/// Writes beside the old file, then takes its place: a program that runs is not changed under its feet.
fn put(bytes: &[u8], path: &Path, mode: u32) -> Result<()> {
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/")))?;
        let new = path.with_extension("new");
        fs::write(&new, bytes)?;
        fs::set_permissions(&new, fs::Permissions::from_mode(mode))?;
        fs::rename(&new, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))?;
    println!("    {}", path.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_installed_without_its_symbols() {
        let folder = tempfile::tempdir().unwrap();
        let (program, symbols) = (folder.path().join("bin/program"), folder.path().join("debug/program.debug"));
        let own = std::env::current_exe().unwrap();
        put_program(&own, &program, &symbols).unwrap();
        let bytes = |path: &Path| fs::metadata(path).unwrap().len();
        assert!(bytes(&program) * 2 < bytes(&own), "{} of {} bytes are left", bytes(&program), bytes(&own));
        assert!(bytes(&symbols) > bytes(&program));
        assert!(Command::new(&program).arg("--list").output().unwrap().status.success(), "it runs");
    }
}
