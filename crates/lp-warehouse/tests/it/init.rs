//! `init`: what it writes can be read by those who must, and by nobody else.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// A private Postgres, the usual folder and port, an account that authorizes itself by OAuth 2, and all feeds.
fn answers() -> String {
    format!("\n\n\n75555851\n\noauth2\nloader\nplanted\n{}", "y\n".repeat(feeds::all().count()))
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn the_service_can_read_the_configuration_and_nobody_else_the_secrets_whatever_the_umask() {
    for umask in ["077", "177", "000", "022"] {
        let folder = tempfile::tempdir().unwrap();
        let lp = folder.path().join("etc/lp");
        let mut command = Command::new("sh");
        command.args(["-c", "umask \"$1\"; shift; exec \"$@\"", "sh", umask, env!("CARGO_BIN_EXE_lp-warehouse")]);
        command.args(["init", "--output"]).arg(lp.join("config.toml"));
        let mut init = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        init.stdin.take().unwrap().write_all(answers().as_bytes()).unwrap();
        assert!(init.wait().unwrap().success(), "umask {umask}");
        let credentials = lp.join("credentials");
        let paths =
            [lp.parent().unwrap(), &lp, &lp.join("config.toml"), &credentials, &credentials.join("client-secret")];
        assert_eq!(paths.map(mode), [0o755, 0o755, 0o644, 0o700, 0o600], "umask {umask}");
    }
}
