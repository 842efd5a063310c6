//! Whether LivePerson can be reached and lets the accounts in. All is asked at one time, and nothing twice.

use std::io::Write;
use std::time::Duration;

use chrono::TimeDelta;
use client::{AccountClient, ClientError};
use model::{AccountId, Feed, FeedKind, Service, chain};
use scheduler::lists::probe_lists;
use scheduler::samples::probe_methods;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Report, services_read};
use crate::assembly;
use crate::clock::machine_clock;
use crate::config::{AccountConfig, Config};
use crate::seed::machine_seed;

/// A question that was not answered by then is answered by that. An account's authorization waits for the answer where
/// its API is, nothing else for anything: twice this is the longest that LivePerson can keep `check` waiting.
const QUESTION_MAX: Duration = Duration::from_secs(10);

/// The same for each method of a feed of samples, or list; they are asked one after the other, because upstream wants no
/// bursts.
const PART_QUESTION_MAX: Duration = Duration::from_secs(5);

/// OAuth 1.0a signatures carry a timestamp; a clock off by minutes is refused (authorisation, OAuth 1.0a).
const CLOCK_SKEW_MAX: TimeDelta = TimeDelta::seconds(60);

/// What was asked of one account, and what came of it.
pub(super) struct AccountAnswers {
    id: AccountId,
    answers: Vec<Answer>,
    clock_skew: Option<TimeDelta>,
}

/// What was asked for, and what there is or why it failed.
struct Answer {
    what: String,
    came: Result<String, ClientError>,
    /// The name of a search or method that upstream refuses to the account: `run` goes on without it.
    unavailable: Option<String>,
}

impl Answer {
    fn of(what: String, came: Result<String, ClientError>) -> Self {
        Self { what, came, unavailable: None }
    }

    /// Makes the answer of a search or method, which `run` sets aside when upstream refuses it.
    fn of_part(service: Service, name: &str, what: String, came: Result<String, ClientError>) -> Self {
        let is_unavailable = came.as_ref().is_err_and(|error| is_set_aside(service, error));
        Self { what, came, unavailable: is_unavailable.then(|| name.to_owned()) }
    }
}

/// Tells whether `run` goes on without a search or method after this error, as its policy says. A method that is not known
/// is not enabled; a search that is not known has a wrong address. Files that are refused are lost after some weeks.
fn is_set_aside(service: Service, error: &ClientError) -> bool {
    match service {
        Service::DataAccess => false,
        Service::EngagementHistory | Service::MessagingInteractions => error.is_forbidden(),
        Service::Operational
        | Service::MessagingOperations
        | Service::EstimatedWaitTime
        | Service::AgentMetrics
        | Service::AgentWorkspace
        | Service::Configuration => error.is_forbidden() || matches!(error, ClientError::NotFound { .. }),
    }
}

/// Asks for all accounts at one time.
///
/// # Errors
/// When no HTTP client can be made.
pub(super) async fn ask(config: &Config) -> anyhow::Result<Vec<AccountAnswers>> {
    let mut patient_once = config.clone();
    let transport = &mut patient_once.http.transport;
    transport.server_error_pauses = Vec::new();
    transport.throttle_retries_max = 0;
    // The question ends first, so that a silent network is told of in one way.
    transport.connect_timeout = QUESTION_MAX * 2;
    let clients = assembly::clients(&patient_once, &machine_clock(), machine_seed())?;
    let mut asking = JoinSet::new();
    for (index, (account, client)) in config.accounts.iter().zip(clients).enumerate() {
        let account = account.clone();
        asking.spawn(async move { (index, ask_account(&account, client).await) });
    }
    Ok(in_order(asking).await)
}

async fn ask_account(account: &AccountConfig, client: AccountClient) -> AccountAnswers {
    let mut asking = JoinSet::new();
    let services = services_read(account);
    let (count, of_credentials) = (services.len(), client.clone());
    for (index, service) in services.into_iter().enumerate() {
        let client = client.clone();
        let sampled = account.feeds.iter().filter(|(feed, config)| config.enabled && feed.service() == service);
        let sampled: Vec<Feed> = sampled.map(|(feed, _)| *feed).collect();
        asking.spawn(async move {
            let mut answers = ask_service(&client, service).await;
            if answers.iter().all(|answer| answer.came.is_ok() || answer.unavailable.is_some()) {
                for feed in sampled {
                    answers.extend(ask_parts(&client, feed).await);
                }
            }
            (index, answers)
        });
    }
    asking.spawn(async move { (count, ask_credentials(&of_credentials).await) });
    let domain_api = Answer::of("host of domain_api".to_owned(), Ok(client.domain_api_host()));
    let answers = in_order(asking).await.into_iter().flatten();
    let answers = [domain_api].into_iter().chain(answers).collect();
    AccountAnswers { id: account.id.clone(), answers, clock_skew: client.clock_skew().await }
}

