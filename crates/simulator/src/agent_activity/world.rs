//! Which shifts are in which file.

use super::FILES;
use crate::data_access::{WorldFile, publish};
use crate::world::WorldSpec;
use crate::world::hour::Hour;

/// The files of an account: the shifts that ended in each hour, and what is told again.
pub(super) fn files(_: &WorldSpec, hours: &[Hour]) -> Vec<WorldFile> {
    let files = |hour: &Hour| publish(&FILES, hour, hour.shifts.facts.clone(), &mut hour.shifts.dice.clone());
    hours.iter().flat_map(files).collect()
}
