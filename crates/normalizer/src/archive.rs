//! A ZIP archive, whose members are read one after another. Its directory stands at its end: the source must seek.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::form::{MAGIC_BYTES, is_zip};
use crate::inflate::Unsupported;

/// An archive of one hour has a member or two.
const MEMBERS_MAX: usize = 10_000;
/// What an archiver of macOS puts beside the members.
const RESOURCE_FORKS: &str = "__MACOSX/";

/// Tells whether the source is a ZIP archive, and returns to its beginning.
pub(crate) fn is_archive(source: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut first = Vec::with_capacity(MAGIC_BYTES);
    source.take(MAGIC_BYTES as u64).read_to_end(&mut first)?;
    source.seek(SeekFrom::Start(0))?;
    Ok(is_zip(&first))
}

/// Calls `read` with each member that is a file. Its checksum is verified when its end is reached.
///
/// # Errors
/// Those of `read`, and when the archive is damaged, has too many members or none that is a file, or one that cannot be
/// read.
pub(crate) fn for_each_member<E: From<io::Error>>(
    source: impl Read + Seek,
    mut read: impl FnMut(&mut dyn Read) -> Result<(), E>,
) -> Result<(), E> {
    let mut archive = ZipArchive::new(source).map_err(|error| explain(error, "its directory"))?;
    if archive.len() > MEMBERS_MAX {
        return Err(Unsupported::because(format!("it has more than {MEMBERS_MAX} members")).into());
    }
    let mut has_file = false;
    for index in 0..archive.len() {
        let what = format!("member {}", index + 1);
        let entry = archive.by_index_data(index).map_err(|error| explain(error, &what))?;
        if entry.encrypted() {
            return Err(Unsupported::because(format!("{what} is encrypted")).into());
        }
        if entry.is_dir() || entry.name().is_ok_and(|name| name.starts_with(RESOURCE_FORKS)) {
            continue;
        }
        let mut member = archive.by_index(index).map_err(|error| explain(error, &what))?;
        read(&mut member)?;
        has_file = true;
    }
    // An empty member has a checksum, which says that the hour has no data. Nothing vouches for a member that is absent.
    if !has_file {
        return Err(Unsupported::because("it has no member that is a file").into());
    }
    Ok(())
}

/// Says what is wrong; never with a member's name, which is upstream's.
fn explain(error: ZipError, what: &str) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        ZipError::UnsupportedArchive(why) => {
            Unsupported::because(format!("{what} is packed in a way that is not known: {why}"))
        }
        ZipError::CompressionMethodNotSupported(method) => Unsupported::because(format!(
            "{what} is packed with method {method}; stored and deflated members can be read"
        )),
        _ => io::Error::new(io::ErrorKind::InvalidData, format!("{what} does not decode")),
    }
}
