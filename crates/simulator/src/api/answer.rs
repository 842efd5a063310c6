//! The forms that answers have (hosts and authorisation, error bodies seen).

use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderMap, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::faults::ErrorBody;

/// Internal code of a request or of headers that are not supported.
pub(crate) const NOT_SUPPORTED: u32 = 5;
/// Internal code of a request without right.
pub(crate) const UNAUTHORIZED: u32 = 10;

pub(crate) fn plain(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

pub(crate) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

pub(crate) fn json(status: StatusCode, value: &Value) -> Response {
    plain(status, "application/json", value.to_string())
}

pub(crate) fn text(status: StatusCode, text: impl Into<String>) -> Response {
    plain(status, "text/plain", text.into())
}

pub(crate) fn xml_error(status: StatusCode, at: DateTime<Utc>, message: &str, internal_code: u32) -> Response {
    let time = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><error><time>{time}</time><message>{message}\
         </message><internalCode>{internal_code}</internalCode></error>"
    );
    plain(status, "application/xml", xml)
}

pub(crate) fn json_error(status: StatusCode, at: DateTime<Utc>, message: &str, internal_code: u32) -> Response {
    let time = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let error = json!({ "time": time, "message": message, "internalCode": internal_code });
    json(status, &json!({ "error": error }))
}

/// An error of the form that a fault asks for.
pub(crate) fn error(status: StatusCode, body: ErrorBody, at: DateTime<Utc>) -> Response {
    let message = "Service failure, injected";
    match body {
        ErrorBody::XmlError => xml_error(status, at, message, 7),
        ErrorBody::PlainText => text(status, message),
        ErrorBody::Html => html(status),
        ErrorBody::Json => json_error(status, at, message, 7),
        ErrorBody::Empty => empty(status),
    }
}

/// The page of some machine in between.
pub(crate) fn html(status: StatusCode) -> Response {
    plain(status, "text/html", "<!DOCTYPE html><html><body><h1>Scheduled maintenance</h1></body></html>")
}

/// 302 to an address, which must be visible ASCII.
pub(crate) fn redirect(location: &str) -> Response {
    let mut response = empty(StatusCode::FOUND);
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// Host and port as the peer knows them: addresses in answers must work where the peer is.
pub(crate) fn host(headers: &HeaderMap) -> &str {
    headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

pub(crate) fn accepts_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|range| {
        let media_type = range.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case("application/json") || media_type == "*/*"
    })
}
