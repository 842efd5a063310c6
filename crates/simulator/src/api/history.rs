//! Searches of the Engagement History API (Engagement History API, query, body and response).

mod search;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use chrono::{DateTime, Utc};
use fastrand::Rng;
use serde_json::{Value, json};

use super::answer::{self, NOT_SUPPORTED};
use super::gate::Injected;
use super::{POSTED_BYTES_MAX, Shared};
use crate::encode;
use crate::faults::Fault;
use crate::world::history::Chat;
pub(super) use search::is_by_id;
use search::{Filter, Query};

/// The deepest record that a search engine answers by default.
const RESULT_WINDOW_MAX: usize = 10_000;

/// `POST …/interactions/search?offset&limit&sort&source`.
pub(super) async fn search(
    State(shared): State<Arc<Shared>>,
    Extension(Injected(fault)): Extension<Injected>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let now = shared.clock.now();
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
    let page = Page::of(&shared, &account, (&query, &filter), fault.as_ref(), now);
    answer::plain(StatusCode::OK, "application/json", page.print(&shared, &account, (&query, &filter), now))
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
        shared: &'s Shared,
        account: &str,
        (query, filter): (&Query, &Filter),
        fault: Option<&Fault>,
        now: DateTime<Utc>,
    ) -> Self {
        let mut chats = filter.matches(&shared.history, account, now);
        if query.sort.is_empty() {
            // Whoever does not sort gets another order each time.
            let serial = shared.unsorted_searches.fetch_add(1, Ordering::Relaxed);
            Rng::with_seed(serial as u64).shuffle(&mut chats);
        } else {
            query.sort(&shared.history, &mut chats);
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

    fn print(&self, shared: &Shared, account: &str, (query, filter): (&Query, &Filter), now: DateTime<Utc>) -> String {
        let records: Vec<String> = self
            .chats
            .iter()
            .map(|chat| {
                let record = shared.history.record(account, chat, now, filter.is_by_id());
                encode::history_record(&record, &mut shared.history.printing_dice(chat))
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
