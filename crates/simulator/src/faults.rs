//! How upstream misbehaves, as values that a test hands in.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::feed::api_feeds;

/// Faults that may wait at one time; more are a mistake of the test.
const WAITING_FAULTS_MAX: usize = 100_000;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Domain API.
    Domains,
    /// A Data Access listing.
    Listing,
    /// A Data Access file, before and after a redirect.
    File,
    /// A request to the API of a feed; the feed's folder names its routes.
    Feed(&'static str),
    /// OAuth 2.0 token.
    Token,
    /// Login, refresh and logout.
    Login,
    /// Every request, those of no other route too.
    Any,
}

impl Route {
    /// The route of a path, and of a body if the feed's API takes one; base resource, schema and unknown paths have none.
    pub(crate) fn of(path: &str, body: &str) -> Option<Self> {
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        match segments.as_slice() {
            [.., "baseURI.json"] => Some(Self::Domains),
            ["data_access_le", "account", _, "le"] | ["data_access_le", "account", _, "le", "schema"] => None,
            ["data_access_le", "account", _, "le", _] => Some(Self::Listing),
            ["data_access_le", "account", _, "le", _, ..] => Some(Self::File),
            [.., "app", "token"] => Some(Self::Token),
            ["api", "account", _, "login" | "refresh" | "logout"] => Some(Self::Login),
            own => api_feeds().find_map(|feed| (feed.route_of)(own, body)),
        }
    }
}

/// The body of an error answer (hosts and authorisation, error bodies seen).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorBody {
    /// `<error><time/><message/><internalCode/></error>`.
    XmlError,
    /// A sentence.
    PlainText,
    /// A page of some machine in between.
    Html,
    /// `{"error":{time, message, internalCode}}`.
    Json,
    /// Nothing.
    Empty,
}

/// One way to misbehave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers with a status instead of doing the work.
    Status {
        /// HTTP status.
        code: u16,
        /// `Retry-After`, seconds.
        retry_after_s: Option<u32>,
        /// What the answer holds.
        body: ErrorBody,
    },
    /// Sends the head of the answer, then resets the connection.
    ResetBeforeBody,
    /// Sends half of the body, then resets the connection.
    ResetMidBody,
    /// Promises the full length, sends half of it and closes.
    TruncatedBody,
    /// Inverts one byte of the body; an offset beyond the end inverts none.
    CorruptByte {
        /// Bytes before the one.
        offset: u64,
    },
    /// Promises the full length, sends whole members of a gzip of several, and closes; of a gzip of one member half of it.
    CutBetweenMembers,
    /// Sends only the beginning, with a matching `Content-Length`.
    CutAt {
        /// Bytes sent.
        len: u64,
    },
    /// 200 with an HTML page.
    Html200,
    /// 200 with an error as JSON.
    ErrorJson200,
    /// Sends so many bytes of the body, then nothing more, and keeps the connection.
    Stall {
        /// Bytes sent before silence.
        after_bytes: u64,
    },
    /// Sends the body slowly.
    SlowBody {
        /// Speed.
        bytes_per_s: u32,
    },
    /// Redirects to the same address.
    RedirectLoop,
    /// Redirects to `SimulatorOptions::foreign_base_url`.
    RedirectForeignHost,
    /// Sends what a gzip body contains; a transport has inflated it.
    AlreadyInflated,
    /// Compresses the body once more.
    DoubleGzip,
    /// Does the work (a token is issued, a download counts) and resets the connection instead of answering.
    LostAnswer,
    /// Leaves a file out of a listing.
    ListingOmits {
        /// File name without `.gz`.
        name: String,
    },
    /// Prints each entry of a listing twice.
    ListingRepeats,
    /// Searches so as if some shards had not answered: their chats are missing, and the answer says so.
    PartialShards {
        /// Shards without an answer.
        failed: u32,
        /// All shards.
        total: u32,
    },
    /// Prints another count of matches than there are.
    CountChanges {
        /// How much more, or less.
        by: isize,
    },
    /// Answers a search with the records of the page before.
    PageRepeats,
    /// Answers every search with a full page, and a count that promises more.
    EndlessPages,
    /// Answers a method in the envelope `meta` and `body`, whatever version it asks for.
    OldEnvelope {
        /// `meta.responseCode`; unless it is 200, the body is an empty object.
        response_code: u16,
    },
    /// Answers a method of intervals as if none had been asked for: with the containers of the whole time alone.
    IgnoresInterval,
    /// 200 with an empty object.
    EmptyObject,
    /// Leaves other agents out of each answer, as if some had logged in and some out since the last one.
    AgentsMove {
        /// So many of a hundred are left out.
        percent: u32,
    },
    /// Answers a list as if nothing were in it any more, with another revision.
    ListEmpty,
    /// Leaves entities of a list out, always the same ones and without calling them deleted, with another revision.
    ListShrunken {
        /// So many of a hundred are left out, and at least one.
        percent: u32,
    },
}

