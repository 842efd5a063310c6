//! What the posted body of a search says.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde_json::Value;

use super::POSTED_BYTES_MAX;

/// Bounds of a range of times are widened to such marks.
const MARK_MS: i64 = 10 * 60_000;

/// Reads the head of a request and its body, which must be JSON.
pub(crate) async fn json(request: Request) -> Result<(Parts, Value), (StatusCode, &'static str)> {
    let (parts, body) = request.into_parts();
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
    }
    let bytes = axum::body::to_bytes(body, POSTED_BYTES_MAX).await.unwrap_or_default();
    match serde_json::from_slice(&bytes) {
        Ok(body) => Ok((parts, body)),
        Err(_) => Err((StatusCode::BAD_REQUEST, "the body is not JSON")),
    }
}

/// Reads the parameters in the body of a request, a JSON object of texts.
pub(crate) async fn texts_of(request: Request) -> Result<Vec<(String, String)>, (StatusCode, &'static str)> {
    let Value::Object(fields) = json(request).await?.1 else {
        return Err((StatusCode::BAD_REQUEST, "the body is not a JSON object"));
    };
    let text = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
    let texts: Option<Vec<_>> = fields.into_iter().map(text).collect();
    texts.ok_or((StatusCode::BAD_REQUEST, "every value of the body must be a text"))
}

/// Reads a number, which may be a text.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// Reads a text, which may be a number.
pub(crate) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))
}

/// Reads a list of texts; an empty one filters nothing.
pub(crate) fn texts(value: &Value) -> Option<Vec<String>> {
    let texts: Vec<String> = value.as_array()?.iter().filter_map(text).collect();
    if texts.is_empty() { None } else { Some(texts) }
}

/// Finds the mark at or before a time.
pub(crate) fn mark_before(epoch_ms: i64) -> i64 {
    epoch_ms.div_euclid(MARK_MS).saturating_mul(MARK_MS)
}

/// Finds the mark at or after a time.
pub(crate) fn mark_after(epoch_ms: i64) -> i64 {
    mark_before(epoch_ms.saturating_add(MARK_MS - 1))
}
