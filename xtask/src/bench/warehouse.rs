//! The server that both sides write to, and what is asked of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use private_postgres::{Binaries, Cluster, ClusterOptions};

use super::meter::{self, Usage};
use crate::interrupt::Interrupt;
use crate::log::{create_log, log_tail};
use crate::postgres::find_or_install;

/// Beside the settings of every private cluster: nothing that happens now and then may happen in one round and not in
/// another. Durability is as by default.
pub(super) const SETTINGS: [(&str, &str); 4] =
    [("shared_buffers", "1GB"), ("max_wal_size", "64GB"), ("checkpoint_timeout", "1d"), ("autovacuum", "off")];

const STOP_TIMEOUT_S: u64 = 60;

/// A running server.
pub(super) struct Server {
    // Taken when dropped.
    cluster: Option<Cluster>,
    folder: PathBuf,
}

impl Server {
    /// Starts one in `folder`, which holds nothing else.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        // Speaks on standard output, where results go; so only when there is something to install.
        if Binaries::find().is_err() {
            find_or_install()?;
        }
        let cluster = SETTINGS
            .iter()
            .fold(ClusterOptions::new(folder.join("postgres")), |options, (name, value)| options.setting(name, value));
        let cluster = Cluster::start(cluster).context("no Postgres for the benchmark")?;
        if cluster.psql().is_none() {
            bail!("psql is not installed beside the server, and the benchmark compares with it; install it");
        }
        Ok(Self { cluster: Some(cluster), folder: folder.to_path_buf() })
    }

    /// Makes an empty database of that name, in place of an older one.
    pub(super) fn create_database(&self, name: &str) -> Result<Database<'_>> {
        self.drop_database(name)?;
        self.first_database().ask(&format!("create database {name}"))?;
        Ok(Database { server: self, name: name.to_owned() })
    }

    /// Removes a database.
    pub(super) fn drop_database(&self, name: &str) -> Result<()> {
        self.first_database().ask(&format!("drop database if exists {name} with (force)")).map(drop)
    }

    /// Processor time of all its processes so far, ended ones included.
    pub(super) fn cpu_s(&self) -> Result<f64> {
        let path = self.folder.join("postgres/pgdata/postmaster.pid");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let pid = text.lines().next().and_then(|line| line.trim().parse().ok());
        meter::family_cpu_s(pid.with_context(|| format!("{} names no process", path.display()))?)
    }

    /// The database that is there from the beginning.
    pub(super) fn first_database(&self) -> Database<'_> {
        Database { server: self, name: private_postgres::DATABASE.to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Not left to the cluster itself, which waits for seconds only: the folder is removed next.
        let stopped = self.cluster.take().map(|cluster| cluster.stop(Duration::from_secs(STOP_TIMEOUT_S)));
        if let Some(Err(error)) = stopped {
            eprintln!("warning: {error}");
        }
    }
}

/// One of its databases.
pub(super) struct Database<'s> {
    server: &'s Server,
    name: String,
}

