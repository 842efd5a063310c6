//! Why a unit cannot be decoded.

use std::fmt;
use std::io;

use thiserror::Error;

use crate::form::FileForm;
use crate::inflate::{LayerTooLarge, Unsupported};

/// Why a unit cannot be loaded. Nothing of it may be kept.
#[derive(Debug, Error)]
pub enum DecodeError {
    /// Gzip, a ZIP archive or an Avro container is damaged or cut short.
    #[error("the {} is damaged or cut short ({detail})", name(.form))]
    Corrupt {
        /// The decoder's words.
        detail: String,
        /// What the file is, once it is known.
        form: Option<FileForm>,
    },
    /// A form that cannot be read: an encrypted archive, for example.
    #[error("the {} cannot be read: {why}", name(.form))]
    Unsupported {
        /// What stands in the way.
        why: String,
        /// What the file is, once it is known.
        form: Option<FileForm>,
    },
    /// Something came that is not a file of upstream's: a page or a report of a proxy or of a server in maintenance, or a
    /// text that says nothing of either.
    #[error("{what} came in place of the file ({})", name(.form))]
    StandIn {
        /// What came.
        what: StandIn,
        /// What stands around it, once it is known.
        form: Option<FileForm>,
    },
    /// The structure is no JSON.
    #[error("not JSON at byte {offset_bytes} of the inflated file ({})", name(.form))]
    NotJson {
        /// Offset in the inflated file.
        offset_bytes: u64,
        /// What the file is, once it is known.
        form: Option<FileForm>,
    },
    /// A gzip, an archive or a container without one Data Access document.
    #[error("no Data Access document in the file ({})", name(.form))]
    NotDataAccess {
        /// What the file is.
        form: Option<FileForm>,
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
    #[error("page {page} is no answer of {api}")]
    NotAPage {
        /// 0-based number of the page.
        page: u64,
        /// The API that was searched.
        api: &'static str,
    },
    /// An answer of a method is no JSON, or cut short.
    #[error("the answer of `{method}` is not JSON at its byte {offset_bytes}")]
    AnswerNotJson {
        /// Upstream's name of the method that was asked.
        method: &'static str,
        /// Offset in the answer.
        offset_bytes: u64,
    },
    /// An answer of more values than are held at once.
    #[error(
        "the answer of `{method}` has more than {values_max} values; report it: no account is known to have so many"
    )]
    AnswerTooLarge {
        /// Upstream's name of the method that was asked.
        method: &'static str,
        /// The limit.
        values_max: usize,
    },
    /// JSON, but no answer of this method: the report of an error, perhaps.
    #[error("this is not an answer of `{method}`")]
    NotAnAnswer {
        /// Upstream's name of the method that was asked.
        method: &'static str,
    },
    /// The envelope of an answer says that the method failed.
    #[error("the answer of `{method}` has response code {}", code(*.response_code))]
    Refused {
        /// Upstream's name of the method that was asked.
        method: &'static str,
        /// What stood in for 200; `None` for what is no number.
        response_code: Option<i64>,
    },
    /// An answer whose intervals begin so far off the mark that they are no others' neighbours.
    #[error("an interval of `{method}` begins {off_s} s off the mark; it is to be asked for on the mark")]
    OffMark {
        /// Upstream's name of the method that was asked.
        method: &'static str,
        /// How far off.
        off_s: i64,
    },
    /// A document says only behind its records that they are another account's.
    #[error("a document names another account, behind its records")]
    OtherAccount,
    /// No byte came. Upstream writes an hour without data as a gzip of nothing.
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

/// What came in place of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// A page of HTML or XML.
    Markup,
    /// JSON that reports an error, such as `{"error": {"message": …}}`.
    ErrorReport,
    /// Text or JSON that is not compressed and has no Data Access document.
    Text,
}

impl fmt::Display for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Markup => "a page of HTML or XML",
            Self::ErrorReport => "the report of an error",
            Self::Text => "a text without a Data Access document",
        })
    }
}

fn code(response_code: Option<i64>) -> String {
    response_code.map_or_else(|| "of another shape".to_owned(), |code| code.to_string())
}

fn name(form: &Option<FileForm>) -> String {
    form.map_or_else(|| "file".to_owned(), |form| form.to_string())
}

impl DecodeError {
    /// Names what the file is, unless it is named already.
    pub(crate) fn in_form(mut self, found: FileForm) -> Self {
        match &mut self {
            Self::Corrupt { form, .. }
            | Self::Unsupported { form, .. }
            | Self::StandIn { form, .. }
            | Self::NotJson { form, .. }
            | Self::NotDataAccess { form } => *form = form.or(Some(found)),
            Self::PageNotJson { .. }
            | Self::NotAPage { .. }
            | Self::AnswerNotJson { .. }
            | Self::AnswerTooLarge { .. }
            | Self::NotAnAnswer { .. }
            | Self::Refused { .. }
            | Self::OffMark { .. }
            | Self::OtherAccount
            | Self::Empty
            | Self::TooLarge { .. }
            | Self::Stopped
            | Self::Io(_) => {}
        }
        self
    }
}

impl From<io::Error> for DecodeError {
    fn from(error: io::Error) -> Self {
        if let Some(Unsupported { why }) = error.get_ref().and_then(|reason| reason.downcast_ref()) {
            return Self::Unsupported { why: why.clone(), form: None };
        }
        if let Some(&LayerTooLarge { bytes_max }) = error.get_ref().and_then(|reason| reason.downcast_ref()) {
            return Self::TooLarge { file_bytes_max: bytes_max };
        }
        match error.kind() {
            // What flate2 says of damaged data, and of data that ends early.
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                Self::Corrupt { detail: error.to_string(), form: None }
            }
            _ => Self::Io(error),
        }
    }
}
