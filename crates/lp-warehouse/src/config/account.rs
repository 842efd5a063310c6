//! An account: where its data is, how it is authorized, which feeds are read and how often.

use std::collections::BTreeMap;

use client::{Auth, Endpoints, Region, SignAs};
use model::{AccountId, Feed, FeedKind};
use scheduler::files::plan::ListingPlan;
use scheduler::samples::plan::SamplesPlan;
use scheduler::updates::plan::UpdatesPlan;
use scheduler::windows::plan::WindowPlan;
use scheduler::{FeedPlan, Reading};

use super::reader::Reader;
use super::value;

/// One LivePerson account.
#[derive(Clone, Debug)]
pub(crate) struct AccountConfig {
    /// Its number, unique in the configuration.
    pub(crate) id: AccountId,
    /// Its Data Access host.
    pub(crate) region: Region,
    /// Its credentials. `Debug` does not show them.
    pub(crate) auth: Auth,
    /// Hosts that are not LivePerson's usual ones.
    pub(crate) endpoints: Endpoints,
    /// Every feed, those that are switched off too.
    pub(crate) feeds: BTreeMap<Feed, FeedConfig>,
}

/// How one feed of an account is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FeedConfig {
    /// Whether it is read at all.
    pub(crate) enabled: bool,
    /// Whether the configuration says so; else the feed's default serves.
    pub(crate) is_mentioned: bool,
    /// How often, and how far back.
    pub(crate) plan: FeedPlan,
}

#[derive(Clone, Copy)]
enum Method {
    OAuth1,
    OAuth2,
    Login,
}

const METHODS: [(&str, Method); 3] = [("oauth1", Method::OAuth1), ("oauth2", Method::OAuth2), ("login", Method::Login)];

/// Reads all accounts. Those with a problem are left out; the reader refuses the configuration because of it.
pub(super) fn read_accounts(reader: &mut Reader) -> Vec<AccountConfig> {
    let mut accounts: Vec<AccountConfig> = Vec::new();
    for index in reader.indexes("accounts") {
        let section = format!("accounts[{index}]");
        let Some(account) = read_account(reader, &section) else { continue };
        if accounts.iter().any(|other| other.id == account.id) {
            let what = format!("`{}` is there already; write each account once", account.id);
            reader.refuse(&format!("{section}.id"), &what);
        }
        accounts.push(account);
    }
    accounts
}

fn read_account(reader: &mut Reader, section: &str) -> Option<AccountConfig> {
    let id = reader.required(&format!("{section}.id"), value::account_id);
    let region = reader.required(&format!("{section}.region"), str::parse);
    let auth = read_auth(reader, &format!("{section}.auth"));
    let endpoints = read_endpoints(reader, &format!("{section}.endpoints"));
    let feeds = feeds::all().map(|feed| (feed, read_feed(reader, feed, &format!("{section}.feeds.{feed}")))).collect();
    Some(AccountConfig { id: id?, region: region?, auth: auth?, endpoints, feeds })
}

fn read_auth(reader: &mut Reader, section: &str) -> Option<Auth> {
    let key = |name: &str| format!("{section}.{name}");
    let Some(method) = reader.required(&key("method"), value::word(&METHODS)) else {
        reader.set_aside(section);
        return None;
    };
    match method {
        Method::OAuth1 => {
            let app_key = reader.required(&key("app_key"), value::text);
            let app_secret = reader.required_secret(&key("app_secret"));
            let access_token = reader.required(&key("access_token"), value::text);
            let access_token_secret = reader.required_secret(&key("access_token_secret"));
            Some(Auth::OAuth1 {
                app_key: app_key?,
                app_secret: app_secret?,
                access_token: access_token?,
                access_token_secret: access_token_secret?,
            })
        }
        Method::OAuth2 => {
            let client_id = reader.required(&key("client_id"), value::text);
            let client_secret = reader.required_secret(&key("client_secret"));
            Some(Auth::OAuth2 { client_id: client_id?, client_secret: client_secret? })
        }
        Method::Login => {
            let username = reader.required(&key("username"), value::text);
            let password = reader.required_secret(&key("password"));
            Some(Auth::Login { username: username?, password: password? })
        }
    }
}

fn read_endpoints(reader: &mut Reader, section: &str) -> Endpoints {
    let mut url = |name: &str| reader.optional(&format!("{section}.{name}"), value::base_url);
    let endpoints = Endpoints {
        domain_api: url("domain_api"),
        data_access: url("data_access"),
        engagement_history: url("engagement_history"),
        messaging_interactions: url("messaging_interactions"),
        operational: url("operational"),
        messaging_operations: url("messaging_operations"),
        estimated_wait_time: url("estimated_wait_time"),
        agent_metrics: url("agent_metrics"),
        configuration: url("configuration"),
        oauth2: url("oauth2"),
        login: url("login"),
        sign_as: SignAs {
            data_access: url("sign_as.data_access"),
            engagement_history: url("sign_as.engagement_history"),
            messaging_interactions: url("sign_as.messaging_interactions"),
            operational: url("sign_as.operational"),
            messaging_operations: url("sign_as.messaging_operations"),
            estimated_wait_time: url("sign_as.estimated_wait_time"),
            agent_metrics: url("sign_as.agent_metrics"),
            configuration: url("sign_as.configuration"),
        },
    };
    for (name, endpoint, sign_as) in [
        ("data_access", &endpoints.data_access, &endpoints.sign_as.data_access),
        ("engagement_history", &endpoints.engagement_history, &endpoints.sign_as.engagement_history),
        ("messaging_interactions", &endpoints.messaging_interactions, &endpoints.sign_as.messaging_interactions),
        ("operational", &endpoints.operational, &endpoints.sign_as.operational),
        ("messaging_operations", &endpoints.messaging_operations, &endpoints.sign_as.messaging_operations),
        ("estimated_wait_time", &endpoints.estimated_wait_time, &endpoints.sign_as.estimated_wait_time),
        ("agent_metrics", &endpoints.agent_metrics, &endpoints.sign_as.agent_metrics),
        ("configuration", &endpoints.configuration, &endpoints.sign_as.configuration),
    ] {
        if sign_as.is_some() && endpoint.is_none() {
            let what = format!("speaks of no reverse proxy; write its address as `{section}.{name}`");
            reader.refuse(&format!("{section}.sign_as.{name}"), &what);
        }
    }
    endpoints
}

