//! What a failure means for a unit: who is to blame, when it is tried again, what it costs.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use client::ClientError;
use model::{FeedKind, Unit, chain};
use normalizer::{DecodeError, StandIn};
use sink::SinkError;
use sink::lease::AttemptEnd;

use crate::failure::Failure;
use crate::files;
use crate::gaps::growing_gap;
use crate::scheduler::Scheduler;

/// A method that upstream refuses to the account is asked again so often: whoever enables it starts the daemon again, or
/// waits so long at most.
pub(crate) const UNAVAILABLE_EVERY: TimeDelta = TimeDelta::hours(24);
/// The same for one that answered before: what it would have answered meanwhile may be lost.
pub(crate) const REVOKED_EVERY: TimeDelta = TimeDelta::hours(1);
/// A unit that was abandoned so often in a row is held back: fewer happen when a machine is restarted a few times.
const ABANDONED_MIN: u32 = 3;

/// What follows a failure.
///
/// | | tried again | costs |
/// | --- | --- | --- |
/// | `Release` | at once, by whoever comes | nothing |
/// | `Drop` | by the daemon that has the lease now | nothing, and nothing is written |
/// | `Defer` | at that moment | nothing |
/// | `SetAside` | each day, and at each start; each hour if it answered before | nothing, and nothing waits for it |
/// | `PauseDaemon` | after `work.outage_pause_first` | no attempt; the loop waits for the database or the disk |
/// | `Postpone` | after `work.outage_pause_first` | no attempt |
/// | `PauseFeed` | when the feed's pause is over; later if it met an outage several times in a row | no attempt; all units of the feed wait |
/// | `AskUntilGone` | each hour, until the unit is gone | no attempt |
/// | `Wait` | after a gap that grows | an attempt, but never the last |
/// | `Count` | after a gap that grows | an attempt; dead with the last, `work.unit_attempts_max` |
/// | `Kill` | when a person says so | dead at once |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consequence {
    Release,
    Drop,
    Defer(DateTime<Utc>),
    SetAside,
    PauseDaemon,
    Postpone,
    PauseFeed,
    AskUntilGone,
    Wait,
    Count,
    Kill,
}

