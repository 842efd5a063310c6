//! What LivePerson does not let an account have. What it never let it have is no problem: the table of feeds shows it. What it
//! answered before is one.

use sink::status::Unavailable;

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

/// Returns a sentence that names them: `not available to this account: a, b`; nothing when there are none.
pub(in crate::service) fn describe_unavailable(unavailable: &[Unavailable]) -> String {
    match unavailable {
        [] => String::new(),
        methods => {
            let names: Vec<&str> = methods.iter().map(|method| method.name.as_str()).collect();
            format!("not available to this account: {}", names.join(", "))
        }
    }
}
