//! The lists (account configuration, parameters and revision).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{Path, Request, State};
use axum::http::header::IF_MATCH;
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use serde_json::Value;

use super::encode;
use super::world::{Entities, List, Timelines};
use crate::api::answer::{self, NOT_SUPPORTED};
use crate::api::gate::Injected;
use crate::api::oauth1::form_parameters;
use crate::api::{Shared, parameters};
use crate::faults::{Fault, Route};

/// The list of users.
pub const USERS: Route = Route::Feed("configuration users");
/// The list of skills.
pub const SKILLS: Route = Route::Feed("configuration skills");
/// The list of groups of agents.
pub const AGENT_GROUPS: Route = Route::Feed("configuration agent groups");
/// The list of lines of business.
pub const LOBS: Route = Route::Feed("configuration lobs");
/// The list of profiles.
pub const PROFILES: Route = Route::Feed("configuration profiles");
/// The list of the reasons why agents are away.
pub const STATUS_REASONS: Route = Route::Feed("configuration status reasons");

/// What may differ between simulated upstreams: `SimulatorOptions::feeds`.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Of users.
    pub users: ListOptions,
    /// Of skills.
    pub skills: ListOptions,
    /// Of groups of agents.
    pub agent_groups: ListOptions,
    /// Of lines of business.
    pub lobs: ListOptions,
    /// Of profiles.
    pub profiles: ListOptions,
    /// Of status reasons.
    pub status_reasons: ListOptions,
}

/// How one list is answered.
#[derive(Clone, Copy, Debug)]
pub struct ListOptions {
    /// Versions that may be asked for; another one is answered with 400.
    pub versions: Versions,
    /// The header that tells the revision.
    pub revision_header: &'static str,
}

/// Versions that a list is served in.
///
/// Users have had 2.0, 4.0, 5.0 and 6.0, skills, groups and lines of business 1.0 to 4.0, the others 1.0 and 2.0. In
/// the newest that is served, users and skills have all fields. In older ones, and if none is asked for, users have
/// only `id`, `pid`, `loginName` and `deleted`, skills only `id`, `deleted` and `name`; other lists are always the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versions {
    /// All.
    All,
    /// All up to one of them.
    UpTo(&'static str),
    /// None: who asks for one is refused.
    Refused,
}

impl Default for Options {
    fn default() -> Self {
        let options = |revision_header| ListOptions { versions: Versions::All, revision_header };
        Self {
            users: options("ac-revision"),
            skills: options("ac-revision"),
            agent_groups: options("ac-revision"),
            lobs: options("ac-revision"),
            profiles: options("X-LP-Last-Modified"),
            status_reasons: options("ETag"),
        }
    }
}

impl Options {
    fn of(&self, list: List) -> ListOptions {
        match list {
            List::Users => self.users,
            List::Skills => self.skills,
            List::AgentGroups => self.agent_groups,
            List::Lobs => self.lobs,
            List::Profiles => self.profiles,
            List::StatusReasons => self.status_reasons,
        }
    }
}

impl Versions {
    /// Says whether what is asked for is the newest; an error if it is not served.
    fn is_newest(self, list: List, asked: Option<&str>) -> Result<bool, &'static str> {
        let known: &[&str] = match list {
            List::Users => &["2.0", "4.0", "5.0", "6.0"],
            List::Skills | List::AgentGroups | List::Lobs => &["1.0", "2.0", "3.0", "4.0"],
            List::Profiles | List::StatusReasons => &["1.0", "2.0"],
        };
        let is_served = |version: &&str| match self {
            Self::All => true,
            Self::UpTo(newest) => *version <= newest,
            Self::Refused => false,
        };
        let served: Vec<&str> = known.iter().copied().filter(is_served).collect();
        match asked {
            None => Ok(false),
            Some(asked) if served.contains(&asked) => Ok(served.last() == Some(&asked)),
            Some(_) => Err("v is not a version of this list"),
        }
    }
}

