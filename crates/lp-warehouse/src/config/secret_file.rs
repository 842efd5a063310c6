//! The file of a secret: why it cannot be read, and who else can read it.

use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const READABLE_BY_OTHERS: u32 = 0o004;
const PASSABLE_BY_OTHERS: u32 = 0o001;

/// Tells whether every user of this machine can read the file: its mode says so, and no folder above it is closed.
pub(super) fn is_open_to_everybody(file: &Path) -> bool {
    let has = |path: &Path, bit: u32| path.metadata().is_ok_and(|found| found.permissions().mode() & bit != 0);
    let Ok(file) = file.canonicalize() else { return false };
    has(&file, READABLE_BY_OTHERS) && file.ancestors().skip(1).all(|folder| has(folder, PASSABLE_BY_OTHERS))
}

/// Tells whether there is nothing at this place.
pub(super) fn is_absent(error: &io::Error) -> bool {
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
