//! The dbt project of `bi/dbt` against the loaded warehouse.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use private_postgres::Cluster;

use crate::workspace::{root, target_dir};

/// What the project was tried with.
const PACKAGES: [&str; 2] = ["dbt-core<1.11", "dbt-postgres<1.11"];

/// A user as bi/README.md has one made: reads what analysts read, and writes to a schema of its own.
const USER: &str = "dbt";
const SCHEMA: &str = "analytics";

/// Everything is built and tested, then the incremental models once more; nothing changes while this runs, so it needs no
/// lookback.
const RUNS: [&[&str]; 3] = [
    &["build", "--vars", "lp_warehouse_lookback: 0 seconds"],
    &["build", "--vars", "lp_warehouse_lookback: 0 seconds", "--select", "config.materialized:incremental"],
    &["source", "freshness"],
];

/// Builds and tests the project; where dbt cannot be had, says so.
pub(super) fn test(cluster: &Cluster) -> Result<()> {
    let Some(dbt) = find_or_install()? else {
        println!(
            "SKIPPED dbt: python3 with venv, or the packages {} from PyPI, cannot be had here",
            PACKAGES.join(", ")
        );
        return Ok(());
    };
    let password = cluster.data_dir().join("password");
    let password = std::fs::read_to_string(&password).with_context(|| format!("cannot read {}", password.display()))?;
    make_user(cluster, password.trim())?;
    for arguments in RUNS {
        println!("    dbt {}", arguments.join(" "));
        let mut run = Command::new(&dbt);
        run.args(arguments).args(["--profiles-dir", ".", "--no-use-colors"]).current_dir(root().join("bi/dbt"));
        run.env("PGHOST", "127.0.0.1").env("PGPORT", cluster.port().to_string()).env("PGUSER", USER);
        run.env("PGPASSWORD", password.trim()).env("PGDATABASE", private_postgres::DATABASE);
        run.env("DBT_SCHEMA", SCHEMA);
        run.env("DBT_SEND_ANONYMOUS_USAGE_STATS", "false").env("DBT_TARGET_PATH", target_dir()?.join("dbt"));
        run.env("DBT_LOG_PATH", target_dir()?.join("dbt"));
        let output = run.output().context("cannot run dbt")?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            bail!("dbt {} failed:\n{said}", arguments.join(" "));
        }
        let summary = said.lines().rev().find(|line| line.contains("PASS=") || line.contains("Done"));
        println!("    {}", summary.unwrap_or("done").trim());
    }
    Ok(())
}

fn make_user(cluster: &Cluster, password: &str) -> Result<()> {
    let mut psql = cluster.psql().context("dbt needs psql, which is not installed beside the server")?;
    let sql = format!(
        "create role {USER} login password '{password}' in role lp_warehouse_reader;
        alter role {USER} set jit = off;
        create schema {SCHEMA} authorization {USER}"
    );
    let output = psql.args(["--quiet", "--set", "ON_ERROR_STOP=1", "--command", &sql]).output();
    let output = output.context("cannot run psql")?;
    if !output.status.success() {
        bail!("the user of dbt cannot be made: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// dbt in an environment of its own under the target folder; `None` where that cannot be made.
fn find_or_install() -> Result<Option<PathBuf>> {
    let folder = target_dir()?.join("dbt-environment");
    let dbt = folder.join("bin/dbt");
    if dbt.exists() {
        return Ok(Some(dbt));
    }
    println!("    installing dbt into {}", folder.display());
    let made = quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    let pip = folder.join("bin/pip");
    let is_installed = made && quietly(Command::new(pip).args(["install", "--quiet"]).args(PACKAGES));
    Ok((is_installed && Path::new(&dbt).exists()).then_some(dbt))
}

fn quietly(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
