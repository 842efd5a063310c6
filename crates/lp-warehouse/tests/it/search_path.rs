//! The table of migrations is found whatever `search_path`, name of a role, or other program's migrations there are.

use secrecy::SecretString;
use serde_json::Value;
use sink::testing::TestDatabase;
use sink::{Sink, SinkOptions};
use url::Url;

use crate::closing::finish;
use crate::deployment::{Deployment, Plan, small_world};

/// As at an upgrade: a migration is still to be applied, that of the roles, which may be made twice.
const TAKE_BACK: &str = "delete from ingest.migration where version = 14";

/// A database beside that of the deployment, which the program of the deployment is to use.
struct Place {
    deployment: Deployment,
    name: String,
    owner: String,
}

impl Place {
    /// Makes the database and its owner; `owner` is made part of a name of its own, unless it has to be that name.
    async fn make(owner: &str, is_name: bool) -> Self {
        let deployment = Plan::of(small_world()).deploy().await;
        let name = deployment.database().rows("select current_database() as name").await[0]["name"].clone();
        let name = format!("w_{}", name.as_str().unwrap());
        let owner = if is_name { owner.to_owned() } else { format!("{owner}_{name}") };
        let place = Self { deployment, name, owner };
        place.make_role(&place.owner).await;
        let make = format!("create database {} owner {} template template0", place.name, place.owner);
        place.deployment.database().execute(&make).await;
        place
    }

    async fn make_role(&self, role: &str) {
        self.deployment.database().execute(&format!("create role {role} login password 'loader'")).await;
    }

    fn url(&self, role: &str) -> String {
        let mut url: Url = self.deployment.database().url().parse().unwrap();
        url.set_username(role).unwrap();
        url.set_password(Some("loader")).unwrap();
        url.set_path(&self.name);
        url.into()
    }

    /// Runs statements in the database as a role.
    async fn execute(&self, role: &str, statements: &[&str]) {
        let database = self.database(role);
        for statement in statements {
            database.execute(&statement.replace("OWNER", &self.owner)).await;
        }
        database.sink.close().await;
    }

    fn database(&self, role: &str) -> TestDatabase {
        let url = SecretString::from(self.url(role));
        TestDatabase { sink: Sink::new(&SinkOptions::new(url.clone())).unwrap(), url }
    }

    async fn run(&self, role: &str, arguments: &[&str]) -> String {
        let url = self.url(role);
        self.deployment.start_with(arguments, &[("database.url", &url)]).ended().await.expect_code(0).out
    }

    async fn load(&self, role: &str) {
        self.run(role, &["run", "--until-idle"]).await;
        let database = self.database(role);
        let units = database.rows("select state from ingest.unit").await;
        assert!(!units.is_empty() && units.iter().all(|unit| unit["state"] == "loaded"), "{units:?}");
        database.sink.close().await;
    }

    async fn upgrade(&self) {
        self.execute(&self.owner, &[TAKE_BACK]).await;
        assert!(self.run(&self.owner, &["check"]).await.contains("1 migration will be applied"));
        assert!(self.run(&self.owner, &["migrate"]).await.contains("Applied 1 migration"));
    }

    async fn finish(self) {
        finish(self.deployment).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_may_have_the_name_of_a_schema_of_ours() {
    let place = Place::make("liveperson", true).await;
    place.load(&place.owner).await;
    place.upgrade().await;
    // Killed in the middle of the first migration, which leaves nothing behind but the table of migrations.
    place.execute(&place.owner, &["drop schema ingest, liveperson, mart, mart_input, fact cascade"]).await;
    place.execute(&place.owner, &[include_str!("../../../sink/src/sql/make_migration_table.sql")]).await;
    place.load(&place.owner).await;
    place.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_of_the_name_of_the_role_may_come_later() {
    let place = Place::make("wh", false).await;
    place.load(&place.owner).await;
    place.execute(&place.owner, &["create schema OWNER"]).await;
    place.upgrade().await;
    place.load(&place.owner).await;
    place.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_path_may_change_or_be_empty() {
    let place = Place::make("own", false).await;
    place.load(&place.owner).await;
    let changed = ["create schema app authorization OWNER", "alter role OWNER set search_path = app"];
    place.execute(&place.owner, &changed).await;
    place.load(&place.owner).await;
    place.upgrade().await;
    place.execute(&place.owner, &["alter role OWNER set search_path = ''"]).await;
    place.upgrade().await;
    place.execute(&place.owner, &["drop schema ingest, liveperson, mart, mart_input, fact cascade"]).await;
    place.load(&place.owner).await;
    place.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owner_and_writer_may_have_different_search_paths() {
    let place = Place::make("own", false).await;
    let changed = ["create schema app authorization OWNER", "alter role OWNER set search_path = app"];
    place.execute(&place.owner, &changed).await;
    place.run(&place.owner, &["migrate"]).await;
    let writer = format!("wri_{}", place.name);
    place.make_role(&writer).await;
    place.deployment.database().execute(&format!("grant lp_warehouse_writer to {writer}")).await;
    place.load(&writer).await;
    place.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_of_another_program_are_none_of_ours() {
    let place = Place::make("own", false).await;
    let other = "create table public._sqlx_migrations (version bigint primary key, description text not null,
            installed_on timestamptz not null default now(), success boolean not null, checksum bytea not null,
            execution_time bigint not null);
        insert into public._sqlx_migrations values
            (1, 'of another program', now(), true, '\\xaa', 1), (20260101000000, 'of it', now(), true, '\\xaa', 1)";
    let admin = place.deployment.database();
    let mut url: Url = admin.url().parse().unwrap();
    url.set_path(&place.name);
    let url = SecretString::from(String::from(url));
    let database = TestDatabase { sink: Sink::new(&SinkOptions::new(url.clone())).unwrap(), url };
    database.execute(other).await;
    let green = place.run(&place.owner, &["check"]).await;
    assert!(green.contains("will be applied by `run`") && green.contains("the role may create and write"), "{green}");
    place.load(&place.owner).await;
    let rows = database.rows("select version from public._sqlx_migrations").await;
    assert_eq!(rows.iter().map(|row| &row["version"]).filter(|version| **version != Value::Null).count(), 2);
    database.sink.close().await;
    place.finish().await;
}
