//! Searches (Engagement History API, query, body and response).

mod search;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use chrono::{DateTime, Utc};
use fastrand::Rng;
use serde_json::{Value, json};

use super::{encode, world};
use crate::api::answer::{self, NOT_SUPPORTED};
use crate::api::gate::Injected;
use crate::api::oauth1::form_parameters;
use crate::api::{POSTED_BYTES_MAX, RequestLogEntry, Shared};
use crate::faults::{Fault, Route};
use crate::world::chats::Chat;
use search::{Filter, Query};

/// A search, unless it asks for one chat.
pub const SEARCH: Route = Route::Feed("search of Engagement History");
/// A search that asks for one chat by its id.
pub const SEARCH_BY_ID: Route = Route::Feed("search of Engagement History by id");

/// The deepest record that a search engine answers by default.
const RESULT_WINDOW_MAX: usize = 10_000;

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
    let (parts, body) = request.into_parts();
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json");
    }
    let bytes = axum::body::to_bytes(body, POSTED_BYTES_MAX).await.unwrap_or_default();
    let Ok(body) = serde_json::from_slice::<Value>(&bytes) else {
        return refuse(StatusCode::BAD_REQUEST, "the body is not JSON");
    };
    let query = Query::of(parts.uri.query().unwrap_or_default());
    let (query, filter) = match query.and_then(|query| Ok((query, Filter::of(&body)?))) {
        Ok(search) => search,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, message),
    };
    let is_endless = fault == Some(Fault::EndlessPages);
    if query.offset.saturating_add(query.limit) > RESULT_WINDOW_MAX && !is_endless {
        let message = format!(
            "Result window is too large, from + size must be less than or equal to: [{RESULT_WINDOW_MAX}] but was [{}]",
            query.offset.saturating_add(query.limit)
        );
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, &message);
    }
    let page = Page::of(&searches, &account, (&query, &filter), fault.as_ref(), now);
    answer::plain(StatusCode::OK, "application/json", page.print(&searches, &account, (&query, &filter), now))
}

/// The records of one answer and what it says about them.
struct Page<'s> {
    chats: Vec<&'s Chat>,
    count: usize,
    /// How many shards did not answer, of how many.
    missing_shards: Option<(u32, u32)>,
}

impl<'s> Page<'s> {
    fn of(
        searches: &'s Searches,
        account: &str,
        (query, filter): (&Query, &Filter),
        fault: Option<&Fault>,
        now: DateTime<Utc>,
    ) -> Self {
        let world = &searches.shared.world;
        let mut chats = filter.matches(world, account, now);
        if query.sort.is_empty() {
            // Whoever does not sort gets another order each time.
            let serial = searches.unsorted.fetch_add(1, Ordering::Relaxed);
            Rng::with_seed(serial as u64).shuffle(&mut chats);
        } else {
            query.sort(world, &mut chats);
        }
        let mut missing_shards = None;
        if let Some(Fault::PartialShards { failed, total }) = fault {
            chats.retain(|chat| shard_of(chat, *total) >= *failed);
            missing_shards = Some((*failed, *total));
        }
        let mut count = chats.len();
        let mut offset = query.offset;
        match fault {
            Some(Fault::CountChanges { by }) => count = count.saturating_add_signed(*by),
            Some(Fault::PageRepeats) => offset = offset.saturating_sub(query.limit),
            Some(Fault::EndlessPages) => {
                count = offset.saturating_add(2 * query.limit);
                let chats = chats.into_iter().cycle().take(query.limit).collect();
                return Self { chats, count, missing_shards };
            }
            _ => {}
        }
        let chats = chats.into_iter().skip(offset).take(query.limit).collect();
        Self { chats, count, missing_shards }
    }

    fn print(
        &self,
        searches: &Searches,
        account: &str,
        (query, filter): (&Query, &Filter),
        now: DateTime<Utc>,
    ) -> String {
        let known = &searches.shared.world;
        let records: Vec<String> = self
            .chats
            .iter()
            .map(|chat| {
                let record = world::record(known, account, chat, now, filter.is_by_id());
                encode::record(&record, &mut world::printing_dice(known, chat))
            })
            .collect();
        let metadata = self.metadata(account, query);
        format!("{{\"_metadata\":{metadata},\"interactionHistoryRecords\":[{}]}}", records.join(","))
    }

    /// Links lead to a host that only upstream can reach.
    fn metadata(&self, account: &str, query: &Query) -> Value {
        let Query { offset, limit, .. } = *query;
        let own = format!("https://localhost:8080/api/account/{account}/interactions/search");
        let link =
            |rel: &str, offset: usize| json!({ "rel": rel, "href": format!("{own}?limit={limit}&offset={offset}") });
        let shards = match self.missing_shards {
            Some((failed, total)) => json!({ "partialResult": true, "failureShards": failed, "totalShards": total }),
            None => json!({ "partialResult": false }),
        };
        let mut metadata = json!({ "count": self.count, "self": link("self", offset), "shardsStatusResult": shards });
        if offset > 0 {
            metadata["prev"] = link("prev", offset.saturating_sub(limit));
        }
        let next = offset.saturating_add(limit);
        if next < self.count {
            metadata["next"] = link("next", next);
            metadata["last"] = link("last", (self.count - 1) / limit * limit);
        }
        metadata
    }
}

/// Which of `total` shards holds a chat.
fn shard_of(chat: &Chat, total: u32) -> u32 {
    chat.id.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % total.max(1)
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
