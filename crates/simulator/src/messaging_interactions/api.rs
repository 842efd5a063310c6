//! Searches (Messaging Interactions API): of conversations by their start, of one by its id, of those of a consumer.

mod search;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::encode::{self, Shown};
use super::world::life::Conversation;
use super::world::{self, Known};
use crate::api::answer::{self, NOT_SUPPORTED};
use crate::api::gate::Injected;
use crate::api::oauth1::form_parameters;
use crate::api::pages::{self, Page};
use crate::api::{RequestLogEntry, Shared, posted};
use crate::faults::Route;
use search::{Filter, Query, Scope};

/// A search by start.
pub const SEARCH: Route = Route::Feed("search of Messaging Interactions");
/// A search for one conversation by its id.
pub const SEARCH_BY_ID: Route = Route::Feed("search of Messaging Interactions by id");
/// A search for the conversations of a consumer.
pub const SEARCH_BY_CONSUMER: Route = Route::Feed("search of Messaging Interactions by consumer");

/// What may differ between simulated upstreams: `SimulatorOptions::feeds`.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether a search that finds nothing is answered with 204 instead of an empty list.
    pub is_nothing_204: bool,
    /// Containers that it does not know: whoever asks for one gets 400.
    pub unknown_contents: Vec<&'static str>,
}

/// What the routes share.
struct Searches {
    shared: Arc<Shared>,
    options: Options,
    known: Known,
    /// Those without `sort` so far; decides the order of the next.
    unsorted: AtomicUsize,
}

pub(super) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let searches = Searches {
        shared: shared.clone(),
        options: shared.options.feeds.get(),
        known: Known::of(&shared.world),
        unsorted: AtomicUsize::new(0),
    };
    let at = |path: &str| format!("/messaging_history/api/account/{{account}}/conversations/{path}");
    Router::new()
        .route(&at("search"), post(by_start))
        .route(&at("conversation/search"), post(by_id))
        .route(&at("consumer/search"), post(by_consumer))
        .with_state(Arc::new(searches))
}

pub(super) fn route_of(path: &[&str], _: &str) -> Option<Route> {
    match path {
        ["messaging_history", "api", "account", _, "conversations", rest @ ..] => match rest {
            ["search"] => Some(SEARCH),
            ["conversation", "search"] => Some(SEARCH_BY_ID),
            ["consumer", "search"] => Some(SEARCH_BY_CONSUMER),
            _ => None,
        },
        _ => None,
    }
}

/// What a handler is called with.
type Called = (State<Arc<Searches>>, Extension<Injected>, Path<String>, Request);

/// `POST …/conversations/search?offset&limit&sort&v&source`.
async fn by_start(
    searches: State<Arc<Searches>>,
    injected: Extension<Injected>,
    account: Path<String>,
    request: Request,
) -> Response {
    search((searches, injected, account, request), Scope::started).await
}

/// `POST …/conversations/conversation/search?v&source`.
async fn by_id(
    searches: State<Arc<Searches>>,
    injected: Extension<Injected>,
    account: Path<String>,
    request: Request,
) -> Response {
    search((searches, injected, account, request), |body, _| Scope::one(body)).await
}

/// `POST …/conversations/consumer/search?offset&limit&v&source`.
async fn by_consumer(
    searches: State<Arc<Searches>>,
    injected: Extension<Injected>,
    account: Path<String>,
    request: Request,
) -> Response {
    search((searches, injected, account, request), |body, _| Scope::consumer(body)).await
}

