//! Kinds of problems: in which order they stand on the page, and how bad each is.

use crate::service::level::Level;

/// What kind of problem, the worst first: the order on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::service) enum Kind {
    /// Nothing is loaded at all: database, disk, or the daemon itself.
    Stopped,
    /// Upstream refuses the credentials or the right to ask: 401, 403.
    Refused,
    /// Upstream deletes soon what is not loaded.
    LossNear,
    /// Upstream deleted it first.
    Lost,
    /// Given up after the last attempt.
    Dead,
    /// Upstream refuses to the account what it answered before: 403.
    Withdrawn,
    /// Upstream, or the way to it, is away.
    Waiting,
    /// Further behind than when all is well, and nothing above says why.
    Late,
    /// Records that could not be stored.
    Quarantine,
}

impl Kind {
    /// Returns its name on the page.
    pub(in crate::service) fn word(self) -> &'static str {
        match self {
            Self::Stopped => "Stopped",
            Self::Refused => "Credentials refused",
            Self::LossNear => "Loss near",
            Self::Lost => "Lost",
            Self::Dead => "Dead",
            Self::Withdrawn => "Access withdrawn",
            Self::Waiting => "Waiting",
            Self::Late => "Late",
            Self::Quarantine => "Quarantine",
        }
    }

    /// Returns how bad it is.
    pub(in crate::service) fn level(self) -> Level {
        match self {
            Self::Stopped | Self::Refused | Self::LossNear | Self::Lost | Self::Dead => Level::Bad,
            Self::Withdrawn | Self::Waiting | Self::Late | Self::Quarantine => Level::Warn,
        }
    }
}
