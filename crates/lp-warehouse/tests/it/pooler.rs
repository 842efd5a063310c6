//! Behind a PgBouncer, the real one: what gives sessions works, what does not is refused by name.

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;

use nix::unistd::geteuid;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use url::Url;

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Deployment, Plan, small_world};
use crate::process::until;
use crate::skipped::skipped;

/// Where Debian puts it, which is not in every PATH.
const PROGRAMS: [&str; 2] = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"];
/// As root it runs only as somebody else.
const USER: &str = "nobody";

/// A PgBouncer before the server of a deployment. Dropped, it is killed.
struct Pooler {
    _process: Child,
    url: String,
}

impl Pooler {
    /// `None` where there is none on this machine.
    async fn start(deployment: &Deployment, settings: &str, is_user_forced: bool) -> Option<Self> {
        let program = PROGRAMS.iter().find(|program| Path::new(program).exists())?;
        let mut url: Url = deployment.database().url().parse().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = format!("host={} port={}", url.host_str().unwrap(), url.port().unwrap_or(5432));
        if is_user_forced {
            let login = format!(" user={} password={}", url.username(), url.password().unwrap_or_default());
            server.push_str(&login);
        }
        let ini = format!(
            "[databases]\n* = {server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = any\n\
             unix_socket_dir =\n{settings}\n"
        );
        let file = deployment.folder().join(format!("pgbouncer-{port}.ini"));
        std::fs::write(&file, ini).unwrap();
        let mut command = Command::new(program);
        if geteuid().is_root() {
            command.args(["-u", USER]);
        }
        command.arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let process = command.spawn().unwrap();
        let is_there = async || TcpStream::connect(("127.0.0.1", port)).await.is_ok();
        until("PgBouncer listens", is_there).await;
        url.set_port(Some(port)).unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        Some(Self { _process: process, url: url.into() })
    }
}

/// Runs `check` and the daemon behind a PgBouncer with these settings: both work, or both say this.
async fn check(settings: &str, is_user_forced: bool, refusal: Option<&str>) {
    let deployment = Plan::of(small_world()).deploy().await;
    let Some(pooler) = Pooler::start(&deployment, settings, is_user_forced).await else {
        finish(deployment).await;
        return skipped("PgBouncer", "it is not installed (Debian: `apt-get install pgbouncer`)");
    };
    let url = [("database.url", pooler.url.as_str())];
    let checked = deployment.start_with(&["check"], &url).ended().await;
    let ran = deployment.start_with(&["run", "--until-idle"], &url).ended().await;
    match refusal {
        None => {
            assert!(!checked.out.contains("RED"), "{settings}: {}", checked.out);
            ran.expect_code(0);
            expect_truth(&deployment).await;
        }
        Some(refusal) => {
            assert!(checked.out.contains("RED   database") && checked.out.contains(refusal), "{}", checked.out);
            assert!(ran.code == Some(1) && ran.errors.contains(refusal), "{settings}: {}\n{}", ran.out, ran.errors);
        }
    }
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn as_it_is_installed_it_gives_sessions() {
    check("pool_mode = session", true, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn options_that_it_drops_are_set_all_the_same() {
    check("pool_mode = session\nignore_startup_parameters = extra_float_digits,options", true, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_transactions_or_statements_is_refused_with_the_way_out() {
    const WAY_OUT: &str =
        "set `pool_mode = session` for this database in the pooler, or point `database.url` to the server";
    for settings in [
        "pool_mode = transaction\nignore_startup_parameters = extra_float_digits,options",
        "pool_mode = transaction",
        "pool_mode = statement",
    ] {
        check(settings, true, Some(WAY_OUT)).await;
    }
}

/// It is configured to know the user of each database, and does not.
#[tokio::test(flavor = "multi_thread")]
async fn one_that_lets_nobody_in_is_named() {
    const WAY_OUT: &str = "does not let us in (bouncer config error): correct its configuration";
    check("pool_mode = session", false, Some(WAY_OUT)).await;
}