async fn search(
    (State(searches), Extension(Injected(fault)), Path(account), request): Called,
    scope_of: fn(&Value, DateTime<Utc>) -> Result<Scope, &'static str>,
) -> Response {
    let now = searches.shared.clock.now();
    let refuse = |status, message: &str| answer::json_error(status, now, message, NOT_SUPPORTED);
    let (parts, body) = match posted::json(request).await {
        Ok(posted) => posted,
        Err((status, message)) => return refuse(status, message),
    };
    let asked = Query::of(parts.uri.query().unwrap_or_default()).and_then(|query| {
        let scope = scope_of(&body, now)?;
        Ok((query, Filter::of(scope, &body, now, &searches.options.unknown_contents)?))
    });
    let (query, filter) = match asked {
        Ok(asked) => asked,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, message),
    };
    if let Some(problem) = query.span.problem(fault.as_ref()) {
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, &problem);
    }
    let mut found = filter.matches(&searches.known, &account, now);
    if query.sort.is_empty() {
        pages::shuffle(&mut found, searches.unsorted.fetch_add(1, Ordering::Relaxed));
    } else {
        query.sort(&mut found, now);
    }
    if found.is_empty() && searches.options.is_nothing_204 {
        return answer::empty(StatusCode::NO_CONTENT);
    }
    let page = Page::of(found, query.span, fault.as_ref(), |conversation| &conversation.id);
    let is_whole = matches!(filter.scope, Scope::One(_));
    let shown = Shown { contents: &filter.contents, is_whole, is_typed: query.is_typed };
    let path = parts.uri.path();
    answer::plain(StatusCode::OK, "application/json", print(&searches, (&account, path), &page, &shown, now))
}

/// Prints the answer to a search.
fn print(
    searches: &Searches,
    (account, path): (&str, &str),
    page: &Page<&Conversation>,
    shown: &Shown<'_>,
    now: DateTime<Utc>,
) -> String {
    let known = &searches.shared.world;
    let record = |conversation: &&Conversation| {
        let record = world::record(known, account, conversation, now, shown.is_whole);
        encode::record(&record, shown, &mut world::printing_dice(known, conversation))
    };
    let records: Vec<String> = page.records.iter().map(record).collect();
    // Links lead to a host that only upstream can reach.
    let metadata = page.metadata(&format!("https://localhost:8082{path}"));
    format!("{{\"_metadata\":{metadata},\"conversationHistoryRecords\":[{}]}}", records.join(","))
}

/// What a search asked for, as far as it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessagingSearch {
    /// `start.from`, epoch milliseconds, not rounded.
    pub from_ms: Option<i64>,
    /// `start.to`, epoch milliseconds, not rounded.
    pub to_ms: Option<i64>,
    /// `latestUpdateTime.from`, epoch milliseconds, not rounded.
    pub updated_from_ms: Option<i64>,
    /// The one conversation that was asked for.
    pub conversation_id: Option<String>,
    /// Containers that were asked for.
    pub contents: Option<Vec<String>>,
    /// Index of the first record.
    pub offset: Option<usize>,
    /// Records asked for.
    pub limit: Option<usize>,
    /// As it came.
    pub sort: Option<String>,
}

impl RequestLogEntry {
    /// Reads the search of conversations that the request was, if it was one.
    pub fn messaging_search(&self) -> Option<MessagingSearch> {
        let (path, query) = self.path_and_query.split_once('?').unwrap_or((&self.path_and_query, ""));
        if ![Some(SEARCH), Some(SEARCH_BY_ID), Some(SEARCH_BY_CONSUMER)].contains(&Route::of(path, "")) {
            return None;
        }
        let body: Value = serde_json::from_str(&self.body).ok()?;
        let query = form_parameters(query);
        let get = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        Some(MessagingSearch {
            from_ms: posted::integer(&body["start"]["from"]),
            to_ms: posted::integer(&body["start"]["to"]),
            updated_from_ms: posted::integer(&body["latestUpdateTime"]["from"]),
            conversation_id: posted::text(&body["conversationId"]),
            contents: posted::texts(&body["contentToRetrieve"]),
            offset: get("offset").and_then(|offset| offset.parse().ok()),
            limit: get("limit").and_then(|limit| limit.parse().ok()),
            sort: get("sort").map(str::to_owned),
        })
    }
}
