//! A list: in which version it is asked for, and what its answer means.

use std::time::Duration;

use chrono::{DateTime, Utc};
use client::{AccountClient, ClientError, ListAnswer, ListRequest, WholeList};
use model::{Feed, KnownList, Unit};
use normalizer::{Decoded, ListShape, decode_list};
use sink::ListRead;

use crate::failure::Failure;
use crate::moment::millis_of;
use crate::scheduler::{PlannedAccount, Scheduler};
use crate::store::Decoder;

/// For a unit of a feed that is not read any more.
const READ_EVERY: Duration = Duration::from_secs(3600);
/// Reads in a row that must fail before an older version is asked for than the one that has answered: an older one has
/// fewer fields, and a short failure upstream must not write states that the account never had.
const FAILURES_MIN: i32 = 2;
/// No version at all, which upstream answers in its oldest.
const NO_VERSION: &str = "";

/// A list that is to be read.
#[derive(Clone, Debug)]
pub(crate) struct ListPlan {
    shape: &'static ListShape,
    every: Duration,
    begun_at: DateTime<Utc>,
    versions: Vec<&'static str>,
    known: Option<KnownList>,
}

/// Plans what the list of a unit is asked for now.
///
/// # Errors
/// When the feed has no list of the unit's name.
pub(crate) fn plan_list(scheduler: &Scheduler, account: &PlannedAccount, unit: &Unit) -> Result<ListPlan, Failure> {
    let shape = feeds::lists(unit.feed).iter().find(|list| list.name == unit.name);
    let shape = shape.ok_or_else(|| Failure::UnknownMethod { name: unit.name.clone() })?;
    let every = account.feeds.get(&unit.feed).map_or(READ_EVERY, |plan| plan.every);
    let content_rev = shape.target.family.content_rev;
    let known = unit.past_reads.list.clone().filter(|known| known.content_rev == content_rev);
    let versions = versions_to_try(shape.versions, known.as_ref().map(|known| known.version.as_str()), unit.attempts);
    Ok(ListPlan { shape, every, begun_at: scheduler.clock.now(), versions, known })
}

/// Returns the versions to ask for, one after the other: from the newest down to none at all; where one has answered, that
/// one, and after some failures the older ones.
fn versions_to_try(all: &[&'static str], answered: Option<&str>, failures: i32) -> Vec<&'static str> {
    let mut versions = [all, &[NO_VERSION]].concat();
    if let Some(index) = answered.and_then(|answered| versions.iter().position(|version| *version == answered)) {
        versions.drain(..index);
        if failures < FAILURES_MIN {
            versions.truncate(1);
        }
    }
    versions
}

/// Asks for the list.
pub(crate) async fn read_list(account: &PlannedAccount, plan: &ListPlan) -> Result<ListAnswer, Failure> {
    let request = ListRequest {
        upstream_path: plan.shape.upstream_path,
        versions: &plan.versions,
        known_revision: plan.known.as_ref().and_then(|known| known.revision.as_deref()),
    };
    account.client.read_list(&request).await.map_err(Failure::Fetch)
}

/// Asks for every list of a feed, to see which of them upstream lets the account have.
pub async fn probe_lists(client: &AccountClient, feed: Feed) -> Vec<(&'static str, Result<(), ClientError>)> {
    let mut probed = Vec::new();
    for list in feeds::lists(feed) {
        let versions = versions_to_try(list.versions, None, 0);
        let request = ListRequest { upstream_path: list.upstream_path, versions: &versions, known_revision: None };
        probed.push((list.name, client.read_list(&request).await.map(drop)));
    }
    probed
}

/// Returns what decodes a list.
pub(crate) fn decoder(unit: &Unit, plan: &ListPlan, list: &WholeList) -> Result<Decoder, Failure> {
    let (shape, account, body) = (plan.shape, unit.account.clone(), list.body.clone());
    let fetched_at = millis_of(list.answered_at)?;
    Ok(Box::new(move |limits, emit| decode_list(shape, &account, body, fetched_at, limits, emit)))
}

/// Says what a list that has not changed means for the next read.
pub(crate) fn judge_unchanged(scheduler: &Scheduler, plan: &ListPlan, answered_at: DateTime<Utc>) -> ListRead {
    let known = plan.known.clone().expect("upstream was asked with a revision that is known");
    ListRead { begun_at: plan.begun_at, answered_at, reread_at: next_read_at(scheduler, plan), known, counted: None }
}

/// Says what a whole list means for the next read. One that has fewer entities than before is read whole once more: the
/// answer may have been cut, and then its revision would hide what was left out.
pub(crate) fn judge_list(
    scheduler: &Scheduler,
    unit: &Unit,
    plan: &ListPlan,
    list: &WholeList,
    decoded: &Decoded,
) -> ListRead {
    let known = KnownList {
        revision: list.revision.clone().filter(|_| !is_shrunken(unit, decoded)),
        version: list.version.clone(),
        content_rev: plan.shape.target.family.content_rev,
    };
    let (begun_at, reread_at) = (plan.begun_at, next_read_at(scheduler, plan));
    ListRead { begun_at, answered_at: list.answered_at, reread_at, known, counted: Some(decoded.records) }
}

/// Tells whether a list has fewer entities than the last time, deleted ones counted.
pub(crate) fn is_shrunken(unit: &Unit, decoded: &Decoded) -> bool {
    unit.past_reads.counted.is_some_and(|before| decoded.records < before.unsigned_abs())
}

fn next_read_at(scheduler: &Scheduler, plan: &ListPlan) -> DateTime<Utc> {
    plan.begun_at + plan.every.mul_f64(1.0 + 0.02 * scheduler.draw_chance())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_version_is_asked_for_only_after_failures() {
        let check = |answered: Option<&str>, failures: i32, expected: &[&str]| {
            assert_eq!(
                versions_to_try(&["6.0", "4.0", "2.0"], answered, failures),
                expected,
                "{answered:?} {failures}"
            );
        };
        check(None, 0, &["6.0", "4.0", "2.0", ""]);
        check(None, 5, &["6.0", "4.0", "2.0", ""]);
        check(Some("6.0"), 0, &["6.0"]);
        check(Some("4.0"), 1, &["4.0"]);
        check(Some("4.0"), 2, &["4.0", "2.0", ""]);
        check(Some(""), 2, &[""]);
        // One that this program does not ask for any more.
        check(Some("3.0"), 0, &["6.0", "4.0", "2.0", ""]);
    }
}
