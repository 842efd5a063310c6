//! `lp-warehouse init`: a first configuration, asked for line by line. Secrets go into files of their own.

mod answers;

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, BufRead, ErrorKind, IsTerminal, Write};
use std::net::SocketAddr;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use nix::unistd::{AccessFlags, access};

use self::answers::Answers;
use crate::cli::InitArgs;
use crate::config::{Config, Environment, account_id, database_url, quoted, secret};

/// Only its owner reads a secret; the service manager hands it to the service.
const SECRET_MODE: u32 = 0o600;
/// And only its owner looks into their folder.
const SECRETS_FOLDER_MODE: u32 = 0o700;
/// The service's user reads the configuration itself.
const CONFIGURATION_MODE: u32 = 0o644;
/// And passes through its folder.
const FOLDER_MODE: u32 = 0o755;
/// Where the service may write: `StateDirectory` of its unit.
const STATE_FOLDER: &str = "/var/lib/lp-warehouse";
/// Where an account's data may be; the usual one first.
const REGIONS: [&str; 3] = ["us", "uk", "apac"];

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

/// The file of the secret `database.url`.
const DATABASE_URL: &str = "database-url";

/// Asks by prompts on a terminal; else each line of standard input is an answer.
pub(crate) fn run(args: &InitArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let is_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    let mut lines = io::stdin().lock();
    let lines: Option<&mut dyn BufRead> = if is_terminal { None } else { Some(&mut lines) };
    write_configuration(args, Answers { lines, out })
}

/// Asks, checks all of it, then writes.
fn write_configuration(args: &InitArgs, answers: Answers<'_>) -> anyhow::Result<()> {
    let folder = args.output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let credentials = folder.join("credentials");
    check_places(&args.output, &credentials)?;
    let mut interview = Interview { answers, draft: Draft::default() };
    if interview.answers.lines.is_some() {
        interview.answers.note("An empty answer takes what stands in brackets.\n")?;
    }
    interview.configuration()?;
    let Interview { answers: Answers { out, .. }, draft } = interview;
    let config = Config::of_text(&draft.text(Spelled::Whole), &Environment::default())
        .context("the answers make no configuration; nothing was written, start again")?;
    make_folder(folder, FOLDER_MODE)?;
    make_folder(&credentials, SECRETS_FOLDER_MODE)?;
    for (file, secret) in draft.secrets() {
        write_new(&credentials.join(file), secret, SECRET_MODE)?;
    }
    write_new(&args.output, &draft.text(Spelled::WithoutSecrets), CONFIGURATION_MODE)?;
    let files: Vec<_> = draft.secrets().map(|(file, _)| credentials.join(file).display().to_string()).collect();
    writeln!(out, "\nWritten: {}, and the secrets {}.", args.output.display(), files.join(", "))?;
    for warning in warnings(&config.service.data_dir, &credentials) {
        writeln!(out, "Warning: {warning}")?;
    }
    writeln!(out, "Next: lp-warehouse --config {} check", args.output.display())?;
    Ok(())
}

/// Refuses before the first question what would fail after the last.
fn check_places(output: &Path, credentials: &Path) -> anyhow::Result<()> {
    let is_there = |path: &Path| match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound) => Ok(false),
        Err(error) => Err(error).with_context(|| {
            format!("{} cannot be looked at; run this with sudo, or name another --output", path.display())
        }),
    };
    if is_there(output)? {
        bail!("{} exists; name another file with --output, or edit this one", output.display());
    }
    let fields = METHODS.iter().flat_map(|(_, fields)| *fields).filter(|(_, is_secret, _)| *is_secret);
    for file in fields.map(|(key, ..)| file_of(key)).chain([DATABASE_URL.to_owned()]) {
        let secret = credentials.join(file);
        if is_there(&secret)? {
            bail!("{} exists; move it away, or name a file in another folder with --output", secret.display());
        }
    }
    let above = credentials.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    access(above, AccessFlags::W_OK)
        .with_context(|| format!("{} cannot be written; run this with sudo, or name another --output", above.display()))
}

/// What is not wrong, but will be in the way.
fn warnings(data_dir: &Path, credentials: &Path) -> Vec<String> {
    let mut warnings = Vec::new();
    if !data_dir.starts_with(STATE_FOLDER) {
        warnings.push(format!(
            "the systemd service cannot write into {}: its unit lets it write below {STATE_FOLDER} only. Take a folder \
             there, or give the unit a user who owns this one (`sudo systemctl edit lp-warehouse`: `DynamicUser=no`, \
             `User=`, `ReadWritePaths={}`)",
            data_dir.display(),
            data_dir.display()
        ));
    }
    let mode = credentials.metadata().map_or(0, |found| found.permissions().mode());
    if mode & 0o077 != 0 {
        let folder = credentials.display();
        warnings.push(format!("other users of this machine can look into {folder}; run `chmod 700 {folder}`"));
    }
    warnings
}

