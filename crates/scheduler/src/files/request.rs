//! What is asked of the API that has the files of a feed: the only one is Data Access. Nothing else of files knows it.

use chrono::{DateTime, Utc};
use client::{ClientError, Download};
use model::{Feed, ListedFile, Unit};
use normalizer::decode;

use crate::scheduler::PlannedAccount;
use crate::spool::SpoolReader;
use crate::store::Decoder;

/// Lists the files that were made for a span.
pub(crate) async fn list(
    account: &PlannedAccount,
    feed: Feed,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Result<Vec<ListedFile>, ClientError> {
    account.client.list_files(feed, start, end).await
}

/// Opens a file.
pub(crate) async fn open(account: &PlannedAccount, unit: &Unit) -> Result<Download, ClientError> {
    account.client.download(&unit.href).await
}

/// Returns what decodes a file.
pub(crate) fn decoder(unit: &Unit, file: SpoolReader) -> Decoder {
    let (feed, account) = (unit.feed, unit.account.clone());
    Box::new(move |limits, emit| decode(feed, &account, file, limits, emit))
}
