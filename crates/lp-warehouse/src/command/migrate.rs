//! `lp-warehouse migrate`: brings the schema up to date.

use std::io::Write;

use crate::config::Config;
use crate::schema;
use crate::warehouse::Warehouse;

/// Applies what is missing and says so.
pub(crate) async fn run(config: &Config, out: &mut impl Write) -> anyhow::Result<()> {
    let warehouse = Warehouse::visit(config).await?;
    let applied = schema::migrate(&warehouse.sink, || ()).await;
    warehouse.close().await?;
    match applied? {
        0 => writeln!(out, "The schema is up to date.")?,
        applied => writeln!(out, "Applied {applied} migrations; the schema is up to date.")?,
    }
    Ok(())
}
