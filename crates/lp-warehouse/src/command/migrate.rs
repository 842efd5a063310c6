//! `lp-warehouse migrate`: brings the schema up to date.

use std::io::Write;

use sink::Sink;
use sink::migrations::{Fate, Migrated, SchemaState, UserView};

use super::migrated;
use crate::config::Config;
use crate::schema;
use crate::warehouse::Warehouse;

/// Applies what is missing and says so.
pub(crate) async fn run(config: &Config, out: &mut impl Write) -> anyhow::Result<()> {
    let warehouse = Warehouse::visit(config).await?;
    let migrated = migrate(&warehouse.sink, out).await;
    warehouse.close().await?;
    migrated
}

async fn migrate(sink: &Sink, out: &mut impl Write) -> anyhow::Result<()> {
    sink.reach().await?;
    let Migrated { migrations, views, user_views } = schema::migrate(sink, || ()).await?;
    match migrations + views {
        0 => writeln!(out, "The schema is up to date.")?,
        _ => writeln!(out, "Applied {}; the schema is up to date.", migrated(migrations, views))?,
    }
    for UserView { name, fate } in &user_views {
        match fate {
            Fate::MadeAgain => writeln!(out, "The view {name} reads views that changed; it was made again.")?,
            Fate::Emptied => writeln!(
                out,
                "The materialized view {name} reads views that changed; it was made again and is empty: \
                 `refresh materialized view {name};`."
            )?,
            Fate::Displaced { error } => writeln!(
                out,
                "The view {name} reads views that changed, and cannot be made again ({error}); it is gone, and \
                 ingest.displaced_view has its text: correct it and make it again."
            )?,
        }
    }
    if let SchemaState::NewerViews { version } = sink.schema_state().await? {
        writeln!(out, "The views of mart are those of lp-warehouse {version}, which is newer, and stay as they are.")?;
    }
    grant_roles(sink, out).await
}

/// A role that was made after its migration gets its rights now.
async fn grant_roles(sink: &Sink, out: &mut impl Write) -> anyhow::Result<()> {
    let before = sink.role_facts().await?;
    if before.iter().all(|role| role.is_there && !role.lacks_rights) {
        return Ok(());
    }
    sink.grant_roles().await?;
    for (before, now) in before.iter().zip(sink.role_facts().await?) {
        let name = &now.name;
        if !now.is_there {
            writeln!(
                out,
                "The role {name} is missing: `create role {name} nologin;` as an administrator, then this again."
            )?;
        } else if now.lacks_rights {
            writeln!(out, "The role {name} lacks rights: run this again as the owner of the tables.")?;
        } else if *before != now {
            writeln!(out, "The role {name} has its rights now.")?;
        }
    }
    Ok(())
}
