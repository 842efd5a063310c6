//! Chromium, which takes the pictures.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;

/// Its names on the systems that we know.
const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// Wide and narrow, each as high as a page with two accounts.
const SIZES: [(u32, u32); 2] = [(1280, 2300), (390, 5200)];
/// As Chromium numbers the schemes that a page may prefer.
const SCHEMES: [(&str, u32); 2] = [("dark", 0), ("light", 1)];
/// A reader whose clock does not show UTC.
const TIME_ZONE: &str = "Europe/Berlin";

pub(super) struct Browser {
    program: &'static str,
}

impl Browser {
    pub(super) fn find() -> Result<Self> {
        let answers = |program: &&&str| {
            let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            asked.is_ok_and(|status| status.success())
        };
        let found = PROGRAMS.iter().find(answers).context("no Chromium; on Debian: apt-get install chromium")?;
        Ok(Self { program: found })
    }

    /// Takes the pictures of one page: `<name>-<width>-<scheme>.png`.
    pub(super) fn take(&self, url: &str, folder: &Path, name: &str) -> Result<()> {
        for (width, height) in SIZES {
            for (scheme, number) in SCHEMES {
                let picture = folder.join(format!("{name}-{width}-{scheme}.png"));
                let mut command = Command::new(self.program);
                // Chromium refuses to be root's with its sandbox.
                command.args(geteuid().is_root().then_some("--no-sandbox"));
                command.args(["--headless", "--disable-gpu", "--hide-scrollbars"]);
                command.arg(format!("--window-size={width},{height}"));
                command.arg(format!("--blink-settings=preferredColorScheme={number}"));
                command.arg(format!("--screenshot={}", picture.display())).arg(url).env("TZ", TIME_ZONE);
                let taken = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
                if !taken.is_ok_and(|taken| taken.success()) || !picture.is_file() {
                    bail!("{} took no picture of {url}", self.program);
                }
                println!("    {}", picture.display());
            }
        }
        Ok(())
    }
}
