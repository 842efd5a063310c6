//! Randomness that must not be guessed: the password, and names in folders that others may write to.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{ClusterError, at};

const SOURCE: &str = "/dev/urandom";

/// `bytes` random bytes of the operating system as lower-case hex, which needs no quoting in a URL, a path or SQL.
pub(crate) fn random_hex(bytes: usize) -> Result<String, ClusterError> {
    let path = Path::new(SOURCE);
    let mut random = vec![0; bytes];
    File::open(path).and_then(|mut file| file.read_exact(&mut random)).map_err(at(path))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}