/// Makes a folder, and those above it that are missing, with these permissions whatever the umask. One that is there stays as
/// it is.
fn make_folder(folder: &Path, mode: u32) -> anyhow::Result<()> {
    let missing: Vec<PathBuf> = folder
        .ancestors()
        .take_while(|above| !above.as_os_str().is_empty() && !above.exists())
        .map(Path::to_owned)
        .collect();
    let make = |folder: &PathBuf| {
        fs::create_dir(folder)?;
        fs::set_permissions(folder, Permissions::from_mode(mode))
    };
    missing.iter().rev().try_for_each(make).with_context(|| format!("{} cannot be made", folder.display()))
}

/// Writes a file that was not there before, with these permissions whatever the umask.
fn write_new(path: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let made = OpenOptions::new().write(true).create_new(true).mode(SECRET_MODE).open(path);
    let written = made.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.set_permissions(Permissions::from_mode(mode))
    });
    written.with_context(|| format!("{} cannot be written", path.display()))
}

/// The file of the secret at a key.
fn file_of(key: &str) -> String {
    key.replace('_', "-")
}

/// The file to be, line by line.
#[derive(Default)]
struct Draft(Vec<Line>);

enum Line {
    Plain(String),
    Secret { key: &'static str, file: String, value: String },
}

/// How a draft becomes text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelled {
    /// Secrets by the names of their files.
    WithoutSecrets,
    /// Secrets where they belong: to be checked while no file is written yet.
    Whole,
}

impl Draft {
    fn plain(&mut self, line: impl Into<String>) {
        self.0.push(Line::Plain(line.into()));
    }

    fn text(&self, spelled: Spelled) -> String {
        let line = |line: &Line| match line {
            Line::Plain(line) => format!("{line}\n"),
            Line::Secret { key, value, .. } if spelled == Spelled::Whole => format!("{key} = {}\n", quoted(value)),
            Line::Secret { key, file, .. } => format!("{key}_file = {}\n", quoted(file)),
        };
        self.0.iter().map(line).collect()
    }

    /// The file of each secret, and what goes into it.
    fn secrets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|line| match line {
            Line::Plain(_) => None,
            Line::Secret { file, value, .. } => Some((file.as_str(), value.as_str())),
        })
    }
}

struct Interview<'i> {
    answers: Answers<'i>,
    draft: Draft,
}

