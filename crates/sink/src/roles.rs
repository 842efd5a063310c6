//! The roles that users are granted: `lp_warehouse_reader`, `lp_warehouse_writer`. A role that may not create roles leaves
//! them out when it migrates; made afterwards by somebody who may, they still want their rights.

use sqlx::{Connection, Row};

use crate::migrations::lock;
use crate::{Sink, SinkError};

/// Makes the roles and grants their rights, as far as we may. Running it once more changes nothing.
const GRANTS: &str = include_str!("../../../migrations/0014_roles.sql");

/// One of the two.
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
    /// The two roles, by name.
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

    /// Grants the two roles what they lack, on a database that is migrated. What we may not do is left out:
    /// [`Sink::role_facts`] tells.
    ///
    /// # Errors
    /// When the database is away, or another process is migrating it.
    pub async fn grant_roles(&self) -> Result<(), SinkError> {
        let mut connection = self.connect().await?;
        // Two that grant at once would meet in the catalog.
        lock(&mut connection).await?;
        sqlx::raw_sql(GRANTS).execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }
}
