//! The file of a secret: where it is looked for, why it cannot be read, and who else can read it.

use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::source::{BYTE_ORDER_MARK, read_bounded};

/// What the unit file calls the folder of all credentials.
const CREDENTIALS_NAME: &str = "lp-warehouse";
/// Where systemd puts what it copies for a start of a service (systemd.exec, `LoadCredential`).
const SYSTEMD_COPIES: &str = "/run/credentials";
/// Where secrets are put beside a configuration, so that the service manager hands them over together.
const CREDENTIALS_FOLDER: &str = "credentials";
/// Longer files hold no secret of ours, nor the certificates of an authority.
const SECRET_FILE_BYTES_MAX: u64 = 1024 * 1024;
const READABLE_BY_OTHERS: u32 = 0o004;
const PASSABLE_BY_OTHERS: u32 = 0o001;

/// Where secrets are looked for.
pub(super) struct SecretFolders {
    /// Where the configuration file is.
    pub(super) beside: PathBuf,
    /// Where systemd puts credentials.
    pub(super) credentials: Option<PathBuf>,
}

/// The file of a secret, and what it holds.
pub(super) struct SecretFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// Whether every user of this machine can read it, though no service manager hands it over.
    pub(super) is_exposed: bool,
}

impl SecretFile {
    /// Returns whether systemd made it for this start of the service.
    pub(super) fn is_systemd_copy(&self) -> bool {
        self.path.starts_with(SYSTEMD_COPIES)
    }
}

impl SecretFolders {
    /// Reads the first file that exists. One that exists and cannot be read is not passed over: the next may be outdated.
    ///
    /// # Errors
    /// When there is no file, or it cannot be read: every place that was tried, and what to do.
    pub(super) fn read(&self, name: &Path) -> Result<SecretFile, String> {
        let mut tried = Vec::new();
        for path in self.places_of(name) {
            match read_bounded(&path, SECRET_FILE_BYTES_MAX) {
                Ok(text) => {
                    // An editor of Windows begins a file with a byte order mark, and ends its lines with CR LF.
                    let text = text.trim_start_matches(BYTE_ORDER_MARK).trim_end_matches(['\r', '\n']).to_owned();
                    // How a service manager hands secrets over is its own business.
                    let is_handed_over = self.credentials.as_ref().is_some_and(|folder| path.starts_with(folder));
                    let is_exposed = !is_handed_over && is_open_to_everybody(&path);
                    return Ok(SecretFile { path, text, is_exposed });
                }
                Err(error) => {
                    let is_there = !is_absent(&error);
                    tried.push((path, error));
                    if is_there {
                        break;
                    }
                }
            }
        }
        Err(unreadable(name, &tried, self.credentials.is_some()))
    }

    /// A relative path is a credential of that name (its own, or of a folder of them, whose files systemd names by the
    /// folder's name before theirs), else stands in the folder `credentials` beside the configuration, or beside it.
    fn places_of(&self, name: &Path) -> Vec<PathBuf> {
        if name.is_absolute() {
            return vec![name.to_owned()];
        }
        let mut places = Vec::new();
        if let Some(folder) = &self.credentials {
            places.push(folder.join(name));
            places.push(folder.join(format!("{CREDENTIALS_NAME}_{}", name.display())));
        }
        places.push(self.beside.join(CREDENTIALS_FOLDER).join(name));
        places.push(self.beside.join(name));
        places
    }
}

/// Tells whether every user of this machine can read the file: its mode says so, and no folder above it is closed.
fn is_open_to_everybody(file: &Path) -> bool {
    let has = |path: &Path, bit: u32| path.metadata().is_ok_and(|found| found.permissions().mode() & bit != 0);
    let Ok(file) = file.canonicalize() else { return false };
    has(&file, READABLE_BY_OTHERS) && file.ancestors().skip(1).all(|folder| has(folder, PASSABLE_BY_OTHERS))
}

/// Tells whether there is nothing at this place.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Why a secret could not be read: every place that was tried, and what to do.
/// `is_handed_over`: whether the service manager hands secrets over to this process.
pub(super) fn unreadable(path: &Path, tried: &[(PathBuf, io::Error)], is_handed_over: bool) -> String {
    let advice = match tried.last() {
        Some((_, error)) if error.kind() == ErrorKind::PermissionDenied && is_handed_over => {
            "systemd hands over a new secret when the service is started again: `sudo systemctl restart lp-warehouse`"
        }
        Some((_, error)) if error.kind() == ErrorKind::PermissionDenied => {
            "run this with sudo, or as the service's user"
        }
        Some((_, error)) if !is_absent(error) => "put that right, or name another file",
        _ => "write the secret into one of these files",
    };
    let tried: Vec<_> = tried.iter().map(|(place, error)| format!("{}: {error}", place.display())).collect();
    format!("the secret file {} cannot be read; {advice} ({})", path.display(), tried.join("; "))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};

    use super::*;

    #[test]
    fn a_file_is_open_when_its_mode_and_all_folders_above_it_are() {
        let folder = tempfile::tempdir().unwrap();
        let (inner, file) = (folder.path().join("credentials"), folder.path().join("credentials/secret"));
        fs::create_dir(&inner).unwrap();
        fs::write(&file, "planted").unwrap();
        let set = |path: &Path, mode: u32| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        for (outer_mode, inner_mode, file_mode, expected) in [
            (0o755, 0o755, 0o644, true),
            (0o755, 0o711, 0o604, true),
            (0o755, 0o755, 0o640, false),
            (0o755, 0o700, 0o644, false),
            (0o700, 0o755, 0o644, false),
        ] {
            set(folder.path(), outer_mode);
            set(&inner, inner_mode);
            set(&file, file_mode);
            assert_eq!(is_open_to_everybody(&file), expected, "{outer_mode:o} {inner_mode:o} {file_mode:o}");
        }
    }
}
