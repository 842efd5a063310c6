//! What every request passes: the journal, the limit of concurrent requests, the injected fault, the clock.

use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, DATE, RETRY_AFTER};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::watch;

use super::body::{Ending, Guarded, Shape, shaped};
use super::journal::RequestLogEntry;
use super::line::Scissors;
use super::{POSTED_BYTES_MAX, Shared, answer};
use crate::faults::{Fault, Route};
use crate::gzip;

/// Largest body that is compressed or inflated once more.
const REWRITTEN_BYTES_MAX: usize = 512 * 1024 * 1024;

/// The fault that a request met, for handlers whose content it changes.
#[derive(Clone, Debug)]
pub(crate) struct Injected(pub(crate) Option<Fault>);

pub(super) async fn gate(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    mut request: Request,
    next: Next,
) -> Response {
    let method = request.method().to_string();
    let path = request.uri().path().to_owned();
    let path_and_query = request.uri().path_and_query().map_or_else(|| path.clone(), ToString::to_string);
    let mut route = Route::of(&path, "");
    let has_authorization = request.headers().contains_key(AUTHORIZATION);
    let (running, running_count) = shared.journal.enter(shared.known_account(&path));
    let mut body = String::new();
    if request.method() == Method::POST && matches!(route, Some(Route::Feed(_))) {
        (request, body) = with_body(request).await;
        route = Route::of(&path, &body);
    }
    let is_too_many = running_count > shared.options.concurrent_requests_max;
    // A request that is turned away at the door uses up no fault.
    let fault = if is_too_many { None } else { shared.faults.take(route, &path_and_query) };
    let is_lost = fault == Some(Fault::LostAnswer);

    let response = if is_too_many {
        too_many(&shared)
    } else {
        match fault.as_ref().and_then(|fault| instead(fault, &shared, &path_and_query, &request)) {
            Some(response) => response,
            None => {
                request.extensions_mut().insert(Injected(fault.clone()));
                next.run(request).await
            }
        }
    };
    if response.status() == StatusCode::OK && route == Some(Route::File) {
        count_download(&shared, &path);
    }
    let status = if is_lost { 0 } else { response.status().as_u16() };
    let at = shared.clock.now();
    shared.journal.note(RequestLogEntry { method, path_and_query, has_authorization, status, at, body });
    let mut response = match fault {
        Some(fault) => misshapen(response, fault, scissors, shared.stopping.clone()).await,
        None => response,
    };
    let date = shared.clock.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::from_str(&date) {
        response.headers_mut().insert(DATE, date);
    }
    response.map(|body| Guarded::wrap(body, running))
}

/// The request with what its body says.
async fn with_body(request: Request) -> (Request, String) {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, POSTED_BYTES_MAX).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    (Request::from_parts(parts, Body::from(bytes)), text)
}

fn too_many(shared: &Shared) -> Response {
    let now = shared.clock.now();
    answer::xml_error(StatusCode::TOO_MANY_REQUESTS, now, "too many concurrent requests", answer::NOT_SUPPORTED)
}

fn count_download(shared: &Shared, path: &str) {
    let file = path.rsplit('/').next().unwrap_or_default();
    let name = file.strip_suffix(".gz").unwrap_or(file);
    if shared.catalogue.has(name) {
        shared.journal.note_download(name);
    }
}

/// The answer of faults that do no work.
fn instead(fault: &Fault, shared: &Shared, path_and_query: &str, request: &Request) -> Option<Response> {
    let now = shared.clock.now();
    Some(match fault {
        Fault::Status { code, retry_after_s, body } => {
            let status = StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = answer::error(status, *body, now);
            if let Some(seconds) = retry_after_s {
                response.headers_mut().insert(RETRY_AFTER, (*seconds).into());
            }
            response
        }
        Fault::Html200 => answer::html(StatusCode::OK),
        Fault::EmptyObject => answer::json(StatusCode::OK, &serde_json::json!({})),
        Fault::ErrorJson200 => answer::json_error(StatusCode::OK, now, "Service failure, injected", 7),
        Fault::RedirectLoop => answer::redirect(&format!("http://{}{path_and_query}", answer::host(request.headers()))),
        Fault::RedirectForeignHost => answer::redirect(&format!("{}{path_and_query}", shared.options.foreign_base_url)),
        _ => return None,
    })
}

/// What faults do to the answer of work that was done.
async fn misshapen(
    mut response: Response,
    fault: Fault,
    scissors: Scissors,
    stopping: watch::Receiver<bool>,
) -> Response {
    let mut members_bytes = None;
    if fault == Fault::CutBetweenMembers {
        (response, members_bytes) = first_member(response).await;
    }
    let length_bytes = length_bytes(&response);
    let half = length_bytes.unwrap_or_default() / 2;
    let shape = match fault {
        Fault::LostAnswer => {
            scissors.cut();
            return response;
        }
        Fault::ResetBeforeBody => Shape { bytes_max: 0, ending: Ending::Reset, ..Shape::WHOLE },
        Fault::ResetMidBody => Shape { bytes_max: half, ending: Ending::Reset, ..Shape::WHOLE },
        Fault::TruncatedBody => Shape { bytes_max: half, ending: Ending::Closed, ..Shape::WHOLE },
        Fault::CutBetweenMembers => {
            Shape { bytes_max: members_bytes.unwrap_or(half), ending: Ending::Closed, ..Shape::WHOLE }
        }
        Fault::Stall { after_bytes } => Shape { bytes_max: after_bytes, ending: Ending::Stalled, ..Shape::WHOLE },
        Fault::CorruptByte { offset } => Shape { corrupt_at: Some(offset), ..Shape::WHOLE },
        Fault::CutAt { len } => Shape { bytes_max: len, ..Shape::WHOLE },
        Fault::SlowBody { bytes_per_s } => Shape { bytes_per_s: Some(bytes_per_s), ..Shape::WHOLE },
        Fault::AlreadyInflated => return rewritten(response, gzip::inflated).await,
        Fault::DoubleGzip => return rewritten(response, |bytes| Some(gzip::append(Vec::new(), bytes))).await,
        _ => return response,
    };
    let promised_bytes = match fault {
        Fault::CutAt { len } => length_bytes.map(|length_bytes| length_bytes.min(len)),
        _ => length_bytes,
    };
    if let Some(promised_bytes) = promised_bytes {
        response.headers_mut().insert(CONTENT_LENGTH, promised_bytes.into());
    }
    response.map(|body| shaped(body, shape, scissors, stopping))
}

fn length_bytes(response: &Response) -> Option<u64> {
    let header = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    header.or_else(|| response.body().size_hint().exact())
}

/// The same answer, and how long the first of several gzip members in it is.
async fn first_member(response: Response) -> (Response, Option<u64>) {
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, REWRITTEN_BYTES_MAX).await.unwrap_or_default();
    let member_bytes = gzip::first_member_bytes(&bytes).map(|bytes| bytes as u64);
    (Response::from_parts(parts, Body::from(bytes)), member_bytes)
}

async fn rewritten(response: Response, rewrite: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, REWRITTEN_BYTES_MAX).await.unwrap_or_default();
    let bytes = rewrite(&bytes).map_or(bytes, Bytes::from);
    parts.headers.insert(CONTENT_LENGTH, bytes.len().into());
    Response::from_parts(parts, Body::from(bytes))
}
