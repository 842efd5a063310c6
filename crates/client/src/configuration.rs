//! The configuration of the account: its lists of users, skills, groups and other names.

use chrono::{DateTime, Utc};
use model::{Lane, Service};
use reqwest::header::HeaderMap;
use url::Url;

use crate::account::AccountClient;
use crate::api_request::{ApiRequest, WholeAnswer};
use crate::error::ClientError;
use crate::hosts::extend;

/// The name of the host in the Domain API (Dimension lists, head of the page).
pub(crate) const DOMAIN_API_NAME: &str = "accountConfigReadOnly";
/// A hundred thousand users of a kilobyte each; the answer is held in memory.
const ANSWER_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Headers that carry the revision; pages and lists differ in which one (Dimension lists, parameters and revision).
const REVISION_HEADERS: [&str; 3] = ["ac-revision", "etag", "x-lp-last-modified"];
/// The revision that no list has, so that the answer is whole (the same).
const NO_REVISION: &str = "-1";

/// What a list is asked for.
#[derive(Clone, Copy, Debug)]
pub struct ListRequest<'a> {
    /// Upstream's path after `configuration`, as `le-users/skills`.
    pub upstream_path: &'a str,
    /// The versions to try, one after the other while upstream refuses them; an empty one is none at all.
    pub versions: &'a [&'a str],
    /// The revision that is known, of the first of the versions.
    pub known_revision: Option<&'a str>,
}

/// What upstream answered.
#[derive(Clone, Debug)]
pub enum ListAnswer {
    /// The list is as it was at the known revision.
    Unchanged {
        /// When, by upstream's clock.
        answered_at: DateTime<Utc>,
    },
    /// All of the list.
    Whole(WholeList),
}

/// All of a list.
#[derive(Clone, Debug)]
pub struct WholeList {
    /// JSON.
    pub body: Vec<u8>,
    /// When upstream answered, by its clock, to the second.
    pub answered_at: DateTime<Utc>,
    /// The revision of the list, where upstream says it.
    pub revision: Option<String>,
    /// The version that answered; empty when none was named.
    pub version: String,
}

impl AccountClient {
    /// Returns a list, or that it has not changed. Deleted entities are in it, because history refers to them.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`]; of several versions the error of the first.
    pub async fn read_list(&self, request: &ListRequest<'_>) -> Result<ListAnswer, ClientError> {
        let mut refused = None;
        for (index, version) in request.versions.iter().enumerate() {
            let known = request.known_revision.filter(|_| index == 0);
            match self.ask_list(request.upstream_path, version, known).await {
                Ok(answer) => return Ok(answer),
                Err(error @ ClientError::BadAnswer { status: Some(400), .. }) => refused = refused.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Err(refused.expect("a list is asked for in at least one version"))
    }

    async fn ask_list(
        &self,
        upstream_path: &str,
        version: &str,
        known_revision: Option<&str>,
    ) -> Result<ListAnswer, ClientError> {
        let state = &*self.0;
        let account = state.upstream.account.as_str();
        let build = |base: &Url| list_request(base, account, upstream_path, version, known_revision);
        let answer = state.fetch(Service::Configuration, ANSWER_BYTES_MAX, build).await?;
        let WholeAnswer { at, body, answered_at, is_unchanged, headers, .. } = answer;
        match (is_unchanged, known_revision) {
            (true, Some(_)) => Ok(ListAnswer::Unchanged { answered_at }),
            (true, None) => {
                let why = "status 304 to a request for the whole list".to_owned();
                Err(ClientError::BadAnswer { at, why, status: Some(304) })
            }
            (false, _) => {
                let (revision, version) = (revision_of(&headers), version.to_owned());
                Ok(ListAnswer::Whole(WholeList { body, answered_at, revision, version }))
            }
        }
    }

    /// Asks for the shortest of the lists. Which of them the account may read, `check` asks one by one.
    pub(crate) async fn check_configuration(&self) -> Result<(), ClientError> {
        let request = ListRequest { upstream_path: "le-users/lobs", versions: &[""], known_revision: None };
        self.read_list(&request).await.map(drop)
    }
}

fn list_request(
    base: &Url,
    account: &str,
    upstream_path: &str,
    version: &str,
    known_revision: Option<&str>,
) -> ApiRequest {
    let path = ["api", "account", account, "configuration"].into_iter().chain(upstream_path.split('/'));
    let mut url = extend(base, &path.collect::<Vec<_>>());
    if !version.is_empty() {
        url.query_pairs_mut().append_pair("v", version);
    }
    url.query_pairs_mut().append_pair("include_deleted", "true");
    let if_match = Some(known_revision.unwrap_or(NO_REVISION).to_owned());
    ApiRequest { if_match, lane: Lane::Live, ..ApiRequest::get(Service::Configuration, url) }
}

/// Finds the revision in any of the headers that carry one.
fn revision_of(headers: &HeaderMap) -> Option<String> {
    let mut said = REVISION_HEADERS.iter().filter_map(|name| headers.get(*name)?.to_str().ok()).map(str::trim);
    said.find(|revision| !revision.is_empty() && *revision != NO_REVISION).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_asked_for_with_their_deleted_entities_and_the_known_revision() {
        let check = |version: &str, known: Option<&str>, expected: (&str, &str)| {
            let base = "https://h/".parse().unwrap();
            let request = list_request(&base, "1", "le-users/agentGroups", version, known);
            assert_eq!((request.url.as_str(), request.if_match.as_deref()), (expected.0, Some(expected.1)));
        };
        let address = "https://h/api/account/1/configuration/le-users/agentGroups?";
        check("4.0", None, (&format!("{address}v=4.0&include_deleted=true"), "-1"));
        check("", Some("\"86\""), (&format!("{address}include_deleted=true"), "\"86\""));
    }

    #[test]
    fn the_revision_is_in_one_of_three_headers() {
        let check = |headers: &[(&'static str, &str)], expected: Option<&str>| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, value.parse().unwrap());
            }
            assert_eq!(revision_of(&map).as_deref(), expected, "{headers:?}");
        };
        check(&[("ac-revision", "86"), ("etag", "\"87\"")], Some("86"));
        check(&[("etag", "\"87\"")], Some("\"87\""));
        check(&[("x-lp-last-modified", "88"), ("ac-revision", "")], Some("88"));
        check(&[("ac-revision", "-1")], None);
        check(&[], None);
    }
}