/// Says where a list is, and what faults call it.
fn place(list: List) -> (&'static [&'static str; 2], Route) {
    match list {
        List::Users => (&["le-users", "users"], USERS),
        List::Skills => (&["le-users", "skills"], SKILLS),
        List::AgentGroups => (&["le-users", "agentGroups"], AGENT_GROUPS),
        List::Lobs => (&["le-users", "lobs"], LOBS),
        List::Profiles => (&["le-users", "profiles"], PROFILES),
        List::StatusReasons => (&["le-agents", "status-reasons"], STATUS_REASONS),
    }
}

/// What the routes share.
struct Lists {
    shared: Arc<Shared>,
    options: Options,
    timelines: Timelines,
    /// Answers so far; decides the order of what has none.
    answers: AtomicU32,
}

pub(super) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let lists = Lists {
        shared: shared.clone(),
        options: shared.options.feeds.get(),
        timelines: Timelines::of(&shared.world),
        answers: AtomicU32::new(0),
    };
    let mut router = Router::new();
    for list in List::ALL {
        let path = format!("/api/account/{{account}}/configuration/{}", place(list).0.join("/"));
        let handler = move |state, fault, account, request| entities(list, state, fault, account, request);
        router = router.route(&path, get(handler));
    }
    router.with_state(Arc::new(lists))
}

pub(super) fn route_of(path: &[&str], _: &str) -> Option<Route> {
    let ["api", "account", _, "configuration", own @ ..] = path else { return None };
    List::ALL.into_iter().map(place).find(|(place, _)| own == place.as_slice()).map(|(_, route)| route)
}

/// `GET …/configuration/{list}?v&include_deleted`.
async fn entities(
    list: List,
    State(lists): State<Arc<Lists>>,
    Extension(Injected(fault)): Extension<Injected>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let now = lists.shared.clock.now();
    let parameters = form_parameters(request.uri().query().unwrap_or_default());
    let options = lists.options.of(list);
    let is_full = match options.versions.is_newest(list, parameters::get(&parameters, "v")) {
        Ok(is_full) => is_full,
        Err(message) => return answer::json_error(StatusCode::BAD_REQUEST, now, message, NOT_SUPPORTED),
    };
    let Some(timeline) = lists.timelines.get(&account) else { return answer::empty(StatusCode::NOT_FOUND) };
    let snapshot = timeline.at(now.timestamp_millis());
    let (mut shown, later) = misstated(snapshot.entities(list).clone(), fault.as_ref());
    let revision = snapshot.revision(list) + later;
    let known = request.headers().get(IF_MATCH).and_then(|known| known.to_str().ok());
    // Inverted against HTTP: what matches is not sent.
    let mut response = if known == Some(revision.to_string().as_str()) {
        answer::empty(StatusCode::NOT_MODIFIED)
    } else {
        if parameters::get(&parameters, "include_deleted") != Some("true") {
            shown.retain(|_, facts| facts["deleted"] == false);
        }
        let serial = lists.answers.fetch_add(1, Ordering::Relaxed);
        let records: Value = shown.iter().map(|(id, facts)| encode::print(list, *id, facts, is_full, serial)).collect();
        answer::json(StatusCode::OK, &records)
    };
    if let Ok(header) = HeaderName::from_bytes(options.revision_header.as_bytes()) {
        response.headers_mut().insert(header, revision.into());
    }
    response
}

/// Makes of a list what a fault does, and says how much later its revision is: no other change comes so soon.
fn misstated(mut entities: Entities, fault: Option<&Fault>) -> (Entities, i64) {
    match fault {
        Some(Fault::ListEmpty) => (Entities::new(), 1),
        Some(Fault::ListShrunken { percent }) => {
            let lost = |entities: usize| (entities * *percent as usize).div_ceil(100);
            let mut before = 0..;
            entities.retain(|_, _| before.next().is_some_and(|before| lost(before) == lost(before + 1)));
            (entities, 2)
        }
        _ => (entities, 0),
    }
}
