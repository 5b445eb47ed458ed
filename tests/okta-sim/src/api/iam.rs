//! Custom roles, resource sets and who has any role: lists that carry their next link in the body.

use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;
use crate::org::roles::{CustomRole, Resource, ResourceSet};
use crate::paging::{Slice, links, position, slice};

/// How many entries these lists show at once.
const PAGE: usize = 100;

/// A page as the IAM lists wrap it: the items under `key`, the links in the body.
pub(super) fn wrapped(call: &Call, key: &str, items: Vec<Value>, next: Option<String>, limit: Option<usize>, more_links: Value) -> Answer {
    let page = links(call, next, limit);
    let mut all = match more_links {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    all.insert("self".to_owned(), json!({"href": page.this}));
    if let Some(next) = page.next {
        all.insert("next".to_owned(), json!({"href": next}));
    }
    Answer::of(&json!({key: items, "_links": all}))
}

/// One page of a list whose items are known by an identifier.
pub(super) fn page<T>(call: &Call, limit: usize, items: impl Iterator<Item = T>, id: impl Fn(&T) -> String) -> Result<Slice<T>, Refusal> {
    let position = position(call)?;
    let mut items: Vec<T> = items.collect();
    if let Some(after) = &position.after {
        let place = items.iter().position(|item| id(item) == *after).ok_or_else(Refusal::invalid_cursor)?;
        items.drain(..=place);
    }
    Ok(slice(call, &position, limit, items.into_iter(), id))
}

pub(crate) fn assignees(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let limit = call.size()?;
    let page = page(call, limit, world.admins().into_iter(), |user| world.user_id(*user).to_string())?;
    let items = page
        .items
        .iter()
        .map(|user| {
            let (base, id) = (world.base(), world.user_id(*user));
            json!({
                "id": id, "orn": format!("orn:{}:directory:{}:users:{id}", world.partition(), world.org_id),
                "_links": {"self": {"href": format!("{base}/api/v1/users/{id}")}, "roles": {"href": format!("{base}/api/v1/users/{id}/roles")}},
            })
        })
        .collect();
    Ok(wrapped(call, "value", items, page.next, Some(limit), Value::Null))
}

pub(crate) fn roles(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let id = |role: &CustomRole| world.ids.id(Kind::CustomRole, role.number).to_string();
    let page = page(call, PAGE, world.custom_roles.iter(), |role| id(role))?;
    let items = page.items.into_iter().map(|role| role_body(call, role)).collect();
    Ok(wrapped(call, "roles", items, page.next, None, Value::Null))
}

fn role_body(call: &Call, role: &CustomRole) -> Value {
    let world = &call.world;
    let (base, id) = (format!("{}/api/v1/iam/roles", call.link_base()), world.ids.id(Kind::CustomRole, role.number));
    json!({
        "id": id, "label": role.label, "description": role.description, "created": world.now.days_ago(260), "lastUpdated": world.now.days_ago(260),
        "_links": {"permissions": {"href": format!("{base}/{id}/permissions")}, "self": {"href": format!("{base}/{id}")}},
    })
}

/// The custom role that the path names, by id or by label.
fn named_role(call: &Call) -> Result<&CustomRole, Refusal> {
    let (world, name) = (&call.world, &call.names[0]);
    let role = world.custom_roles.iter().find(|role| world.ids.id(Kind::CustomRole, role.number).as_str() == name || role.label == name);
    role.ok_or_else(|| Refusal::not_found(name, "CustomRole"))
}

pub(crate) fn one_role(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&role_body(call, named_role(call)?)))
}

pub(crate) fn permissions(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let role = named_role(call)?;
    let base = format!("{}/api/v1/iam/roles/{}", call.link_base(), world.ids.id(Kind::CustomRole, role.number));
    let items: Vec<Value> = role
        .permissions
        .iter()
        .map(|label| {
            json!({
                "label": label, "created": world.now.days_ago(260), "lastUpdated": world.now.days_ago(260), "conditions": null,
                "_links": {"role": {"href": base}, "self": {"href": format!("{base}/permissions/{label}")}},
            })
        })
        .collect();
    Ok(Answer::of(&json!({"permissions": items})))
}

pub(crate) fn resource_sets(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let page = page(call, PAGE, world.sets.iter(), |set| world.ids.id(Kind::ResourceSet, set.number).to_string())?;
    let items = page.items.into_iter().map(|set| set_body(call, set)).collect();
    Ok(wrapped(call, "resource-sets", items, page.next, None, Value::Null))
}

fn set_body(call: &Call, set: &ResourceSet) -> Value {
    let world = &call.world;
    let id = world.ids.id(Kind::ResourceSet, set.number);
    let base = format!("{}/api/v1/iam/resource-sets/{id}", world.base());
    json!({
        "id": id, "label": set.label, "description": set.description, "created": world.now.days_ago(260), "lastUpdated": world.now.days_ago(260),
        "_links": {"self": {"href": base}, "resources": {"href": format!("{base}/resources")}, "bindings": {"href": format!("{base}/bindings")}},
    })
}

pub(crate) fn one_set(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&set_body(call, named_set(call)?)))
}

/// The resource set that the path names, by id or by label.
pub(super) fn named_set(call: &Call) -> Result<&ResourceSet, Refusal> {
    let name = &call.names[0];
    let world = &call.world;
    let set = world.sets.iter().find(|set| world.ids.id(Kind::ResourceSet, set.number).as_str() == name || set.label == name);
    set.ok_or_else(|| Refusal::not_found(name, "ResourceSet"))
}

pub(crate) fn resources(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let set = named_set(call)?;
    let base = format!("{}/api/v1/iam/resource-sets/{}", world.base(), world.ids.id(Kind::ResourceSet, set.number));
    let limit = call.size()?;
    let id = |place: usize| world.ids.id(Kind::Resource, set.number << 8 | place as u64).to_string();
    let page = page(call, limit, set.resources.iter().enumerate(), |(place, _)| id(*place))?;
    let items = page
        .items
        .iter()
        .map(|(place, resource)| {
            let (orn, href) = named(world, **resource);
            let mut entry = json!({
                "id": id(*place), "orn": orn, "created": world.now.days_ago(260), "lastUpdated": world.now.days_ago(260),
                "_links": {"resource": {"href": format!("{base}/resources/{}", id(*place))}},
            });
            // What has no address in the API has no link to itself.
            if let Some(href) = href {
                entry["_links"]["self"] = json!({"href": href});
            }
            entry
        })
        .collect();
    Ok(wrapped(call, "resources", items, page.next, Some(limit), json!({"resource-set": {"href": base}})))
}

/// A resource's name (ORN) and its address, if it has one.
fn named(world: &World, resource: Resource) -> (String, Option<String>) {
    let orn = |service: &str, rest: &str| format!("orn:{}:{service}:{}:{rest}", world.partition(), world.org_id);
    let href = |path: &str| Some(format!("{}/api/v1/{path}", world.base()));
    match resource {
        Resource::AllUsers => (orn("directory", "users"), href("users")),
        Resource::AllApps => (orn("idp", "apps"), href("apps")),
        Resource::AllIam => (orn("iam", "contained_resources"), None),
        Resource::User(number) => {
            let id = world.user_id(number);
            (orn("directory", &format!("users:{id}")), href(&format!("users/{id}")))
        }
        Resource::Group(number) => {
            let id = world.group_id(number);
            (orn("directory", &format!("groups:{id}:contained_resources")), href(&format!("groups/{id}/users")))
        }
    }
}
