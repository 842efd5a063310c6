//! What upstream does wrong, chosen by chance.

use simulator::engagement_history::{SEARCH, SEARCH_BY_ID};
use simulator::messaging_interactions;
use simulator::operational::METHOD;
use simulator::{ErrorBody, Fault, Route, Simulator};

/// Lets some of the next requests meet faults.
pub(super) fn trouble(random: &mut fastrand::Rng, simulator: &Simulator) {
    for _ in 0..random.u32(0..5) {
        let (route, fault) = match random.u32(0..5) {
            0 => (Route::Listing, of_listing(random, simulator)),
            1 => (Route::File, of_file(random)),
            2 => (METHOD, of_sample(random)),
            3 if random.u32(0..5) == 0 => (messaging_interactions::SEARCH_BY_ID, of_search(random)),
            3 => (messaging_interactions::SEARCH, of_search(random)),
            _ if random.u32(0..5) == 0 => (SEARCH_BY_ID, of_search(random)),
            _ => (SEARCH, of_search(random)),
        };
        simulator.faults().inject(route, None, fault, random.u32(1..6));
    }
}

fn of_listing(random: &mut fastrand::Rng, simulator: &Simulator) -> Fault {
    match random.u32(0..8) {
        0 => Fault::ListingRepeats,
        1 => Fault::Html200,
        2 => {
            let files = simulator.world().files();
            let name = files.get(random.usize(0..files.len().max(1))).map_or("none", |file| file.name.as_str());
            Fault::ListingOmits { name: name.to_owned() }
        }
        3 => Fault::ErrorJson200,
        _ => of_any(random),
    }
}

fn of_file(random: &mut fastrand::Rng) -> Fault {
    match random.u32(0..14) {
        0 => status(random, 404),
        1 => Fault::CorruptByte { offset: random.u64(0..4000) },
        2 => Fault::CutAt { len: random.u64(0..18) },
        3 => Fault::Html200,
        4 => Fault::RedirectLoop,
        5 => Fault::AlreadyInflated,
        6 => Fault::DoubleGzip,
        7 => Fault::ErrorJson200,
        8 => Fault::CutBetweenMembers,
        9 => Fault::RedirectForeignHost,
        _ => of_any(random),
    }
}

fn of_search(random: &mut fastrand::Rng) -> Fault {
    match random.u32(0..12) {
        0 => Fault::PartialShards { failed: 2, total: 12 },
        1 => Fault::CountChanges { by: -1 },
        2 => Fault::CountChanges { by: 3 },
        3 => Fault::PageRepeats,
        4 => Fault::EndlessPages,
        5 => Fault::Html200,
        _ => of_any(random),
    }
}

fn of_sample(random: &mut fastrand::Rng) -> Fault {
    match random.u32(0..8) {
        0 => Fault::OldEnvelope { response_code: 200 },
        1 => Fault::OldEnvelope { response_code: 500 },
        2 => Fault::Html200,
        3 => Fault::ErrorJson200,
        _ => of_any(random),
    }
}

/// What may happen to any request.
fn of_any(random: &mut fastrand::Rng) -> Fault {
    match random.u32(0..13) {
        0 => status(random, 401),
        1 => status(random, 403),
        2 => status(random, 429),
        3 => status(random, 500),
        4 => status(random, 502),
        5 => status(random, 503),
        6 => Fault::ResetBeforeBody,
        7 => Fault::ResetMidBody,
        8 => Fault::TruncatedBody,
        9 => Fault::Stall { after_bytes: random.u64(0..200) },
        10 => Fault::LostAnswer,
        11 => Fault::Status { code: 429, retry_after_s: Some(1), body: ErrorBody::Empty },
        _ => Fault::SlowBody { bytes_per_s: random.u32(50_000..1_000_000) },
    }
}

fn status(random: &mut fastrand::Rng, code: u16) -> Fault {
    let bodies = [ErrorBody::XmlError, ErrorBody::PlainText, ErrorBody::Html, ErrorBody::Json, ErrorBody::Empty];
    Fault::Status { code, retry_after_s: None, body: bodies[random.usize(0..bodies.len())] }
}
