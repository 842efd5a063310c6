//! The status port as strangers use it: nothing they do there stops the loading, and no page elsewhere reads it.

use std::io::Read;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use nix::sys::resource::{Resource, getrlimit};
use nix::sys::signal::Signal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Plan, small_world};
use crate::process::{Process, until};
use crate::service::{address, get};

/// More than a process may have open as a rule.
const STRANGERS: usize = 1_100;
/// Of the daemon, when the port has all the connections that it may have.
const OPEN_FILES_MAX: usize = 64 + 60;
/// What the daemon raises its soft limit to at most.
const SOFT_LIMIT_MAX: u64 = 65_536;

fn of_process(daemon: &Process, entry: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{}/{entry}", daemon.id()))
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_say_nothing_stop_nothing() {
    let deployment = Plan::of(small_world()).deploy().await;
    let daemon = deployment.start(&["run"]);
    let address = address(&daemon).await;
    let mut strangers = Vec::new();
    for _ in 0..STRANGERS {
        let mut stranger = TcpStream::connect(&address).await.unwrap();
        stranger.write_all(b"GET / HT").await.unwrap();
        strangers.push(stranger);
    }
    assert_eq!(get(&address, "/healthz").await, (200, "ok\n".to_owned()));
    let open = std::fs::read_dir(of_process(&daemon, "fd")).unwrap().count();
    assert!(open <= OPEN_FILES_MAX, "{open} files are open");
    until("all is loaded", async || {
        let tables = deployment.database().rows("select from pg_tables where schemaname = 'ingest'").await;
        !tables.is_empty()
            && deployment.units("state <> 'loaded'").await.is_empty()
            && !deployment.units("true").await.is_empty()
    })
    .await;
    assert_eq!(get(&address, "/metrics").await.0, 200);
    // Each is cut in time, answered or not.
    for mut stranger in strangers {
        let _ = stranger.read_to_end(&mut Vec::new()).await;
    }
    let limits = std::fs::read_to_string(of_process(&daemon, "limits")).unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    let expected = soft.max(hard.min(SOFT_LIMIT_MAX));
    assert_eq!(files.split_whitespace().nth(3), Some(expected.to_string().as_str()), "{files}");
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

/// Head and body of an answer to GET with these headers.
async fn ask(address: &str, path: &str, headers: &[&str]) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    stream.write_all(format!("GET {path} HTTP/1.1\r\n{headers}\r\n").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    (String::from_utf8(answer[..end].to_vec()).unwrap(), answer[end + 4..].to_vec())
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn status(head: &str) -> &str {
    head.split(' ').nth(1).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_short_and_for_nobody_elses_page() {
    let deployment = Plan::of(small_world()).set("service.allowed_hosts.0", "Warehouse.example").deploy().await;
    let daemon = deployment.start(&["run"]);
    daemon.logged("unit_loaded").await;
    let address = address(&daemon).await;
    let here = format!("Host: {address}");
    for path in ["/", "/units", "/style.css", "/page.js", "/good.svg", "/healthz", "/metrics", "/nowhere"] {
        let (head, _) = ask(&address, path, &[&here]).await;
        let rules = header(&head, "content-security-policy").unwrap();
        assert!(rules.contains("default-src 'none'") && rules.contains("frame-ancestors 'none'"), "{path}: {rules}");
        assert_eq!(header(&head, "x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(header(&head, "x-frame-options"), Some("DENY"), "{path}");
    }

    for path in ["/style.css", "/"] {
        let (head, plain) = ask(&address, path, &[&here]).await;
        assert_eq!((status(&head), header(&head, "content-encoding")), ("200", None), "{path}");
        let (head, short) = ask(&address, path, &[&here, "Accept-Encoding: br, gzip"]).await;
        assert_eq!(header(&head, "content-encoding"), Some("gzip"), "{path}");
        assert!(short.len() * 3 < plain.len() * 2, "{path}: {} of {} bytes", short.len(), plain.len());
        let mut inflated = String::new();
        GzDecoder::new(&short[..]).read_to_string(&mut inflated).unwrap();
        assert!(inflated.contains(if path == "/" { "</html>" } else { "--line" }), "{path}");
        assert!(header(&head, "etag").is_some_and(|tag| tag.starts_with("W/\"")), "{path}");
    }
    let tag = header(&ask(&address, "/style.css", &[&here]).await.0, "etag").unwrap().to_owned();
    let (head, body) = ask(&address, "/style.css", &[&here, &format!("If-None-Match: {tag}")]).await;
    assert_eq!((status(&head), body.len(), header(&head, "etag")), ("304", 0, Some(tag.as_str())));

    let (_, page) = ask(&address, "/", &[&here]).await;
    let page = String::from_utf8(page).unwrap();
    let cells = page.matches("<a class=\"cell").count();
    assert!(cells > 0 && cells == page.matches("tabindex=\"-1\"").count(), "{cells} cells lead to their hours");
    for refused in ["<style", "style=", "<script>", "onclick="] {
        assert!(!page.contains(refused), "the rules allow no `{refused}` within the page");
    }
    for asset in page.split(['"']).filter(|text| [".svg", ".css", ".js"].iter().any(|end| text.ends_with(end))) {
        let (head, _) = ask(&address, &format!("/{asset}"), &[&here]).await;
        assert_eq!(status(&head), "200", "{asset}");
        assert!(header(&head, "etag").is_some(), "{asset} is kept by browsers");
    }

    for (host, expected) in [("localhost", "200"), ("warehouse.example:80", "200"), ("evil.example", "421")] {
        for path in ["/", "/metrics", "/healthz"] {
            let (head, body) = ask(&address, path, &[&format!("Host: {host}")]).await;
            assert_eq!(status(&head), expected, "{host} {path}");
            let told = String::from_utf8_lossy(&body).contains("service.allowed_hosts");
            assert_eq!(told, expected == "421", "{host} {path}");
        }
    }
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    finish(deployment).await;
}