impl Fault {
    /// What it is counted as: its kind, with the status that it answers.
    fn name(&self) -> String {
        let name = match self {
            Self::Status { code, retry_after_s: None, .. } => return format!("status {code}"),
            Self::Status { code, .. } => return format!("status {code} with Retry-After"),
            Self::OldEnvelope { response_code } => return format!("old envelope with response code {response_code}"),
            Self::ResetBeforeBody => "reset before the body",
            Self::ResetMidBody => "reset in the middle of the body",
            Self::TruncatedBody => "body shorter than its Content-Length",
            Self::CorruptByte { .. } => "corrupt byte",
            Self::CutBetweenMembers => "closed between two gzip members",
            Self::CutAt { .. } => "cut, with a Content-Length that hides it",
            Self::Html200 => "200 with HTML",
            Self::ErrorJson200 => "200 with an error as JSON",
            Self::Stall { .. } => "stalled body",
            Self::SlowBody { .. } => "slow body",
            Self::RedirectLoop => "redirect loop",
            Self::RedirectForeignHost => "redirect to a foreign host",
            Self::AlreadyInflated => "inflated on the way",
            Self::DoubleGzip => "compressed once more",
            Self::LostAnswer => "lost answer",
            Self::ListingOmits { .. } => "listing that omits a file",
            Self::ListingRepeats => "listing that repeats itself",
            Self::PartialShards { .. } => "shards without an answer",
            Self::CountChanges { .. } => "another count of matches",
            Self::PageRepeats => "repeated page",
            Self::EndlessPages => "endless pages",
            Self::IgnoresInterval => "interval ignored",
            Self::EmptyObject => "empty object",
            Self::AgentsMove { .. } => "agents that come and go",
            Self::ListEmpty => "empty list",
            Self::ListShrunken { .. } => "shrunken list",
        };
        name.to_owned()
    }
}

/// The waiting faults of a simulator. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Plan>>);

#[derive(Debug, Default)]
struct Plan {
    waiting: VecDeque<Planned>,
    always: Vec<Planned>,
    /// Statuses by account and method.
    refused: BTreeMap<(String, String), u16>,
    injected: BTreeMap<String, usize>,
}

#[derive(Debug)]
struct Planned {
    route: Route,
    path_contains: Option<String>,
    fault: Fault,
    times: u32,
}

impl Planned {
    fn fits(&self, route: Option<Route>, path_and_query: &str) -> bool {
        (self.route == Route::Any || Some(self.route) == route)
            && self.path_contains.as_deref().is_none_or(|part| path_and_query.contains(part))
    }
}

impl Faults {
    /// Lets the next `times` fitting requests meet `fault`; faults are met in the order in which they were injected.
    ///
    /// `path_contains` narrows the requests to those whose path and query contain the text.
    ///
    /// # Panics
    ///
    /// When 100 000 faults wait already.
    pub fn inject(&self, route: Route, path_contains: Option<String>, fault: Fault, times: u32) {
        let mut plan = self.plan();
        assert!(plan.waiting.len() < WAITING_FAULTS_MAX, "too many waiting faults");
        if times > 0 {
            plan.waiting.push_back(Planned { route, path_contains, fault, times });
        }
    }

    /// Lets every fitting request meet `fault` for which no injected one waits.
    ///
    /// # Panics
    ///
    /// When there are 100 000 such faults already.
    pub fn always(&self, route: Route, path_contains: Option<String>, fault: Fault) {
        let mut plan = self.plan();
        assert!(plan.always.len() < WAITING_FAULTS_MAX, "too many faults");
        plan.always.push(Planned { route, path_contains, fault, times: u32::MAX });
    }

    /// Refuses a method to an account with a status, 403 or 404, until it is allowed again: nobody has enabled it.
    ///
    /// The method is the part of its path that follows the account, as `msgqueuehealth/current`, `agent-view/status` or
    /// `interactions/search`. No waiting fault is used up by a refused request.
    pub fn refuse_method(&self, account: &str, method: &str, status: u16) {
        self.plan().refused.insert((account.to_owned(), method.to_owned()), status);
    }

    /// Ends a refusal.
    pub fn allow_method(&self, account: &str, method: &str) {
        self.plan().refused.remove(&(account.to_owned(), method.to_owned()));
    }

    /// Forgets all waiting faults and refusals; the count stays.
    pub fn clear(&self) {
        let mut plan = self.plan();
        plan.waiting.clear();
        plan.always.clear();
        plan.refused.clear();
    }

