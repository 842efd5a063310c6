//! Where an account's services are (hosts and authorisation, Domain API).

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::oauth1::form_parameters;
use super::{DomainForm, Shared, answer};

/// Services that upstream's Domain API knows; Data Access is not among them.
const SERVICES: [&str; 8] = [
    "engHistDomain",
    "msgHist",
    "leDataReporting",
    "msgEwtAPI",
    "agentManagerWorkspace",
    "accountConfigReadOnly",
    "agentVep",
    "sentinel",
];

/// `GET …/service/{service}/baseURI.json?version=1.0`.
pub(super) async fn one(
    State(shared): State<Arc<Shared>>,
    Path((account, service)): Path<(String, String)>,
    request: Request,
) -> Response {
    if let Err(refusal) = check(&shared, &account, &request) {
        return *refusal;
    }
    if !services(&shared).any(|known| known == service) {
        return answer::json_error(
            StatusCode::BAD_REQUEST,
            shared.clock.now(),
            "unknown service",
            answer::NOT_SUPPORTED,
        );
    }
    let host = answer::host(request.headers());
    let is_list = match shared.options.domain_form {
        DomainForm::Single => false,
        DomainForm::List => true,
        DomainForm::Alternating => shared.is_even(&account),
    };
    let answer = if is_list { list(&shared, &account, host) } else { entry(&account, &service, host) };
    answer::json(StatusCode::OK, &answer)
}

/// `GET …/service/baseURI.json?version=1.0`.
pub(super) async fn all(State(shared): State<Arc<Shared>>, Path(account): Path<String>, request: Request) -> Response {
    match check(&shared, &account, &request) {
        Err(refusal) => *refusal,
        Ok(()) => answer::json(StatusCode::OK, &list(&shared, &account, answer::host(request.headers()))),
    }
}

fn check(shared: &Shared, account: &str, request: &Request) -> Result<(), Box<Response>> {
    let now = shared.clock.now();
    let query = form_parameters(request.uri().query().unwrap_or_default());
    if !query.contains(&("version".to_owned(), "1.0".to_owned())) {
        let message = "version is missing";
        return Err(Box::new(answer::json_error(StatusCode::BAD_REQUEST, now, message, answer::NOT_SUPPORTED)));
    }
    if !shared.world.accounts().iter().any(|known| known == account) {
        return Err(Box::new(answer::json_error(StatusCode::UNAUTHORIZED, now, "bad site", answer::UNAUTHORIZED)));
    }
    Ok(())
}

fn services(shared: &Shared) -> impl Iterator<Item = &'static str> {
    SERVICES.into_iter().filter(|service| !shared.options.unknown_services.contains(service))
}

fn list(shared: &Shared, account: &str, host: &str) -> Value {
    let entries: Vec<Value> = services(shared).map(|service| entry(account, service, host)).collect();
    json!({ "baseURIs": entries })
}

/// The host is bare: neither scheme nor path.
fn entry(account: &str, service: &str, host: &str) -> Value {
    json!({ "service": service, "account": account, "baseURI": host })
}
