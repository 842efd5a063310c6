//! The HTTP side, as strict as upstream.
//!
//! Reading order: `gate` (what every request passes), `domains`, `tokens`, `oauth1`, `listing`, `data_access`, `history`,
//! `operational`; then what they stand on.

mod answer;
mod body;
mod catalogue;
mod data_access;
mod domains;
mod gate;
mod history;
mod journal;
mod line;
mod listing;
mod oauth1;
mod operational;
mod tokens;

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
use crate::faults::Faults;
use crate::world::World;
use crate::world::history::History;
use crate::world::operational::Operational;
use catalogue::{Catalogue, ServedFile};
pub use catalogue::{FileBody, WorldFileSpec};
use journal::Journal;
pub use journal::{HistorySearch, RequestLogEntry};
use line::{Lines, Scissors};
use oauth1::Nonces;
use operational::Pace;
use tokens::Tokens;

/// The longest body of a search, and of other requests that send their parameters as JSON.
const POSTED_BYTES_MAX: usize = 64 * 1024;
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
    /// Where `Fault::RedirectForeignHost` leads: scheme, host and port.
    pub foreign_base_url: String,
    /// An account's requests of the Operational API within so long, in real time, are answered with 429.
    pub operational_spacing: Duration,
    /// Which forms the Operational API answers where its page contradicts itself.
    pub operational_form: OperationalForm,
    /// Whether the Operational API answers in the envelope `meta` and `body` also if a version is asked for.
    pub is_operational_always_wrapped: bool,
}

/// Forms of the Operational API's answers (Operational Real-time API, contradictions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationalForm {
    /// `Printed` for the first, third, … account, `Deviating` for the others.
    Alternating,
    /// As the examples print them: `skillsMetricsPerAgent`, `currentQueueSize`, totals as an object, and the empty
    /// totals of agent activity inside `agentsMetrics`.
    Printed,
    /// `skillsMetrics` for engagement activity, `currentQueueState` in skills, totals as a list of one object, and the
    /// empty totals of agent activity beside `agentsMetrics`.
    Deviating,
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
            foreign_base_url: "http://foreign.invalid".to_owned(),
            operational_spacing: Duration::ZERO,
            operational_form: OperationalForm::Alternating,
            is_operational_always_wrapped: false,
        }
    }
}

/// What the handlers share.
#[derive(Debug)]
struct Shared {
    accounts: Vec<String>,
    options: SimulatorOptions,
    clock: SimClock,
    catalogue: Catalogue,
    history: Arc<History>,
    operational: Arc<Operational>,
    pace: Pace,
    faults: Faults,
    journal: Journal,
    tokens: Tokens,
    nonces: Mutex<Nonces>,
    /// Empty listings answered so far; decides the form of the next.
    empty_listings: AtomicUsize,
    /// Searches without `sort` so far; decides the order of the next.
    unsorted_searches: AtomicUsize,
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
        self.accounts.iter().find(|known| *known == account).map_or("", String::as_str)
    }
}

/// A running simulator. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    world: World,
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
            accounts: world.accounts().to_vec(),
            options,
            clock,
            catalogue: Catalogue::of(&world),
            history: world.history().clone(),
            operational: world.operational().clone(),
            pace: Pace::default(),
            faults: Faults::default(),
            journal: Journal::default(),
            tokens: Tokens::default(),
            nonces: Mutex::default(),
            empty_listings: AtomicUsize::new(0),
            unsorted_searches: AtomicUsize::new(0),
            stopping: stopping.clone(),
        });
        let service = router(shared.clone()).into_make_service_with_connect_info::<Scissors>();
        let serving = axum::serve(Lines(listener), service).with_graceful_shutdown(async move {
            // A simulator that is gone stops too.
            drop(stopping.changed().await);
        });
        let server = tokio::spawn(async move { serving.await });
        Ok(Self { address, world, shared, stop, server })
    }

    /// `http://host:port`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it serves, beside the files of `add_file`.
    pub fn world(&self) -> &World {
        &self.world
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
    let authorized = Router::new()
        .route("/data_access_le/account/{account}/le", get(data_access::base))
        .route("/data_access_le/account/{account}/le/schema", get(data_access::schema))
        .route("/data_access_le/account/{account}/le/{feed}", get(listing::listing))
        .route("/data_access_le/account/{account}/le/{feed}/{file}", get(data_access::file))
        .route("/data_access_le/account/{account}/le/{feed}/moved/{file}", get(data_access::moved_file))
        .route("/interaction_history/api/account/{account}/interactions/search", post(history::search))
        .route("/operations/api/account/{account}/{method}", get(operational::metrics).post(operational::metrics))
        .route_layer(from_fn_with_state(shared.clone(), data_access::authorized));
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
