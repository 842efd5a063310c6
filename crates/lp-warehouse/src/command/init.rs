//! `lp-warehouse init`: a first configuration, asked for line by line. Secrets go into files of their own.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, BufRead, IsTerminal, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::{Context, bail};
use client::Region;
use model::Feed;
use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};

use crate::cli::InitArgs;
use crate::config::{Config, Environment, account_id};

/// Only its owner reads a secret.
const SECRET_MODE: u32 = 0o600;
/// And only its owner looks into their folder.
const FOLDER_MODE: u32 = 0o700;
/// A question that is answered wrongly so often is given up.
const TRIES_MAX: u32 = 5;

/// Something that is asked for: key, whether it is secret, and its name in LivePerson's pages.
type Field = (&'static str, bool, &'static str);

/// What is asked for each way to authorize.
const METHODS: [(&str, &[Field]); 3] = [
    (
        "oauth1",
        &[
            ("app_key", false, "App key"),
            ("app_secret", true, "App secret"),
            ("access_token", false, "Access token"),
            ("access_token_secret", true, "Access token secret"),
        ],
    ),
    ("oauth2", &[("client_id", false, "Client id"), ("client_secret", true, "Client secret")]),
    ("login", &[("username", false, "User name"), ("password", true, "Password")]),
];

/// Asks, writes, and checks what was written.
pub(crate) fn run(args: &InitArgs, input: &mut impl BufRead, out: &mut impl Write) -> anyhow::Result<()> {
    if args.output.exists() {
        bail!("{} exists; name another file with --output, or edit this one", args.output.display());
    }
    let mut interview = Interview { input, out };
    writeln!(interview.out, "An empty answer takes what stands in brackets.\n")?;
    let mut secrets = Vec::new();
    let text = interview.configuration(&mut secrets)?;
    let folder = args.output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let credentials = folder.join("credentials");
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(&credentials)?;
    for (name, secret) in &secrets {
        write_new(&credentials.join(name), secret, SECRET_MODE)?;
    }
    write_new(&args.output, &text, 0o644)?;
    Config::load(Some(&args.output), &Environment::default())?;
    let files: Vec<_> = secrets.iter().map(|(name, _)| credentials.join(name).display().to_string()).collect();
    writeln!(out, "\nWritten: {}, and the secrets {}.", args.output.display(), files.join(", "))?;
    writeln!(out, "Next: lp-warehouse --config {} check", args.output.display())?;
    Ok(())
}

/// A file that was not there before.
fn write_new(path: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let made = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let written = made.and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("{} cannot be written", path.display()))
}

struct Interview<'i, I, O> {
    input: &'i mut I,
    out: &'i mut O,
}