/// Says what follows a failure of a unit of this kind.
///
/// A file is to blame for what is in it, and for nothing that happens before its last byte is here: a bad address,
/// a refusal and a cut download come from upstream or from the network. A search, unlike a file, cannot be missing:
/// a 404 speaks of the address. A bad answer to a search says little of this window, and most likely something of
/// all of them. Of the methods that are sampled, and of the lists, one may not be enabled, or not exist, while the
/// others do: it alone is set aside, and is never dead. Nor is a range of updates, or no later change in it would
/// be read.
pub(crate) fn judge(kind: FeedKind, failure: &Failure) -> Consequence {
    use Consequence::{
        AskUntilGone, Count, Defer, Drop, Kill, PauseDaemon, PauseFeed, Postpone, Release, SetAside, Wait,
    };
    use Failure::{
        Decode, DecoderPanicked, Fetch, LoadPanicked, Local, NoSuchTime, NotInIntervals, NotServed, NotYet, Spool,
        Stopped, Store, TooLarge, UnknownMethod,
    };
    #[rustfmt::skip]
    let (files, searches, samples) = match failure {
        // What happened                                          Files         Searches      Samples
        Stopped                                               => (Release,      Release,      Release),
        NotYet { until }                               => (Defer(*until), Defer(*until), Defer(*until)),

        Fetch(ClientError::Unauthorized { .. })               => (PauseFeed,    PauseFeed,    PauseFeed),
        Fetch(ClientError::Throttled { .. })                  => (PauseFeed,    PauseFeed,    PauseFeed),
        Fetch(ClientError::Unavailable { .. })                => (PauseFeed,    PauseFeed,    PauseFeed),
        Fetch(ClientError::BrokenOff { .. })                  => (PauseFeed,    PauseFeed,    PauseFeed),
        Fetch(ClientError::Setup(_))                          => (PauseFeed,    PauseFeed,    PauseFeed),
        Fetch(ClientError::Forbidden { .. })                  => (PauseFeed,    PauseFeed,    SetAside),
        Fetch(ClientError::NotFound { .. })                   => (AskUntilGone, PauseFeed,    SetAside),
        Fetch(ClientError::ShortBody { .. })                  => (PauseFeed,    PauseFeed,    PauseFeed),
        Fetch(ClientError::ForeignHost { .. })                => (PauseFeed,    PauseFeed,    Wait),
        Fetch(ClientError::BadAnswer { .. })                  => (PauseFeed,    Wait,         Wait),

        Spool(_)                                              => (PauseDaemon,  PauseDaemon,  PauseDaemon),
        // Only a person loads a file of this machine: no daemon meets it.
        Local(_)                                              => (Postpone,     Postpone,     Postpone),
        TooLarge { .. }                                       => (Kill,         Kill,         Wait),
        Decode(error)                                         => judge_decoding(error),
        NotInIntervals { .. }                                 => (Count,        Count,        Wait),

        Store(SinkError::LeaseLost)                           => (Drop,         Drop,         Drop),
        Store(SinkError::Unavailable(_))                      => (PauseDaemon,  PauseDaemon,  PauseDaemon),
        Store(SinkError::NotAdmitted { .. })                  => (PauseDaemon,  PauseDaemon,  PauseDaemon),
        Store(SinkError::Pooler(_))                           => (PauseDaemon,  PauseDaemon,  PauseDaemon),
        Store(SinkError::Unusable(_))                         => (PauseDaemon,  PauseDaemon,  PauseDaemon),
        Store(SinkError::Migration(_))                        => (PauseDaemon,  PauseDaemon,  PauseDaemon),
        Store(SinkError::MigratedElsewhere)                   => (PauseDaemon,  PauseDaemon,  PauseDaemon),
        Store(SinkError::InUse)                               => (PauseDaemon,  PauseDaemon,  PauseDaemon),
        Store(SinkError::BadUrl)                              => (PauseDaemon,  PauseDaemon,  PauseDaemon),
        Store(SinkError::Conflict { .. })                     => (Postpone,     Postpone,     Postpone),
        Store(SinkError::Refused { .. })                      => (Count,        Count,        Postpone),
        Store(SinkError::Miscounted { .. })                   => (Count,        Count,        Postpone),

        DecoderPanicked | LoadPanicked                        => (Count,        Count,        Wait),
        NoSuchTime | NotServed { .. } | UnknownMethod { .. } => (Count,       Count,        Wait),
    };
    match kind {
        FeedKind::Files => files,
        FeedKind::Windows => searches,
        // A range that is dead would not be followed any more: it waits, and people see that it is late.
        FeedKind::Updates if matches!(searches, Count | Kill) => Wait,
        FeedKind::Updates => searches,
        FeedKind::Samples | FeedKind::Lists => samples,
    }
}

/// Says the same of what could not be decoded: of files, of searches, of samples.
fn judge_decoding(error: &DecodeError) -> (Consequence, Consequence, Consequence) {
    use Consequence::{Count, Kill, PauseFeed, Postpone, SetAside, Wait};
    match error {
        DecodeError::Io(_) | DecodeError::Stopped => (Postpone, Postpone, Postpone),
        DecodeError::PageNotJson { .. } => (Count, Wait, Wait),
        DecodeError::NotAPage { .. } => (Count, Wait, Wait),
        DecodeError::Corrupt { .. } => (Count, Count, Wait),
        DecodeError::NotJson { .. } => (Count, Count, Wait),
        DecodeError::NotDataAccess { .. } => (Count, Count, Wait),
        DecodeError::Unsupported { .. } => (Count, Count, Wait),
        // A text that says nothing of an outage is a bad file: it must not be asked for until it is gone.
        DecodeError::StandIn { what: StandIn::Text, .. } => (Count, Wait, Wait),
        // A server that is being maintained, or a proxy, speaks of itself: no file is to blame.
        DecodeError::StandIn { .. } => (PauseFeed, Wait, Wait),
        DecodeError::Empty => (PauseFeed, Wait, Wait),
        DecodeError::AnswerNotJson { .. } => (Count, Count, Wait),
        DecodeError::AnswerTooLarge { .. } => (Count, Count, Wait),
        DecodeError::NotAnAnswer { .. } => (Count, Count, Wait),
        DecodeError::Refused { response_code: Some(403 | 404), .. } => (Count, Count, SetAside),
        DecodeError::Refused { .. } => (Count, Count, Wait),
        DecodeError::OffMark { .. } => (Count, Count, Wait),
        DecodeError::OtherAccount => (Count, Count, Wait),
        // Trying again would read the same bytes: only a person can raise the limit.
        DecodeError::TooLarge { .. } => (Kill, Kill, Wait),
    }
}

