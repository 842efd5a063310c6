//! How many requests of an account run at one time, and how often one may begin. No request can be sent without a
//! [`Turn`], and no turn be had without a [`Place`]: also those for a token, a session or a host.
//!
//! Nobody waits for ever: who has a place waits for no other one, nor for a lookup that still waits for its place
//! (`Domains::base`). It may wait for a token (`Tokens`, `Logins`), whose fetcher has a place already.

use std::marker::PhantomData;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::pace::Pace;

/// The bounds of one account.
pub(crate) struct Bounds {
    in_flight: Arc<Semaphore>,
    pace: Pace,
}

/// A place among the account's requests in flight: from before a request begins until its answer is read.
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

/// The turn of one request, which begins now.
pub(crate) struct Turn<'p>(PhantomData<&'p Place>);

impl Bounds {
    pub(crate) fn new(requests_in_flight_max: usize, requests_per_second_max: f64) -> Self {
        let in_flight = Arc::new(Semaphore::new(requests_in_flight_max.max(1)));
        Self { in_flight, pace: Pace::new(requests_per_second_max) }
    }

    /// Waits for a place. Those before us end by their deadlines, or are downloads that their owner reads or drops.
    pub(crate) async fn place(&self) -> Place {
        Place { _permit: Arc::clone(&self.in_flight).acquire_owned().await.expect("never closed") }
    }

    /// Waits for the turn of one request in this place.
    pub(crate) async fn turn<'p>(&self, _place: &'p Place) -> Turn<'p> {
        self.pace.turn().await;
        Turn(PhantomData)
    }
}