impl<I: BufRead, O: Write> Interview<'_, I, O> {
    /// The text of the file; secrets with the names of their files beside it.
    fn configuration(&mut self, secrets: &mut Vec<(String, String)>) -> anyhow::Result<String> {
        let mut text = String::from("# Every key with its default is in config/example.toml of lp-warehouse.\n");
        let url = self.ask(
            "Database, as postgres://user:password@host:5432/database [none: a Postgres of its own]",
            "",
            |url| {
                let is_url = url.is_empty() || url.starts_with("postgres://") || url.starts_with("postgresql://");
                if is_url { Ok(()) } else { Err("that is no postgres:// address".to_owned()) }
            },
        )?;
        if url.is_empty() {
            text.push_str("\n# Without `database.url` a private Postgres is made under `service.data_dir`.\n");
        } else {
            text.push_str(
                "\n[database]\n# The address with its password is in this file.\nurl_file = \"database-url\"\n",
            );
            secrets.push(("database-url".to_owned(), url));
        }
        let data_dir = self.ask("Folder for data [/var/lib/lp-warehouse]", "/var/lib/lp-warehouse", |_| Ok(()))?;
        let listen = self.ask("Status page on [127.0.0.1:8080]", "127.0.0.1:8080", |text| {
            text.parse::<std::net::SocketAddr>().map(drop).map_err(|_| "write an address and a port".to_owned())
        })?;
        text.push_str(&format!("\n[service]\nlisten = \"{listen}\"\ndata_dir = {data_dir:?}\n"));
        let id = self.ask("Number of the LivePerson account", "", |text| account_id(text).map(drop))?;
        let region = self.ask("Region of its data: us, uk or apac [us]", "us", |text| {
            text.parse::<Region>().map(drop).map_err(|error| error.to_string())
        })?;
        text.push_str(&format!("\n[[accounts]]\nid = \"{id}\"\nregion = \"{region}\"\n"));
        self.authorization(&mut text, secrets)?;
        self.feeds(&mut text)?;
        Ok(text)
    }

    fn authorization(&mut self, text: &mut String, secrets: &mut Vec<(String, String)>) -> anyhow::Result<()> {
        let names = METHODS.map(|(name, _)| name);
        let method = self.ask("It authorizes itself by oauth1, oauth2 or login [oauth1]", "oauth1", |text| {
            if names.contains(&text) { Ok(()) } else { Err(format!("write one of {}", names.join(", "))) }
        })?;
        text.push_str(&format!("\n[accounts.auth]\nmethod = \"{method}\"\n"));
        let fields = METHODS.iter().find(|(name, _)| *name == method).map_or(&[][..], |(_, fields)| fields);
        for (key, is_secret, name) in fields {
            let given = |text: &str| if text.is_empty() { Err("it is needed".to_owned()) } else { Ok(()) };
            if *is_secret {
                let file = key.replace('_', "-");
                let secret = self.ask_secret(name)?;
                text.push_str(&format!("{key}_file = \"{file}\"\n"));
                secrets.push((file, secret));
            } else {
                let value = self.ask(name, "", given)?;
                text.push_str(&format!("{key} = {value:?}\n"));
            }
        }
        Ok(())
    }

    fn feeds(&mut self, text: &mut String) -> anyhow::Result<()> {
        for feed in Feed::ALL {
            let answer = self.ask(&format!("Read {feed}? y or n [y]"), "y", |text| {
                if matches!(text, "y" | "n") { Ok(()) } else { Err("write y or n".to_owned()) }
            })?;
            if answer == "n" {
                text.push_str(&format!("\n[accounts.feeds.{feed}]\nenabled = false\n"));
            }
        }
        Ok(())
    }

    /// Asks until the answer fits.
    fn ask(
        &mut self,
        question: &str,
        default: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> anyhow::Result<String> {
        for _ in 0..TRIES_MAX {
            write!(self.out, "{question}: ")?;
            self.out.flush()?;
            let answer = self.line()?;
            let answer = if answer.is_empty() { default.to_owned() } else { answer };
            match check(&answer) {
                Ok(()) => return Ok(answer),
                Err(why) => writeln!(self.out, "  {why}")?,
            }
        }
        bail!("no answer to `{question}` fitted; copy config/example.toml instead, and edit it");
    }

    /// Asks without showing the answer.
    fn ask_secret(&mut self, name: &str) -> anyhow::Result<String> {
        let terminal = io::stdin().is_terminal();
        let shown = if terminal { tcgetattr(io::stdin()).ok() } else { None };
        if let Some(mut hidden) = shown.clone() {
            hidden.local_flags.remove(LocalFlags::ECHO);
            tcsetattr(io::stdin(), SetArg::TCSANOW, &hidden)?;
        }
        let given = |text: &str| if text.is_empty() { Err("it is needed".to_owned()) } else { Ok(()) };
        let answer = self.ask(&format!("{name} (not shown)"), "", given);
        if let Some(shown) = shown {
            tcsetattr(io::stdin(), SetArg::TCSANOW, &shown)?;
            writeln!(self.out)?;
        }
        answer
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            bail!("the answers ended before the questions did");
        }
        Ok(line.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn interview(answers: &str, output: PathBuf) -> Result<String, String> {
        let mut said = Vec::new();
        let run = run(&InitArgs { output }, &mut answers.as_bytes(), &mut said);
        run.map_err(|error| format!("{error:#}")).map(|()| String::from_utf8(said).unwrap())
    }

    #[test]
    fn what_is_answered_is_a_configuration_and_secrets_are_in_files_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("etc/c.toml");
        // An address must be one of Postgres, an account a number, a region one of theirs: each is asked for again.
        let answers = "mysql://x\npostgres://lp:planted@db/warehouse\n\n\n\n75555851\nxx\nuk\noauth2\nloader\nplanted\ny\ny\nn\ny\n";
        let cut = interview(&answers[..40], output.clone()).unwrap_err();
        assert!(cut.contains("ended before") && !output.exists(), "{cut}");
        let said = interview(answers, output.clone()).unwrap();
        assert!(said.contains("no postgres://") && said.contains("check") && !said.contains("planted"), "{said}");
        let text = fs::read_to_string(&output).unwrap();
        assert!(text.contains("client_secret_file") && !text.contains("planted"), "{text}");
        assert!(text.contains("[accounts.feeds.engagement_history]\nenabled = false"), "{text}");
        assert_eq!(fs::read_to_string(folder.path().join("etc/credentials/client-secret")).unwrap(), "planted");
        let again = interview(answers, output).unwrap_err();
        assert!(again.contains("exists"), "{again}");
    }
}
