//! The HTTP side, as strict as upstream.
//!
//! Reading order: `gate` (what every request passes), `domains`, `tokens`, `authorize`, `oauth1`; then what they stand
//! on. The routes of files are in `data_access`, those of other feeds in their folders.

pub(crate) mod answer;
pub(crate) mod authorize;
pub(crate) mod body;
mod domains;
pub(crate) mod gate;
mod journal;
mod line;
pub(crate) mod oauth1;
pub(crate) mod pace;
pub(crate) mod pages;
pub(crate) mod parameters;
pub(crate) mod posted;
mod tokens;
pub(crate) mod window;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::SimClock;
use crate::data_access::{self, Catalogue, ServedFile, WorldFileSpec};
use crate::faults::{Faults, method_of};
use crate::feed::{FeedSettings, api_feeds};
use crate::world::World;
use journal::Journal;
pub use journal::RequestLogEntry;
use line::{Lines, Scissors};
use oauth1::Nonces;
use tokens::Tokens;

/// The longest body that is posted to the API of a feed.
pub(crate) const POSTED_BYTES_MAX: usize = 64 * 1024;
/// Requests under way at shutdown are given so long; misshapen answers are cut off at once.
const SHUTDOWN_MAX: Duration = Duration::from_secs(1);

/// What may differ between simulated upstreams.
#[derive(Clone, Debug)]
pub struct SimulatorOptions {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Requests that an account may have under way; one more is answered with 429.
    pub concurrent_requests_max: usize,
    /// Lifetime of OAuth 2.0 tokens.
    pub token_lifetime_s: u32,
    /// Whether token answers have `expires_in`; older ones have not.
    pub is_expires_in_sent: bool,
    /// One file in so many answers with a redirect to another path of the same host; `None` or 0: no file.
    pub redirect_every: Option<u32>,
    /// Which form the Domain API answers for one service.
    pub domain_form: DomainForm,
    /// Services that the Domain API does not know, as `agentManagerWorkspace`.
    pub unknown_services: Vec<&'static str>,
    /// Where `Fault::RedirectForeignHost` leads: scheme, host and port.
    pub foreign_base_url: String,
    /// What single feeds declare beside.
    pub feeds: FeedSettings,
}

/// Forms of the Domain API's answer for one service (hosts and authorisation, contradictions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainForm {
    /// The form of one service for the first, third, … account, the list for the others.
    Alternating,
    /// What clients get.
    Single,
    /// What the page prints.
    List,
}

impl Default for SimulatorOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            concurrent_requests_max: 8,
            token_lifetime_s: 3600,
            is_expires_in_sent: true,
            redirect_every: None,
            domain_form: DomainForm::Alternating,
            unknown_services: Vec::new(),
            foreign_base_url: "http://foreign.invalid".to_owned(),
            feeds: FeedSettings::default(),
        }
    }
}

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) world: World,
    pub(crate) options: SimulatorOptions,
    pub(crate) clock: SimClock,
    pub(crate) catalogue: Catalogue,
    faults: Faults,
    journal: Journal,
    tokens: Tokens,
    nonces: Mutex<Nonces>,
    /// Empty listings answered so far; decides the form of the next.
    pub(crate) empty_listings: AtomicUsize,
    /// Changes when the simulator stops.
    stopping: watch::Receiver<bool>,
}

impl Shared {
    fn nonces(&self) -> MutexGuard<'_, Nonces> {
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account that a path speaks of, if there is one of that id; else nothing, so that counters are bounded.
    fn known_account(&self, path: &str) -> &str {
        let account = account_of(path).unwrap_or_default();
        self.world.accounts().iter().find(|known| *known == account).map_or("", String::as_str)
    }

    /// Whether the account is the second, fourth, …: where upstream's pages contradict themselves, it gets the other
    /// form.
    pub(crate) fn is_even(&self, account: &str) -> bool {
        self.world.accounts().iter().position(|known| known == account).is_some_and(|index| index % 2 == 1)
    }
}

/// A running simulator. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    server: JoinHandle<io::Result<()>>,
}

