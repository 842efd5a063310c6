//! A real database per test, and a look into its tables.

use std::sync::atomic::{AtomicU32, Ordering};

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{ConnectOptions, Connection, Row};

use crate::migrations::views::{View, in_order, mentioned};
use crate::migrations::{Schema, numbered};
use crate::refresh::{queries, refresh_everything};
use crate::{Sink, SinkOptions};

/// Where `cargo xtask test` says its private cluster is.
const URL_VARIABLE: &str = "LPW_TEST_DATABASE_URL";

/// Columns that depend on the order of loads.
const LINEAGE: [&str; 2] = ["unit_id", "loaded_at"];

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Schema {
    /// As of a program that has one more numbered migration.
    #[must_use]
    pub fn with_migration(mut self, name: &'static str, sql: &'static str) -> Self {
        let version = self.migrations.last().map_or(1, |last| last.version + 1);
        self.migrations.push(numbered(version, name.into(), sql.into()));
        self
    }

    /// How many numbered migrations it has.
    pub fn migrations(&self) -> usize {
        self.migrations.len()
    }

    /// As of a program whose view of this name is another.
    #[must_use]
    pub fn with_view(self, name: &str, sql: &str) -> Self {
        self.without_view(name).with_views([(name.to_owned(), sql.to_owned())])
    }

    /// As of a program without this view.
    #[must_use]
    pub fn without_view(mut self, name: &str) -> Self {
        self.views.retain(|view| view.name != name);
        self.with_views([])
    }

    /// As of a program of this version.
    #[must_use]
    pub fn of_version(mut self, version: &str) -> Self {
        version.clone_into(&mut self.version);
        self
    }

    /// The text of a view.
    ///
    /// # Panics
    /// When there is none of this name.
    pub fn view(&self, name: &str) -> &str {
        &self.views.iter().find(|view| view.name == name).expect("a view of this name").sql
    }

    /// What each view names in schema `mart`, by the name of the view, both in no order.
    pub fn views_read(&self) -> Vec<(String, Vec<String>)> {
        let is_view = |name: &&str| self.views.iter().any(|view| view.name == *name);
        let reads = |view: &View| {
            let others = mentioned(&view.sql).into_iter().filter(|name| *name != view.name).filter(is_view);
            (view.name.clone(), others.map(str::to_owned).collect())
        };
        self.views.iter().map(reads).collect()
    }

    fn with_views(mut self, more: impl IntoIterator<Item = (String, String)>) -> Self {
        self.views = in_order(self.views.into_iter().map(|view| (view.name, view.sql)).chain(more));
        self
    }
}

/// An empty, migrated database of its own.
#[derive(Debug)]
pub struct TestDatabase {
    /// Connected to it.
    pub sink: Sink,
    /// Its url, password included.
    pub url: SecretString,
}

impl TestDatabase {
    /// Creates one. It lives as long as the test run's cluster.
    ///
    /// # Panics
    /// When there is no cluster: run `cargo xtask test`.
    pub async fn create() -> Self {
        #[expect(clippy::disallowed_methods, reason = "tests are told by xtask where the cluster is")]
        let admin = std::env::var(URL_VARIABLE)
            .unwrap_or_else(|_| panic!("{URL_VARIABLE} is not set: run the tests by `cargo xtask test`"));
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let options: PgConnectOptions = admin.parse().expect("xtask hands over a url");
        let mut connection = options.connect().await.expect("the cluster answers");
        sqlx::query(&format!("create database {name} template template0"))
            .execute(&mut connection)
            .await
            .expect("the cluster creates a database");
        connection.close().await.expect("the connection closes");
        let (server, _) = admin.rsplit_once('/').expect("a url has a database");
        let url = SecretString::from(format!("{server}/{name}"));
        let sink = Sink::new(&SinkOptions::new(url.clone())).expect("the url is valid");
        sink.migrate().await.expect("the migrations apply");
        Self { sink, url }
    }

    /// Removes it, whoever is still connected: for a run that makes very many.
    ///
    /// # Panics
    /// When the cluster does not answer.
    pub async fn remove(self) {
        self.sink.close().await;
        let (server, name) = self.url().rsplit_once('/').expect("a url has a database");
        let options: PgConnectOptions = format!("{server}/postgres").parse().expect("xtask hands over a url");
        let mut connection = options.connect().await.expect("the cluster answers");
        let drop = format!("drop database {name} with (force)");
        sqlx::query(&drop).execute(&mut connection).await.expect("the cluster drops a database");
        connection.close().await.expect("the connection closes");
    }

    /// The url as text, for a daemon's environment.
    pub fn url(&self) -> &str {
        self.url.expose_secret()
    }

    /// Runs statements.
    ///
    /// # Panics
    /// When they fail.
    pub async fn execute(&self, sql: &str) {
        sqlx::raw_sql(sql).execute(self.sink.pool()).await.expect(sql);
    }

