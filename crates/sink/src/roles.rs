//! The roles that users are granted: `lp_warehouse_analyst`, `lp_warehouse_reader`, `lp_warehouse_writer`. A role that may not
//! create roles leaves them out when it migrates; made afterwards by somebody who may, they still want their rights.

use sqlx::{Connection, Executor, PgConnection, Row};

use crate::error::sqlstate;
use crate::migrations::{given_way, lock};
use crate::{Sink, SinkError};

/// Makes the roles and grants their rights, as far as we may. Running it once more changes nothing.
const GRANTS: &str = include_str!("../../../migrations/0014_roles.sql");

/// A right may be granted by the owner of a relation alone.
const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// One of the three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleFacts {
    /// Its name.
    pub name: String,
    /// Whether the server has it.
    pub is_there: bool,
    /// Whether it may not do something that it is for.
    pub lacks_rights: bool,
}

impl Sink {
    /// The three roles, by name.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn role_facts(&self) -> Result<Vec<RoleFacts>, SinkError> {
        let rows = sqlx::query(include_str!("sql/role_facts.sql")).fetch_all(self.pool()).await?;
        let role = |row: &sqlx::postgres::PgRow| {
            Ok(RoleFacts {
                name: row.try_get("name")?,
                is_there: row.try_get("is_there")?,
                lacks_rights: row.try_get("lacks_rights")?,
            })
        };
        Ok(rows.iter().map(role).collect::<Result<_, sqlx::Error>>()?)
    }

    /// Grants the three roles what they lack, on a database that is migrated. What we may not do is left out:
    /// [`Sink::role_facts`] tells.
    ///
    /// # Errors
    /// When the database is away, or another process is migrating it.
    pub async fn grant_roles(&self) -> Result<(), SinkError> {
        let mut connection = self.connect().await?;
        // Two that grant at once would meet in the catalog.
        lock(&mut connection).await?;
        sqlx::raw_sql(GRANTS).execute(&mut connection).await?;
        let views: Vec<String> =
            sqlx::query_scalar("select name from ingest.mart_view").fetch_all(&mut connection).await?;
        for grant in analyst_grants(&mut connection, &views).await? {
            if let Err(error) = connection.execute(grant.as_str()).await
                && sqlstate(&error).as_deref() != Some(INSUFFICIENT_PRIVILEGE)
            {
                return Err(error.into());
            }
        }
        connection.close().await?;
        Ok(())
    }
}

/// Grants `lp_warehouse_analyst` what is not personal in these views of `mart`, and nothing else of them.
pub(crate) async fn grant_to_analyst(connection: &mut PgConnection, views: &[String]) -> Result<(), SinkError> {
    let grants = analyst_grants(connection, views).await?.join("; ");
    connection.execute(grants.as_str()).await.map_err(given_way)?;
    Ok(())
}

/// Returns the statements that do it, one for each view.
async fn analyst_grants(connection: &mut PgConnection, views: &[String]) -> Result<Vec<String>, SinkError> {
    let grants = sqlx::query_scalar(include_str!("sql/analyst_grants.sql")).bind(views);
    Ok(grants.fetch_all(connection).await?)
}
