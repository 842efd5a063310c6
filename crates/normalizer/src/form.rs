//! What a file is, told by its first bytes.

use std::fmt;
use std::io::{self, Chain, Cursor, Read};

pub(crate) const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
pub(crate) const AVRO_MAGIC: &[u8] = b"Obj\x01";
/// Of a member, and of an archive without one.
pub(crate) const ZIP_MAGICS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// So many bytes tell.
pub(crate) const MAGIC_BYTES: usize = 4;

/// What stands around the documents of a file. Errors name it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileForm {
    /// Whether the file is a ZIP archive.
    pub is_zip: bool,
    /// How often it, or the member in hand, was compressed with gzip.
    pub gzip_layers: u8,
    /// Whether the innermost is an Avro object container.
    pub is_avro: bool,
}

impl FileForm {
    /// Returns whether nothing stands around the text.
    pub(crate) fn is_plain(self) -> bool {
        self == Self::default()
    }
}

impl fmt::Display for FileForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut layers = Vec::new();
        layers.extend(self.is_avro.then_some("Avro container"));
        layers.extend(std::iter::repeat_n("gzip", self.gzip_layers.into()));
        layers.extend(self.is_zip.then_some("ZIP archive"));
        if layers.is_empty() {
            return f.write_str("plain file");
        }
        f.write_str(&layers.join(" in "))
    }
}

/// A reader whose first bytes were looked at.
pub(crate) type Sniffed<R> = Chain<Cursor<Vec<u8>>, R>;

/// Looks at the first bytes, and puts them back.
pub(crate) fn sniff<R: Read>(mut source: R) -> io::Result<(Vec<u8>, Sniffed<R>)> {
    let mut first = Vec::with_capacity(MAGIC_BYTES);
    (&mut source).take(MAGIC_BYTES as u64).read_to_end(&mut first)?;
    Ok((first.clone(), Cursor::new(first).chain(source)))
}

/// Tells whether a ZIP archive begins so.
pub(crate) fn is_zip(first: &[u8]) -> bool {
    ZIP_MAGICS.iter().any(|magic| first.starts_with(magic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_names_its_layers_from_the_inside() {
        let check = |is_zip, gzip_layers, is_avro, expected: &str| {
            assert_eq!(FileForm { is_zip, gzip_layers, is_avro }.to_string(), expected);
        };
        check(false, 0, false, "plain file");
        check(false, 1, false, "gzip");
        check(false, 2, false, "gzip in gzip");
        check(true, 0, false, "ZIP archive");
        check(true, 1, true, "Avro container in gzip in ZIP archive");
    }
}
