//! A download, whole, before anything is written: in memory, or beyond a bound in a file that vanishes with the process.

use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::watchdog;

/// A download in progress.
#[derive(Debug)]
pub(crate) struct Spool {
    memory: Vec<u8>,
    memory_bytes_max: usize,
    file: Option<File>,
    len: u64,
}

/// A place in a [`Spool`] to go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SpoolMark {
    len: u64,
}

/// A download that is complete.
#[derive(Debug)]
pub(crate) struct Spooled {
    memory: std::sync::Arc<Vec<u8>>,
    file: Option<File>,
    /// Bytes in it.
    pub(crate) len: u64,
}

impl Spool {
    /// An empty one.
    pub(crate) fn new(memory_bytes_max: usize) -> Self {
        Self { memory: Vec::new(), memory_bytes_max, file: None, len: 0 }
    }

    /// Bytes so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.len
    }

    /// Appends. A write to the file is short, and goes to the page cache: it is made where it is asked for.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub(crate) fn push(&mut self, chunk: &[u8], dir: &Path) -> io::Result<()> {
        watchdog::note_progress();
        self.len += chunk.len() as u64;
        if let Some(file) = &mut self.file {
            return file.write_all(chunk);
        }
        self.memory.extend_from_slice(chunk);
        if self.memory.len() > self.memory_bytes_max {
            let mut file = temporary_file(dir)?;
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.file = Some(file);
        }
        Ok(())
    }

    /// The present end.
    pub(crate) fn mark(&self) -> SpoolMark {
        SpoolMark { len: self.len }
    }

    /// Forgets what came since the mark.
    ///
    /// # Errors
    /// When the temporary file cannot be cut.
    pub(crate) fn rewind(&mut self, mark: SpoolMark) -> io::Result<()> {
        self.len = mark.len;
        match &mut self.file {
            Some(file) => {
                file.set_len(mark.len)?;
                file.seek(SeekFrom::Start(mark.len)).map(drop)
            }
            None => {
                self.memory.truncate(usize::try_from(mark.len).unwrap_or(usize::MAX));
                Ok(())
            }
        }
    }

    /// No more bytes will come.
    pub(crate) fn finish(self) -> Spooled {
        Spooled { memory: std::sync::Arc::new(self.memory), file: self.file, len: self.len }
    }
}

/// Returns whether the disk takes a download of some size.
pub(crate) fn has_room(dir: &Path) -> bool {
    const ROOM_BYTES: usize = 1024 * 1024;
    temporary_file(dir).and_then(|mut file| file.write_all(&vec![0; ROOM_BYTES])).is_ok()
}

/// Makes the folder again when somebody has cleaned up.
fn temporary_file(dir: &Path) -> io::Result<File> {
    match tempfile::tempfile_in(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(dir)?;
            tempfile::tempfile_in(dir)
        }
        made => made,
    }
}

impl Spooled {
    /// Reads it from the beginning; one reader at a time.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(crate) fn reader(&self) -> io::Result<SpoolReader> {
        match &self.file {
            Some(file) => {
                let mut file = file.try_clone()?;
                file.rewind()?;
                Ok(SpoolReader::File(file))
            }
            None => Ok(SpoolReader::Memory(Cursor::new(SharedBytes(self.memory.clone())))),
        }
    }
}

/// The bytes of a spooled download.
#[derive(Debug)]
pub(crate) enum SpoolReader {
    /// From memory.
    Memory(Cursor<SharedBytes>),
    /// From the temporary file.
    File(File),
}

/// Bytes that a reader shares with the spool.
#[derive(Debug)]
pub(crate) struct SharedBytes(std::sync::Arc<Vec<u8>>);

impl AsRef<[u8]> for SharedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Seek for SpoolReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            SpoolReader::Memory(reader) => reader.seek(to),
            SpoolReader::File(reader) => reader.seek(to),
        }
    }
}

impl Read for SpoolReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            SpoolReader::Memory(reader) => reader.read(out),
            SpoolReader::File(reader) => reader.read(out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_memory_and_from_a_file_as_often_as_wanted() {
        let dir = tempfile::tempdir().unwrap();
        for memory_bytes_max in [0, 3, 1000] {
            let mut spool = Spool::new(memory_bytes_max);
            for chunk in [&b"abc"[..], b"", b"defg"] {
                spool.push(chunk, dir.path()).unwrap();
            }
            let spooled = spool.finish();
            for _ in 0..2 {
                let mut read = Vec::new();
                spooled.reader().unwrap().read_to_end(&mut read).unwrap();
                assert_eq!(read, b"abcdefg", "{memory_bytes_max}");
            }
            assert_eq!(spooled.len, 7);
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left behind");
    }

    #[test]
    fn what_came_since_a_mark_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        for memory_bytes_max in [0, 4, 1000] {
            let mut spool = Spool::new(memory_bytes_max);
            spool.push(b"abc", dir.path()).unwrap();
            let mark = spool.mark();
            spool.push(b"wrong", dir.path()).unwrap();
            spool.rewind(mark).unwrap();
            spool.push(b"def", dir.path()).unwrap();
            let spooled = spool.finish();
            let mut read = Vec::new();
            spooled.reader().unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(read, b"abcdef", "{memory_bytes_max}");
            assert_eq!(spooled.len, 6);
        }
    }
}
