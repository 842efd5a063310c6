//! `cargo xtask docs`: pages that the database writes itself.

mod dbt;
mod dictionary;
mod erd;
mod superset;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::interrupt::{self, Interrupt};
use crate::postgres::Throwaway;
use crate::process::Process;
use crate::workspace::{cargo, root, target_dir};

/// Columns and rows of a query as `psql` prints them here: characters that no comment holds.
const FIELD: char = '\u{1f}';
const ROW: char = '\u{1e}';

const COLUMNS: &str = include_str!("docs/columns.sql");

/// A file of the repository, and its text.
type Page = (String, String);

/// Write the dictionary, the diagram and the descriptions for dbt and Superset from the comments of a fresh database
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write nothing; fail when a page is not what would be written
    #[arg(long)]
    check: bool,
}

impl Options {
    /// As a change is checked before it goes in.
    pub(crate) fn checking() -> Self {
        Self { check: true }
    }
}

/// A table or view.
#[derive(Debug, Default)]
struct Relation {
    schema: String,
    name: String,
    is_view: bool,
    comment: String,
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    name: String,
    kind: String,
    comment: String,
    /// Its place in the primary key, from 1; 0 for the others.
    key_position: usize,
}

impl Relation {
    /// The columns of the key, in its order.
    fn key(&self) -> Vec<&str> {
        let mut key: Vec<&Column> = self.columns.iter().filter(|column| column.key_position > 0).collect();
        key.sort_by_key(|column| column.key_position);
        key.iter().map(|column| column.name.as_str()).collect()
    }
}

/// Migrates a database of its own, reads its catalog, writes or compares.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<ExitCode> {
    let built = Process::run(&mut cargo(&["build", "-p", "lp-warehouse"]), interrupt)?;
    match built {
        None => return Ok(ExitCode::from(interrupt::EXIT_CODE)),
        Some(status) if !status.success() => return Ok(ExitCode::FAILURE),
        Some(_) => {}
    }
    let throwaway = Throwaway::start()?;
    migrate(&throwaway)?;
    let relations = relations(&throwaway)?;
    let mut pages: Vec<Page> = vec![
        ("docs/data-dictionary.md".to_owned(), dictionary::render(&relations)),
        ("docs/erd.svg".to_owned(), erd::render(&relations)),
    ];
    pages.extend(dbt::pages(&relations)?);
    pages.extend(superset::pages(&relations)?);
    let mut stale = 0;
    for (page, text) in pages {
        let path = root().join(&page);
        if !options.check {
            fs::write(&path, text).with_context(|| format!("cannot write {page}"))?;
            println!("    {page}");
        } else if fs::read_to_string(&path).is_ok_and(|written| written == text) {
            println!("    {page} is up to date");
        } else {
            println!("    {page} is stale; run `cargo xtask docs`");
            stale += 1;
        }
    }
    Ok(if stale == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What analysts use.
fn mart(relations: &[Relation]) -> impl Iterator<Item = &Relation> {
    relations.iter().filter(|relation| relation.schema == "mart")
}

/// The files of a folder of the repository with this ending, by name.
fn files(folder: &str, ending: &str) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(root().join(folder)).with_context(|| format!("cannot read {folder}"))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == ending));
    paths.sort_unstable();
    Ok(paths)
}

/// Brings the throwaway database to this version. The account is there because a configuration must have one.
fn migrate(throwaway: &Throwaway) -> Result<()> {
    let url = throwaway.url().context("the private cluster has no address")?;
    let mut migrate = std::process::Command::new(target_dir()?.join("debug/lp-warehouse"));
    migrate.arg("migrate").current_dir(std::env::temp_dir()).env("LPW__DATABASE__URL", url);
    let account =
        [("ID", "1"), ("REGION", "us"), ("AUTH__METHOD", "login"), ("AUTH__USERNAME", "x"), ("AUTH__PASSWORD", "x")];
    for (key, value) in account {
        migrate.env(format!("LPW__ACCOUNTS__0__{key}"), value);
    }
    let output = migrate.output().context("cannot run lp-warehouse")?;
    if !output.status.success() {
        bail!("the migrations do not apply: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// The catalog of our schemas, by schema and name.
fn relations(throwaway: &Throwaway) -> Result<Vec<Relation>> {
    let mut psql = throwaway.psql().context("psql is not installed beside the server")?;
    let separators = [format!("--field-separator={FIELD}"), format!("--record-separator={ROW}")];
    psql.args(["--quiet", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1"]).args(separators);
    let output = psql.args(["--command", COLUMNS]).output().context("cannot run psql")?;
    if !output.status.success() {
        bail!("the catalog cannot be read: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout).context("a comment is not UTF-8")?;
    let mut relations: Vec<Relation> = Vec::new();
    for row in text.trim_end().split(ROW).filter(|row| !row.is_empty()) {
        let fields: Vec<&str> = row.trim_start_matches('\n').split(FIELD).collect();
        let [schema, name, is_view, comment, column, kind, column_comment, key_position] = fields[..] else {
            bail!("a row of the catalog has {} fields", fields.len());
        };
        if relations.last().is_none_or(|last| last.schema != schema || last.name != name) {
            let (schema, name, comment) = (schema.to_owned(), name.to_owned(), comment.to_owned());
            relations.push(Relation { schema, name, is_view: is_view == "t", comment, columns: Vec::new() });
        }
        let column = Column {
            name: column.to_owned(),
            kind: kind.to_owned(),
            comment: column_comment.to_owned(),
            key_position: key_position.parse().context("a place in a key is a number")?,
        };
        relations.last_mut().expect("pushed above").columns.push(column);
    }
    Ok(relations)
}