impl Interview<'_> {
    fn configuration(&mut self) -> anyhow::Result<()> {
        self.draft.plain("# Every key with its default is in config/example.toml of lp-warehouse.\n");
        self.database()?;
        let data_dir = self.answers.text("Folder for data", STATE_FOLDER, |_| Ok(()))?;
        let listen = self.answers.text("Status page on", "127.0.0.1:8080", |text| {
            text.parse::<SocketAddr>().map(drop).map_err(|_| "write an address and a port".to_owned())
        })?;
        self.draft.plain(format!("\n[service]\nlisten = \"{listen}\"\ndata_dir = {}", quoted(&data_dir)));
        let id = self.answers.text("Number of the LivePerson account", "", |text| account_id(text).map(drop))?;
        let region = self.answers.one_of("Region of its data", &REGIONS)?;
        self.draft.plain(format!("\n[[accounts]]\nid = \"{id}\"\nregion = \"{region}\""));
        self.authorization()?;
        self.feeds()
    }

    /// The address holds a password: it is not shown.
    fn database(&mut self) -> anyhow::Result<()> {
        self.answers.note("In a password of the database, write %40 for @, %3A for :, %2F for /.")?;
        let question = "Database, as postgres://user:password@host:5432/database [none: a Postgres of its own]";
        let url = self.answers.secret(question, |url| {
            if url.is_empty() {
                return Ok(());
            }
            secret(url).and_then(|()| database_url(url).map(drop)).map_err(|why| format!("the answer {why}"))
        })?;
        if url.is_empty() {
            self.draft.plain("# Without `database.url` a private Postgres is made under `service.data_dir`.");
        } else {
            self.draft.plain("[database]\n# The address with its password is in this file.");
            self.draft.0.push(Line::Secret { key: "url", file: DATABASE_URL.to_owned(), value: url });
        }
        Ok(())
    }

    fn authorization(&mut self) -> anyhow::Result<()> {
        let method = self.answers.one_of("It authorizes itself by", &METHODS.map(|(name, _)| name))?;
        self.draft.plain(format!("\n[accounts.auth]\nmethod = \"{method}\""));
        let fields = METHODS.iter().find(|(name, _)| *name == method).map_or(&[][..], |(_, fields)| fields);
        for (key, is_secret, name) in fields {
            let given = |text: &str| if text.is_empty() { Err("it is needed".to_owned()) } else { Ok(()) };
            if *is_secret {
                let value =
                    self.answers.secret(name, |text| secret(text).map_err(|why| format!("the answer {why}")))?;
                self.draft.0.push(Line::Secret { key, file: file_of(key), value });
            } else {
                let value = self.answers.text(name, "", given)?;
                self.draft.plain(format!("{key} = {}", quoted(&value)));
            }
        }
        Ok(())
    }

    fn feeds(&mut self) -> anyhow::Result<()> {
        for feed in feeds::all() {
            let enabled = self.answers.yes(&format!("Read {feed}?"))?;
            self.draft.plain(format!("\n[accounts.feeds.{feed}]\nenabled = {enabled}"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn answer(args: &InitArgs, mut answers: &[u8], said: &mut Vec<u8>) -> anyhow::Result<()> {
        write_configuration(args, Answers { lines: Some(&mut answers), out: said })
    }

    fn interview(answers: &str, output: PathBuf) -> Result<String, String> {
        let mut said = Vec::new();
        let run = answer(&InitArgs { output }, answers.as_bytes(), &mut said);
        run.map_err(|error| format!("{error:#}")).map(|()| String::from_utf8(said).unwrap())
    }

    #[test]
    fn what_is_answered_is_a_configuration_and_secrets_are_in_files_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("etc/c.toml");
        // An address must be one of Postgres, an account a number, a region one of theirs: each is asked for again.
        let last_feeds = "y\n".repeat(feeds::all().count() - 3);
        let answers = "mysql://x\npostgres://lp:planted/@db/w\npostgres://lp:planted@db/w?sslmode=on\n\
                       postgres://lp:planted@db/warehouse\n\n\n\n75555851\nxx\nuk\noauth2\nload\"er\npla\"nted\ny\ny\nn\n";
        let answers = &format!("{answers}{last_feeds}");
        let cut = interview(&answers[..answers.len() - 2], output.clone()).unwrap_err();
        assert!(cut.contains("ended before") && !folder.path().join("etc").exists(), "{cut}");
        let said = interview(answers, output.clone()).unwrap();
        for told in ["%40 for @, %3A for :, %2F for /", "the answer is not a database URL", "`sslmode`", " check"] {
            assert!(said.contains(told) && !said.contains("planted"), "{told}: {said}");
        }
        let text = fs::read_to_string(&output).unwrap();
        assert!(text.contains("client_secret_file") && !text.contains("planted"), "{text}");
        for (index, feed) in feeds::all().enumerate() {
            let enabled = index != 2;
            assert!(text.contains(&format!("[accounts.feeds.{feed}]\nenabled = {enabled}\n")), "{text}");
        }
        assert_eq!(fs::read_to_string(folder.path().join("etc/credentials/client-secret")).unwrap(), "pla\"nted");
        Config::load(Some(&output), &Environment::default()).unwrap();
    }

    /// The answers for a database and a folder, with these secrets.
    fn answers(data_dir: &str, secret: &str) -> String {
        format!("\n{data_dir}\n\n75555851\n\noauth2\nloader\n{secret}\n{}", "y\n".repeat(feeds::all().count()))
    }

    #[test]
    fn what_will_be_in_the_way_is_said() {
        let check = |data_dir: &str, is_open: bool, warnings: usize, expected: &[&str]| {
            let folder = tempfile::tempdir().unwrap();
            if is_open {
                fs::create_dir(folder.path().join("credentials")).unwrap();
                fs::set_permissions(folder.path().join("credentials"), Permissions::from_mode(0o755)).unwrap();
            }
            let said = interview(&answers(data_dir, "planted"), folder.path().join("c.toml")).unwrap();
            assert_eq!(said.matches("Warning: ").count(), warnings, "{said}");
            for told in expected {
                assert!(said.contains(told), "`{told}` is not in:\n{said}");
            }
        };
        check("", false, 0, &[]);
        check("/var/lib/lp-warehouse/data", false, 0, &[]);
        check("/srv/data", false, 1, &["cannot write into /srv/data", "ReadWritePaths=/srv/data"]);
        check("/var/lib/lp-warehouse-2", true, 2, &["cannot write into", "run `chmod 700"]);
    }

    #[test]
    fn a_secret_is_asked_for_again_when_it_came_with_quotation_marks_and_loses_a_byte_order_mark() {
        let folder = tempfile::tempdir().unwrap();
        let twice = "\"planted\"\n“planted”\n\u{feff}planted";
        let said = interview(&answers("", twice), folder.path().join("c.toml")).unwrap();
        assert_eq!(said.matches("without quotation marks").count(), 2, "{said}");
        let written = fs::read_to_string(folder.path().join("credentials/client-secret")).unwrap();
        assert_eq!(written, "planted");
    }

    #[test]
    fn what_stands_in_the_way_is_told_before_the_first_question() {
        for there in ["c.toml", "credentials/database-url", "credentials/app-secret", "credentials/password"] {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("credentials")).unwrap();
            fs::write(folder.path().join(there), "mine").unwrap();
            let mut said = Vec::new();
            let args = InitArgs { output: folder.path().join("c.toml") };
            let refused = answer(&args, b"", &mut said).unwrap_err().to_string();
            assert!(refused.contains(there) && refused.contains(" exists; ") && said.is_empty(), "{refused}");
        }
    }
}
