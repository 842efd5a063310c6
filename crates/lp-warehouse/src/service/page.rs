//! The status page: what is wrong, how far the data is, what waits, on one screen.

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, Utc};
use sink::overview::ErrorGroup;

use super::backlog::{Backlog, find_backlog};
use super::chart::{Chart, draw};
use super::days::{Meaning, Strip, draw_days, explain_states, label_days};
use super::feeds::{Account, list_accounts};
use super::frame::Frame;
use super::headline::{Headline, write_headline};
use super::level::Level;
use super::overview::Overview;
use super::problems::{Problem, Seen, find_problems};
use super::words::{Moment, counted, moment, span};
use crate::shell::Shell;

/// Problems that are shown; the rest is counted.
const PROBLEMS_MAX: usize = 12;
/// Feeds that a problem names.
const SCOPES_MAX: usize = 12;

/// What the page is made from.
pub(super) struct Known<'k> {
    /// The last state that the ledger gave; `None` when it has given none since the daemon started.
    pub(super) overview: Option<Arc<Overview>>,
    /// Why the ledger gives nothing now.
    pub(super) away: Option<String>,
    /// What is wrong with the process itself.
    pub(super) trouble: Option<String>,
    /// What keeps everything from being loaded.
    pub(super) hindrance: Option<String>,
    pub(super) now: DateTime<Utc>,
    pub(super) shell: &'k Shell,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    frame: Frame,
    headline: Headline,
    /// When the state was read, if that was not now.
    known_at: Option<KnownAt>,
    problems: Vec<ShownProblem>,
    problems_left: usize,
    known: Option<ShownState>,
}

struct KnownAt {
    at: Moment,
    age: String,
}

/// All that the ledger tells.
struct ShownState {
    backlogs: Vec<Backlog>,
    accounts: Vec<Account>,
    meanings: Vec<Meaning>,
    day_labels: Vec<String>,
    strips: Vec<Strip>,
    chart: Chart,
    errors: Vec<ShownError>,
}

struct ShownProblem {
    kind: &'static str,
    level: &'static str,
    title: String,
    scopes: Vec<String>,
    scopes_left: usize,
    cause: Option<String>,
    /// What `last_at` is the last of.
    last: &'static str,
    last_at: Option<Moment>,
    next_at: Option<Moment>,
    paused_until: Option<Moment>,
    advice: &'static str,
    commands: Vec<String>,
}

impl ShownProblem {
    fn has_times(&self) -> bool {
        self.last_at.is_some() || self.next_at.is_some() || self.paused_until.is_some()
    }
}

struct ShownError {
    level: &'static str,
    state: String,
    units: String,
    name: String,
    error: String,
    last_at: Option<Moment>,
    next_at: Option<Moment>,
    href: String,
}

/// Returns the page as HTML.
pub(super) fn render(known: Known<'_>) -> Result<String, askama::Error> {
    let Known { overview, away, trouble, hindrance, now, shell } = known;
    let overview = overview.as_deref();
    let hindrance = hindrance.or_else(|| away.clone());
    let feeds = overview.map(|overview| overview.feeds.as_slice());
    let problems = find_problems(&Seen {
        feeds: feeds.unwrap_or_default(),
        errors: overview.map_or(&[], |overview| overview.errors.as_slice()),
        process: trouble.as_deref(),
        hindrance: hindrance.as_deref(),
        is_away: away.is_some(),
        now,
        shell,
    });
    let state = overview.map(|overview| show_state(overview, now));
    let backlogs = state.as_ref().map_or(&[][..], |state| state.backlogs.as_slice());
    let headline = write_headline(&problems, feeds, backlogs, now);
    let stale = overview.filter(|_| away.is_some());
    let page = Page {
        frame: Frame::of(headline.level, now),
        headline,
        known_at: stale.map(|stale| KnownAt { at: moment(stale.at, now), age: span(now - stale.at) }),
        problems_left: problems.len().saturating_sub(PROBLEMS_MAX),
        problems: problems.into_iter().take(PROBLEMS_MAX).map(|problem| show_problem(problem, now)).collect(),
        known: state,
    };
    page.render()
}

fn show_state(overview: &Overview, now: DateTime<Utc>) -> ShownState {
    let Overview { at: _, feeds, errors, throughput, spans } = overview;
    ShownState {
        backlogs: feeds.iter().filter_map(|feed| find_backlog(feed, now)).collect(),
        accounts: list_accounts(feeds, now),
        meanings: explain_states(),
        day_labels: label_days(now),
        strips: feeds.iter().map(|feed| draw_days(feed, spans, now)).collect(),
        chart: draw(throughput, now),
        errors: errors.iter().map(|group| show_error(group, now)).collect(),
    }
}

fn show_problem(problem: Problem, now: DateTime<Utc>) -> ShownProblem {
    let said = |at: Option<DateTime<Utc>>| at.map(|at| moment(at, now));
    let scopes_left = problem.scopes.len().saturating_sub(SCOPES_MAX);
    ShownProblem {
        kind: problem.kind.word(),
        level: problem.kind.level().as_str(),
        title: problem.title,
        scopes: problem.scopes.into_iter().take(SCOPES_MAX).collect(),
        scopes_left,
        last: if problem.cause.is_some() { "last error" } else { "last success" },
        cause: problem.cause,
        last_at: said(problem.last_at),
        next_at: said(problem.next_at),
        paused_until: said(problem.paused_until_at),
        advice: problem.advice,
        commands: problem.commands,
    }
}

fn show_error(group: &ErrorGroup, now: DateTime<Utc>) -> ShownError {
    let level = if group.next_attempt_at.is_some() { Level::Warn } else { Level::Bad };
    let href = match group.units {
        1 => format!("unit?id={}", group.unit_id),
        _ => format!("units?account={}&feed={}&state={}", group.account_id, group.feed, group.state),
    };
    ShownError {
        level: level.as_str(),
        state: group.state.clone(),
        units: if group.units == 1 { group.name.clone() } else { counted(group.units, "unit") },
        name: format!("{} {}", group.account_id, group.feed),
        error: group.error.clone().unwrap_or_default(),
        last_at: group.last_error_at.map(|at| moment(at, now)),
        next_at: group.next_attempt_at.map(|at| moment(at, now)),
        href,
    }
}
