//! A file on its way: headers are here, the body is pulled.

use std::fmt;

use bytes::Bytes;

use crate::body::Body;
use crate::bounds::Place;
use crate::error::ClientError;

/// A file whose headers have come. It counts as a request in flight until its body is read to the end, fails, or is
/// dropped.
pub struct Download {
    body: Body,
    state: State,
}

enum State {
    Coming {
        /// Held for the account's bound.
        _place: Place,
    },
    Complete,
    /// Told apart from the end, lest a second look at a broken body find it complete.
    Broken,
}

impl Download {
    pub(crate) fn new(body: Body, place: Place) -> Self {
        Self { body, state: State::Coming { _place: place } }
    }

    /// The announced length in bytes, if upstream announced one.
    pub fn content_length(&self) -> Option<u64> {
        self.body.expected()
    }

    /// The next bytes as sent (gzip, mostly); `None` once all have come.
    ///
    /// # Errors
    /// [`ClientError::ShortBody`] when the body ends before its announced length or its last chunk;
    /// [`ClientError::Unavailable`] when the connection breaks or a deadline passes: no byte for the idle timeout, or
    /// not all of them within the download timeout, which runs from the request on. After an error
    /// nothing more comes, but errors.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ClientError> {
        match self.state {
            State::Coming { .. } => {}
            State::Complete => return Ok(None),
            State::Broken => return Err(self.body.broken()),
        }
        let next = self.body.chunk().await;
        match &next {
            Ok(Some(_)) => {}
            Ok(None) => self.state = State::Complete,
            Err(_) => self.state = State::Broken,
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
