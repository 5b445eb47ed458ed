//! The features that a customer may switch, and what they depend on.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::{allowing, to};
use super::many::{named, whole};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::World;

const NAMES: [&str; 8] = [
    "Enhanced dynamic zones",
    "Protected actions in the Admin Console",
    "Detect and block requests from anonymizers",
    "Enforce one factor more for guessed passwords",
    "Unknown device detection",
    "Rate limits by client",
    "Email notification of new devices",
    "IP session restriction",
];

fn all() -> Range<u64> {
    0..40
}

fn body(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::Feature, number);
    let value = draw(world.seed, 181, number);
    let name = NAMES.get(number as usize).map_or_else(|| format!("Early feature {number}"), |name| (*name).to_owned());
    // Only a beta says whether it is open.
    let stage = if value.is_multiple_of(3) { json!({"value": "BETA", "state": "OPEN"}) } else { json!({"value": "EA"}) };
    let path = format!("/api/v1/features/{id}");
    let turn = if value & 8 == 0 { "enable" } else { "disable" };
    json!({
        "id": id, "type": "self-service", "status": if value & 8 == 0 { "DISABLED" } else { "ENABLED" }, "name": name,
        "description": format!("{name}, to be switched by the customer"), "stage": stage,
        "_links": {
            turn: allowing(world, format_args!("{path}/{turn}"), &["POST"]), "self": to(world, &path),
            "dependents": to(world, format_args!("{path}/dependents")), "dependencies": to(world, format_args!("{path}/dependencies")),
        },
    })
}

fn feature(call: &Call) -> Result<u64, Refusal> {
    named(call, 0, Kind::Feature, &all(), "Feature")
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    whole(all(), |number| body(&call.world, number))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&body(&call.world, feature(call)?)))
}

/// Every tenth feature needs the one before it.
pub(crate) fn dependencies(call: &Call) -> Result<Answer, Refusal> {
    let number = feature(call)?;
    let needed = if number % 10 == 9 { number - 1..number } else { 0..0 };
    whole(needed, |number| body(&call.world, number))
}

pub(crate) fn dependents(call: &Call) -> Result<Answer, Refusal> {
    let number = feature(call)?;
    let needing = if number % 10 == 8 { number + 1..number + 2 } else { 0..0 };
    whole(needing, |number| body(&call.world, number))
}
