//! The program: prints its address, answers, ends on SIGTERM.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::client::send;

/// The program; killed when the test ends, however it ends.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn it_serves_until_sigterm() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_simulator"));
    command.args(["--days", "1", "--accounts", "1001", "--print-credentials"]).stdout(Stdio::piped());
    let mut program = Program(command.spawn().unwrap());
    let mut lines = BufReader::new(program.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let first = lines.next().unwrap();
    let base_url = first.strip_prefix("simulator listening on ").unwrap();
    assert!(lines.any(|line| line == "1001 app_key = app-key-1001"));
    let path = "/api/account/1001/service/sentinel/baseURI.json?version=1.0";
    assert_eq!(send(base_url, "GET", path, &[], "").await.0.unwrap().status, 200);
    kill(Pid::from_raw(program.0.id().cast_signed()), Signal::SIGTERM).unwrap();
    assert!(program.0.wait().unwrap().success());
}

#[test]
fn it_counts_the_truth() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_simulator")).args(["--days", "1", "--truth-counts"]).output().unwrap();
    let counts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(output.status.success() && counts["message"].as_u64().unwrap() > 1000, "{counts}");
}
