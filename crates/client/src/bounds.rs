//! How many requests of an account run at one time, and how often one may begin. No request can be sent without a
//! [`SendPermit`], and no such permit exists without an [`InFlightPermit`]. Requests for a token, a session or a host
//! need both, too.
//!
//! No two requests wait for each other: a holder of an in-flight permit waits for no second one, nor for a lookup
//! that still waits for its permit (`DomainApi::base`). It may wait for a token (`TokenCache`, `SessionCache`), whose
//! fetcher has a permit already.

use std::marker::PhantomData;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::pace::Pace;

/// The bounds of one account.
pub(crate) struct Bounds {
    in_flight: Arc<Semaphore>,
    pace: Pace,
}

/// Counts as one of the account's requests in flight: from before a request begins until its answer is read.
pub(crate) struct InFlightPermit {
    _permit: OwnedSemaphorePermit,
}

/// Allows one request, now.
pub(crate) struct SendPermit<'p>(PhantomData<&'p InFlightPermit>);

impl Bounds {
    pub(crate) fn new(requests_in_flight_max: usize, requests_per_second_max: f64) -> Self {
        let in_flight = Arc::new(Semaphore::new(requests_in_flight_max.max(1)));
        Self { in_flight, pace: Pace::new(requests_per_second_max) }
    }

    /// Waits until one more request may be in flight. Requests before it end by their deadlines, or are downloads that
    /// their owner reads or drops.
    pub(crate) async fn acquire_in_flight(&self) -> InFlightPermit {
        InFlightPermit { _permit: Arc::clone(&self.in_flight).acquire_owned().await.expect("never closed") }
    }

    /// Waits until one request of this permit may begin.
    pub(crate) async fn acquire_send<'p>(&self, _in_flight: &'p InFlightPermit) -> SendPermit<'p> {
        self.pace.wait().await;
        SendPermit(PhantomData)
    }
}
