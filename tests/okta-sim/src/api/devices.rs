//! Devices, one for most users, and who uses them.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::allowing;
use super::many::{named, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::World;

const PLATFORMS: [(&str, &str, &str, &str); 5] = [
    ("WINDOWS", "Laptop", "10.0.22631.3593", "ALL_INTERNAL_VOLUMES"),
    ("MACOS", "MacBook", "14.5.0", "ALL_INTERNAL_VOLUMES"),
    ("IOS", "iPhone", "17.5.1", "USER"),
    ("ANDROID", "Phone", "14", "USER"),
    ("WINDOWS", "Workstation", "10.0.19045.4412", "NONE"),
];

/// The device of ordinary user `n` has the number `n`.
fn all(world: &World) -> Range<u64> {
    0..world.users.joined_from
}

fn body(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::Device, number);
    let value = draw(world.seed, 161, number);
    let (platform, name, version, disk) = PLATFORMS[(value % 5) as usize];
    let name = format!("{name} {number}");
    let created = world.now.days_ago(20 + (value >> 8) as i64 % 700);
    let path = format!("/api/v1/devices/{id}");
    let managed = !value.is_multiple_of(4);
    let active = !value.is_multiple_of(23);
    let turn = if active { "suspend" } else { "activate" };
    json!({
        "id": id, "status": if active { "ACTIVE" } else { "DEACTIVATED" }, "created": created, "lastUpdated": created.max(world.now.days_ago((value >> 20) as i64 % 60)),
        "profile": {
            "displayName": name, "platform": platform, "manufacturer": if platform == "MACOS" || platform == "IOS" { "Apple Inc." } else { "Example Corp." },
            "model": "M1", "osVersion": version, "serialNumber": format!("SN{:012X}", value >> 16), "udid": crate::id::uuid(value, draw(world.seed, 162, number)),
            "registered": true, "secureHardwarePresent": platform != "ANDROID", "diskEncryptionType": disk, "managed": managed,
        },
        "resourceType": "UDDevice", "resourceDisplayName": {"value": name, "sensitive": false}, "resourceAlternateId": null, "resourceId": id,
        "_links": {
            turn: allowing(world, format_args!("{path}/lifecycle/{turn}"), &["POST"]),
            "self": allowing(world, &path, &["GET", "PATCH", "PUT"]), "users": allowing(world, format_args!("{path}/users"), &["GET"]),
        },
    })
}

/// Who uses a device: the user of the same number, if still there.
fn users(world: &World, number: u64, whole: bool) -> Vec<Value> {
    if !world.users.exists(number) {
        return Vec::new();
    }
    let user = if whole { super::users::brief(world, number) } else { json!({"id": world.user_id(number)}) };
    let managed = !draw(world.seed, 161, number).is_multiple_of(4);
    vec![json!({
        "created": world.now.days_ago(20).to_string(), "managementStatus": if managed { "MANAGED" } else { "NOT_MANAGED" }, "screenLockType": "BIOMETRIC", "user": user,
    })]
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    if let Some(search) = call.parameter("search").filter(|search| !matches!(*search, "status pr" | "id pr")) {
        return Err(Refusal::invalid_search(format!("Unsupported criteria: {search}")));
    }
    let (brief, long) = (call.expands("userSummary"), call.expands("user"));
    paged(call, Kind::Device, all(world), |number| {
        let mut device = body(world, number);
        if brief || long {
            device["_embedded"] = json!({"users": users(world, number, long)});
        }
        device
    })
}

fn device(call: &Call) -> Result<u64, Refusal> {
    named(call, 0, Kind::Device, &all(&call.world), "UDDevice")
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&body(&call.world, device(call)?)))
}

pub(crate) fn users_of_one(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&users(&call.world, device(call)?, true)))
}

/// The devices of a user.
pub(crate) fn of_user(call: &Call) -> Result<Answer, Refusal> {
    let user = super::users::named(call)?;
    let world = &call.world;
    let own = all(world)
        .contains(&user)
        .then(|| json!({"created": world.now.days_ago(20), "deviceUserId": world.ids.id(Kind::Link, user), "device": body(world, user)}));
    Ok(Answer::of(&own.into_iter().collect::<Vec<_>>()))
}
