//! Bindings of custom roles to resource sets, and their members.

use serde_json::{Value, json};

use super::iam::{named_set, page, wrapped};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::roles::Holder;

const PAGE: usize = 100;

pub(crate) fn bindings(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let set = named_set(call)?;
    let base = format!("{}/api/v1/iam/resource-sets/{}", world.base(), world.ids.id(Kind::ResourceSet, set.number));
    let id = |role: u64| world.ids.id(Kind::CustomRole, role).to_string();
    let page = page(call, PAGE, world.bound_roles(set.number).into_iter(), |role| id(*role))?;
    let items = page
        .items
        .iter()
        .map(|role| {
            let id = id(*role);
            json!({"id": id, "_links": {
                "self": {"href": format!("{}/api/v1/iam/roles/{id}", world.base())},
                "members": {"href": format!("{base}/bindings/{id}/members")},
            }})
        })
        .collect();
    Ok(wrapped(call, "roles", items, page.next, None, json!({"resource-set": {"href": base}})))
}

pub(crate) fn members(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let set = named_set(call)?;
    let role = &call.names[1];
    let bound = world.bound_roles(set.number).into_iter().find(|number| {
        world.ids.id(Kind::CustomRole, *number).as_str() == role || world.custom_role(*number).is_some_and(|known| known.label == role)
    });
    let bound = bound.ok_or_else(|| Refusal::not_found(role, "ResourceSetBinding"))?;
    let binding = format!(
        "{}/api/v1/iam/resource-sets/{}/bindings/{}",
        world.base(),
        world.ids.id(Kind::ResourceSet, set.number),
        world.ids.id(Kind::CustomRole, bound)
    );
    let listed = world.members.iter().filter(|member| member.set == set.number && member.role == bound);
    let page = page(call, PAGE, listed, |member| world.ids.id(Kind::Binding, member.number).to_string())?;
    let items: Vec<Value> = page
        .items
        .iter()
        .map(|member| {
            // Who it is stands in the link alone.
            let href = match member.holder {
                Holder::User(user) => format!("{}/api/v1/users/{}", world.base(), world.user_id(user)),
                Holder::Group(group) => format!("{}/api/v1/groups/{}", world.base(), world.group_id(group)),
                Holder::Client(client) => format!("{}/oauth2/v1/clients/{}", world.base(), world.client_id(client)),
            };
            json!({"id": world.ids.id(Kind::Binding, member.number), "created": member.created, "lastUpdated": member.created, "_links": {"self": {"href": href}}})
        })
        .collect();
    Ok(wrapped(call, "members", items, page.next, None, json!({"binding": {"href": binding}})))
}
