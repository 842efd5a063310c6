//! Base resource, schema and files (Data Access API, requests). Listings are next door.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::FileBody;
use crate::api::answer::{self, NOT_SUPPORTED, UNAUTHORIZED};
use crate::api::{Shared, body, oauth1};
use crate::feed::file_feeds;

/// `GET …/le`.
pub(super) async fn base(Path(account): Path<String>, request: Request) -> Response {
    let own = format!("http://{}/data_access_le/account/{account}/le", answer::host(request.headers()));
    let link = |name: &str| json!({ "@href": format!("{own}/{name}"), "@rel": name });
    let mut links = vec![json!({ "@href": own, "@rel": "self" })];
    links.extend(file_feeds().map(|feed| feed.path).chain(["schema"]).map(link));
    answer::json(StatusCode::OK, &json!({ "le": { "@accountId": account, "link": links } }))
}

/// `GET …/le/schema?schemaId=latest`: the envelope only; upstream's own goes on.
pub(super) async fn schema(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let query = oauth1::form_parameters(request.uri().query().unwrap_or_default());
    let is_known = |id: &str| matches!(id, "latest" | "1.0.0.35" | "1.0.0.39");
    if !query.iter().any(|(key, value)| key == "schemaId" && is_known(value)) {
        return answer::xml_error(StatusCode::BAD_REQUEST, shared.clock.now(), "unknown schemaId", NOT_SUPPORTED);
    }
    let symbols: Vec<_> = file_feeds().map(|feed| feed.data_type).collect();
    let data_type = json!(["null", { "type": "enum", "name": "DataTypeEnum", "symbols": symbols }]);
    let metadata = json!({ "type": "record", "name": "MetaData", "fields": [
        { "name": "accountId", "type": ["null", "string"] },
        { "name": "schemaVersion", "type": "string" },
        { "name": "startTime", "type": ["null", "long"] },
        { "name": "endTime", "type": ["null", "long"] },
    ] });
    let schema = json!({
        "type": "record", "name": "DataAccess", "namespace": "com.liveperson.dataaccess",
        "fields": [{ "name": "dataType", "type": data_type }, { "name": "metaData", "type": metadata }],
    });
    answer::json(StatusCode::OK, &schema)
}

/// `GET …/le/{feed}/{file}`: the gzip bytes, or for some files a redirect.
pub(super) async fn file(
    State(shared): State<Arc<Shared>>,
    Path((account, feed, file)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let name = file.strip_suffix(".gz").unwrap_or(&file);
    if shared.options.redirect_every.is_some_and(|every| is_redirected(name, every)) {
        let host = answer::host(request.headers());
        return answer::redirect(&format!("http://{host}/data_access_le/account/{account}/le/{feed}/moved/{file}"));
    }
    download(&shared, (&account, &feed, name), request.headers()).await
}

/// `GET …/le/{feed}/moved/{file}`: where redirects lead.
pub(super) async fn moved_file(
    State(shared): State<Arc<Shared>>,
    Path((account, feed, file)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let name = file.strip_suffix(".gz").unwrap_or(&file);
    download(&shared, (&account, &feed, name), request.headers()).await
}

/// One file in `every`, always the same ones.
fn is_redirected(name: &str, every: u32) -> bool {
    every > 0 && name.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % every == 0
}

async fn download(shared: &Shared, (account, feed, name): (&str, &str, &str), headers: &HeaderMap) -> Response {
    let now = shared.clock.now();
    if let Some((status, message, code)) = refused_accept(headers) {
        return answer::xml_error(status, now, message, code);
    }
    let Some(file) = shared.catalogue.get(account, feed, name, now) else {
        return answer::xml_error(StatusCode::NOT_FOUND, now, "file not found", NOT_SUPPORTED);
    };
    let (length_bytes, body) = match file.spec.body {
        FileBody::Bytes(bytes) => (bytes.len() as u64, Body::from(bytes)),
        FileBody::Path(path) => match tokio::fs::metadata(&path).await {
            Ok(metadata) => (metadata.len(), body::from_disk(path)),
            Err(error) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                return answer::xml_error(status, now, &format!("file body: {error}"), NOT_SUPPORTED);
            }
        },
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-gzip"));
    response.headers_mut().insert(CONTENT_LENGTH, length_bytes.into());
    response
}

/// A file must be asked for without `Accept` or with `*/*` (Data Access API, requests).
fn refused_accept(headers: &HeaderMap) -> Option<(StatusCode, &'static str, u32)> {
    let accept = headers.get(ACCEPT)?.to_str().unwrap_or_default().trim();
    match accept {
        "*/*" => None,
        "application/octet-stream" => Some((StatusCode::UNAUTHORIZED, "unauthorized", UNAUTHORIZED)),
        _ => Some((StatusCode::NOT_ACCEPTABLE, "request or headers are not supported", NOT_SUPPORTED)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_of_files() {
        let check = |accept: Option<&'static str>, expected: Option<(u16, u32)>| {
            let headers = accept.map(|accept| (ACCEPT, HeaderValue::from_static(accept)));
            let refused = refused_accept(&headers.into_iter().collect());
            assert_eq!(refused.map(|(status, _, code)| (status.as_u16(), code)), expected, "{accept:?}");
        };
        check(None, None);
        check(Some("*/*"), None);
        check(Some("application/gzip"), Some((406, 5)));
        check(Some("application/octet-stream"), Some((401, 10)));
        check(Some("application/json"), Some((406, 5)));
    }
}
