//! Methods and searches that LivePerson refuses to an account. One that never answered is not a problem: the table of feeds
//! shows it. One that answered before is.

use sink::status::FeedStatus;

use super::{Kind, Met, Problem, Seen, group, name, next_try, shape};

/// Finds methods and searches that answered before, by what LivePerson says now.
pub(super) fn find_withdrawn(seen: &Seen<'_>) -> Vec<Problem> {
    let withdrawn = seen.feeds.iter().flat_map(|feed| {
        let of_feed = feed.unavailable.iter().filter(|method| method.has_answered);
        of_feed.map(move |method| (feed, method))
    });
    let met = withdrawn.map(|(feed, method)| {
        let met = Met {
            scope: format!("{}: {}", name(feed), method.name),
            error: Some(method.because.clone()),
            last_at: Some(method.since),
            next_at: next_try(feed).filter(|_| feed.is_unavailable),
            paused_until_at: None,
        };
        ((feed.account_id.clone(), shape(Some(&method.because))), met)
    });
    let describe = |((account, _), met): ((String, String), Vec<Met>)| {
        let title = format!("LivePerson no longer lets account {account} have what it answered before");
        let advice =
            "It is asked again each hour. Ask LivePerson, or whoever changed the API key; else switch the feed off.";
        let mut problem = Problem::of(Kind::Withdrawn, title, advice);
        met.into_iter().for_each(|met| problem.add(met));
        problem.commands.push(seen.shell.call("check"));
        problem
    };
    group(met).into_iter().map(describe).collect()
}

/// Returns the words that name them, `not available to this account: a, b`; nothing when there are none.
pub(in crate::service) fn describe_unavailable(feed: &FeedStatus) -> String {
    match feed.unavailable.is_empty() {
        true => String::new(),
        false => format!("not available to this account: {}", feed.unavailable_names()),
    }
}