/// Asks where an API is, and then whether it lets the account in.
async fn ask_service(client: &AccountClient, service: Service) -> Vec<Answer> {
    let found = within_bound(client.domain_api_host(), client.resolve_host(service)).await;
    let host = found.as_ref().ok().cloned();
    let mut answers = vec![Answer::of(format!("host of {}", service.as_str()), found)];
    if let Some(host) = host {
        let let_in = within_bound(host, client.check_authorization(service)).await;
        let name = api_name(service);
        let came = let_in.map(|()| format!("{name} answers"));
        let what = if came.is_ok() { "authorization".to_owned() } else { format!("authorization: {name}") };
        answers.push(Answer::of_part(service, name, what, came));
    }
    answers
}

/// Asks each method of a feed of samples for a little, or for each list of a feed of lists, one after the other.
async fn ask_parts(client: &AccountClient, feed: Feed) -> Vec<Answer> {
    let noun = if feed.kind() == FeedKind::Lists { "list" } else { "method" };
    let count = feeds::sample_methods(feed).len() + feeds::lists(feed).len();
    let bound = PART_QUESTION_MAX * u32::try_from(count).unwrap_or(1);
    // A feed has methods or lists, never both.
    let probe = async {
        let mut probed = probe_methods(client, feed, machine_clock().now()).await;
        probed.extend(probe_lists(client, feed).await);
        probed
    };
    let Ok(probed) = timeout(bound, probe).await else {
        let came = Err(no_answer(client.domain_api_host()));
        return vec![Answer::of(format!("{noun}s of {feed}"), came)];
    };
    let parts = probed.into_iter().map(|(part, came)| {
        let (what, came) = (format!("{feed}, {noun} {part}"), came.map(|()| "answers".to_owned()));
        Answer::of_part(feed.service(), part, what, came)
    });
    parts.collect()
}

/// Asks where the account's credentials are exchanged.
async fn ask_credentials(client: &AccountClient) -> Vec<Answer> {
    match timeout(QUESTION_MAX, client.resolve_credentials_host()).await {
        Ok(None) => Vec::new(),
        Ok(Some((endpoint, came))) => vec![Answer::of(format!("host of {endpoint}"), came)],
        Err(_) => {
            let came = Err(no_answer(client.domain_api_host()));
            vec![Answer::of("host of the credentials".to_owned(), came)]
        }
    }
}

async fn within_bound<T>(
    host: String,
    question: impl Future<Output = Result<T, ClientError>>,
) -> Result<T, ClientError> {
    timeout(QUESTION_MAX, question).await.unwrap_or_else(|_| Err(no_answer(host)))
}

fn no_answer(host: String) -> ClientError {
    let why = format!("no answer within {} s", QUESTION_MAX.as_secs());
    ClientError::Unavailable { at: host, why, source: None }
}

async fn in_order<T: 'static>(asking: JoinSet<(usize, T)>) -> Vec<T> {
    let mut all = asking.join_all().await;
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, answer)| answer).collect()
}

/// Reports what came, account by account, and then what failed, one line for one cause.
pub(super) fn report(
    asked: anyhow::Result<Vec<AccountAnswers>>,
    report: &mut Report<'_, impl Write>,
) -> anyhow::Result<()> {
    let accounts = match asked {
        Ok(accounts) => accounts,
        Err(error) => {
            let advice = error.downcast_ref::<ClientError>().map_or("see `[http]`", ClientError::advice);
            return report.red("http", &chain(error.as_ref()), advice);
        }
    };
    let mut failures: Vec<(String, Vec<String>, ClientError)> = Vec::new();
    for AccountAnswers { id, answers, clock_skew } in accounts {
        report_unavailable(&id, &answers, report)?;
        for Answer { what, came, .. } in answers.into_iter().filter(|answer| answer.unavailable.is_none()) {
            let what = format!("account {id}, {what}");
            match came {
                Ok(came) => report.green(&what, &came)?,
                Err(error) => {
                    let cause = cause_of(&id, &error);
                    match failures.iter_mut().find(|(other, ..)| *other == cause) {
                        Some((_, failed, _)) => failed.push(what),
                        None => failures.push((cause, vec![what], error)),
                    }
                }
            }
        }
        report_clock(&format!("account {id}, clock"), clock_skew, report)?;
    }
    for (_, failed, error) in failures {
        report.red(&failed.join("; "), &chain(&error), error.advice())?;
    }
    Ok(())
}

