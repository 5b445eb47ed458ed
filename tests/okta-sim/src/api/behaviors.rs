//! Behaviours: Okta describes no pages, yet serves them by ten, with the name as cursor.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::switchable;
use super::many::{named, page};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;
use crate::settings::Oddity;

const TYPES: [(&str, &str); 5] = [
    ("New Geo-Location", "ANOMALOUS_LOCATION"),
    ("New Device", "ANOMALOUS_DEVICE"),
    ("New IP", "ANOMALOUS_IP"),
    ("New ASN", "ANOMALOUS_ASN"),
    ("Velocity", "VELOCITY"),
];

fn all(world: &World) -> Range<u64> {
    0..(7 + world.size() / 50).min(60)
}

/// The first five are Okta's own; those that the customer made are named apart.
fn name(number: u64) -> String {
    let (name, _) = TYPES[number as usize % TYPES.len()];
    if number < TYPES.len() as u64 { name.to_owned() } else { format!("{name} {number}") }
}

fn body(call: &Call, number: u64) -> Value {
    let world = &*call.world;
    let id = world.ids.id(Kind::Behavior, number);
    let kind = TYPES[number as usize % TYPES.len()].1;
    let settings = match kind {
        "ANOMALOUS_LOCATION" => {
            json!({"maxEventsUsedForEvaluation": 20, "minEventsNeededForEvaluation": 0, "granularity": "LAT_LONG", "radiusKilometers": if call.oddities.contains(&Oddity::WireForms) { json!(5.5) } else { json!(5) }})
        }
        "VELOCITY" => json!({"velocityKph": 805}),
        _ => json!({"maxEventsUsedForEvaluation": 50, "minEventsNeededForEvaluation": 0}),
    };
    // The dates of behaviours are written with a blank.
    let created = world.now.days_ago(700).with_blank();
    json!({
        "id": id, "name": name(number), "type": kind, "status": "ACTIVE", "settings": settings, "created": created, "lastUpdated": created,
        "_links": switchable(world, &format!("/api/v1/behaviors/{id}"), true),
    })
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    page(call, all(world), |mark| all(world).find(|number| name(*number) == mark), name, |number| body(call, number))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::Behavior, &all(&call.world), "BehaviorRule")?;
    Ok(Answer::of(&body(call, number)))
}
