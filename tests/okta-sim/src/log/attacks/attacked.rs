//! What an attack wrote.

use std::net::IpAddr;
use std::ops::Range;
use std::time::Duration;

use serde::Serialize;

use super::catalogue::Attack;
use super::script::{Planted, Script};
use crate::id::draw;
use crate::log::happened::{Happened, Planned};
use crate::log::text::id;
use crate::log::written::Written;
use crate::org::World;

/// What an attack wrote into the log, for those who compare it with what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attacked {
    /// The attack's name.
    pub id: &'static str,
    /// The rows of the catalogue of detections that must find something.
    pub detections: &'static [u16],
    /// The entries, in the order in which they are published.
    pub events: Vec<AttackEvent>,
    /// Ids of the users whom it is about: victims, and administrators who were used.
    pub users: Vec<String>,
    /// From where it came; the victims' own addresses among them.
    pub addresses: Vec<IpAddr>,
    #[serde(skip)]
    pub(crate) numbers: Range<u64>,
}

/// One entry of an attack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttackEvent {
    /// Its `uuid`.
    pub uuid: String,
    /// Its `eventType`.
    pub event_type: &'static str,
    /// When it is published: milliseconds since 1970 by Okta's clock.
    pub published: i64,
}

impl Attacked {
    /// The ids of all its entries, in their order.
    pub fn uuids(&self) -> Vec<String> {
        self.events.iter().map(|event| event.uuid.clone()).collect()
    }

    /// The ids of those of its entries that have this type.
    pub fn uuids_of(&self, event_type: &str) -> Vec<String> {
        self.events.iter().filter(|event| event.event_type == event_type).map(|event| event.uuid.clone()).collect()
    }
}

/// When an attack happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// Its last entry is published now.
    Over,
    /// Its first entry was published so long ago; what lies ahead comes when its time has come.
    Begun(Duration),
}

/// Writes an attack into the log. `now` is Okta's time in milliseconds; what happened `long_ago` was stored when it was published.
pub(crate) fn attack(
    world: &World,
    happened: &Happened,
    attack: &'static Attack,
    when: When,
    now: i64,
    skew_seconds: i64,
    long_ago: bool,
) -> Attacked {
    let salt = attack.id.bytes().fold(happened.attacks(), |sum, byte| sum.wrapping_mul(257).wrapping_add(u64::from(byte)));
    let mut script = Script::new(world, draw(world.seed, 350, salt));
    (attack.tell)(&mut script);
    let Script { planted, users, addresses, .. } = script;
    let last = planted.last().map_or(0, |planted| planted.at);
    let start = match when {
        When::Over => now - last,
        When::Begun(ago) => now - i64::try_from(ago.as_millis()).unwrap_or(i64::MAX / 2),
    };
    let first = happened.reserve(planted.len() as u64);
    let mut events = Vec::with_capacity(planted.len());
    let mut planned = Vec::with_capacity(planted.len());
    for (number, Planted { at, event }) in (first..).zip(&planted) {
        let published = start + at;
        let mut text = String::new();
        event.write(&mut text, world.seed, number, published);
        events.push(AttackEvent { uuid: id(world.seed, number), event_type: event.title.name, published });
        planned.push(Planned { number, published, written: Written::new(text), long_ago });
    }
    happened.plan(planned, skew_seconds);
    Attacked {
        id: attack.id,
        detections: attack.detections,
        events,
        users: users.into_iter().map(|user| world.user_id(user).to_string()).collect(),
        addresses: addresses.into_iter().collect(),
        numbers: first..first + planted.len() as u64,
    }
}
