//! `check` as another user than root: what root may do says nothing of the service's user.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::PathBuf;

use nix::unistd::{User, geteuid};
use private_postgres::{Cluster, ClusterOptions};
use secrecy::SecretString;
use sink::testing::TestDatabase;
use sink::{Sink, SinkOptions};
use tokio::process::Command;

use crate::closing::finish;
use crate::deployment::{Deployment, Plan, small_world};
use crate::skipped::skipped;

/// Every Debian has this user.
const USER: &str = "nobody";
/// No machine has a user of this id.
const NAMELESS_USER_ID: u32 = 54_321;

/// A server that lets users in over a socket by their names, and a database of [`USER`]'s.
struct PeerServer {
    cluster: Cluster,
    sockets: PathBuf,
}

impl PeerServer {
    async fn start(deployment: &Deployment) -> Self {
        let sockets = deployment.folder().join("sockets");
        fs::create_dir(&sockets).unwrap();
        fs::set_permissions(&sockets, Permissions::from_mode(0o777)).unwrap();
        let folder = deployment.folder().join("peer-server");
        let options = ClusterOptions::new(&folder)
            .setting("unix_socket_directories", sockets.to_str().unwrap())
            .setting("unix_socket_permissions", "0777");
        let cluster = Cluster::start(options).unwrap();
        let rules = folder.join("pgdata/pg_hba.conf");
        let usual = fs::read_to_string(&rules).unwrap();
        fs::write(&rules, format!("local all all peer\n{usual}")).unwrap();
        let url = SecretString::from(cluster.url());
        let database = TestDatabase { sink: Sink::new(&SinkOptions::new(url.clone())).unwrap(), url };
        database.execute(&format!("create role {USER} login")).await;
        database.execute(&format!("create database w owner {USER} template template0")).await;
        database.execute("select pg_reload_conf()").await;
        database.sink.close().await;
        Self { cluster, sockets }
    }

    fn url(&self) -> String {
        let folder = self.sockets.to_str().unwrap().replace('/', "%2F");
        format!("postgres://{USER}@{folder}:{}/w", self.cluster.port())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_root_may_do_is_not_taken_for_what_the_user_may() {
    if !geteuid().is_root() {
        return skipped("check as another user", "only root may become one");
    }
    let deployment = Plan::of(small_world()).deploy().await;
    let server = PeerServer::start(&deployment).await;
    let url = server.url();
    let check = async |arguments: &[&str], code: i32, told: &[&str]| {
        let arguments = [&["check"], arguments].concat();
        let ended = deployment.start_with(&arguments, &[("database.url", &url)]).ended().await.expect_code(code);
        let said = format!("{}{}", ended.out, ended.errors);
        for told in told {
            assert!(said.contains(told), "{arguments:?}: `{told}` is not in:\n{said}");
        }
        said
    };
    const OTHERS: &str = "warn  user: this is a check for `root`, who may do what other users may not";
    check(&[], 1, &[OTHERS, "ok    data folder", "RED   database: the server does not let role `nobody`"]).await;
    const CLOSED: &str = "cannot be written by this user";
    let as_user = &["--user", USER];
    check(as_user, 1, &["ok    user: this is a check for `nobody`", "RED   data folder", CLOSED, "ok    database"])
        .await;

    let user = User::from_name(USER).unwrap().unwrap();
    fs::create_dir(deployment.data_dir()).unwrap();
    chown(deployment.data_dir(), Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
    let said = check(as_user, 0, &["ok    data folder", "ok    server: the role may create and write"]).await;
    assert!(!said.contains("is not encrypted") && !said.contains("RED"), "{said}");

    // What an earlier `run` of root's has left there.
    fs::create_dir(deployment.data_dir().join("spool")).unwrap();
    check(as_user, 1, &["RED   data folder", CLOSED]).await;
    fs::remove_dir(deployment.data_dir().join("spool")).unwrap();

    fs::set_permissions(deployment.folder().join("config.toml"), Permissions::from_mode(0o600)).unwrap();
    check(as_user, 1, &["config.toml cannot be read", "Permission denied"]).await;
    check(&["--user", "nobody-of-this-name"], 1, &["there is no user `nobody-of-this-name`", "as the service does"])
        .await;
    finish(deployment).await;
}

/// As a dynamic user of systemd is where libnss-systemd is missing.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_without_a_name_is_advised() {
    if !geteuid().is_root() {
        return skipped("check as a user without a name", "only root may start a process of another user");
    }
    let deployment = Plan::of(small_world()).deploy().await;
    let server = PeerServer::start(&deployment).await;
    let program = deployment.folder().join("lp-warehouse");
    fs::copy(env!("CARGO_BIN_EXE_lp-warehouse"), &program).unwrap();
    fs::create_dir(deployment.data_dir()).unwrap();
    chown(deployment.data_dir(), Some(NAMELESS_USER_ID), None).unwrap();
    const ADVICE: &str = "user id 54321 has no name on this machine";
    for (arguments, told) in [
        (&["check"][..], &["RED   database", ADVICE, "apt install libnss-systemd"][..]),
        (&["run"], &[ADVICE, "does not let role `nobody`"]),
        (&["check", "--user", "root"], &["only root may check as another user"]),
    ] {
        let mut command = Command::new(&program);
        command.env_clear().env("LPW__DATABASE__URL", server.url()).uid(NAMELESS_USER_ID).gid(NAMELESS_USER_ID);
        command.arg("--config").arg(deployment.folder().join("config.toml")).args(arguments);
        let ended = command.output().await.unwrap();
        let said = [ended.stdout, ended.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        assert_eq!(ended.status.code(), Some(1), "{arguments:?}: {said}");
        for told in told {
            assert!(said.contains(told), "{arguments:?}: `{told}` is not in:\n{said}");
        }
    }
    finish(deployment).await;
}
