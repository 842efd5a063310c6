//! A file as it comes: gzip of one or more members, already inflated by the transport, or compressed twice (Data Access
//! API, file format); inside of it text, or an Avro object container.

use std::io::{self, Read};
use std::rc::Rc;

use thiserror::Error;

use crate::avro::AvroText;
use crate::error::DecodeError;
use crate::form::{AVRO_MAGIC, FileForm, GZIP_MAGIC, Sniffed, is_zip, sniff};
use crate::members::{Members, PassedBytes};

type Layer<R> = Sniffed<Members<Sniffed<R>>>;

/// The JSON of a file, whatever its wrapping. Checksum and length of each member of a gzip are verified by the time the end
/// is reached.
#[derive(Debug)]
pub(crate) struct Inflate<R: Read> {
    content: Content<R>,
    form: FileForm,
    passed_bytes: PassedBytes,
}

#[derive(Debug)]
enum Content<R: Read> {
    Text(Sniffed<Layers<R>>),
    Avro(Box<AvroText<Sniffed<Layers<R>>>>),
}

#[derive(Debug)]
enum Layers<R: Read> {
    /// No gzip at all.
    Plain(Sniffed<R>),
    /// As upstream documents it.
    Gzip(Box<Layer<R>>),
    /// A proxy compressed it once more.
    DoubleGzip(Box<Members<Bounded<Layer<R>>>>),
}

/// What is inside of two layers is bounded by who reads it. What is between them is not seen there: gigabytes of empty
/// members yield nothing, from a file of a few megabytes.
#[derive(Debug)]
struct Bounded<R> {
    source: R,
    bytes_left: u64,
    bytes_max: u64,
}

/// The reason of an [`io::Error`]: more came between two layers than may come out of a file.
#[derive(Debug, Error)]
#[error("more than {bytes_max} bytes between two layers of gzip")]
pub(crate) struct LayerTooLarge {
    pub(crate) bytes_max: u64,
}

/// The reason of an [`io::Error`]: a form that cannot be read where it stands.
#[derive(Debug, Error)]
#[error("{why}")]
pub(crate) struct Unsupported {
    pub(crate) why: String,
}

impl Unsupported {
    pub(crate) fn because(why: impl Into<String>) -> io::Error {
        io::Error::other(Self { why: why.into() })
    }
}

impl<R: Read> Inflate<R> {
    /// Looks at the first bytes and decides. `outer` is what stands around the source: errors name it too. No more than
    /// `layer_bytes_max` may come out of the first of two layers.
    ///
    /// # Errors
    /// When reading fails, or the beginning of a gzip member or of a container is damaged, or it is of no form that can be
    /// read. Each names the form as far as it is known.
    pub(crate) fn new(source: R, outer: FileForm, layer_bytes_max: u64) -> Result<Self, DecodeError> {
        let mut form = outer;
        let passed_bytes = Rc::default();
        let content = Layers::new(source, &mut form, layer_bytes_max, &passed_bytes)
            .and_then(|layers| Content::new(layers, &mut form))
            .map_err(|error| DecodeError::from(error).in_form(form))?;
        Ok(Self { content, form, passed_bytes })
    }

    /// Returns what was found.
    pub(crate) fn form(&self) -> FileForm {
        self.form
    }

    /// Returns how many bytes of padding between and behind the members of all layers of gzip were passed over.
    pub(crate) fn passed_bytes(&self) -> u64 {
        self.passed_bytes.get()
    }
}

impl<R: Read> Content<R> {
    /// Looks for an Avro container, and refuses what cannot be read. Notes in `form` what it finds.
    fn new(layers: Layers<R>, form: &mut FileForm) -> io::Result<Self> {
        let (first, sniffed) = sniff(layers)?;
        if is_zip(&first) {
            return Err(Unsupported::because("there is a ZIP archive in it; hand over that by itself"));
        }
        if first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff]) {
            return Err(Unsupported::because("its text is UTF-16; it must be UTF-8"));
        }
        if first != AVRO_MAGIC {
            return Ok(Self::Text(sniffed));
        }
        form.is_avro = true;
        Ok(Self::Avro(Box::new(AvroText::new(sniffed)?)))
    }
}

impl<R: Read> Layers<R> {
    /// Looks for gzip, and for gzip in gzip. Notes in `form` how many layers it finds.
    fn new(source: R, form: &mut FileForm, layer_bytes_max: u64, passed_bytes: &PassedBytes) -> io::Result<Self> {
        let (first, plain) = sniff(source)?;
        if !first.starts_with(GZIP_MAGIC) {
            return Ok(Self::Plain(plain));
        }
        form.gzip_layers = 1;
        let (first, once) = sniff(Members::new(plain, passed_bytes.clone()))?;
        if !first.starts_with(GZIP_MAGIC) {
            return Ok(Self::Gzip(Box::new(once)));
        }
        form.gzip_layers = 2;
        let once = Bounded { source: once, bytes_left: layer_bytes_max, bytes_max: layer_bytes_max };
        Ok(Self::DoubleGzip(Box::new(Members::new(once, passed_bytes.clone()))))
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(out)?;
        let bytes_left = self.bytes_left.checked_sub(read as u64);
        self.bytes_left = bytes_left.ok_or_else(|| io::Error::other(LayerTooLarge { bytes_max: self.bytes_max }))?;
        Ok(read)
    }
}

impl<R: Read> Read for Layers<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(reader) => reader.read(out),
            Self::Gzip(reader) => reader.read(out),
            Self::DoubleGzip(reader) => reader.read(out),
        }
    }
}

impl<R: Read> Read for Inflate<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match &mut self.content {
            Content::Text(reader) => reader.read(out),
            Content::Avro(reader) => reader.read(out),
        }
    }
}
