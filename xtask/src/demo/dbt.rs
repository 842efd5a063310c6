//! The dbt project of `bi/dbt` against the loaded warehouse.

use std::process::Command;

use anyhow::{Context, Result, bail};
use private_postgres::Cluster;

use super::{python, reader};
use crate::workspace::{root, target_dir};

/// What the project was tried with.
const PACKAGES: [&str; 2] = ["dbt-core<1.11", "dbt-postgres<1.11"];

const USER: &str = "dbt";
const SCHEMA: &str = "analytics";

/// Everything is built and tested, then the incremental models once more.
const RUNS: [&[&str]; 3] =
    [&["build"], &["build", "--select", "config.materialized:incremental"], &["source", "freshness"]];

/// Builds and tests the project; where dbt cannot be had, says so.
pub(super) fn test(cluster: &Cluster) -> Result<()> {
    let Some(environment) = python::environment("dbt", &PACKAGES)? else {
        return Ok(());
    };
    let password = reader::make(cluster, USER)?;
    reader::make_schema(cluster, SCHEMA, USER)?;
    let target = target_dir()?.join("dbt");
    for arguments in RUNS {
        println!("    dbt {}", arguments.join(" "));
        let mut run = Command::new(environment.join("bin/dbt"));
        run.args(arguments).args(["--profiles-dir", ".", "--no-use-colors"]).current_dir(root().join("bi/dbt"));
        run.env("PGHOST", "127.0.0.1").env("PGPORT", cluster.port().to_string()).env("PGUSER", USER);
        run.env("PGPASSWORD", &password).env("PGDATABASE", private_postgres::DATABASE).env("DBT_SCHEMA", SCHEMA);
        run.env("DBT_SEND_ANONYMOUS_USAGE_STATS", "false").env("DBT_TARGET_PATH", &target).env("DBT_LOG_PATH", &target);
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
