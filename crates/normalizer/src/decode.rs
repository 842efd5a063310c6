//! The story of one unit. A file: inflate → split into records → flatten → batches. The pages of a search: the same
//! without inflating.

use std::io::{self, Read};

use model::tuple::Millis;
use model::{AccountId, Batch, Drift, Feed, Position, SampleMethod};
use thiserror::Error;

use crate::envelope::{self, Shape};
use crate::feeds;
use crate::inflate::{Inflate, LayerTooLarge};
use crate::json::Arena;
use crate::output::Output;
use crate::pages::{self, Page};
use crate::samples::SampleSpan;
use crate::scan::{Scanner, Value, ValueParts};

/// The bounds of decoding.
#[derive(Clone, Copy, Debug)]
pub struct DecodeLimits {
    /// A larger record is rejected.
    pub record_bytes_max: usize,
    /// A file that inflates beyond this is refused; of one compressed twice, each layer.
    pub file_bytes_max: u64,
    /// A batch is handed over when it has this many rows …
    pub batch_rows_max: usize,
    /// … or this many bytes; the first of a unit is smaller, so that it can be stored while the next is decoded.
    pub batch_bytes_max: usize,
    /// Whether batches keep the records that their documents were made of.
    pub keeps_records: bool,
}

impl Default for DecodeLimits {
    fn default() -> Self {
        Self {
            record_bytes_max: 16 * 1024 * 1024,
            file_bytes_max: 16 * 1024 * 1024 * 1024,
            batch_rows_max: 20_000,
            batch_bytes_max: 4 * 1024 * 1024,
            keeps_records: false,
        }
    }
}

/// What was in a unit that was decoded to its last byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// JSON documents: envelopes, or pages.
    pub documents: u64,
    /// Records: documents of the batches and rejects.
    pub records: u64,
    /// Size after inflating.
    pub inflated_bytes: u64,
    /// Characters that became U+FFFD.
    pub replaced_characters: u64,
    /// The latest end of a chat in pages.
    pub last_ended: Option<Millis>,
    /// What the intervals of a sample cover; `None` when none of them is final, and for snapshots.
    pub samples: Option<SampleSpan>,
    /// What our model does not know.
    pub drift: Drift,
}

/// Why a unit cannot be loaded. Nothing of it may be kept.
#[derive(Debug, Error)]
pub enum DecodeError {
    /// Gzip is damaged or cut short.
    #[error("the gzip is damaged or cut short ({detail})")]
    Corrupt {
        /// The decoder's words.
        detail: String,
    },
    /// The structure is no JSON.
    #[error("not JSON at byte {offset_bytes} of the inflated file")]
    NotJson {
        /// Offset in the inflated file.
        offset_bytes: u64,
    },
    /// JSON, but not one Data Access document: an error page, perhaps.
    #[error("no Data Access document in the file")]
    NotDataAccess,
    /// The units of this feed are no files.
    #[error("the units of feed `{feed}` are no files; decode their pages")]
    NotAFile {
        /// The feed.
        feed: Feed,
    },
    /// A page is no JSON, cut short, or followed by more.
    #[error("page {page} is not JSON at its byte {offset_bytes}")]
    PageNotJson {
        /// 0-based number of the page.
        page: u64,
        /// Offset in the page.
        offset_bytes: u64,
    },
    /// JSON, but no answer of the search: an error page, perhaps.
    #[error("page {page} is no answer of Engagement History")]
    NotAPage {
        /// 0-based number of the page.
        page: u64,
    },
    /// An answer of the Operational Real-time API is no JSON, or cut short.
    #[error("the answer of `{}` is not JSON at its byte {offset_bytes}", .method.upstream_path())]
    AnswerNotJson {
        /// The method that was asked.
        method: SampleMethod,
        /// Offset in the answer.
        offset_bytes: u64,
    },
    /// An answer of more values than are held at once.
    #[error("the answer of `{}` has more than {values_max} values; report it: no account is known to have so many", .method.upstream_path())]
    AnswerTooLarge {
        /// The method that was asked.
        method: SampleMethod,
        /// The limit.
        values_max: usize,
    },
    /// JSON, but no answer of this method: the report of an error, perhaps.
    #[error("what came is no answer of `{}`", .method.upstream_path())]
    NotAnAnswer {
        /// The method that was asked.
        method: SampleMethod,
    },
    /// The envelope of an answer says that the method failed.
    #[error("the answer of `{}` has response code {}", .method.upstream_path(), code(*.response_code))]
    Refused {
        /// The method that was asked.
        method: SampleMethod,
        /// What stood in for 200; `None` for what is no number.
        response_code: Option<i64>,
    },
    /// A document says only behind its records that they are another account's.
    #[error("a document names another account, behind its records")]
    OtherAccount,
    /// No byte at all.
    #[error("the file is empty: not even a gzip header")]
    Empty,
    /// Inflates beyond `file_bytes_max`; of a file compressed twice, the first layer counts as well.
    #[error("inflates beyond {file_bytes_max} bytes; raise `file_bytes_max` if that is right")]
    TooLarge {
        /// The limit.
        file_bytes_max: u64,
    },
    /// The batches are not wanted any more.
    #[error("stopped")]
    Stopped,
    /// The spooled file could not be read.
    #[error("the spooled file could not be read")]
    Io(#[source] io::Error),
}

fn code(response_code: Option<i64>) -> String {
    response_code.map_or_else(|| "of another shape".to_owned(), |code| code.to_string())
}

impl From<io::Error> for DecodeError {
    fn from(error: io::Error) -> Self {
        if let Some(&LayerTooLarge { bytes_max }) = error.get_ref().and_then(|reason| reason.downcast_ref()) {
            return Self::TooLarge { file_bytes_max: bytes_max };
        }
        match error.kind() {
            // What flate2 says of damaged data, and of data that ends early.
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                Self::Corrupt { detail: error.to_string() }
            }
            _ => Self::Io(error),
        }
    }
}