fn read_feed(reader: &mut Reader, feed: Feed, section: &str) -> FeedConfig {
    let key = format!("{section}.enabled");
    let is_mentioned = reader.is_given(&key);
    let default = if feed.is_on_by_default() { "true" } else { "false" };
    let enabled = reader.or_bare(&key, default, value::flag);
    let plan = match feed.kind() {
        FeedKind::Files => read_listing(reader, section),
        FeedKind::Windows => read_windows(reader, section),
        FeedKind::Updates => read_updates(reader, section),
        FeedKind::Samples => read_samples(reader, feed, section),
        FeedKind::Lists => read_lists(reader, section),
    };
    FeedConfig { enabled, is_mentioned, plan }
}

/// A feed whose files upstream lists.
fn read_listing(reader: &mut Reader, section: &str) -> FeedPlan {
    let key = |name: &str| format!("{section}.{name}");
    let every = reader.or(&key("every"), "1h", value::duration_from("1s"));
    let listing = ListingPlan {
        relist: reader.or(&key("relist"), "72h", value::duration_from("1h")),
        relist_all_every: reader.or(&key("relist_all_every"), "24h", value::duration_from("1s")),
        history: reader.or(&key("history"), "30d", value::duration_within("1h", "100d")),
        span_max: reader.or(&key("listing_span_max"), "24h", value::duration_within("2h", "1d")),
    };
    FeedPlan { every, reading: Reading::Files(listing) }
}

/// A feed that is searched in windows.
fn read_windows(reader: &mut Reader, section: &str) -> FeedPlan {
    let key = |name: &str| format!("{section}.{name}");
    let every = reader.or(&key("every"), "10m", value::duration_from("1s"));
    let windows = WindowPlan {
        every,
        settle: reader.or(&key("settle"), "26h", value::duration_within("2h", "30d")),
        history: reader.or(&key("history_from"), "13months", value::duration_within("1h", "400d")),
    };
    FeedPlan { every, reading: Reading::Windows(windows) }
}

/// Which attributes of a record are read: the last of each kind, as a search shows them, or all, from the record by its id.
const ATTRIBUTES: [(&str, bool); 2] = [("latest", false), ("all", true)];

/// A feed whose updates are followed.
fn read_updates(reader: &mut Reader, section: &str) -> FeedPlan {
    let key = |name: &str| format!("{section}.{name}");
    let every = reader.or(&key("every"), "5m", value::duration_within("1s", "12h"));
    let updates = UpdatesPlan {
        every,
        history: reader.or(&key("history_from"), "13months", value::duration_within("1h", "400d")),
        wants_whole_records: reader.or(&key("attributes"), "latest", value::word(&ATTRIBUTES)),
    };
    FeedPlan { every, reading: Reading::Updates(updates) }
}

/// A feed whose methods are sampled. Each method may have a pause of its own; a list of ids that is left out or empty means
/// all. A feed whose methods take no ids has no such key.
fn read_samples(reader: &mut Reader, feed: Feed, section: &str) -> FeedPlan {
    let key = |name: &str| format!("{section}.{name}");
    let every = reader.or(&key("every"), "5m", value::duration_within("1s", "12h"));
    let pause = value::duration_within("1s", "12h");
    let methods = feeds::sample_methods(feed);
    let every_of = methods.iter().filter_map(|method| {
        let every = reader.optional(&key(&format!("every_of.{}", method.name)), &pause)?;
        Some((method.name, every))
    });
    let every_of = every_of.collect();
    let mut ids = |name: &str, is_asked: bool| {
        let ids = is_asked.then(|| reader.or_list(&key(name), &[], value::id))?;
        Some(ids).filter(|ids| !ids.is_empty())
    };
    let skills = ids("skill_ids", methods.iter().any(|method| method.all_skills));
    let agents = ids("agent_ids", methods.iter().any(|method| method.all_agents));
    let samples = SamplesPlan { every, every_of, skills, agents };
    FeedPlan { every, reading: Reading::Samples(samples) }
}

/// A feed whose lists are read.
fn read_lists(reader: &mut Reader, section: &str) -> FeedPlan {
    let every = reader.or(&format!("{section}.every"), "1h", value::duration_within("1s", "12h"));
    FeedPlan { every, reading: Reading::Lists }
}
