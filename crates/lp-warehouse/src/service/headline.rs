//! The one sentence on top of the page: how many problems, and how far the data is complete.

use chrono::{DateTime, Utc};
use sink::status::FeedStatus;

use super::backlog::Backlog;
use super::level::Level;
use super::problems::{Problem, is_first_load};
use super::words::{Moment, counted, moment};

/// The sentence: `before` and `after` stand around the moment, if there is one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Headline {
    pub(super) level: Level,
    pub(super) before: String,
    pub(super) through: Option<Moment>,
    pub(super) after: String,
}

/// Writes the sentence. `feeds` are `None` while nothing is known of them.
pub(super) fn write_headline(
    problems: &[Problem],
    feeds: Option<&[FeedStatus]>,
    backlogs: &[Backlog],
    now: DateTime<Utc>,
) -> Headline {
    let feeds_known = feeds.unwrap_or_default();
    let is_busy = !backlogs.is_empty() || feeds.is_some() && feeds_known.iter().all(is_first_load);
    let calm = if is_busy { Level::Busy } else { Level::Good };
    let level = problems.iter().map(|problem| problem.kind.level()).max().unwrap_or(calm);
    let problems = match problems.len() {
        0 => "No problem".to_owned(),
        several => counted(i64::try_from(several).unwrap_or(i64::MAX), "problem"),
    };
    let say = |before: String, through: Option<Moment>, after: &str| Headline {
        level,
        before,
        through,
        after: after.to_owned(),
    };
    // What LivePerson does not let the account have is not waited for.
    let feeds_known: Vec<&FeedStatus> = feeds_known.iter().filter(|feed| !feed.is_unavailable).collect();
    let incomplete = feeds_known.iter().filter(|feed| feed.complete_through.is_none()).count();
    let through = feeds_known.iter().filter_map(|feed| feed.complete_through).min();
    match (feeds, through) {
        (None, _) => say(format!("{problems}; nothing is known of the data yet"), None, ""),
        (Some(_), None) => say(format!("{problems}; nothing is complete yet"), None, ""),
        (Some(_), Some(through)) if incomplete == 0 => {
            say(format!("{problems}; data complete through "), Some(moment(through, now)), "")
        }
        (Some(_), Some(through)) => {
            let besides = format!(" in {} of {} feeds", feeds_known.len() - incomplete, feeds_known.len());
            say(format!("{problems}; data complete through "), Some(moment(through, now)), &besides)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::problems::{Seen, find_problems};
    use crate::shell::Shell;
    use crate::specimen::{feed, minutes, now, paused};
    use sink::status::Progress;

    fn check(feeds: Option<&[FeedStatus]>, hindrance: Option<&str>, level: Level, expected: &str) {
        let shell = Shell::of(None, false);
        let known = feeds.unwrap_or_default();
        let seen =
            Seen { feeds: known, errors: &[], process: None, hindrance, is_away: false, now: now(), shell: &shell };
        let backlogs: Vec<_> =
            known.iter().filter_map(|feed| crate::service::backlog::find_backlog(feed, now())).collect();
        let headline = write_headline(&find_problems(&seen), feeds, &backlogs, now());
        let through = headline.through.map(|through| through.text).unwrap_or_default();
        assert_eq!(format!("{}{through}{}", headline.before, headline.after), expected);
        assert_eq!(headline.level, level, "{expected}");
    }

    #[test]
    fn one_sentence_says_how_many_problems_and_how_far_the_data_is() {
        let older = FeedStatus { complete_through: minutes(-600), ..feed("b") };
        let first = FeedStatus { complete_through: None, ..feed("c") };
        let refused = paused("d", "401", true);
        let rejects = FeedStatus { rejects_open: 1, ..feed("e") };
        let busy = FeedStatus { progress: Progress { due: 40, ..Progress::default() }, ..feed("f") };
        check(Some(&[feed("a"), older.clone()]), None, Level::Good, "No problem; data complete through 04:30 UTC");
        check(Some(&[busy]), None, Level::Busy, "No problem; data complete through 08:00 UTC");
        check(Some(&[]), None, Level::Busy, "No problem; nothing is complete yet");
        check(Some(std::slice::from_ref(&first)), None, Level::Busy, "No problem; nothing is complete yet");
        let mixed = [first, feed("a"), rejects.clone()];
        check(Some(&mixed), None, Level::Warn, "1 problem; data complete through 08:00 UTC in 2 of 3 feeds");
        check(Some(&[refused, rejects]), None, Level::Bad, "2 problems; data complete through 08:00 UTC");
        check(None, Some("it is away"), Level::Bad, "1 problem; nothing is known of the data yet");
        check(Some(&[older]), Some("it is away"), Level::Bad, "1 problem; data complete through 04:30 UTC");
    }
}
