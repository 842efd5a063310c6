//! `lp-warehouse health`: asks the daemon of this machine. `check` asks whether it is one.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::config::Config;
use crate::service::SERVER_NAME;

/// An answer that takes longer is none.
const ANSWER_WAIT_MAX: Duration = Duration::from_secs(5);
/// What is read of an answer.
const ANSWER_BYTES_MAX: u64 = 4096;

/// Prints what the daemon says, and succeeds when it is well.
pub(crate) async fn run(config: &Config, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let listen = config.service.listen;
    let answer = ask(listen).await;
    let answer =
        answer.with_context(|| format!("the daemon at {listen} cannot be asked; is `lp-warehouse run` running?"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let is_well = head.split(' ').nth(1) == Some("200");
    writeln!(out, "{}", body.trim())?;
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns whether a daemon of ours answers at this address.
pub(super) async fn is_ours(listen: SocketAddr) -> bool {
    ask(listen).await.is_ok_and(|answer| has_our_name(&answer))
}

fn has_our_name(answer: &str) -> bool {
    let mut head = answer.lines().take_while(|line| !line.is_empty());
    head.any(|line| {
        let header = line.split_once(':');
        header.is_some_and(|(name, value)| name.eq_ignore_ascii_case("server") && value.trim() == SERVER_NAME)
    })
}

async fn ask(listen: SocketAddr) -> anyhow::Result<String> {
    let answer = tokio::time::timeout(ANSWER_WAIT_MAX, get_health(reachable(listen))).await;
    answer.unwrap_or_else(|_| bail!("no answer within {} s", ANSWER_WAIT_MAX.as_secs()))
}

async fn get_health(address: SocketAddr) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET /healthz HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Where a daemon that listens everywhere is reached from its own machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daemon_is_known_by_the_name_in_its_answer() {
        for (answer, is_ours) in [
            ("HTTP/1.0 200 OK\r\nserver: lp-warehouse\r\n\r\nok\n", true),
            ("HTTP/1.0 503 Service Unavailable\r\nServer:lp-warehouse\r\n\r\n", true),
            ("HTTP/1.0 200 OK\r\nserver: nginx\r\n\r\nok\n", false),
            ("HTTP/1.0 200 OK\r\n\r\nserver: lp-warehouse\n", false),
            ("", false),
        ] {
            assert_eq!(has_our_name(answer), is_ours, "{answer:?}");
        }
    }
}