impl Database<'_> {
    /// Where the daemon connects.
    pub(super) fn url(&self) -> String {
        self.renamed(self.server.cluster.as_ref().map(Cluster::url))
    }

    /// The address of the server's first database, made ours.
    fn renamed(&self, url: Option<String>) -> String {
        let url = url.unwrap_or_default();
        format!("{}{}", url.strip_suffix(private_postgres::DATABASE).unwrap_or(&url), self.name)
    }

    fn psql(&self) -> Result<Command> {
        let cluster = self.server.cluster.as_ref();
        let mut psql = cluster.and_then(Cluster::psql).context("psql is gone")?;
        // Of a database that is named twice, the later one counts.
        psql.arg("--dbname").arg(self.renamed(cluster.map(Cluster::url_without_password)));
        psql.args(["--quiet", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1"]);
        Ok(psql)
    }

    /// A short question, and the answer as text.
    pub(super) fn ask(&self, sql: &str) -> Result<String> {
        let output = self.psql()?.args(["--command", sql]).output().context("cannot run psql")?;
        if !output.status.success() {
            bail!("the server refused:\n{sql}\n{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// A question that is answered with a number.
    pub(super) fn number(&self, sql: &str) -> Result<f64> {
        let answer = self.ask(sql)?;
        answer.parse().with_context(|| format!("`{answer}` is no number, in answer to:\n{sql}"))
    }

    /// Runs a script of SQL and psql's own commands, which may take long.
    pub(super) fn run_script(&self, script: &str, interrupt: &Interrupt) -> Result<Usage> {
        let path = self.server.folder.join("script.sql");
        fs::write(&path, script).with_context(|| format!("cannot write {}", path.display()))?;
        let (log, file) = create_log(&self.server.folder, "psql")?;
        let mut psql = self.psql()?;
        psql.arg("--file").arg(&path).stderr(file.try_clone().context("cannot share psql's log")?).stdout(file);
        let (status, usage) = meter::run(&mut psql, interrupt)?;
        if !status.success() {
            bail!("psql ended ({status}):\n{}", log_tail(&log));
        }
        Ok(usage)
    }

    /// The tables of data, those with rows of an account: not the names of codes, which come with the tables.
    fn data_tables(&self) -> Result<Vec<String>> {
        let answer = self.ask(
            "select 'liveperson.' || table_name from information_schema.columns
             where table_schema = 'liveperson' and column_name = 'account_id' order by 1",
        )?;
        Ok(answer.lines().map(str::to_owned).collect())
    }

    /// Takes all data and the whole ledger away, and brings the disk to rest, so that each round begins the same.
    pub(super) fn clear(&self, interrupt: &Interrupt) -> Result<()> {
        /// Of the ledger and the facts, all but what migrations wrote.
        const LEDGER: [&str; 17] = [
            "ingest.feed",
            "ingest.unit",
            "ingest.load",
            "ingest.operator_action",
            "ingest.reject",
            "ingest.drift",
            "ingest.unit_extra",
            "ingest.stray",
            "ingest.fact_mark",
            "fact.chat",
            "fact.chat_participation",
            "fact.messaging_conversation",
            "fact.contact_quarter_hourly",
            "fact.agent_hour",
            "fact.agent_day",
            "fact.day",
            "fact.deletion",
        ];
        let mut tables = self.data_tables()?;
        tables.extend(LEDGER.map(str::to_owned));
        let script = format!("truncate {} restart identity;\ncheckpoint;\n", tables.join(", "));
        self.run_script(&script, interrupt).map(drop)
    }

    /// The rows of all tables of data.
    pub(super) fn rows(&self) -> Result<u64> {
        let count = |table: &String| format!("(select count(*) from {table})");
        let sql = format!("select {}", self.data_tables()?.iter().map(count).collect::<Vec<_>>().join(" + "));
        Ok(self.number(&sql)? as u64)
    }

    /// Fails when something of what was served is not in the warehouse: then the time says nothing.
    pub(super) fn expect_loaded(&self, records: u64) -> Result<()> {
        let unloaded = self.number("select count(*) from ingest.unit where state <> 'loaded'")?;
        let rejected = self.number("select count(*) from ingest.reject")?;
        let read = self.number("select coalesce(sum(records_read), 0) from ingest.unit")?;
        if unloaded + rejected > 0.0 || (read as u64) < records {
            bail!("{read} records of {records} were read, {rejected} rejected, {unloaded} units are not loaded");
        }
        Ok(())
    }

    /// How many rows of data were inserted, updated or deleted so far, committed or not.
    pub(super) fn tuples_written(&self) -> Result<f64> {
        self.number(
            "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_user_tables
             where schemaname = 'liveperson' or relid = 'mart.seen_name'::regclass",
        )
    }

    /// How much the server has logged so far.
    pub(super) fn wal_bytes(&self) -> Result<f64> {
        self.number("select pg_current_wal_insert_lsn() - '0/0'")
    }
}

/// The rows of a warehouse as files, to be copied into an empty one.
pub(super) struct Copies {
    files: Vec<(String, PathBuf)>,
}

impl Copies {
    /// Writes every table of data that has rows to a file, in the binary format, all columns.
    pub(super) fn of(database: &Database<'_>, interrupt: &Interrupt) -> Result<Self> {
        let folder = database.server.folder.join("copies");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut files = Vec::new();
        for table in database.data_tables()? {
            if database.ask(&format!("select exists (select from {table})"))? == "t" {
                let path = folder.join(format!("{table}.copy"));
                files.push((table, path));
            }
        }
        let line = |(table, path): &(String, PathBuf)| {
            format!("\\copy {table} to '{}' with (format binary)\n", path.display())
        };
        database.run_script(&files.iter().map(line).collect::<String>(), interrupt)?;
        Ok(Self { files })
    }

    /// Copies everything back: one connection, one transaction.
    pub(super) fn load(&self, database: &Database<'_>, interrupt: &Interrupt) -> Result<Usage> {
        let line = |(table, path): &(String, PathBuf)| {
            format!("\\copy {table} from '{}' with (format binary)\n", path.display())
        };
        let script = format!("begin;\n{}commit;\n", self.files.iter().map(line).collect::<String>());
        database.run_script(&script, interrupt)
    }

    /// Their size.
    pub(super) fn bytes(&self) -> u64 {
        let size = |(_, path): &(String, PathBuf)| fs::metadata(path).map_or(0, |metadata| metadata.len());
        self.files.iter().map(size).sum()
    }
}
