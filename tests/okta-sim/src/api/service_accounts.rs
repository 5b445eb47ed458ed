//! Service accounts under privileged access: of applications, and of Okta itself.

use std::ops::Range;

use serde_json::{Value, json};

use super::many::page;
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw, uuid};
use crate::org::World;
use crate::org::apps;

fn all(world: &World) -> Range<u64> {
    0..(world.size() / 25).clamp(2, 500)
}

/// Their ids are UUIDs.
fn id(world: &World, stream: u64, number: u64) -> String {
    uuid(draw(world.seed, stream, number), draw(world.seed, stream + 1, number))
}

fn body(world: &World, number: u64) -> Value {
    let app = world.apps.app(apps::FIRST + 1 + number % (world.apps.total - apps::FIRST - 1));
    let id = id(world, 191, number);
    let created = world.now.days_ago(150);
    json!({
        "id": id, "name": format!("{} account {number}", app.label), "description": "Made for a nightly run", "username": format!("svc{number}@{}", world.users.domain),
        // Described as required; what real orgs show is a secret.
        "password": world.canary("service_account.password", &id),
        "containerOrn": format!("orn:{}:idp:{}:apps:{}:{}", world.partition(), world.org_id, app.name, app.id), "containerInstanceName": app.label, "containerGlobalName": app.name,
        "ownerGroupIds": [world.group_id(crate::org::groups::FIRST)], "ownerUserIds": [world.user_id(number % world.users.joined_from)],
        "status": "NO_ISSUES", "statusDetail": "ROTATED", "created": created, "lastUpdated": created,
    })
}

pub(crate) fn of_apps(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    page(
        call,
        all(world),
        |mark| all(world).find(|number| id(world, 191, *number) == mark),
        |number| id(world, 191, number),
        |number| body(world, number),
    )
}

/// The org's own service users, put under management.
pub(crate) fn of_okta(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let numbers = 0..2;
    page(
        call,
        numbers.clone(),
        |mark| numbers.clone().find(|number| id(world, 193, *number) == mark),
        |number| id(world, 193, number),
        |number| {
            let person = &world.users.cast[1 + number as usize];
            let login = format!("{}@{}", person.local, world.users.domain);
            json!({
                "id": id(world, 193, number), "name": format!("{} {}", person.first, person.last), "description": "Shared account", "oktaUserId": world.ids.id(Kind::User, person.number),
                "username": login, "email": login, "ownerUserIds": world.first_super().into_iter().collect::<Vec<_>>(), "ownerGroupIds": [],
                "status": "NO_ISSUES", "statusDetail": "UNMANAGED", "created": person.created, "lastUpdated": person.created,
            })
        },
    )
}
