//! What roles may do with a view, kept while the view is dropped and made again.

use sqlx::postgres::PgRow;
use sqlx::postgres::types::Oid;
use sqlx::{PgConnection, Row};

use super::replace::{attempt, run};
use crate::SinkError;

/// A right on a column that the new view has no more.
const UNDEFINED_COLUMN: &str = "42703";

/// A right of a role on a view.
#[derive(Clone, Debug)]
pub(super) struct Right {
    /// Spelled as in a statement.
    role: String,
    /// Such as `select` or `select (started_at)`.
    privilege: String,
    may_grant: bool,
}

impl Right {
    /// Returns the statement that gives it.
    pub(super) fn grant(&self, view: &str) -> String {
        let Self { role, privilege, may_grant } = self;
        let option = if *may_grant { " with grant option" } else { "" };
        format!("grant {privilege} on {view} to {role}{option}")
    }
}

/// Reads the rights of all roles but its owner on a view.
pub(super) async fn rights_on(transaction: &mut PgConnection, view: Oid) -> Result<Vec<Right>, SinkError> {
    let rows = sqlx::query(include_str!("../sql/view_rights.sql")).bind(view).fetch_all(&mut *transaction).await?;
    let right = |row: &PgRow| {
        Ok(Right {
            role: row.try_get("role")?,
            privilege: row.try_get("privilege")?,
            may_grant: row.try_get("may_grant")?,
        })
    };
    Ok(rows.iter().map(right).collect::<Result<_, sqlx::Error>>()?)
}

/// Gives roles the rights that they had on a view before, and no more: what was revoked does not come back with the view. Its
/// name has its schema and is spelled as in a statement.
pub(super) async fn give_back(transaction: &mut PgConnection, view: &str, before: &[Right]) -> Result<(), SinkError> {
    let oid = sqlx::query_scalar("select $1::regclass::oid").bind(view).fetch_one(&mut *transaction).await?;
    for Right { role, .. } in rights_on(transaction, oid).await? {
        run(transaction, &format!("revoke all on {view} from {role}")).await?;
    }
    for right in before {
        attempt(transaction, &right.grant(view), UNDEFINED_COLUMN).await?;
    }
    Ok(())
}
