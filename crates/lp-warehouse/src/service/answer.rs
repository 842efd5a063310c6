//! What every answer has: rules for the browser, fewer bytes for those who inflate, none for those who have them already.

use std::hash::{DefaultHasher, Hasher};
use std::io::Write;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, REFERRER_POLICY, SERVER, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

/// What answers at the port.
pub(crate) const SERVER_NAME: &str = "lp-warehouse";

/// Rules for the browser: nothing from elsewhere, no script within a page, and no page around ours.
const RULES: [(HeaderName, &str); 7] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    // Kept, but asked for again each time: then an answer that has not changed costs no bytes.
    (CACHE_CONTROL, "no-cache"),
    (VARY, "accept-encoding"),
    // `check` knows by it that the port is held by one of us.
    (SERVER, SERVER_NAME),
];
/// Fewer are not worth deflating.
const DEFLATED_BYTES_MIN: usize = 1024;
/// More than the largest page; it is made here.
const ANSWER_BYTES_MAX: usize = 64 << 20;

/// Finishes what the routes answer.
pub(super) async fn finish(request: Request, next: Next) -> Response {
    let is_get = request.method() == Method::GET;
    let asked = request.headers().clone();
    let mut response = next.run(request).await;
    if is_get && response.status() == StatusCode::OK {
        response = shorten(&asked, response).await;
    }
    let headers = response.headers_mut();
    for (name, value) in RULES {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn shorten(asked: &HeaderMap, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ANSWER_BYTES_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if is_for_browsers(&parts.headers) {
        let tag = tag(&bytes);
        if asked.get_all(IF_NONE_MATCH).iter().any(|known| has_tag(known, &tag)) {
            return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
        }
        parts.headers.extend(HeaderValue::from_str(&tag).map(|tag| (ETAG, tag)));
    }
    if bytes.len() < DEFLATED_BYTES_MIN || !inflates(asked) {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(deflated(&bytes)))
}

/// Pages and their style are kept by those who get them; health, metrics and JSON are not.
fn is_for_browsers(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    [&b"text/html"[..], b"text/css", b"text/javascript", b"image/svg"].iter().any(|kept| kind.starts_with(kept))
}

/// Equal for equal bytes, deflated or not.
fn tag(bytes: &Bytes) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("W/\"{:016x}\"", hasher.finish())
}

fn has_tag(known: &HeaderValue, tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    known.to_str().is_ok_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == opaque))
}

/// Whether whoever asks says that it takes gzip.
fn inflates(asked: &HeaderMap) -> bool {
    let takes = |coding: &str| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    };
    asked
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(takes))
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    gzip.write_all(bytes).and_then(|()| gzip.finish()).expect("memory takes every byte")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_for_those_who_say_so() {
        let check = |accepted: &'static str, expected: bool| {
            let asked = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
            assert_eq!(inflates(&asked), expected, "{accepted}");
        };
        check("gzip", true);
        check("br, GZIP;q=0.5", true);
        check("gzip;q=0, br", false);
        check("gzip; q=0.000", false);
        check("identity", false);
        check("", false);
        assert!(!inflates(&HeaderMap::new()));
    }

    #[test]
    fn a_tag_is_found_among_others() {
        let check = |known: &'static str, expected: bool| {
            assert_eq!(has_tag(&HeaderValue::from_static(known), "W/\"0a\""), expected, "{known}");
        };
        check("W/\"0a\"", true);
        check("\"x\", \"0a\"", true);
        check("W/\"0a1\"", false);
        check("*", false);
    }
}
