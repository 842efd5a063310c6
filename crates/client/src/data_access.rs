//! The Data Access API: lists the files of a span, and downloads them.

mod download;
mod listing;

use chrono::{DateTime, Utc};
use model::Service;
use url::Url;

pub use self::download::Download;
use self::listing::NO_FILES;
pub use self::listing::{ListedFiles, read_listing};
use crate::account::AccountClient;
use crate::api_request::ApiRequest;
use crate::coding;
use crate::error::ClientError;
use crate::hosts::extend;

/// End of its hosts' names: it answers from hosts of its own, whichever was asked (Data Access API, listing).
pub(crate) const HOST_SUFFIX: &str = ".da.liveperson.net";
/// Bounds the memory of one listing; a file takes about 400 bytes in it.
const LISTING_BYTES_MAX: usize = 64 * 1024 * 1024;

impl AccountClient {
    /// Lists the files of a type (upstream's name in the path, e.g. `agentActivity`) whose generating job overlaps the
    /// span. Ask for a day or less, there are no pages. The caller logs the entries that are refused.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`]: a listing that breaks off is asked for again, then `Unavailable`.
    /// [`ClientError::BadAnswer`] names the entry that has no name or no scope, when no other has them either.
    pub async fn list_files(
        &self,
        data_type: &str,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
    ) -> Result<ListedFiles, ClientError> {
        let state = &*self.0;
        let account = state.upstream.account.as_str();
        let build = |base: &Url| listing_request(base, account, data_type, start, end);
        let answer = state.fetch(Service::DataAccess, LISTING_BYTES_MAX, build).await?;
        read_listing(&answer.body, &answer.url).map_err(|why| ClientError::BadAnswer {
            at: answer.at,
            why,
            status: None,
        })
    }

    /// Opens a file by the address from its listing; repeats until headers come, the body is the caller's to repeat.
    ///
    /// Waits while as many of the account's requests are in flight as may be: a caller that holds that many
    /// [`Download`]s and asks for one more never gets it.
    ///
    /// # Errors
    /// Any; [`ClientError::ForeignHost`] before anything is sent when the address, or a redirect, is not Data Access's.
    pub async fn download(&self, href: &str) -> Result<Download, ClientError> {
        let Ok(url) = Url::parse(href) else {
            let why = "the file's address is no URL".to_owned();
            return Err(ClientError::BadAnswer { at: "a listing".to_owned(), why, status: None });
        };
        let timeout = self.0.upstream.transport.options.download_timeout;
        let opened = self.0.open(&file_request(url), timeout).await?;
        Ok(Download::new(opened.body, opened.in_flight))
    }

    /// Asks for the account's resource, which needs credentials and has no data.
    pub(crate) async fn check_data_access(&self) -> Result<(), ClientError> {
        let state = &*self.0;
        let build = |base: &Url| account_request(base, state.upstream.account.as_str());
        state.fetch(Service::DataAccess, LISTING_BYTES_MAX, build).await.map(drop)
    }
}

fn account_request(base: &Url, account: &str) -> ApiRequest {
    ApiRequest::get(Service::DataAccess, extend(base, &["data_access_le", "account", account, "le"]))
}

fn listing_request(base: &Url, account: &str, data_type: &str, start: DateTime<Utc>, end: DateTime<Utc>) -> ApiRequest {
    let mut request = account_request(base, account);
    request.url = extend(&request.url, &[data_type]);
    request
        .url
        .query_pairs_mut()
        .append_pair("startTime", &start.timestamp_millis().to_string())
        .append_pair("endTime", &end.timestamp_millis().to_string());
    ApiRequest { empty_answer_text: Some(NO_FILES), ..request }
}

fn file_request(url: Url) -> ApiRequest {
    // A working client sends no special Accept; others were answered with errors (Data Access API, requests).
    ApiRequest { accept: "*/*", accept_encoding: coding::IDENTITY, ..ApiRequest::get(Service::DataAccess, url) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_spelled_as_upstream_reads_them() {
        let check = |request: ApiRequest, accept: &str, expected: &str| {
            assert_eq!((request.accept, request.url.as_str(), request.json), (accept, expected, None));
        };
        let base = "https://h/proxy".parse().unwrap();
        let at = |ms: i64| DateTime::from_timestamp_millis(ms).unwrap();
        let json = "application/json";
        check(account_request(&base, "1"), json, "https://h/proxy/data_access_le/account/1/le");
        check(
            listing_request(&base, "1", "agentActivity", at(600_000), at(1_200_000)),
            json,
            "https://h/proxy/data_access_le/account/1/le/agentActivity?startTime=600000&endTime=1200000",
        );
        let file = "https://h/le/a%20b.gz?x=1&x=%2B";
        check(file_request(file.parse().unwrap()), "*/*", file);
    }
}
