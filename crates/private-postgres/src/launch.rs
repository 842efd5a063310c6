//! Starting and stopping the server of a cluster.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::binaries::Binaries;
use crate::error::ClusterError;
use crate::folder::Folder;
use crate::postmaster::{Postmaster, remove_stale_pid_file};
use crate::program::{Program, tail_of};

/// After a crash the server replays up to `max_wal_size` before it takes connections.
pub(crate) const START_TIMEOUT_S: u64 = 300;

/// Somebody may take the port between our choice and the server's start; backends of a killed server take a moment to go.
const START_ATTEMPTS_MAX: u32 = 3;

const START_RETRY_MS: u64 = 500;

/// What the server says when another try may help.
const PASSING_TROUBLES: [&str; 3] =
    ["Address already in use", "could not create any TCP/IP sockets", "pre-existing shared memory block"];

/// Modest, for a machine that does other things too. Row contents must never reach the log: a failing statement's text,
/// the detail of an error (`Key (…)=(…) already exists`) and its parameters would carry them there.
const SETTINGS: [(&str, &str); 14] = [
    ("listen_addresses", "127.0.0.1"),
    ("unix_socket_permissions", "0700"),
    ("password_encryption", "scram-sha-256"),
    ("max_connections", "50"),
    ("shared_buffers", "256MB"),
    ("max_wal_size", "2GB"),
    ("synchronous_commit", "on"),
    ("logging_collector", "off"),
    ("log_destination", "stderr"),
    ("log_statement", "none"),
    ("log_error_verbosity", "terse"),
    ("log_min_error_statement", "panic"),
    ("log_parameter_max_length", "0"),
    ("log_parameter_max_length_on_error", "0"),
];

/// Starts the server and waits until it takes connections. `settings` win over ours.
pub(crate) fn launch(
    folder: &Folder,
    binaries: &Binaries,
    settings: &[(String, String)],
) -> Result<Postmaster, ClusterError> {
    folder.rotate_log()?;
    let pgdata = folder.pgdata();
    let log = folder.postgres_log();
    let mut tail = String::new();
    for attempt in 1..=START_ATTEMPTS_MAX {
        remove_stale_pid_file(&pgdata)?;
        let port = folder.free_port()?;
        let text = settings_text(port, &folder.socket_dir()?, settings);
        folder.replace(&folder.settings_file(), &text)?;

        let log_start = fs::metadata(&log).map_or(0, |metadata| metadata.len());
        let outcome = Program::new(folder, &binaries.pg_ctl())
            .args(["start", "--silent", "--wait", "--timeout", &START_TIMEOUT_S.to_string(), "--pgdata"])
            .arg(&pgdata)
            .arg("--log")
            .arg(&log)
            // pg_ctl keeps the time itself; this only catches a hanging pg_ctl.
            .run(Duration::from_secs(2 * START_TIMEOUT_S))?;
        if outcome.success
            && let Some(postmaster) = Postmaster::of(&pgdata)?
        {
            return Ok(postmaster);
        }
        tail = format!("{}\n{}", outcome.tail, tail_of(&log, log_start));
        if attempt == START_ATTEMPTS_MAX || !PASSING_TROUBLES.iter().any(|trouble| tail.contains(trouble)) {
            break;
        }
        thread::sleep(Duration::from_millis(START_RETRY_MS));
    }
    Err(ClusterError::StartFailed { data_dir: folder.path().to_path_buf(), tail })
}

/// Disconnects everybody and stops the server. False when it is still at it after `timeout`; it will finish by itself.
pub(crate) fn halt(folder: &Folder, binaries: &Binaries, timeout: Duration) -> Result<bool, ClusterError> {
    let pgdata = folder.pgdata();
    let deadline = Instant::now() + timeout;
    let seconds = timeout.as_secs().max(1);
    Program::new(folder, &binaries.pg_ctl())
        .args(["stop", "--silent", "--mode=fast", "--wait", "--timeout", &seconds.to_string(), "--pgdata"])
        .arg(&pgdata)
        .run(timeout + Duration::from_secs(1))?;
    // The process removes its file a moment before it is gone.
    loop {
        match Postmaster::of(&pgdata)? {
            None => return Ok(true),
            Some(_) if Instant::now() >= deadline => return Ok(false),
            Some(_) => thread::sleep(Duration::from_millis(START_RETRY_MS)),
        }
    }
}

fn settings_text(port: u16, socket_dir: &Path, chosen: &[(String, String)]) -> String {
    let (port, socket_dir) = (port.to_string(), socket_dir.to_string_lossy().into_owned());
    let ours = SETTINGS.into_iter().chain([("port", port.as_str()), ("unix_socket_directories", socket_dir.as_str())]);
    // Of a setting that occurs twice, the later line counts.
    let all = ours.chain(chosen.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    all.map(|(name, value)| format!("{name} = '{}'\n", value.replace('\'', "''"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_settings_come_last_and_are_quoted() {
        let chosen = [("max_connections".to_owned(), "200".to_owned()), ("cluster_name".to_owned(), "it's".to_owned())];
        let text = settings_text(5433, Path::new("/s"), &chosen);
        assert!(text.ends_with(
            "port = '5433'\nunix_socket_directories = '/s'\nmax_connections = '200'\ncluster_name = 'it''s'\n"
        ));
        assert!(text.starts_with("listen_addresses = '127.0.0.1'\n"));
    }
}
