//! Why a unit was not loaded.

use chrono::{DateTime, Utc};
use client::ClientError;
use model::Feed;
use normalizer::DecodeError;
use sink::SinkError;
use thiserror::Error;

/// Why a unit was not loaded. What follows of each, `policy` says.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error("it could not be fetched")]
    Fetch(#[source] ClientError),
    #[error("it could not be decoded")]
    Decode(#[source] DecodeError),
    #[error("the decoder panicked; this is a mistake of lp-warehouse")]
    DecoderPanicked,
    #[error("loading it panicked; this is a mistake of lp-warehouse")]
    LoadPanicked,
    #[error("larger than `file_bytes_max`: {file_bytes_max} bytes")]
    TooLarge { file_bytes_max: u64 },
    #[error("the spool in `service.data_dir` could not be written")]
    Spool(#[source] std::io::Error),
    #[error("the file cannot be read")]
    Local(#[source] std::io::Error),
    #[error("the rows could not be stored")]
    Store(#[source] SinkError),
    #[error("this machine's clock shows no year a database knows")]
    NoSuchTime,
    #[error("the API of feed `{feed}` cannot be asked for such a unit; this is a mistake of lp-warehouse")]
    NotServed { feed: Feed },
    #[error("this version of lp-warehouse does not know the method or list `{name}`")]
    UnknownMethod { name: String },
    #[error("the answer has metrics, but not in the intervals of {interval_min} minutes that were asked for")]
    NotInIntervals { interval_min: u32 },
    #[error("it is asked at {until}")]
    NotYet { until: DateTime<Utc> },
    #[error("stopped")]
    Stopped,
}

impl Failure {
    /// Returns whether upstream refuses the credentials or the right to ask.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Failure::Fetch(error) if error.is_refusal())
    }
}
