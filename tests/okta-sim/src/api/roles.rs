//! The administrator roles of a user or a group.

use serde_json::{Value, json};

use super::role_targets;
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;
use crate::org::roles::{Holder, Line, label};

fn holder_link(world: &World, holder: Holder) -> String {
    match holder {
        Holder::User(user) => format!("{}/api/v1/users/{}", world.base(), world.user_id(user)),
        Holder::Group(group) => format!("{}/api/v1/groups/{}", world.base(), world.group_id(group)),
        Holder::Client(client) => format!("{}/api/v1/clients/{}", world.base(), world.client_id(client)),
    }
}

fn assignment_type(holder: Holder) -> &'static str {
    match holder {
        Holder::User(_) => "USER",
        Holder::Group(_) => "GROUP",
        Holder::Client(_) => "CLIENT",
    }
}

/// The id of an assignment, as its holder's list shows it.
pub(super) fn id(world: &World, line: &Line<'_>) -> String {
    match line {
        Line::Standard(given) => given.id(&world.ids),
        Line::Custom(member) => world.ids.id(Kind::Binding, member.number).to_string(),
    }
}

/// What an assignment is confined to, for lists that were asked to tell.
fn targets(call: &Call, line: &Line<'_>) -> Option<Value> {
    let Line::Standard(given) = line else { return None };
    let world = &call.world;
    if call.expands("targets/groups") {
        let groups: Vec<Value> =
            role_targets::groups_of(world, given).into_iter().map(|number| super::groups::body(world, number, false, false)).collect();
        return Some(json!({"targets": {"groups": groups}}));
    }
    let apps = || role_targets::apps_of(world, given).into_iter().map(|number| role_targets::app(world, number)).collect::<Vec<_>>();
    call.expands("targets/catalog/apps").then(|| json!({"targets": {"catalog": {"apps": apps()}}}))
}

fn listed(call: &Call, lines: &[Line<'_>]) -> Answer {
    let list: Vec<Value> = lines
        .iter()
        .map(|line| {
            let mut body = body(&call.world, line);
            if let Some(targets) = targets(call, line) {
                body["_embedded"] = targets;
            }
            body
        })
        .collect();
    Answer::of(&list)
}

fn body(world: &World, line: &Line<'_>) -> Value {
    match line {
        Line::Standard(given) => json!({
            "id": given.id(&world.ids), "label": label(&given.role), "type": given.role, "status": "ACTIVE",
            "created": given.created, "lastUpdated": given.created, "assignmentType": assignment_type(given.holder),
            "_links": {"assignee": {"href": holder_link(world, given.holder)}},
        }),
        Line::Custom(member) => {
            let role = world.ids.id(Kind::CustomRole, member.role);
            let set = world.ids.id(Kind::ResourceSet, member.set);
            let id = world.ids.id(Kind::Binding, member.number);
            let base = format!("{}/api/v1/iam", world.base());
            json!({
                "id": id, "role": role, "label": world.custom_role(member.role).map(|role| role.label), "type": "CUSTOM", "status": "ACTIVE",
                "created": member.created, "lastUpdated": member.created, "assignmentType": assignment_type(member.holder), "resource-set": set,
                "_links": {
                    "role": {"href": format!("{base}/roles/{role}")},
                    "resource-set": {"href": format!("{base}/resource-sets/{set}")},
                    "permissions": {"href": format!("{base}/roles/{role}/permissions")},
                    "member": {"href": format!("{base}/resource-sets/{set}/bindings/{role}/members/{id}")},
                    "assignee": {"href": holder_link(world, member.holder)},
                },
            })
        }
    }
}

pub(crate) fn of_user(call: &Call) -> Result<Answer, Refusal> {
    let user = super::users::named(call)?;
    Ok(listed(call, &call.world.lines_of_user(user)))
}

pub(crate) fn of_group(call: &Call) -> Result<Answer, Refusal> {
    let group = super::groups::named(call)?;
    Ok(listed(call, &call.world.lines(Holder::Group(group))))
}

pub(crate) fn of_client(call: &Call) -> Result<Answer, Refusal> {
    let id = &call.names[0];
    let client = call.world.client(id).ok_or_else(|| Refusal::not_found(id, "PublicClientApp"))?;
    Ok(listed(call, &call.world.lines(Holder::Client(client))))
}
