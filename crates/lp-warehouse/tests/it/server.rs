//! What operators and accidents do to the database server while the daemon works.

use std::net::SocketAddr;

use serde_json::Value;
use sink::testing::TestDatabase;
use sink::{Sink, SinkOptions};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use url::Url;

use crate::deployment::Deployment;
use crate::process::until;

/// Ends all sessions but the one that does it.
const END_OTHERS: &str = "select pg_terminate_backend(pid) as is_ended from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
/// Holds its locks until it is canceled.
const HOLD: &str = "exception when query_canceled then null; end $$";

/// A single session on a deployment's database: the one that is left when it ends all others.
pub(crate) struct Session(TestDatabase);

impl Session {
    pub(crate) fn on(deployment: &Deployment) -> Self {
        let url = deployment.database().url.clone();
        let options = SinkOptions { connections_max: 1, ..SinkOptions::new(url.clone()) };
        Self(TestDatabase { sink: Sink::new(&options).unwrap(), url })
    }

    /// Runs statements in this session.
    pub(crate) async fn execute(&self, sql: &str) {
        self.0.execute(sql).await;
    }

    /// The rows of a query in this session.
    pub(crate) async fn rows(&self, query: &str) -> Vec<Value> {
        self.0.rows(query).await
    }

    /// Ends all other sessions. Answers how many there were.
    pub(crate) async fn end_others(&self) -> usize {
        self.0.rows(END_OTHERS).await.len()
    }

    /// Tuples written so far. Sessions report what they wrote when they end, at the latest; so all others are ended.
    pub(crate) async fn tuples_written(&self) -> i64 {
        until("no other session", async || self.end_others().await == 0).await;
        self.0.tuples_written().await
    }

    /// Lets all later sessions read only, or write again, and ends those that are open.
    pub(crate) async fn set_read_only(&self, is_read_only: bool) {
        let database = self.0.rows("select current_database() as name").await[0]["name"].as_str().unwrap().to_owned();
        let word = if is_read_only { "on" } else { "off" };
        let statement = format!("alter database {database} set default_transaction_read_only = {word}");
        self.0.execute(&format!("begin read write; {statement}; commit")).await;
        self.end_others().await;
    }

    /// Locks the tables against everybody until [`Session::unlock`].
    pub(crate) async fn lock(deployment: &Deployment, tables: &str) -> JoinHandle<()> {
        let holder = Self::on(deployment);
        let block = format!("do $$ begin lock table {tables}; perform pg_sleep(600); {HOLD}");
        let holding = tokio::spawn(async move { holder.0.execute(&block).await });
        let session = Self::on(deployment);
        let sleeping = "select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
        until("the tables are locked", async || !session.0.rows(sleeping).await.is_empty()).await;
        holding
    }

    /// Lets go of what [`Session::lock`] holds.
    pub(crate) async fn unlock(&self, holding: JoinHandle<()>) {
        let cancel = "select pg_cancel_backend(pid) from pg_stat_activity
            where datname = current_database() and wait_event = 'PgSleep'";
        self.0.rows(cancel).await;
        holding.await.unwrap();
    }

    /// Waits until some session waits for a lock.
    pub(crate) async fn somebody_waits(&self) {
        let waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        until("somebody waits for a lock", async || !self.0.rows(waiting).await.is_empty()).await;
    }
}

/// The network between daemon and server, to be cut and mended.
pub(crate) struct Line {
    near: SocketAddr,
    far: String,
    serving: JoinHandle<()>,
}

impl Line {
    /// A line to the server of `url`, and the url by which it is reached over the line.
    pub(crate) async fn to(url: &str) -> (Self, String) {
        let mut url: Url = url.parse().unwrap();
        let far = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let near = listener.local_addr().unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(near.port())).unwrap();
        let serving = tokio::spawn(forward(listener, far.clone()));
        (Self { near, far, serving }, url.into())
    }

    /// Breaks all connections and refuses new ones.
    pub(crate) async fn cut(&mut self) {
        self.serving.abort();
        let cut = (&mut self.serving).await;
        assert!(cut.is_err_and(|error| error.is_cancelled()));
    }

    /// Lets connections through again.
    pub(crate) async fn mend(&mut self) {
        let listener = TcpListener::bind(self.near).await.unwrap();
        self.serving = tokio::spawn(forward(listener, self.far.clone()));
    }
}

async fn forward(listener: TcpListener, far: String) {
    let mut connections = JoinSet::new();
    while let Ok((mut near, _)) = listener.accept().await {
        let far = far.clone();
        connections.spawn(async move {
            let mut far = TcpStream::connect(far).await?;
            copy_bidirectional(&mut near, &mut far).await
        });
    }
}