impl Simulator {
    /// Binds and serves on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// When the address cannot be bound.
    pub async fn start(world: World, clock: SimClock, options: SimulatorOptions) -> io::Result<Self> {
        let listener = TcpListener::bind(options.listen).await?;
        let address = listener.local_addr()?;
        let (stop, mut stopping) = watch::channel(false);
        let shared = Arc::new(Shared {
            catalogue: Catalogue::of(&world),
            world,
            options,
            clock,
            faults: Faults::default(),
            journal: Journal::default(),
            tokens: Tokens::default(),
            nonces: Mutex::default(),
            empty_listings: AtomicUsize::new(0),
            stopping: stopping.clone(),
        });
        let service = router(shared.clone()).into_make_service_with_connect_info::<Scissors>();
        let serving = axum::serve(Lines(listener), service).with_graceful_shutdown(async move {
            // A simulator that is gone stops too.
            drop(stopping.changed().await);
        });
        let server = tokio::spawn(async move { serving.await });
        Ok(Self { address, shared, stop, server })
    }

    /// `http://host:port`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it serves, beside the files of `add_file`.
    pub fn world(&self) -> &World {
        &self.shared.world
    }

    /// The clock that it was started with.
    pub fn clock(&self) -> &SimClock {
        &self.shared.clock
    }

    /// Where tests make upstream misbehave.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Publishes a file that is no part of the truth, or replaces the one of that account, feed and name.
    pub fn add_file(&self, spec: WorldFileSpec) {
        self.shared.catalogue.add(ServedFile { spec, is_listed_with_gz: true });
    }

    /// Deletes the files of that name (without `.gz`), of every account and feed.
    pub fn remove_file(&self, name: &str) {
        self.shared.catalogue.remove(name);
    }

    /// The last 100 000 requests, oldest first.
    pub fn requests(&self) -> Vec<RequestLogEntry> {
        self.shared.journal.requests()
    }

    /// Those of them that asked a method of an account, as `Faults::refuse_method` names it, refused ones too.
    pub fn requests_of(&self, account: &str, method: &str) -> Vec<RequestLogEntry> {
        let is_its = |entry: &RequestLogEntry| {
            method_of(&entry.path_and_query).is_some_and(|(its, asked)| its == account && asked == method)
        };
        self.requests().into_iter().filter(is_its).collect()
    }

    /// How many downloads of the file of that name (without `.gz`) were answered with 200, over all accounts.
    pub fn downloads(&self, name: &str) -> usize {
        self.shared.journal.downloads(name)
    }

    /// The highest number of requests that an account had under way at one time, refused ones too. A request is under
    /// way until its answer's body is sent.
    pub fn concurrency_max_seen(&self, account: &str) -> usize {
        self.shared.journal.concurrency_max_seen(account)
    }

    /// Stops listening, resets answers that a fault holds up, and waits a second for the other requests under way.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(SHUTDOWN_MAX, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

fn router(shared: Arc<Shared>) -> Router {
    let own = api_feeds().map(|feed| (feed.routes)(&shared));
    let authorized = own
        .fold(data_access::routes(), Router::merge)
        .route_layer(from_fn_with_state(shared.clone(), authorize::authorize));
    Router::new()
        .route("/api/account/{account}/service/{service}/baseURI.json", get(domains::one))
        .route("/api/account/{account}/service/baseURI.json", get(domains::all))
        .route("/csdr/account/{account}/service/{service}/baseURI.json", get(domains::one))
        .route("/csdr/account/{account}/service/baseURI.json", get(domains::all))
        .route("/sentinel/api/v2/account/{account}/app/token", post(tokens::token))
        .route("/api/account/{account}/login", post(tokens::login))
        .route("/api/account/{account}/refresh", post(tokens::refresh))
        .route("/api/account/{account}/logout", post(tokens::logout))
        .merge(authorized)
        .layer(from_fn_with_state(shared.clone(), gate::gate))
        .with_state(shared)
}

/// The account that a path speaks of.
fn account_of(path: &str) -> Option<&str> {
    let mut segments = path.split('/');
    segments.find(|segment| *segment == "account")?;
    segments.next()
}
