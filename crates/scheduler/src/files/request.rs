//! How files are listed, downloaded and decoded. Nothing else of files knows an API: Data Access is the only one that has
//! files.

use chrono::{DateTime, Utc};
use client::{ClientError, Download, ListedFiles};
use model::{Feed, ListedFile, Unit};
use normalizer::{DecodeLimits, FileShape, decode_file};
use tracing::error;

use crate::scheduler::PlannedAccount;
use crate::spool::SpoolReader;
use crate::store::Decoder;

/// Lists the files of a feed that were made for a span of a day or less, each once. Logs the entries that cannot be taken,
/// and leaves them out.
///
/// # Errors
/// As [`client::AccountClient::list_files`].
pub async fn list_files(
    account: &PlannedAccount,
    feed: Feed,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Result<Vec<ListedFile>, ClientError> {
    let ListedFiles { files, refused, refusals } =
        account.client.list_files(shape_of(feed).data_type, start, end).await?;
    if refused > 0 {
        let (account, error) = (&account.id, refusals.join("; "));
        error!(
            event = "listing_entries_refused", %account, %feed, refused, error,
            "entries of a listing cannot be taken"
        );
    }
    Ok(files)
}

/// Opens a file.
pub(crate) async fn open(account: &PlannedAccount, unit: &Unit) -> Result<Download, ClientError> {
    account.client.download(&unit.href).await
}

/// Returns what decodes a file; whether its sound parts alone may be stored, `salvages` says.
pub(crate) fn decoder(unit: &Unit, file: SpoolReader, salvages: bool) -> Decoder {
    let (shape, account) = (shape_of(unit.feed), unit.account.clone());
    Box::new(move |limits, emit| decode_file(shape, &account, file, DecodeLimits { salvages, ..limits }, emit))
}

fn shape_of(feed: Feed) -> &'static FileShape {
    feeds::file_shape(feed).expect("a feed of files says what its files are made of")
}
