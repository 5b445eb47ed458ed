//! Group rules and owners of groups.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::switchable;
use super::many::{below, named, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::people::DEPARTMENTS;
use crate::org::{World, groups};

/// They share their sort of id with rules of policies; their numbers begin here.
const RULES: u64 = 1 << 42;

fn all(world: &World) -> Range<u64> {
    RULES..RULES + (world.size() / 40).clamp(3, 2_000)
}

/// The group that a rule fills: one that is not built in.
fn target(world: &World, place: u64) -> u64 {
    groups::FIRST + place % (world.groups.ordinary - groups::FIRST)
}

fn body(world: &World, number: u64, names: bool) -> Value {
    let id = world.ids.id(Kind::OldRule, number);
    let place = number - RULES;
    let value = draw(world.seed, 221, place);
    let target = target(world, place);
    let status = match value % 16 {
        0 => "INACTIVE",
        1 => "INVALID",
        _ => "ACTIVE",
    };
    let created = world.now.days_ago(90 + (value >> 8) as i64 % 600);
    let group = world.group_id(target);
    let mut rule = json!({
        "type": "group_rule", "id": id, "status": status, "name": format!("Department {place}"), "created": created, "lastUpdated": created,
        "conditions": {
            "people": {"users": {"exclude": []}, "groups": {"exclude": []}},
            "expression": {"value": format!("user.department==\"{}\"", DEPARTMENTS[(value >> 4) as usize % DEPARTMENTS.len()]), "type": "urn:okta:expression:1.0"},
        },
        "actions": {"assignUserToGroups": {"groupIds": [group]}}, "allGroupsValid": status != "INVALID",
        "_links": switchable(world, &format!("/api/v1/groups/rules/{id}"), status == "ACTIVE"),
    });
    if names {
        rule["_embedded"] = json!({"groupIdToGroupNameMap": {group.as_str(): world.groups.group(target).name}});
    }
    rule
}

/// The rules that placed a user in a group: half of the users of a group that rules fill were placed by hand.
pub(super) fn placing(world: &World, group: u64, user: u64) -> Vec<Value> {
    let by_rule = draw(world.seed, 224, user).is_multiple_of(2);
    let filling = all(world).filter(|number| by_rule && target(world, number - RULES) == group);
    filling.map(|number| json!({"id": world.ids.id(Kind::OldRule, number), "name": format!("Department {}", number - RULES)})).collect()
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let names = call.expands("groupIdToGroupNameMap");
    paged(call, Kind::OldRule, all(&call.world), |number| body(&call.world, number, names))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::OldRule, &all(&call.world), "GroupRule")?;
    Ok(Answer::of(&body(&call.world, number, call.expands("groupIdToGroupNameMap"))))
}

/// Two of five groups have owners: a user, or the group of administrators. Their dates are written with a blank.
pub(crate) fn owners(call: &Call) -> Result<Answer, Refusal> {
    let group = super::groups::named(call)?;
    let world = &call.world;
    let count = if group < groups::FIRST { 0 } else { (draw(world.seed, 222, group) % 5).saturating_sub(2) };
    // Owners are known by the id of the user or group that they are.
    let owner = |number: u64| {
        let user = draw(world.seed, 223, number) % world.users.joined_from;
        (user, world.user_id(user))
    };
    let numbers = below(group, count);
    let all = numbers.clone();
    super::many::page(
        call,
        numbers,
        |mark| all.clone().find(|number| owner(*number).1.as_str() == mark),
        |number| owner(number).1.to_string(),
        |number| {
            let (user, id) = owner(number);
            let person = world.users.user(user);
            json!({
                "id": id, "type": "USER", "resolved": true, "originId": null, "originType": "OKTA_DIRECTORY",
                "displayName": format!("{} {}", person.first, person.last), "lastUpdated": world.now.days_ago(33).with_blank(),
            })
        },
    )
}