/// Reports what upstream refuses to the account, in one line for all that has the same advice.
fn report_unavailable(
    account: &AccountId,
    answers: &[Answer],
    report: &mut Report<'_, impl Write>,
) -> anyhow::Result<()> {
    let mut by_advice: Vec<(&ClientError, Vec<&str>)> = Vec::new();
    for answer in answers {
        let (Some(name), Err(error)) = (&answer.unavailable, &answer.came) else { continue };
        match by_advice.iter_mut().find(|(other, _)| other.advice() == error.advice()) {
            Some((_, names)) => names.push(name),
            None => by_advice.push((error, vec![name])),
        }
    }
    for (error, names) in by_advice {
        let trouble = format!("not available to this account: {} ({})", names.join(", "), chain(error));
        report.yellow(&format!("account {account}"), &trouble, error.advice())?;
    }
    Ok(())
}

/// Returns what failures of one cause have in common: the network, or an account's credentials.
fn cause_of(account: &AccountId, error: &ClientError) -> String {
    match error {
        ClientError::Unavailable { why, source, .. } => {
            let below = source.as_ref().map(|source| chain(source.as_ref())).unwrap_or_default();
            format!("{why}: {below}")
        }
        ClientError::Unauthorized { said, .. } => format!("{account} is not let in: {said}"),
        ClientError::Throttled { .. } => format!("{account} is throttled"),
        ClientError::Forbidden { .. }
        | ClientError::NotFound { .. }
        | ClientError::ShortBody { .. }
        | ClientError::BrokenOff { .. }
        | ClientError::ForeignHost { .. }
        | ClientError::BadAnswer { .. }
        | ClientError::Setup(_) => chain(error),
    }
}

fn report_clock(what: &str, skew: Option<TimeDelta>, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    match skew {
        Some(skew) if skew.abs() > CLOCK_SKEW_MAX => {
            let error = format!("this machine is {} s away from upstream's clock", skew.num_seconds().abs());
            report.red(what, &error, "set the clock (NTP): signatures with a wrong time are refused")
        }
        Some(skew) => report.green(what, &format!("within {} s of upstream's", skew.num_seconds().abs().max(1))),
        None => report.green(what, "not compared: no answer to compare with"),
    }
}

/// Its name in LivePerson's pages.
fn api_name(service: Service) -> &'static str {
    match service {
        Service::DataAccess => "Data Access",
        Service::EngagementHistory => "Engagement History",
        Service::MessagingInteractions => "Messaging Interactions",
        Service::Operational => "Operational Real-time",
        Service::MessagingOperations => "Messaging Operations",
        Service::EstimatedWaitTime => "Estimated Wait Time",
        Service::AgentMetrics | Service::AgentWorkspace => "Agent Metrics",
        Service::Configuration => "the configuration",
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use tokio::time::Instant;

    use crate::config::Environment;

    use super::*;

    /// Asks a LivePerson that takes connections and never says a word; virtual time passes.
    async fn check(accounts: &[&str], expected_red: &str) {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = silent.local_addr().unwrap();
        let account = |(index, rest): (usize, &&str)| {
            format!(
                "[[accounts]]\nid = {index}\nregion = 'us'\n{}\n",
                rest.replace("SILENT", &format!("http://{host}"))
            )
        };
        let toml: String = accounts.iter().enumerate().map(account).collect();
        let config = Config::of_text(&toml, &Environment::default()).unwrap();
        let begun = Instant::now();
        let answers = ask(&config).await;
        assert!(begun.elapsed() <= QUESTION_MAX * 2, "{:?}", begun.elapsed());
        let mut out = Vec::new();
        report(answers, &mut Report { out: &mut out, is_red: false }).unwrap();
        let out = String::from_utf8(out).unwrap().replace(&host.to_string(), "SILENT");
        let red: Vec<_> = out.lines().filter(|line| line.starts_with("RED")).collect();
        assert_eq!(red, [expected_red], "{out}");
    }

    const KEY: &str = "auth = { method = 'oauth1', app_key = 'a', app_secret = 'b', access_token = 'c', \
                       access_token_secret = 'd' }";
    const TOKEN: &str = "auth = { method = 'oauth2', client_id = 'a', client_secret = 'b' }";

    #[tokio::test(start_paused = true)]
    async fn a_silent_upstream_is_told_of_in_one_line_and_after_two_questions_at_most() {
        let everything = format!(
            "{KEY}\nendpoints = {{ data_access = 'SILENT', engagement_history = 'SILENT', operational = 'SILENT' }}"
        );
        check(
            &[&everything],
            "RED   account 0, authorization: Data Access; account 0, authorization: Engagement History; \
             account 0, authorization: Operational Real-time: SILENT is not available: no answer within 10 s",
        )
        .await;
        let lookups = format!("{TOKEN}\nendpoints = {{ domain_api = 'SILENT', data_access = 'SILENT' }}");
        check(
            &[&lookups, &everything],
            "RED   account 0, authorization: Data Access; account 0, host of engagement_history; \
             account 0, host of operational; account 0, host of the credentials; account 1, authorization: Data Access; \
             account 1, authorization: Engagement History; account 1, authorization: Operational Real-time: \
             SILENT is not available: no answer within 10 s",
        )
        .await;
    }
}
