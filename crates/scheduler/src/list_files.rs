//! One listing request, and the log line of what it refuses.

use chrono::{DateTime, Utc};
use client::{ClientError, ListedFiles};
use model::{Feed, ListedFile};
use tracing::error;

use crate::scheduler::Account;

/// Lists the files of a feed whose generating job overlaps the span (a day or less), each once. Logs the entries that
/// cannot be taken, and leaves them out.
///
/// # Errors
/// As [`client::AccountClient::list_files`].
pub async fn list_files(
    account: &Account,
    feed: Feed,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Result<Vec<ListedFile>, ClientError> {
    let ListedFiles { files, refused, refusals } = account.client.list_files(feed.upstream_type(), start, end).await?;
    if refused > 0 {
        let (account, error) = (&account.id, refusals.join("; "));
        error!(
            event = "listing_entries_refused", %account, %feed, refused, error,
            "entries of a listing cannot be taken"
        );
    }
    Ok(files)
}
