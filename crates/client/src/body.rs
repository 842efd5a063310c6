//! The body of an answer, pulled chunk by chunk under two deadlines.

use std::error::Error;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use reqwest::Response;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};

use crate::coding::{self, Flaw};
use crate::error::ClientError;

/// Enough of a refusal to find its message.
const REFUSAL_BYTES_MAX: usize = 64 * 1024;
/// What is said of an answer whose whole time is over.
const TOO_LONG: &str = "the answer took too long as a whole";

pub(crate) struct Body {
    response: Response,
    at: String,
    idle_timeout: Duration,
    deadline: Instant,
    expected: Option<u64>,
    received: u64,
}

impl Body {
    pub(crate) fn new(response: Response, at: String, idle_timeout: Duration, deadline: Instant) -> Self {
        let expected = response.content_length();
        Self { response, at, idle_timeout, deadline, expected, received: 0 }
    }

    /// Returns the announced length in bytes.
    pub(crate) fn expected(&self) -> Option<u64> {
        self.expected
    }

    /// Returns the request's name in errors.
    pub(crate) fn at(&self) -> &str {
        &self.at
    }

    /// Returns the number of bytes that came so far.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    /// Returns the next bytes; `None` at the end. Only waiting for upstream counts as idle, not the caller's own pace.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, ClientError> {
        let now = Instant::now();
        if now >= self.deadline {
            return Err(self.unavailable(TOO_LONG));
        }
        let next = timeout_at(self.deadline.min(now + self.idle_timeout), self.response.chunk()).await;
        match next {
            Ok(Ok(Some(bytes))) => {
                self.received += bytes.len() as u64;
                Ok(Some(bytes))
            }
            Ok(Ok(None)) if self.expected.is_some_and(|expected| self.received < expected) => Err(self.short()),
            Ok(Ok(None)) => Ok(None),
            Ok(Err(error)) if ended_early(&error) => Err(self.short()),
            Ok(Err(error)) => Err(self.broken_off("the connection broke within the answer", Some(error))),
            Err(_) if Instant::now() >= self.deadline => Err(self.unavailable(TOO_LONG)),
            Err(_) => Err(self.broken_off("the answer stopped coming", None)),
        }
    }

    /// Reads the whole body of a small answer, inflated if it came coded: `answer_bytes_max` at most, before and after.
    /// One that ends early is an outage: it cannot be told what was cut off.
    pub(crate) async fn read(mut self, answer_bytes_max: usize) -> Result<Vec<u8>, ClientError> {
        if let Some(coding) = coding::unknown_coding(self.response.headers()) {
            let why = format!("it is coded as `{coding}`, which was not asked for");
            return Err(ClientError::BadAnswer { at: self.at, why, status: None });
        }
        let mut all = Vec::new();
        loop {
            match self.chunk().await {
                Ok(Some(bytes)) => all.extend_from_slice(&bytes),
                Ok(None) => break,
                Err(ClientError::ShortBody { .. }) => return Err(self.unavailable("the answer ended early")),
                Err(ClientError::BrokenOff { at, why, source, .. }) => {
                    return Err(ClientError::Unavailable { at, why, source });
                }
                Err(error) => return Err(error),
            }
            if all.len() > answer_bytes_max {
                return Err(self.too_long(answer_bytes_max));
            }
        }
        if !coding::is_gzip(&all) {
            return Ok(all);
        }
        // Some hundred megabytes may come out, which take longer than other tasks should wait.
        let inflated = spawn_blocking(move || coding::inflate(all, answer_bytes_max)).await;
        match inflated.unwrap_or(Err(Flaw::Damaged)) {
            Ok(inflated) => Ok(inflated),
            Err(Flaw::TooLong) => Err(self.too_long(answer_bytes_max)),
            Err(Flaw::Damaged) => Err(self.unavailable("the gzip of the answer is damaged")),
        }
    }

    /// Reads as much of a refusal's text as comes, inflated if it came coded: the status says the rest.
    pub(crate) async fn read_beginning(mut self) -> String {
        let mut beginning = Vec::new();
        while beginning.len() < REFUSAL_BYTES_MAX
            && let Ok(Some(bytes)) = self.chunk().await
        {
            beginning.extend_from_slice(&bytes);
        }
        String::from_utf8_lossy(&coding::inflate_beginning(beginning, REFUSAL_BYTES_MAX)).into_owned()
    }

    /// Returns the error of a body that has failed before.
    pub(crate) fn broken(&self) -> ClientError {
        self.unavailable("the answer broke off before")
    }

    fn short(&self) -> ClientError {
        ClientError::ShortBody { at: self.at.clone(), expected: self.expected, received: self.received }
    }

    fn too_long(&self, answer_bytes_max: usize) -> ClientError {
        ClientError::BadAnswer {
            at: self.at.clone(),
            why: format!("longer than {answer_bytes_max} bytes"),
            status: None,
        }
    }

    fn broken_off(&self, why: &str, error: Option<reqwest::Error>) -> ClientError {
        let source = error.map(|error| Box::new(error.without_url()) as Box<dyn Error + Send + Sync>);
        ClientError::BrokenOff { at: self.at.clone(), received: self.received, why: why.to_owned(), source }
    }

    fn unavailable(&self, why: &str) -> ClientError {
        ClientError::Unavailable { at: self.at.clone(), why: why.to_owned(), source: None }
    }
}

/// Returns whether the peer closed in good order, but before the announced end: hyper has an `UnexpectedEof` at the
/// bottom.
fn ended_early(error: &reqwest::Error) -> bool {
    std::iter::successors(error.source(), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::UnexpectedEof)
}