    /// How many requests have met a fault.
    pub fn injected_count(&self) -> usize {
        self.plan().injected.values().sum()
    }

    /// How many requests have met each kind of fault, by its name.
    pub fn injected(&self) -> BTreeMap<String, usize> {
        self.plan().injected.clone()
    }

    /// The fault that a request meets now.
    pub(crate) fn take(&self, route: Option<Route>, path_and_query: &str) -> Option<Fault> {
        let mut plan = self.plan();
        if let Some(code) = method_of(path_and_query).and_then(|method| plan.refused.get(&method).copied()) {
            let fault = Fault::Status { code, retry_after_s: None, body: ErrorBody::Json };
            *plan.injected.entry(fault.name()).or_default() += 1;
            return Some(fault);
        }
        let waiting = plan.waiting.iter().position(|planned| planned.fits(route, path_and_query));
        let fault = match waiting {
            Some(index) => {
                let planned = &mut plan.waiting[index];
                planned.times -= 1;
                let (fault, is_spent) = (planned.fault.clone(), planned.times == 0);
                if is_spent {
                    plan.waiting.remove(index);
                }
                fault
            }
            None => plan.always.iter().find(|planned| planned.fits(route, path_and_query))?.fault.clone(),
        };
        *plan.injected.entry(fault.name()).or_default() += 1;
        Some(fault)
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Finds the account of a request and the method that it asks: what follows the account in its path.
pub(crate) fn method_of(path_and_query: &str) -> Option<(String, String)> {
    let path = path_and_query.split('?').next()?;
    let (account, method) = path.split_once("/account/")?.1.split_once('/')?;
    Some((account.to_owned(), method.trim_end_matches('/').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_of_paths() {
        let check = |path: &str, expected| assert_eq!(Route::of(path, ""), expected, "{path}");
        check("/api/account/1/service/sentinel/baseURI.json", Some(Route::Domains));
        check("/csdr/account/1/service/baseURI.json", Some(Route::Domains));
        check("/data_access_le/account/1/le", None);
        check("/data_access_le/account/1/le/schema", None);
        check("/data_access_le/account/1/le/engagement", Some(Route::Listing));
        check("/data_access_le/account/1/le/engagement/a.gz", Some(Route::File));
        check("/data_access_le/account/1/le/engagement/moved/a.gz", Some(Route::File));
        check("/sentinel/api/v2/account/1/app/token", Some(Route::Token));
        check("/api/account/1/login", Some(Route::Login));
    }

    #[test]
    fn faults_are_met_in_order_and_then_no_more() {
        let faults = Faults::default();
        faults.inject(Route::File, Some("part-00001".to_owned()), Fault::Html200, 1);
        faults.inject(Route::Any, None, Fault::LostAnswer, 2);
        faults.always(Route::Listing, None, Fault::ListingRepeats);
        assert_eq!(faults.take(Some(Route::File), "/x/part-00000"), Some(Fault::LostAnswer));
        assert_eq!(faults.take(Some(Route::File), "/x/part-00001"), Some(Fault::Html200));
        assert_eq!(faults.take(None, "/x"), Some(Fault::LostAnswer));
        assert_eq!(faults.take(None, "/x"), None);
        assert_eq!(faults.take(Some(Route::Listing), "/x"), Some(Fault::ListingRepeats));
        faults.clear();
        assert_eq!(faults.take(Some(Route::Listing), "/x"), None);
        assert_eq!(faults.injected_count(), 4);
        let expected = [("200 with HTML", 1), ("listing that repeats itself", 1), ("lost answer", 2)];
        assert_eq!(faults.injected(), expected.map(|(name, count)| (name.to_owned(), count)).into());
    }

    #[test]
    fn a_refused_method_is_refused_until_it_is_allowed() {
        let faults = Faults::default();
        faults.refuse_method("1", "msgqueuehealth", 403);
        let check = |path: &str, expected: Option<u16>| {
            let fault = faults.take(None, path);
            let status = fault.map(|fault| if let Fault::Status { code, .. } = fault { code } else { 0 });
            assert_eq!(status, expected, "{path}");
        };
        check("/operations/api/account/1/msgqueuehealth?v=1", Some(403));
        check("/operations/api/account/1/msgqueuehealth/?v=1", Some(403));
        check("/operations/api/account/1/msgqueuehealth/current/?v=1", None);
        check("/operations/api/account/2/msgqueuehealth?v=1", None);
        check("/operations", None);
        faults.refuse_method("1", "msgqueuehealth", 404);
        check("/operations/api/account/1/msgqueuehealth", Some(404));
        faults.allow_method("1", "msgqueuehealth");
        check("/operations/api/account/1/msgqueuehealth", None);
    }
}
