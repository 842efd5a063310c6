//! What an analyst might ask, answered by `psql`.

use anyhow::{Context, Result, bail};
use private_postgres::Cluster;

/// How many rows each table has.
const ROWS: &str = include_str!("questions/rows.sql");

/// Each begins with the question, as a comment.
const QUESTIONS: [&str; 7] = [
    include_str!("questions/wait_in_queue.sql"),
    include_str!("questions/busiest_skills.sql"),
    include_str!("questions/agents.sql"),
    include_str!("questions/longest_chats.sql"),
    include_str!("questions/wait_and_sales.sql"),
    include_str!("questions/visits_to_chats.sql"),
    include_str!("questions/channels.sql"),
];

/// Prints every question with its SQL and the answer.
pub(super) fn ask(cluster: &Cluster) -> Result<()> {
    if cluster.psql().is_none() {
        println!("    psql is not installed beside the server, so the questions are not asked");
        return Ok(());
    }
    println!("\n{}", answer(cluster, ROWS)?);
    for sql in QUESTIONS {
        println!("{sql}\n{}", answer(cluster, sql)?);
    }
    Ok(())
}

fn answer(cluster: &Cluster, sql: &str) -> Result<String> {
    let mut psql = cluster.psql().context("psql is gone")?;
    psql.args(["--quiet", "--set", "ON_ERROR_STOP=1", "--pset", "null=-", "--pset", "footer=off", "--command", sql]);
    // People compare with the status page, which speaks UTC.
    let output = psql.env("PGTZ", "UTC").output().context("cannot run psql")?;
    if !output.status.success() {
        bail!("the warehouse did not answer:\n{sql}\n{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_stated_first() {
        for sql in QUESTIONS {
            let first = sql.lines().next().unwrap_or_default();
            assert!(first.starts_with("-- ") && first.contains('?'), "{first}");
        }
    }
}
