//! When a part of a file is stored although another part is broken: better than nothing, once trying again is over.

use model::Unit;
use normalizer::{DecodeError, Decoded, Salvage};

use crate::failure::Failure;
use crate::scheduler::Scheduler;

/// Says whether what decodes of a file is to be stored. Damage that a checksum shows may be anywhere: there nothing is
/// trusted.
pub(crate) fn may_salvage(scheduler: &Scheduler, unit: &Unit, failure: &Failure) -> bool {
    let attempts = u32::try_from(unit.attempts).unwrap_or(0).saturating_add(1);
    let is_last = attempts >= scheduler.limits.unit_attempts_max;
    is_last && matches!(failure, Failure::Decode(DecodeError::NotJson { .. }))
}

/// Says for the ledger what a file was salvaged for; `None` when all of it decoded.
pub(crate) fn explain_salvage(decoded: &Decoded) -> Option<String> {
    let Salvage { parts, first_at_bytes } = decoded.salvage;
    (parts > 0).then(|| {
        format!(
            "{parts} of its parts went to the quarantine, because they are no JSON; the first at byte {first_at_bytes} of \
             the inflated file"
        )
    })
}
