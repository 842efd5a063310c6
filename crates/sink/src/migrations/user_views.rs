//! Views of users that read ours: kept as statements while ours are dropped, then made again.

use sqlx::postgres::PgDatabaseError;
use sqlx::postgres::types::Oid;
use sqlx::{Executor, PgConnection, Row};

use super::rights::{Right, give_back, rights_on};
use super::{SchemaError, given_way};
use crate::SinkError;

/// A view of a user that was in the way of a view of ours, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserView {
    /// With its schema, spelled as in a statement.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a view of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is as it was.
    MadeAgain,
    /// It is as it was, and has no rows until it is refreshed: a materialized view.
    Emptied,
    /// It is gone; `ingest.displaced_view` has its text.
    Displaced {
        /// Why the server refused it.
        error: String,
    },
}

/// A view of a user as it was before it was dropped.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    name: String,
    /// `view` or `materialized view`.
    kind: String,
    owner: String,
    /// That make it and all that belongs to it, without the rights.
    statements: Vec<String>,
    rights: Vec<Right>,
}

/// Reads the views that are about to be dropped, so that they can be made again. Of `all`, which are ours and those of users,
/// `users` are the latter.
///
/// # Errors
/// When something that is no view depends on one of them.
pub(super) async fn keep(transaction: &mut PgConnection, all: &[Oid], users: &[Oid]) -> Result<Vec<Kept>, SinkError> {
    let hindrances = sqlx::query_scalar::<_, String>(include_str!("../sql/view_hindrances.sql")).bind(all);
    let hindrances = hindrances.fetch_all(&mut *transaction).await?;
    if !hindrances.is_empty() {
        return Err(SinkError::Migration(SchemaError::ReadByOthers(hindrances.join("; "))));
    }
    let rows = sqlx::query(include_str!("../sql/user_views.sql")).bind(users).fetch_all(&mut *transaction).await?;
    let mut views = Vec::new();
    for row in rows {
        views.push(Kept {
            name: row.try_get("name")?,
            kind: row.try_get("kind")?,
            owner: row.try_get("owner")?,
            statements: row.try_get("statements")?,
            rights: rights_on(transaction, row.try_get("oid")?).await?,
        });
    }
    Ok(views)
}

/// Makes them again, as far as the server lets us. The text of the others is kept.
pub(super) async fn make_again(
    transaction: &mut PgConnection,
    mut waiting: Vec<Kept>,
) -> Result<Vec<UserView>, SinkError> {
    let mut done = Vec::new();
    // One may read another: what is refused is tried again for as long as others can still be made.
    while !waiting.is_empty() {
        let (count, mut refused) = (waiting.len(), Vec::new());
        for view in waiting {
            match view.refusal(transaction).await? {
                Some(error) => refused.push((view, error)),
                None => done.push(UserView { fate: view.fate(), name: view.name }),
            }
        }
        if refused.len() == count {
            for (view, error) in refused {
                view.displace(transaction, &error).await?;
                done.push(UserView { name: view.name, fate: Fate::Displaced { error } });
            }
            break;
        }
        waiting = refused.into_iter().map(|(view, _)| view).collect();
    }
    Ok(done)
}

impl Kept {
    /// Makes the view, or answers why the server refuses it; then nothing of it stays.
    async fn refusal(&self, transaction: &mut PgConnection) -> Result<Option<String>, SinkError> {
        transaction.execute("savepoint user_view").await?;
        let refused = match self.make(transaction).await {
            Ok(()) => None,
            Err(SinkError::Unusable(error)) => Some(message(&error)),
            Err(refused @ SinkError::Refused { .. }) => Some(refused.to_string()),
            Err(error) => return Err(error),
        };
        let end = if refused.is_some() { "rollback to user_view; release user_view" } else { "release user_view" };
        transaction.execute(end).await?;
        Ok(refused)
    }

    async fn make(&self, transaction: &mut PgConnection) -> Result<(), SinkError> {
        transaction.execute(self.statements.join(";\n").as_str()).await.map_err(given_way)?;
        give_back(transaction, &self.name, &self.rights).await
    }

    fn fate(&self) -> Fate {
        if self.kind == "view" { Fate::MadeAgain } else { Fate::Emptied }
    }

    async fn displace(&self, transaction: &mut PgConnection, error: &str) -> Result<(), SinkError> {
        let grants = self.rights.iter().map(|right| right.grant(&self.name));
        let script: Vec<String> = self.statements.iter().cloned().chain(grants).collect();
        sqlx::query(include_str!("../sql/keep_displaced_view.sql"))
            .bind(&self.name)
            .bind(&self.kind)
            .bind(&self.owner)
            .bind(format!("{};", script.join(";\n")))
            .bind(error)
            .execute(transaction)
            .await?;
        Ok(())
    }
}

/// What the server says of a definition, which holds names and no data.
fn message(error: &sqlx::Error) -> String {
    let server = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
    server.map_or_else(|| error.to_string(), |server| server.message().to_owned())
}
