//! Which identity providers an org has.

use std::ops::Range;

use super::World;
use crate::id::{Id, Kind};

/// Identity providers share their sort of id with applications; their numbers begin here.
pub(crate) const IDPS: u64 = 1 << 42;

/// How many there are when the org is made.
fn sound(world: &World) -> u64 {
    (2 + world.size() / 100).min(60)
}

/// All of them, the one that an attacker made last.
pub(crate) fn all(world: &World) -> Range<u64> {
    IDPS..IDPS + sound(world) + u64::from(world.planted_idp.is_some())
}

/// The one that an attacker makes.
pub(crate) fn planted(world: &World) -> u64 {
    IDPS + sound(world)
}

pub(crate) fn planted_id(world: &World) -> Id {
    world.ids.id(Kind::App, planted(world))
}
