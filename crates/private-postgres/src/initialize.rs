//! Making a cluster. It is made beside its place and moved there when complete, so that being killed half-way leaves
//! nothing that the next start could mistake for a cluster.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use crate::binaries::Binaries;
use crate::error::{ClusterError, at};
use crate::folder::{Folder, SETTINGS_FILE};
use crate::program::Program;
use crate::secret::random_hex;
use crate::{DATABASE, ROLE};

/// Takes about two seconds, on a slow disk perhaps twenty.
const INIT_TIMEOUT_S: u64 = 300;

const UNFINISHED_PREFIX: &str = "pgdata.new-";

/// Sorting by code point in UTF-8; where the operating system has no such locale, sorting by byte, which is the same
/// order, in an encoding that is UTF-8 all the same.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// Makes the cluster of `folder`, with its role, password and database.
pub(crate) fn initialize(folder: &Folder, binaries: &Binaries) -> Result<(), ClusterError> {
    sweep(folder);
    folder.password()?;
    // A name of its own: the `initdb` of a killed predecessor may still be writing to the one before.
    let unfinished = folder.path().join(format!("{UNFINISHED_PREFIX}{}", random_hex(4)?));
    make_cluster(folder, binaries, &unfinished)?;
    make_database(folder, binaries, &unfinished)?;
    fs::rename(&unfinished, folder.pgdata()).map_err(at(&unfinished))?;
    File::open(folder.path()).and_then(|parent| parent.sync_all()).map_err(at(folder.path()))
}

/// Removes what killed predecessors left. What cannot be removed now is no obstacle and is tried again next time.
fn sweep(folder: &Folder) {
    for entry in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED_PREFIX) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn make_cluster(folder: &Folder, binaries: &Binaries, unfinished: &Path) -> Result<(), ClusterError> {
    let mut tail = String::new();
    for locale in LOCALES {
        folder.make_private_folder(unfinished)?;
        let outcome = Program::new(folder, &binaries.initdb())
            .arg("--pgdata")
            .arg(unfinished)
            .args(["--username", ROLE, "--auth", "scram-sha-256", "--encoding", "UTF8", "--data-checksums"])
            .arg(format!("--locale={locale}"))
            .arg("--pwfile")
            .arg(folder.password_file())
            .run(Duration::from_secs(INIT_TIMEOUT_S))?;
        if outcome.success {
            return include_settings(unfinished);
        }
        tail = outcome.tail;
        fs::remove_dir_all(unfinished).map_err(at(unfinished))?;
    }
    Err(ClusterError::InitFailed { data_dir: folder.path().to_path_buf(), tail })
}

/// Ours stand in a file of their own, written at every start, and win over what people write in `postgresql.conf`.
fn include_settings(unfinished: &Path) -> Result<(), ClusterError> {
    let path = unfinished.join("postgresql.conf");
    let line = format!("\ninclude_if_exists = '../{SETTINGS_FILE}'  # written anew at every start\n");
    let file = OpenOptions::new().append(true).open(&path);
    file.and_then(|mut file| file.write_all(line.as_bytes())).map_err(at(&path))
}

/// In single-user mode: no server, no port, no password.
fn make_database(folder: &Folder, binaries: &Binaries, unfinished: &Path) -> Result<(), ClusterError> {
    let outcome = Program::new(folder, &binaries.postgres())
        .args(["--single", "-D"])
        .arg(unfinished)
        .args(["-c", "exit_on_error=true", "template1"])
        .stdin(&format!("create database {DATABASE}\n"))
        .run(Duration::from_secs(INIT_TIMEOUT_S))?;
    if outcome.success {
        return Ok(());
    }
    Err(ClusterError::InitFailed { data_dir: folder.path().to_path_buf(), tail: outcome.tail })
}
