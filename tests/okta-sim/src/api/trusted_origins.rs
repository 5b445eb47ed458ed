//! Trusted origins.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::switchable;
use super::many::{named, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::World;

fn all(world: &World) -> Range<u64> {
    0..(world.size() / 40).clamp(3, 400)
}

fn body(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::TrustedOrigin, number);
    let value = draw(world.seed, 110, number);
    let (active, by) = (!value.is_multiple_of(9), world.first_super());
    let created = world.now.days_ago(100 + (value >> 8) as i64 % 900);
    let scopes = match value % 4 {
        0 => json!([{"type": "CORS"}]),
        1 => json!([{"type": "REDIRECT"}]),
        2 => json!([{"type": "CORS"}, {"type": "REDIRECT"}]),
        _ => json!([{"type": "IFRAME_EMBED", "allowedOktaApps": ["OKTA_ENDUSER"]}]),
    };
    json!({
        "id": id, "name": format!("Portal {number}"), "origin": format!("https://portal{number}.{}", world.users.domain),
        "status": if active { "ACTIVE" } else { "INACTIVE" }, "scopes": scopes, "created": created, "createdBy": by,
        "lastUpdated": created, "lastUpdatedBy": by, "_links": switchable(world, &format!("/api/v1/trustedOrigins/{id}"), active),
    })
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    paged(call, Kind::TrustedOrigin, all(&call.world), |number| body(&call.world, number))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::TrustedOrigin, &all(&call.world), "TrustedOrigin")?;
    Ok(Answer::of(&body(&call.world, number)))
}
