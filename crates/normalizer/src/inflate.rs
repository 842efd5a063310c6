//! Gzip as it comes: members back to back, already inflated by the transport, or compressed twice (Data Access API,
//! file format).

use std::io::{self, Chain, Cursor, Read};

use flate2::read::MultiGzDecoder;
use thiserror::Error;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A reader whose first two bytes were looked at.
type Sniffed<R> = Chain<Cursor<Vec<u8>>, R>;
type Layer<R> = Sniffed<MultiGzDecoder<Sniffed<R>>>;

/// The inflated bytes of a file, whatever its wrapping. CRC and length of each member are verified by the time the end
/// is reached.
#[derive(Debug)]
pub enum Inflate<R: Read> {
    /// No gzip at all.
    Plain(Sniffed<R>),
    /// As upstream documents it.
    Gzip(Box<Layer<R>>),
    /// A proxy compressed it once more.
    DoubleGzip(Box<MultiGzDecoder<Bounded<Layer<R>>>>),
}

/// What is inside of two layers is bounded by who reads it. What is between them is not seen there: gigabytes of empty
/// members yield nothing, from a file of a few megabytes.
#[derive(Debug)]
pub struct Bounded<R> {
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

impl<R: Read> Inflate<R> {
    /// Looks at the first bytes and decides. No more than `layer_bytes_max` may come out of the first of two layers.
    ///
    /// # Errors
    /// When reading fails, or the beginning of a gzip member is damaged.
    pub fn new(source: R, layer_bytes_max: u64) -> io::Result<Self> {
        let (is_gzip, plain) = sniff(source)?;
        if !is_gzip {
            return Ok(Self::Plain(plain));
        }
        let (is_gzip, once) = sniff(MultiGzDecoder::new(plain))?;
        if !is_gzip {
            return Ok(Self::Gzip(Box::new(once)));
        }
        let once = Bounded { source: once, bytes_left: layer_bytes_max, bytes_max: layer_bytes_max };
        Ok(Self::DoubleGzip(Box::new(MultiGzDecoder::new(once))))
    }

    /// Whether any gzip was found, whose checksum vouches for the content.
    pub fn is_gzip(&self) -> bool {
        !matches!(self, Self::Plain(_))
    }
}

fn sniff<R: Read>(mut source: R) -> io::Result<(bool, Sniffed<R>)> {
    let mut first = Vec::with_capacity(GZIP_MAGIC.len());
    (&mut source).take(GZIP_MAGIC.len() as u64).read_to_end(&mut first)?;
    let is_gzip = first == GZIP_MAGIC;
    Ok((is_gzip, Cursor::new(first).chain(source)))
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(out)?;
        let bytes_left = self.bytes_left.checked_sub(read as u64);
        self.bytes_left = bytes_left.ok_or_else(|| io::Error::other(LayerTooLarge { bytes_max: self.bytes_max }))?;
        Ok(read)
    }
}

impl<R: Read> Read for Inflate<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(reader) => reader.read(out),
            Self::Gzip(reader) => reader.read(out),
            Self::DoubleGzip(reader) => reader.read(out),
        }
    }
}