/// Turns a failure into the end of the attempt. `None`: the lease is lost, and there is nothing to write.
///
/// # Errors
/// When the database is away.
pub(crate) async fn end_failed(
    scheduler: &Scheduler,
    unit: &Unit,
    failure: &Failure,
) -> Result<Option<AttemptEnd>, SinkError> {
    let (now, limits) = (scheduler.clock.now(), &scheduler.limits);
    let kind = unit.feed.kind();
    let error = explain(kind, failure);
    let attempts = u32::try_from(unit.attempts).unwrap_or(0).saturating_add(1);
    let retry = |error| AttemptEnd::Failed {
        error,
        is_refused: failure.is_refusal(),
        next_attempt_at: now + retry_gap(scheduler, kind, attempts),
    };
    Ok(Some(match judge(kind, failure) {
        Consequence::Release => AttemptEnd::Released,
        Consequence::Defer(until) => AttemptEnd::Deferred { until },
        Consequence::SetAside => {
            let has_answered = unit.past_reads.begun_at.is_some();
            let wait = if has_answered { REVOKED_EVERY } else { UNAVAILABLE_EVERY };
            AttemptEnd::Unavailable { error, since: now, next_attempt_at: now + wait }
        }
        Consequence::Drop => return Ok(None),
        Consequence::PauseDaemon | Consequence::Postpone => {
            AttemptEnd::Outage { error, next_attempt_at: now + limits.outage_pause_first }
        }
        Consequence::PauseFeed => {
            let outages = scheduler.sink.outages_in_row(unit.id).await?;
            AttemptEnd::Outage { error, next_attempt_at: now + outage_gap(scheduler, outages) }
        }
        Consequence::AskUntilGone => files::end_missing(scheduler, unit, error).await?,
        Consequence::Count if attempts >= limits.unit_attempts_max => AttemptEnd::Dead { error },
        Consequence::Count | Consequence::Wait => retry(error),
        Consequence::Kill => AttemptEnd::Dead { error },
    }))
}

/// Returns how long a unit waits that met an outage and met this many in a row before. The first time it is due with its
/// feed; from then on it waits twice as long as a feed does after as many outages, so that another unit of the feed is tried
/// before it. If that one loads, only this unit is concerned.
fn outage_gap(scheduler: &Scheduler, outages_before: u32) -> Duration {
    let (first, longest) = (scheduler.limits.outage_pause_first, scheduler.limits.outage_pause_max);
    match outages_before {
        0 => Duration::ZERO,
        outages => 2 * growing_gap(first, longest, outages.saturating_add(1), 0.5),
    }
}

/// Holds a unit back that daemons do not survive: it waits, longer each time, while all others go on. `None` lets it be
/// tried. It is never dead of this: whatever else they had in hand was abandoned with it, and a machine that is switched
/// off blames nobody.
pub(crate) fn hold_back(scheduler: &Scheduler, unit: &Unit) -> Option<AttemptEnd> {
    let abandoned = unit.abandoned_in_row;
    if abandoned < ABANDONED_MIN {
        return None;
    }
    let gap = retry_gap(scheduler, unit.feed.kind(), abandoned - ABANDONED_MIN + 1);
    let error = format!(
        "the daemon ended {abandoned} times in a row while it loaded this; look why (`journalctl`, `dmesg`): \
         out of memory, or killed? It is tried again, with growing gaps"
    );
    Some(AttemptEnd::HeldBack { error, next_attempt_at: scheduler.clock.now() + gap })
}

/// Draws the gap before a unit is tried again after so many failures in a row: a method that waited for long would lose
/// samples.
pub(crate) fn retry_gap(scheduler: &Scheduler, kind: FeedKind, failures: u32) -> Duration {
    let limits = &scheduler.limits;
    let longest = match kind {
        FeedKind::Files | FeedKind::Windows => limits.unit_retry_max,
        // What is polled every few minutes must not wait for hours.
        FeedKind::Updates | FeedKind::Samples | FeedKind::Lists => limits.outage_pause_max,
    };
    growing_gap(limits.unit_retry_first, longest, failures, scheduler.draw_chance())
}

