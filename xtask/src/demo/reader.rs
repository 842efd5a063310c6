//! Users of BI tools, as bi/README.md has them made.

use std::fs;

use anyhow::{Context, Result, bail};
use private_postgres::Cluster;

/// Makes a user who reads what analysts read, and returns the password: the one of the cluster's owner.
pub(super) fn make(cluster: &Cluster, name: &str) -> Result<String> {
    let password = cluster.data_dir().join("password");
    let password = fs::read_to_string(&password).with_context(|| format!("cannot read {}", password.display()))?;
    let password = password.trim().to_owned();
    execute(
        cluster,
        &format!("create role {name} login password '{password}' in role lp_warehouse_reader; alter role {name} set jit = off"),
    )
    .with_context(|| format!("cannot make the user {name}"))?;
    Ok(password)
}

/// Makes a schema that the user may write to.
pub(super) fn make_schema(cluster: &Cluster, schema: &str, owner: &str) -> Result<()> {
    execute(cluster, &format!("create schema {schema} authorization {owner}"))
        .with_context(|| format!("cannot make the schema {schema}"))
}

fn execute(cluster: &Cluster, sql: &str) -> Result<()> {
    let mut psql = cluster.psql().context("psql is not installed beside the server")?;
    let output = psql.args(["--quiet", "--set", "ON_ERROR_STOP=1", "--command", sql]).output();
    let output = output.context("cannot run psql")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
