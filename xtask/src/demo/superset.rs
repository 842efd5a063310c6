//! The bundle of `bi/superset`, imported into a Superset of its own that reads the loaded warehouse.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use private_postgres::{Cluster, DATABASE};

use super::{python, reader};
use crate::postgres::remove;
use crate::workspace::{root, target_dir};

/// What the bundle was tried with. Superset 6.1.0 needs `rich` and `cachetools` without saying so, and does not start with a
/// newer Flask-Caching.
const PACKAGES: [&str; 5] = ["apache-superset==6.1.0", "psycopg2-binary", "flask-caching<2.4", "rich", "cachetools"];

const USER: &str = "superset";
/// Of Superset's administrator; nobody else reaches it, as it listens to no port.
const ADMIN_PASSWORD: &str = "demo";

const ASK_CHARTS: &str = include_str!("superset/ask_charts.py");

/// Imports the bundle and asks every chart for its data; where Superset cannot be had, says so.
pub(super) fn test(cluster: &Cluster) -> Result<()> {
    let Some(environment) = python::environment("superset", &PACKAGES)? else {
        return Ok(());
    };
    let home = target_dir()?.join("superset");
    remove(&home)?;
    fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    let config = home.join("superset_config.py");
    fs::write(&config, configuration(&home)).with_context(|| format!("cannot write {}", config.display()))?;
    let password = reader::make(cluster, USER)?;

    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(environment.join("bin").join(program));
        command.args(arguments).current_dir(&home).env("SUPERSET_CONFIG_PATH", &config).env("FLASK_APP", "superset");
        command.env("WAREHOUSE_PASSWORD", &password).env("SUPERSET_PASSWORD", ADMIN_PASSWORD);
        let output = command.output().with_context(|| format!("cannot run {program}"))?;
        if !output.status.success() {
            bail!("Superset failed:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    println!("    importing bi/superset into a Superset and asking its charts: about a minute");
    run("superset", &["db", "upgrade"])?;
    let admin = ["fab", "create-admin", "--username", "admin", "--firstname", "A", "--lastname", "B"];
    run("superset", &[&admin[..], &["--email", "admin@example.com", "--password", ADMIN_PASSWORD]].concat())?;
    run("superset", &["init"])?;
    let bundle = root().join("bi/superset");
    let bundle = bundle.to_str().context("the path of the repository is no UTF-8")?;
    let address = format!("127.0.0.1:{}", cluster.port());
    let said = run("python", &["-c", ASK_CHARTS, bundle, &address, DATABASE, USER])?;
    println!("    {}", said.lines().last().unwrap_or("done").trim());
    Ok(())
}

fn configuration(home: &Path) -> String {
    let database = home.join("superset.db");
    format!(
        "SECRET_KEY = 'gone with the demo'\nSQLALCHEMY_DATABASE_URI = 'sqlite:///{}'\nWTF_CSRF_ENABLED = False\n",
        database.display()
    )
}