    /// The rows of a query, each as JSON.
    ///
    /// # Panics
    /// When it fails.
    pub async fn rows(&self, query: &str) -> Vec<serde_json::Value> {
        let sql = format!("select to_jsonb(q)::text from ({query}) q");
        let rows: Vec<String> = sqlx::query_scalar(&sql).fetch_all(self.sink.pool()).await.expect(query);
        rows.iter().map(|row| serde_json::from_str(row).expect("Postgres prints JSON")).collect()
    }

    /// What queries answer after some statements, of which nothing stays: a line for each row, `|` between the values, `-`
    /// for NULL, as psql prints them.
    ///
    /// # Panics
    /// When a statement fails.
    pub async fn answers(&self, before: &str, queries: &str) -> Vec<String> {
        self.answers_after(before, false, queries).await
    }

    /// The same, with the facts calculated in between.
    ///
    /// # Panics
    /// When a statement fails.
    pub async fn answers_with_facts(&self, before: &str, queries: &str) -> Vec<String> {
        self.answers_after(before, true, queries).await
    }

    async fn answers_after(&self, before: &str, with_facts: bool, queries: &str) -> Vec<String> {
        let mut transaction = self.sink.pool().begin().await.expect("the cluster answers");
        sqlx::raw_sql(before).execute(&mut *transaction).await.expect(before);
        if with_facts {
            refresh_everything(&mut transaction).await.expect(before);
        }
        let rows = sqlx::raw_sql(queries).fetch_all(&mut *transaction).await.expect(queries);
        transaction.rollback().await.expect("the cluster answers");
        let value = |row: &PgRow, index| match row.try_get_raw(index).expect("a column").as_str() {
            Ok(text) => text.to_owned(),
            Err(_) => "-".to_owned(),
        };
        rows.iter().map(|row| (0..row.len()).map(|index| value(row, index)).collect::<Vec<_>>().join("|")).collect()
    }

    /// The plan of a statement, without costs.
    ///
    /// # Panics
    /// When it fails.
    pub async fn plan(&self, statement: &str) -> String {
        let sql = format!("explain (costs off) {statement}");
        let lines: Vec<String> = sqlx::query_scalar(&sql).fetch_all(self.sink.pool()).await.expect(statement);
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The whole of a data table in the order of its key, without the lineage that depends on the order of loads. A
    /// `numeric` is its text, of which no digit gets lost.
    pub async fn table(&self, table: &str) -> Vec<serde_json::Value> {
        let columns = self
            .rows(&format!(
                "select string_agg(case atttypid when 'numeric'::regtype then format('%1$I::text as %1$I', attname)
                    else quote_ident(attname) end, ', ' order by attnum) as list
                 from pg_attribute where attrelid = 'liveperson.{table}'::regclass and attnum > 0 and not attisdropped"
            ))
            .await;
        let columns = columns[0]["list"].as_str().expect("a table has columns");
        let mut rows = self.rows(&format!("select {columns} from liveperson.{table}")).await;
        for row in rows.iter_mut().filter_map(serde_json::Value::as_object_mut) {
            for column in LINEAGE {
                row.remove(column);
            }
        }
        rows.sort_by_cached_key(ToString::to_string);
        rows
    }

    /// The tables of schema `fact`, each with the query that it is calculated by, of no mark at all.
    pub fn fact_queries() -> Vec<(&'static str, String)> {
        queries()
    }

    /// The names that records carried.
    pub async fn seen_names(&self) -> Vec<serde_json::Value> {
        self.rows("select * from mart.seen_name order by account_id, dimension, id, attribute").await
    }

    /// Where each row of the data tables, and of the names that records carried, lies and which transactions touched it:
    /// changes when a row is written, deleted or locked, and only then.
    pub async fn physical_rows(&self) -> Vec<serde_json::Value> {
        let tables = self
            .rows(
                "select relname as name, oid::regclass::text as place from pg_class
                 where relnamespace = 'liveperson'::regnamespace and relkind = 'r' or oid = 'mart.seen_name'::regclass",
            )
            .await;
        let mut all = Vec::new();
        for table in &tables {
            let (Some(name), Some(place)) = (table["name"].as_str(), table["place"].as_str()) else { continue };
            let query = format!("select '{name}' as table, ctid::text, xmin::text, xmax::text from {place}");
            all.extend(self.rows(&query).await);
        }
        all
    }

    /// Tuples ever inserted, updated or deleted in schemas `liveperson` and `fact`, in their marks and in `mart.seen_name`, by the
    /// server's own count.
    /// Sessions report when they end, or about once a second.
    pub async fn tuples_written(&self) -> i64 {
        self.execute("select pg_stat_force_next_flush()").await;
        let rows = self
            .rows(
                "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint as written
                 from pg_stat_user_tables
                 where schemaname in ('liveperson', 'fact') and relname not like 'complete\\_%'
                    or relid in ('mart.seen_name'::regclass, 'ingest.fact_mark'::regclass)",
            )
            .await;
        rows[0]["written"].as_i64().expect("a count")
    }
}