/// Says what went wrong, for the ledger and the log. A method's failure carries its advice: the feed as a whole is well,
/// and nothing else shows it.
fn explain(kind: FeedKind, failure: &Failure) -> String {
    match (kind, failure) {
        (FeedKind::Samples | FeedKind::Lists, Failure::Fetch(fetch)) => {
            format!("{}; {}", chain(failure), fetch.advice())
        }
        (FeedKind::Files | FeedKind::Windows | FeedKind::Updates | FeedKind::Samples | FeedKind::Lists, _) => {
            chain(failure)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> String {
        "GET host/path".to_owned()
    }

    fn check(failure: Failure, expected: [Consequence; 3]) {
        let kinds = [FeedKind::Files, FeedKind::Windows, FeedKind::Samples];
        assert_eq!(kinds.map(|kind| judge(kind, &failure)), expected, "{failure:?}");
    }

    #[test]
    fn an_outage_costs_no_attempt() {
        use Consequence::{AskUntilGone, Count, PauseDaemon, PauseFeed, Postpone, SetAside, Wait};
        let said = String::new;
        check(Failure::Fetch(ClientError::Unauthorized { at: at(), said: said() }), [PauseFeed; 3]);
        check(Failure::Fetch(ClientError::Throttled { at: at(), retry_after: None }), [PauseFeed; 3]);
        let forbidden = ClientError::Forbidden { at: at(), said: said() };
        check(Failure::Fetch(forbidden), [PauseFeed, PauseFeed, SetAside]);
        let missing = ClientError::NotFound { at: at(), said: said() };
        check(Failure::Fetch(missing), [AskUntilGone, PauseFeed, SetAside]);
        check(Failure::Store(SinkError::InUse), [PauseDaemon; 3]);
        check(Failure::Store(SinkError::Conflict { sqlstate: "40001".to_owned() }), [Postpone; 3]);
        check(Failure::Spool(std::io::Error::other("full")), [PauseDaemon; 3]);
        let stand_in = |what| Failure::Decode(DecodeError::StandIn { what, form: None });
        check(stand_in(StandIn::Markup), [PauseFeed, Wait, Wait]);
        check(stand_in(StandIn::ErrorReport), [PauseFeed, Wait, Wait]);
        check(stand_in(StandIn::Text), [Count, Wait, Wait]);
        check(Failure::Decode(DecodeError::Empty), [PauseFeed, Wait, Wait]);
        check(Failure::Fetch(ClientError::ForeignHost { host: "h".to_owned() }), [PauseFeed, PauseFeed, Wait]);
        check(Failure::Fetch(ClientError::BadAnswer { at: at(), why: said(), status: None }), [PauseFeed, Wait, Wait]);
        let short = ClientError::ShortBody { at: at(), expected: None, received: 0 };
        check(Failure::Fetch(short), [PauseFeed; 3]);
    }

    #[test]
    fn a_range_of_updates_is_never_dead() {
        use Consequence::{PauseFeed, Wait};
        let check = |failure: Failure, expected| {
            assert_eq!(judge(FeedKind::Updates, &failure), expected, "{failure:?}");
        };
        check(Failure::LoadPanicked, Wait);
        check(Failure::TooLarge { file_bytes_max: 1 }, Wait);
        check(Failure::Decode(DecodeError::NotAPage { page: 0, api: "" }), Wait);
        check(Failure::Fetch(ClientError::NotFound { at: at(), said: String::new() }), PauseFeed);
    }

    #[test]
    fn a_method_is_never_dead() {
        use Consequence::{Count, Kill, Wait};
        check(Failure::LoadPanicked, [Count, Count, Wait]);
        check(Failure::DecoderPanicked, [Count, Count, Wait]);
        check(Failure::TooLarge { file_bytes_max: 1 }, [Kill, Kill, Wait]);
        check(Failure::Decode(DecodeError::NotDataAccess { form: None }), [Count, Count, Wait]);
        check(Failure::Decode(DecodeError::NotAPage { page: 0, api: "" }), [Count, Wait, Wait]);
    }
}
