//! A forward proxy, a private authority, a client certificate: tried against a TLS server and a CONNECT proxy made here.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use client::{AccountClient, ClientError, Endpoints, Transport, TransportOptions};
use model::Service;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig, crypto};

use crate::server::{Hand, client_with, hasty, oauth1};

/// What is resolved by the proxy alone: no DNS knows it.
const HOST: &str = "lp.test";

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn issue(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        (CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap(), key)
    }

    /// Certificate and key of a client.
    fn identity_pem(&self) -> String {
        let (certificate, key) = self.issue("loader");
        format!("{}{}", certificate.pem(), key.serialize_pem())
    }
}

/// A TLS server for `lp.test`, which answers every request with `{}`.
async fn tls_server(authority: &Authority, asks_for_certificate: bool) -> SocketAddr {
    let (certificate, key) = authority.issue(HOST);
    let provider = Arc::new(crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
    let builder = if asks_for_certificate {
        let mut roots = RootCertStore::empty();
        roots.add(authority.0.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                read_head(&mut stream).await;
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
                stream.write_all(answer).await.unwrap();
                let _ = stream.shutdown().await;
            });
        }
    });
    address
}

struct ConnectProxy {
    address: SocketAddr,
    /// Each head as it came.
    heads: Arc<Mutex<Vec<String>>>,
}

/// A proxy that knows `CONNECT` and leads each to `target`, if what it is told of the user is `authorization`.
async fn connect_proxy(target: SocketAddr, authorization: Option<&'static str>) -> ConnectProxy {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let memory = Arc::clone(&heads);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let memory = Arc::clone(&memory);
            tokio::spawn(async move {
                let head = read_head(&mut stream).await;
                let expected = authorization.map(|user| format!("Basic {}", STANDARD.encode(user)));
                let is_let_through = expected.is_none_or(|expected| head.contains(&expected));
                memory.lock().unwrap().push(head);
                if !is_let_through {
                    let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
                    return stream.write_all(refusal).await.unwrap();
                }
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                let mut target = TcpStream::connect(target).await.unwrap();
                let _ = copy_bidirectional(&mut stream, &mut target).await;
            });
        }
    });
    ConnectProxy { address, heads }
}

async fn read_head(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < 16 * 1024 {
        let Ok(byte) = stream.read_u8().await else { break };
        head.push(byte);
    }
    String::from_utf8(head).unwrap()
}

/// A client whose Data Access is `https://lp.test` behind the proxy.
fn client(options: TransportOptions) -> AccountClient {
    let data_access = Some(format!("https://{HOST}/").parse().unwrap());
    client_with(oauth1(), Endpoints { data_access, ..Endpoints::default() }, options, &Hand::new())
}

async fn ask(options: TransportOptions) -> Result<(), ClientError> {
    let options = TransportOptions { server_error_pauses: Vec::new(), ..options };
    client(options).check_authorization(Service::DataAccess).await
}

fn through(proxy: &ConnectProxy, user: &str, authority: &Authority) -> TransportOptions {
    let url = format!("http://{user}{}", proxy.address);
    TransportOptions { proxy: Some(url.into()), ca_pem: Some(authority.0.pem()), ..hasty() }
}

#[tokio::test]
async fn requests_go_through_the_proxy_with_its_credentials() {
    let authority = Authority::new();
    let proxy = connect_proxy(tls_server(&authority, false).await, Some("loader:hush@1")).await;
    ask(through(&proxy, "loader:hush%401@", &authority)).await.unwrap();
    let head = proxy.heads.lock().unwrap()[0].clone();
    assert!(head.starts_with("CONNECT lp.test:443 HTTP/1.1\r\n"), "{head}");
    assert!(!head.contains("OAuth"), "the proxy sees no credentials of LivePerson's: {head}");
}

#[tokio::test]
async fn a_refusal_of_the_proxy_is_an_outage_and_shows_no_secret() {
    let authority = Authority::new();
    let proxy = connect_proxy(tls_server(&authority, false).await, Some("loader:other")).await;
    let options = through(&proxy, "loader:hush@", &authority);
    let shown = format!("{:?} {options:?}", Transport::new(options.clone()).unwrap());
    let error = ask(options).await.unwrap_err();
    assert!(matches!(error, ClientError::Unavailable { .. }), "{error:?}");
    assert!(error.advice().contains("http.proxy"), "{}", error.advice());
    let shown = format!("{shown} {error:?} {}", model::chain(&error));
    assert!(!shown.contains("hush") && !shown.contains(&STANDARD.encode("loader:hush")), "{shown}");
    assert!(shown.contains("proxy auth"), "{shown}");
}

#[tokio::test]
async fn no_proxy_names_what_goes_past_it() {
    let authority = Authority::new();
    let proxy = connect_proxy(tls_server(&authority, false).await, None).await;
    for no_proxy in ["lp.test", ".test", "*"] {
        let options = TransportOptions { no_proxy: Some(no_proxy.to_owned()), ..through(&proxy, "", &authority) };
        ask(options).await.unwrap_err();
    }
    assert_eq!(*proxy.heads.lock().unwrap(), [""; 0]);
    let options = TransportOptions { no_proxy: Some("other.test".to_owned()), ..through(&proxy, "", &authority) };
    ask(options).await.unwrap();
}

#[tokio::test]
async fn a_private_authority_is_trusted_when_it_is_named_and_told_of_when_not() {
    let authority = Authority::new();
    let proxy = connect_proxy(tls_server(&authority, false).await, None).await;
    ask(through(&proxy, "", &authority)).await.unwrap();
    for ca_pem in [None, Some(Authority::new().0.pem())] {
        let error = ask(TransportOptions { ca_pem, ..through(&proxy, "", &authority) }).await.unwrap_err();
        assert!(matches!(error, ClientError::Unavailable { .. }), "{error:?}");
        let advice = error.advice();
        assert!(
            advice.contains("http.ca_file") && advice.contains("http.client_certificate_file"),
            "{error:?} {advice}"
        );
    }
}

#[tokio::test]
async fn a_server_that_asks_for_a_certificate_gets_it() {
    let authority = Authority::new();
    let proxy = connect_proxy(tls_server(&authority, true).await, None).await;
    let without = through(&proxy, "", &authority);
    let error = ask(without.clone()).await.unwrap_err();
    assert!(error.advice().contains("http.client_certificate_file"), "{error:?}");
    ask(TransportOptions { client_identity_pem: Some(authority.identity_pem().into()), ..without }).await.unwrap();
}

#[tokio::test]
async fn what_is_no_pem_is_refused_when_the_client_is_made() {
    let no_pem = || Some("no PEM".to_owned());
    let options = TransportOptions { client_identity_pem: no_pem().map(Into::into), ..hasty() };
    assert!(matches!(Transport::new(options), Err(ClientError::Setup(_))));
}
