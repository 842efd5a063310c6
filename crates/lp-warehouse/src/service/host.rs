//! By which names the port may be asked. A page elsewhere can have its own name point here, and would then read the answers
//! in a browser of this network; it cannot have the browser send another name.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The names that are let in.
#[derive(Debug)]
pub(super) struct Hosts {
    listen: IpAddr,
    names: Vec<String>,
}

impl Hosts {
    /// Those of the address that is listened on, and `names`, which are in lower case and without a port.
    pub(super) fn new(listen: SocketAddr, names: &[String]) -> Self {
        Self { listen: listen.ip(), names: names.to_vec() }
    }

    /// Whether all that the request says of its host is let in. Programs that say nothing are: browsers always do.
    fn let_in(&self, headers: &HeaderMap, of_uri: Option<&Authority>) -> bool {
        let named = headers.get_all(HOST).iter().map(|host| host.to_str().ok().and_then(|host| host.parse().ok()));
        named.chain(of_uri.cloned().map(Some)).all(|host| host.is_some_and(|host| self.knows(&host)))
    }

    fn knows(&self, host: &Authority) -> bool {
        let name = host.host().trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
        if self.names.contains(&name) {
            return true;
        }
        match name.parse::<IpAddr>() {
            // Nobody can have an address point elsewhere; where every address is listened on, every one is ours.
            Ok(address) => self.listen.is_unspecified() || address == self.listen || address.is_loopback(),
            Err(_) => name == "localhost" || name.ends_with(".localhost"),
        }
    }
}

/// Refuses a request for another host.
pub(super) async fn check(State(hosts): State<Arc<Hosts>>, request: Request, next: Next) -> Response {
    if hosts.let_in(request.headers(), request.uri().authority()) {
        return next.run(request).await;
    }
    let told = "this service has another name; ask by its address, or add the name to `service.allowed_hosts`\n";
    (StatusCode::MISDIRECTED_REQUEST, told).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    /// The hosts of one request, in order.
    #[track_caller]
    fn check(listen: &str, hosts: &[&'static str], expected: bool) {
        let names = ["warehouse.example".to_owned(), "10.9.9.9".to_owned()];
        let known = Hosts::new(listen.parse().unwrap(), &names);
        let headers = hosts.iter().map(|host| (HOST, HeaderValue::from_static(host))).collect();
        assert_eq!(known.let_in(&headers, None), expected, "{hosts:?} at {listen}");
    }

    #[test]
    fn only_its_own_names_are_let_in() {
        let here = "127.0.0.1:8080";
        for host in ["127.0.0.1:8080", "127.0.0.1", "localhost:9", "LOCALHOST", "x.localhost", "[::1]:8080"] {
            check(here, &[host], true);
        }
        for host in ["warehouse.example", "Warehouse.Example.:443", "10.9.9.9:80"] {
            check(here, &[host], true);
        }
        for host in ["evil.example", "localhost.evil.example", "10.1.1.1", "", "a b", "warehouse.example.evil:80"] {
            check(here, &[host], false);
        }
        check(here, &[], true);
        check(here, &["localhost", "evil.example"], false);
        check("10.1.1.1:8080", &["10.1.1.1:8080"], true);
        check("10.1.1.1:8080", &["10.1.1.2"], false);
        check("0.0.0.0:8080", &["10.1.1.2"], true);
        check("[::]:8080", &["[fd00::7]:8080"], true);
        check("0.0.0.0:8080", &["evil.example"], false);
    }

    #[test]
    fn a_request_that_names_another_host_in_its_first_line_is_refused() {
        let known = Hosts::new("127.0.0.1:1".parse().unwrap(), &[]);
        let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("localhost"))]);
        assert!(!known.let_in(&headers, Some(&Authority::from_static("evil.example"))));
        assert!(known.let_in(&headers, Some(&Authority::from_static("localhost:1"))));
    }
}