/// Decodes a file and hands each batch to `emit`, which answers with an empty one when more is wanted.
///
/// # Errors
/// Whatever was emitted before an error is void: one damaged byte often yields wrong records that parse, long before the
/// checksum at the end shows it.
pub fn decode(
    feed: Feed,
    account: &AccountId,
    source: impl Read,
    limits: DecodeLimits,
    emit: &mut dyn FnMut(Batch) -> Option<Batch>,
) -> Result<Decoded, DecodeError> {
    let shape = Shape::of(feed).ok_or(DecodeError::NotAFile { feed })?;
    let inflated = Inflate::new(source, limits.file_bytes_max)?;
    let is_gzip = inflated.is_gzip();
    let mut scanner = Scanner::new(inflated, limits.file_bytes_max);
    let mut output = Output::new(shape.target, account, limits, emit);
    let (mut parts, mut is_blank) = (ValueParts::default(), true);
    while scanner.peek()?.is_some() {
        is_blank = false;
        envelope::read_value(shape, &mut scanner, &mut parts, &mut output)?;
    }
    let inflated_bytes = scanner.offset();
    // A gzip of nothing is an hour without data; its checksum vouches that nothing is missing.
    if output.decoded.documents == 0 && (!is_blank || inflated_bytes > 0 && !is_gzip) {
        return Err(DecodeError::NotDataAccess);
    }
    if inflated_bytes == 0 && !is_gzip {
        return Err(DecodeError::Empty);
    }
    Ok(Decoded { inflated_bytes, ..output.finish()? })
}

/// Decodes one record of a file that was kept apart from it, as the file would have been: into a batch of one document, or of
/// one reject when it still does not fit. What the document around the record said is not checked again.
///
/// # Errors
/// When the feed has no files.
pub fn decode_kept(
    feed: Feed,
    account: &AccountId,
    header: &[u8],
    record: &[u8],
    position: Position,
    limits: DecodeLimits,
) -> Result<(Batch, Decoded), DecodeError> {
    let shape = Shape::of(feed).ok_or(DecodeError::NotAFile { feed })?;
    let mut kept = None;
    let mut emit = |batch: Batch| {
        let another = batch.another();
        kept.get_or_insert(batch);
        Some(another)
    };
    let mut output = Output::new(shape.target, account, limits, &mut emit);
    output.value(Value::of(record, &Arena::new()), header, position)?;
    let decoded = output.finish()?;
    Ok((kept.expect("a record makes a batch"), decoded))
}

/// Decodes the pages of a search of Engagement History, whose bodies stand back to back in `source` as upstream sent
/// them, and hands each batch to `emit`, which answers with an empty one when more is wanted.
///
/// # Errors
/// Whatever was emitted before an error is void: the unit is read again as a whole.
pub fn decode_pages(
    account: &AccountId,
    source: impl Read,
    pages: &[Page],
    limits: DecodeLimits,
    emit: &mut dyn FnMut(Batch) -> Option<Batch>,
) -> Result<Decoded, DecodeError> {
    let mut output = Output::new(feeds::ENGAGEMENTS, account, limits, emit);
    let inflated_bytes = pages::read_pages(source, pages, &mut output)?;
    Ok(Decoded { inflated_bytes, ..output.finish()? })
}
