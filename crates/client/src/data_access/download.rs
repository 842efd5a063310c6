//! A file whose headers have come and whose body the caller pulls.

use std::fmt;

use bytes::Bytes;

use crate::body::Body;
use crate::bounds::InFlightPermit;
use crate::error::ClientError;

/// A file whose headers have come. It counts as a request in flight until its body is read to the end, fails, or is
/// dropped.
pub struct Download {
    body: Body,
    state: DownloadState,
}

enum DownloadState {
    Coming {
        /// Held for the account's bound.
        _in_flight: InFlightPermit,
    },
    Complete,
    /// Told apart from the end, so that a second look at a broken body does not find it complete.
    Broken,
}

impl Download {
    pub(crate) fn new(body: Body, in_flight: InFlightPermit) -> Self {
        Self { body, state: DownloadState::Coming { _in_flight: in_flight } }
    }

    /// Returns the announced length in bytes, if upstream announced one.
    pub fn content_length(&self) -> Option<u64> {
        self.body.expected()
    }

    /// Returns the next bytes as sent (gzip, mostly); `None` once all have come.
    ///
    /// # Errors
    /// [`ClientError::ShortBody`] when the body ends before its announced length or its last chunk;
    /// [`ClientError::BrokenOff`] when the connection breaks, or no byte comes for the idle timeout;
    /// [`ClientError::Unavailable`] when not all have come within the download timeout, which runs from the request on.
    /// After an error every further call fails.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ClientError> {
        match self.state {
            DownloadState::Coming { .. } => {}
            DownloadState::Complete => return Ok(None),
            DownloadState::Broken => return Err(self.body.broken()),
        }
        let next = self.body.chunk().await;
        match &next {
            Ok(Some(_)) => {}
            Ok(None) => self.state = DownloadState::Complete,
            Err(_) => self.state = DownloadState::Broken,
        }
        next
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("at", &self.body.at())
            .field("content_length", &self.body.expected())
            .field("received", &self.body.received())
            .finish_non_exhaustive()
    }
}
