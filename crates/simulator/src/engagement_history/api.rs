//! Searches (Engagement History API, query, body and response).

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

use super::{encode, world};
use crate::api::answer::{self, NOT_SUPPORTED};
use crate::api::gate::Injected;
use crate::api::oauth1::form_parameters;
use crate::api::pages::{self, Page};
use crate::api::{RequestLogEntry, Shared, posted};
use crate::faults::Route;
use crate::world::chats::Chat;
use search::{Filter, Query};

/// A search, unless it asks for one chat.
pub const SEARCH: Route = Route::Feed("search of Engagement History");
/// A search that asks for one chat by its id.
pub const SEARCH_BY_ID: Route = Route::Feed("search of Engagement History by id");

/// What the routes share.
struct Searches {
    shared: Arc<Shared>,
    /// Those without `sort` so far; decides the order of the next.
    unsorted: AtomicUsize,
}

pub(super) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let searches = Searches { shared: shared.clone(), unsorted: AtomicUsize::new(0) };
    Router::new()
        .route("/interaction_history/api/account/{account}/interactions/search", post(search))
        .with_state(Arc::new(searches))
}

pub(super) fn route_of(path: &[&str], body: &str) -> Option<Route> {
    match path {
        ["interaction_history", "api", "account", _, "interactions", "search"] => {
            Some(if search::is_by_id(body) { SEARCH_BY_ID } else { SEARCH })
        }
        _ => None,
    }
}

/// `POST …/interactions/search?offset&limit&sort&source`.
async fn search(
    State(searches): State<Arc<Searches>>,
    Extension(Injected(fault)): Extension<Injected>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let now = searches.shared.clock.now();
    let refuse = |status, message: &str| answer::json_error(status, now, message, NOT_SUPPORTED);
    let (parts, body) = match posted::json(request).await {
        Ok(posted) => posted,
        Err((status, message)) => return refuse(status, message),
    };
    let query = Query::of(parts.uri.query().unwrap_or_default());
    let (query, filter) = match query.and_then(|query| Ok((query, Filter::of(&body)?))) {
        Ok(search) => search,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, message),
    };
    if let Some(problem) = query.span.problem(fault.as_ref()) {
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, &problem);
    }
    let mut chats = filter.matches(&searches.shared.world, &account, now);
    if query.sort.is_empty() {
        pages::shuffle(&mut chats, searches.unsorted.fetch_add(1, Ordering::Relaxed));
    } else {
        query.sort(&searches.shared.world, &mut chats);
    }
    let page = Page::of(chats, query.span, fault.as_ref(), |chat| &chat.id);
    let body = print(&searches, &account, &page, filter.is_by_id(), now);
    answer::plain(StatusCode::OK, "application/json", body)
}

/// The answer to a search.
fn print(searches: &Searches, account: &str, page: &Page<&Chat>, is_by_id: bool, now: DateTime<Utc>) -> String {
    let known = &searches.shared.world;
    let record = |chat: &&Chat| {
        let record = world::record(known, account, chat, now, is_by_id);
        encode::record(&record, &mut world::printing_dice(known, chat))
    };
    let records: Vec<String> = page.records.iter().map(record).collect();
    // Links lead to a host that only upstream can reach.
    let metadata = page.metadata(&format!("https://localhost:8080/api/account/{account}/interactions/search"));
    format!("{{\"_metadata\":{metadata},\"interactionHistoryRecords\":[{}]}}", records.join(","))
}

/// What a search asked for, as far as it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistorySearch {
    /// `start.from`, epoch milliseconds, not rounded.
    pub from_ms: Option<i64>,
    /// `start.to`, epoch milliseconds, not rounded.
    pub to_ms: Option<i64>,
    /// The one chat that was asked for.
    pub engagement_id: Option<String>,
    /// Index of the first record.
    pub offset: Option<usize>,
    /// Records asked for.
    pub limit: Option<usize>,
    /// As it came.
    pub sort: Option<String>,
}

impl RequestLogEntry {
    /// The search that the request was, if it was one.
    pub fn history_search(&self) -> Option<HistorySearch> {
        let path = self.path_and_query.split('?').next()?;
        if Route::of(path, "") != Some(SEARCH) {
            return None;
        }
        let body: Value = serde_json::from_str(&self.body).ok()?;
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let number = |value: &Value| text(value)?.parse().ok();
        let query = form_parameters(self.path_and_query.split_once('?').map_or("", |(_, query)| query));
        let get = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        Some(HistorySearch {
            from_ms: number(&body["start"]["from"]),
            to_ms: number(&body["start"]["to"]),
            engagement_id: text(&body["engagementId"]),
            offset: get("offset").and_then(|offset| offset.parse().ok()),
            limit: get("limit").and_then(|limit| limit.parse().ok()),
            sort: get("sort").map(str::to_owned),
        })
    }
}
