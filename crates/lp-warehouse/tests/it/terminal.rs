//! Commands on a terminal, which is a pseudo terminal here.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use nix::pty::{Winsize, openpty};
use nix::sys::termios::{LocalFlags, tcgetattr};
use tokio::task::spawn_blocking;

use crate::closing::finish;
use crate::deployment::{Plan, small_world};
use crate::process::until;

const SIZE: Winsize = Winsize { ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
const OPEN: &str = "\x1b[?1049h";
const CLOSE: &str = "\x1b[?1049l";
const HOME: &str = "\x1b[1;1H";

#[tokio::test(flavor = "multi_thread")]
async fn watching_redraws_in_place_until_q_and_gives_the_terminal_back() {
    let deployment = Plan::of(small_world()).deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    let pty = openpty(&SIZE, None).unwrap();
    let before = tcgetattr(&pty.slave).unwrap();
    let terminal = || Stdio::from(pty.slave.try_clone().unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_lp-warehouse"));
    command.arg("--config").arg(deployment.folder().join("config.toml"));
    command.args(["status", "--watch", "--every", "50ms"]);
    let mut watching = command.stdin(terminal()).stdout(terminal()).stderr(terminal()).spawn().unwrap();

    let (mut keys, mut screen) = (File::from(pty.master.try_clone().unwrap()), File::from(pty.master));
    let shown = Arc::new(Mutex::new(String::new()));
    let showing = Arc::clone(&shown);
    let reader = spawn_blocking(move || {
        let mut bytes = [0; 4096];
        while let Ok(length @ 1..) = screen.read(&mut bytes) {
            let mut shown = showing.lock().unwrap();
            shown.push_str(&String::from_utf8_lossy(&bytes[..length]));
        }
    });
    let screens = || shown.lock().unwrap().matches(HOME).count();
    until("three screens", async || screens() >= 3).await;
    assert!(!tcgetattr(&pty.slave).unwrap().local_flags.contains(LocalFlags::ECHO), "keys are shown");
    keys.write_all(b"xq").unwrap();
    let status = spawn_blocking(move || watching.wait().unwrap()).await.unwrap();
    assert!(status.success(), "{status}");
    assert_eq!(tcgetattr(&pty.slave).unwrap().local_flags, before.local_flags, "the terminal is as it was");
    // The reader ends when nobody has the terminal any more.
    drop((pty.slave, command));
    reader.await.unwrap();
    let shown = shown.lock().unwrap().clone();
    let (first, last) = (shown.find(OPEN).unwrap(), shown.rfind(CLOSE).unwrap());
    assert!(first < last && shown[first..last].contains("q ends it"), "{shown:?}");
    assert!(!shown.contains("\x1b[2J"), "a screen that is cleared flickers: {shown:?}");
    let last_screen = shown[..last].rsplit(HOME).next().unwrap();
    assert!(last_screen.contains("complete through") && last_screen.contains("engagement"), "{last_screen:?}");
    finish(deployment).await;
}
