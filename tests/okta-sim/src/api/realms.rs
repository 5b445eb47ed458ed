//! Realms and what assigns users to them.

use std::ops::Range;

use serde_json::{Value, json};

use super::many::{named, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;

/// Realms share their sort of id with devices, assignments theirs with rules; their numbers begin here.
const REALMS: u64 = 1 << 40;
const ASSIGNMENTS: u64 = 1 << 40;

fn all(world: &World) -> Range<u64> {
    REALMS..REALMS + (2 + world.size() / 60).min(100)
}

fn this(world: &World, path: &str) -> Value {
    json!({"self": {"rel": "self", "href": format!("{}{path}", world.base()), "method": "GET"}})
}

fn body(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::Device, number);
    let place = number - REALMS;
    let created = world.now.days_ago(600);
    let name = if place == 0 { "Default Realm".to_owned() } else { format!("Partner {place}") };
    json!({
        "id": id, "created": created, "lastUpdated": created, "isDefault": place == 0,
        "profile": {"name": name, "realmType": if place == 0 { "DEFAULT" } else { "PARTNER" }}, "_links": this(world, &format!("/api/v1/realms/{id}")),
    })
}

/// Okta adds a search of its own to the links of this list.
pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let mut answer = paged(call, Kind::Device, all(&call.world), |number| body(&call.world, number))?;
    if call.parameter("search").is_none()
        && let Some(links) = &mut answer.links
    {
        links.next = links.next.take().map(|next| format!("{next}&search=id+pr"));
    }
    Ok(answer)
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::Device, &all(&call.world), "Realm")?;
    Ok(Answer::of(&body(&call.world, number)))
}

pub(crate) fn assignments(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let count = (1 + world.size() / 80).min(50);
    paged(call, Kind::NewRule, ASSIGNMENTS..ASSIGNMENTS + count, |number| {
        let place = number - ASSIGNMENTS;
        let id = world.ids.id(Kind::NewRule, number);
        let last = place + 1 == count;
        let created = world.now.days_ago(500);
        json!({
            "id": id, "status": "ACTIVE", "name": if last { "Catch-all".to_owned() } else { format!("Partner {place}") }, "created": created, "lastUpdated": created,
            "isDefault": last, "domains": [world.users.domain],
            "conditions": {"profileSourceId": world.ids.id(Kind::App, crate::org::apps::FIRST), "expression": {"value": format!("user.profile.department == \"Partner {place}\"")}},
            "actions": {"assignUserToRealm": {"realmId": world.ids.id(Kind::Device, REALMS + if last { 0 } else { 1 })}}, "priority": if last { 499 } else { place },
            "_links": this(world, &format!("/api/v1/realm-assignments/{id}")),
        })
    })
}
