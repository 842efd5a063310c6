//! Schema `fact`: takes over what loads marked, in transactions of their own, a daemon at a time.
//!
//! A load writes its rows and, in the same transaction, the ids that it touched (`marks`). A refresh calculates what they name
//! from what is committed by then, writes the rows that are different, and removes the marks that it saw, in one transaction. A load
//! that commits in between leaves its own marks, so that nothing is missed, whoever is killed where; a mark that is taken over twice
//! changes nothing. Loads never wait for a refresh, as they only insert marks.
//!
//! One refresh runs at a time, under an advisory lock that ends with its transaction. So the change numbers that it gives become
//! visible in their order, and a reader who remembers the greatest that it saw misses nothing.

mod statement;
mod table;

use std::time::{Duration, Instant};

use sqlx::{Executor, PgConnection, Row};

use self::table::{FactTable, Subject, TABLES};
use crate::migrations::{Schema, SchemaState};
use crate::{Sink, SinkError};

/// Whoever refreshes the facts of a database holds this advisory lock in it.
const LOCK: i64 = 0x6c70_7761_6661_6374;

/// What a step of a refresh did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Marks that were taken over.
    pub marks: u64,
    /// Rows that were written.
    pub written: u64,
    /// Rows that were removed.
    pub deleted: u64,
    /// Marks that the database refuses to take over: they stay, with the reason.
    pub refused: u64,
    /// Whether another process refreshes at this moment.
    pub is_elsewhere: bool,
}

impl Refreshed {
    /// Adds what another step did.
    pub fn add(&mut self, other: Self) {
        self.marks += other.marks;
        self.written += other.written;
        self.deleted += other.deleted;
        self.refused += other.refused;
        self.is_elsewhere |= other.is_elsewhere;
    }
}

/// What is not taken over yet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FactBacklog {
    /// Marks.
    pub marks: i64,
    /// Seconds since the oldest of them; 0 without any.
    pub behind_s: f64,
    /// Marks that the database refused to take over.
    pub refused: i64,
}

/// Which facts are refreshed next. A round visits each subject once, so that none waits behind another one for long.
#[derive(Clone, Copy, Debug)]
pub struct RefreshRound {
    subject: usize,
    begun: Instant,
}

/// A subject has its turn for so long, then the next one. Days follow from ids, so that a short turn would calculate them again and
/// again while a backlog of ids lasts.
const TURN_MAX: Duration = Duration::from_secs(30);

impl RefreshRound {
    /// Begins a round.
    pub fn begin() -> Self {
        Self { subject: 0, begun: Instant::now() }
    }
}

impl Sink {
    /// Finds out whether this program may refresh the facts, and marks those whose calculation is another than that of the
    /// program that wrote them. Returns `false` when a newer program has the tables.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn prepare_facts(&self) -> Result<bool, SinkError> {
        if !matches!(self.schema_state().await?, SchemaState::Current) {
            return Ok(false);
        }
        let schema = Schema::embedded();
        let mut transaction = self.pool().begin().await?;
        for table in &TABLES {
            sqlx::query(include_str!("sql/note_fact_query.sql"))
                .bind(table.name)
                .bind(&table.fingerprint(schema)[..])
                .bind(&schema.version)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Takes over the next marks. `None`: this round is at its end.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn refresh_facts(&self, round: &mut RefreshRound) -> Result<Option<Refreshed>, SinkError> {
        while let Some(subject) = Subject::ALL.get(round.subject) {
            let refreshed = match round.begun.elapsed() < TURN_MAX {
                true => self.refresh_subject(*subject).await?,
                false => Refreshed::default(),
            };
            if refreshed.is_elsewhere || refreshed.marks > 0 {
                return Ok(Some(refreshed));
            }
            *round = RefreshRound { subject: round.subject + 1, begun: Instant::now() };
        }
        Ok(None)
    }

    /// Takes over the next marks of a subject. What the database refuses is halved until the one key that it refuses stands
    /// alone; that one stays, so that it holds up no other.
    async fn refresh_subject(&self, subject: Subject) -> Result<Refreshed, SinkError> {
        let mut keys = subject.keys_per_step();
        loop {
            let mut transaction = self.pool().begin().await?;
            let refused = match refresh(&mut transaction, subject, keys).await {
                Ok(refreshed) => {
                    transaction.commit().await?;
                    return Ok(refreshed);
                }
                Err(refused @ SinkError::Refused { .. }) => refused,
                Err(other) => return Err(other),
            };
            // At once, as it holds the lock.
            transaction.rollback().await?;
            if keys == 1 {
                return self.set_aside(subject, &refused).await;
            }
            keys /= 2;
        }
    }

    /// Leaves the first key of a subject for a person.
    async fn set_aside(&self, subject: Subject, refused: &SinkError) -> Result<Refreshed, SinkError> {
        let aside =
            format!("update ingest.fact_mark set refused_because = $3 where mark_id in ({})", subject.next_marks());
        let aside = sqlx::query(&aside).bind(subject.name()).bind(1_i64).bind(refused.to_string());
        let marks = aside.execute(self.pool()).await?.rows_affected();
        Ok(Refreshed { marks, refused: marks, ..Refreshed::default() })
    }

    /// Notes up to when the feeds were complete, which days that closes, once all marks of that time are taken over: `progress` was
    /// read before them.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn note_complete(&self, progress: &Completeness) -> Result<(), SinkError> {
        let mut transaction = self.pool().begin().await?;
        if is_locked(&mut transaction).await? {
            sqlx::query(include_str!("sql/note_complete.sql"))
                .bind(&progress.accounts)
                .bind(&progress.chats)
                .bind(&progress.agents)
                .bind(&progress.messaging)
                .bind(&progress.visits)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Returns up to when the feeds of each account are complete, as far as facts rest on them.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn completeness(&self) -> Result<Completeness, SinkError> {
        let rows = sqlx::query(include_str!("sql/completeness.sql")).fetch_all(self.pool()).await?;
        let mut found = Completeness::default();
        for row in rows {
            found.accounts.push(row.try_get("account_id")?);
            found.chats.push(row.try_get("chats_through_at")?);
            found.agents.push(row.try_get("agents_through_at")?);
            found.messaging.push(row.try_get("messaging_through_at")?);
            found.visits.push(row.try_get("visits_through_at")?);
        }
        Ok(found)
    }

    /// Counts what is not taken over yet.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn fact_backlog(&self) -> Result<FactBacklog, SinkError> {
        let rows = self.read(sqlx::query(include_str!("sql/fact_backlog.sql"))).await?;
        let Some(row) = rows.first() else { return Ok(FactBacklog::default()) };
        Ok(FactBacklog {
            marks: row.try_get("marks")?,
            behind_s: row.try_get("behind_s")?,
            refused: row.try_get("refused")?,
        })
    }

    /// Marks everything of an account, or of all, to be calculated again.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn mark_facts(&self, account: Option<&str>) -> Result<(), SinkError> {
        let mark = "with again as (
                delete from ingest.fact_mark where refused_because is not null and account_id = coalesce($1, account_id)
            )
            insert into ingest.fact_mark (subject, account_id) values ('account', $1)";
        sqlx::query(mark).bind(account).execute(self.pool()).await?;
        Ok(())
    }
}

