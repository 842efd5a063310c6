//! What the searches of both history APIs share: how large a page is, and how one is requested.

use url::Url;

/// The most records upstream puts on a page (Engagement History API and Messaging Interactions API, query parameters).
pub const PAGE_RECORDS_MAX: u32 = 100;
/// A page of 100 records is held in memory; with long transcripts one takes some megabytes.
pub(crate) const PAGE_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Names the caller, at most 20 characters; upstream refuses a search without it (both APIs, query parameters).
const SOURCE: &str = "LpWarehouseLoader";

/// Appends the query for `records_max` records (at most [`PAGE_RECORDS_MAX`]) from the `offset`-th on, in this order.
pub(crate) fn append_page_query(url: &mut Url, offset: u64, records_max: u32, sort: &str) {
    url.query_pairs_mut()
        .append_pair("offset", &offset.to_string())
        .append_pair("limit", &records_max.min(PAGE_RECORDS_MAX).to_string())
        .append_pair("sort", sort)
        .append_pair("source", SOURCE);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upstream_takes_the_name_of_the_caller() {
        assert!(SOURCE.len() <= 20);
    }
}