/// Up to when the feeds of each account are complete: moments as the database writes them, in the order of `accounts`; `None` when
/// the account has no such feed, `-infinity` while nothing is complete.
#[derive(Clone, Debug, Default)]
pub struct Completeness {
    accounts: Vec<String>,
    chats: Vec<Option<String>>,
    agents: Vec<Option<String>>,
    messaging: Vec<Option<String>>,
    visits: Vec<Option<String>>,
}

async fn is_locked(connection: &mut PgConnection) -> Result<bool, SinkError> {
    Ok(sqlx::query_scalar("select pg_try_advisory_xact_lock($1)").bind(LOCK).fetch_one(connection).await?)
}

/// Takes over the marks of so many keys of a subject within the transaction of the caller.
async fn refresh(connection: &mut PgConnection, subject: Subject, keys_max: i64) -> Result<Refreshed, SinkError> {
    if !is_locked(connection).await? {
        return Ok(Refreshed { is_elsewhere: true, ..Refreshed::default() });
    }
    let marks: Vec<i64> = sqlx::query_scalar(subject.next_marks())
        .bind(subject.name())
        .bind(keys_max)
        .fetch_all(&mut *connection)
        .await?;
    let mut refreshed = Refreshed { marks: marks.len() as u64, ..Refreshed::default() };
    if marks.is_empty() {
        return Ok(refreshed);
    }
    if let Some(expansion) = subject.expansion() {
        sqlx::query(expansion).bind(&marks).execute(&mut *connection).await?;
    }
    let tables: Vec<&FactTable> = TABLES.iter().filter(|table| table.subject == subject).collect();
    if !tables.is_empty() {
        // A step is small: compiling its plan costs more than it saves. And its plan is made for the number of its marks: one for any
        // number would read whole tables.
        connection.execute("set local jit = off; set local plan_cache_mode = force_custom_plan").await?;
        let change_number: i64 =
            sqlx::query_scalar("select nextval('fact.change_number')").fetch_one(&mut *connection).await?;
        for table in tables {
            let statement = statement::refresh(table, &columns(connection, table.name).await?);
            let counts = sqlx::query(&statement).bind(&marks).bind(change_number).fetch_one(&mut *connection).await?;
            refreshed.written += counts.try_get::<i64, _>("written")?.unsigned_abs();
            refreshed.deleted += counts.try_get::<i64, _>("deleted")?.unsigned_abs();
        }
    }
    sqlx::query("delete from ingest.fact_mark where mark_id = any($1)").bind(&marks).execute(&mut *connection).await?;
    Ok(refreshed)
}

/// Returns each table of schema `fact` with its query.
#[cfg(feature = "testing")]
pub(crate) fn queries() -> Vec<(&'static str, String)> {
    TABLES.iter().map(|table| (table.name, table.query_of_nothing())).collect()
}

/// Calculates every fact again within the transaction of the caller.
#[cfg(feature = "testing")]
pub(crate) async fn refresh_everything(connection: &mut PgConnection) -> Result<(), SinkError> {
    sqlx::query("insert into ingest.fact_mark (subject) values ('account')").execute(&mut *connection).await?;
    for subject in Subject::ALL {
        while refresh(connection, subject, subject.keys_per_step()).await?.marks > 0 {}
    }
    Ok(())
}

/// The columns of a table of schema `fact` that its query makes.
async fn columns(connection: &mut PgConnection, table: &str) -> Result<Vec<String>, SinkError> {
    let columns = sqlx::query_scalar(
        "select attname::text from pg_attribute
         where attrelid = ('fact.' || $1)::regclass and attnum > 0 and not attisdropped
            and attname not in ('change_number', 'changed_at')
         order by attnum",
    );
    Ok(columns.bind(table).fetch_all(connection).await?)
}
