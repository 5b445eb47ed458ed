//! The user schema, user types and profile mappings.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::to;
use super::many::{named, paged, whole};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;
use crate::org::apps;

/// Properties of every org: name, title, whether required, whether users may change it themselves.
const BASE: [(&str, &str, bool, bool); 12] = [
    ("login", "Username", true, false),
    ("firstName", "First name", true, true),
    ("lastName", "Last name", true, true),
    ("email", "Primary email", true, true),
    ("secondEmail", "Secondary email", false, true),
    ("mobilePhone", "Mobile phone", false, true),
    ("title", "Title", false, false),
    ("userType", "User type", false, false),
    ("department", "Department", false, false),
    ("employeeNumber", "Employee number", false, false),
    ("manager", "Manager", false, false),
    ("managerId", "ManagerId", false, false),
];

fn property(title: &str, required: bool, own: bool) -> Value {
    json!({
        "title": title, "type": "string", "required": required, "mutability": "READ_WRITE", "scope": "NONE", "maxLength": 100,
        "permissions": [{"principal": "SELF", "action": if own { "READ_WRITE" } else { "READ_ONLY" }}], "master": {"type": "PROFILE_MASTER"},
    })
}

pub(crate) fn user_schema(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let name = &call.names[0];
    let number =
        if name == "default" { Some(0) } else { world.ids.number(Kind::Schema, name).filter(|number| types(world).contains(number)) };
    let number = number.ok_or_else(|| Refusal::not_found(name, "UserSchema"))?;
    let id = world.ids.id(Kind::Schema, number);
    let base: serde_json::Map<String, Value> =
        BASE.iter().map(|(name, title, required, own)| ((*name).to_owned(), property(title, *required, *own))).collect();
    let mut custom = serde_json::Map::new();
    for place in 0..2 + world.seed % 4 {
        custom.insert(format!("field{place}"), property(&format!("Field {place}"), false, place == 0));
    }
    let created = world.now.days_ago(1_500);
    Ok(Answer::of(&json!({
        "id": format!("{}/meta/schemas/user/{id}", world.base()), "$schema": "http://json-schema.org/draft-04/schema#", "name": "user", "title": "User",
        "description": "Okta user profile template with default permission settings", "lastUpdated": created.to_string(), "created": created.to_string(),
        "definitions": {
            "custom": {"id": "#custom", "type": "object", "properties": custom, "required": []},
            "base": {"id": "#base", "type": "object", "properties": base, "required": ["login", "firstName", "lastName", "email"]},
        },
        "type": "object", "properties": {"profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}},
        "_links": {"self": to(world, format_args!("/api/v1/meta/schemas/user/{id}")), "type": to(world, format_args!("/api/v1/meta/types/user/{}", world.ids.id(Kind::UserType, number)))},
    })))
}

pub(crate) fn group_schema(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let created = world.now.days_ago(1_500);
    Ok(Answer::of(&json!({
        "$schema": "http://json-schema.org/draft-04/schema#", "id": format!("{}/meta/schemas/group/default", world.base()), "name": "group", "title": "Okta group",
        "description": "Okta group profile template", "created": created.to_string(), "lastUpdated": created.to_string(), "type": "object",
        "definitions": {
            "custom": {"id": "#custom", "type": "object", "properties": {}, "required": []},
            "base": {"id": "#base", "type": "object", "properties": {"name": property("Name", true, false), "description": property("Description", false, false)}, "required": ["name"]},
        },
        "properties": {"profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}},
        "_links": {"self": {"rel": "self", "href": format!("{}/api/v1/meta/schemas/group/default", world.base()), "method": "GET"}},
    })))
}

fn types(world: &World) -> Range<u64> {
    0..1 + (world.size() / 1_000).min(4)
}

fn user_type(world: &World, number: u64) -> Value {
    let (id, created, by) = (world.ids.id(Kind::UserType, number), world.now.days_ago(1_500), world.ids.id(Kind::Link, number));
    let schema = format!("/api/v1/meta/schemas/user/{}", world.ids.id(Kind::Schema, number));
    json!({
        "id": id, "displayName": if number == 0 { "User".to_owned() } else { format!("Contractor {number}") },
        "name": if number == 0 { "user".to_owned() } else { format!("contractor{number}") }, "description": "Okta user profile template", "createdBy": by,
        "lastUpdatedBy": by, "created": created, "lastUpdated": created, "default": number == 0,
        "_links": {"self": to(world, format_args!("/api/v1/meta/types/user/{id}")), "schema": to(world, schema)},
    })
}

pub(crate) fn user_types(call: &Call) -> Result<Answer, Refusal> {
    whole(types(&call.world), |number| user_type(&call.world, number))
}

pub(crate) fn one_user_type(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::UserType, &types(&call.world), "UserType")?;
    Ok(Answer::of(&user_type(&call.world, number)))
}

/// One mapping for each application, to it; what the directory gives goes the other way.
fn mappings(world: &World) -> Range<u64> {
    apps::FIRST..world.apps.total
}

fn mapping(world: &World, number: u64) -> Value {
    let app = world.apps.app(number);
    let kind = world.ids.id(Kind::UserType, 0);
    let person = json!({"id": kind, "name": "user", "type": "user", "_links": {
        "self": to(world, format_args!("/api/v1/meta/types/user/{kind}")), "schema": to(world, format_args!("/api/v1/meta/schemas/user/{}", world.ids.id(Kind::Schema, 0))),
    }});
    let other = json!({"id": app.id, "name": app.name, "type": "appuser", "_links": {
        "self": to(world, format_args!("/api/v1/apps/{}", app.id)), "schema": to(world, format_args!("/api/v1/meta/schemas/apps/{}/default", app.id)),
    }});
    let id = world.ids.id(Kind::Mapping, number);
    let (source, target) = if number == apps::FIRST { (other, person) } else { (person, other) };
    json!({"id": id, "source": source, "target": target, "_links": {"self": to(world, format_args!("/api/v1/mappings/{id}"))}})
}

pub(crate) fn mapping_list(call: &Call) -> Result<Answer, Refusal> {
    paged(call, Kind::Mapping, mappings(&call.world), |number| mapping(&call.world, number))
}

pub(crate) fn one_mapping(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::Mapping, &mappings(&call.world), "ProfileMapping")?;
    let mut whole = mapping(&call.world, number);
    whole["properties"] = json!({
        "firstName": {"expression": "user.firstName", "pushStatus": "PUSH"}, "email": {"expression": "user.email", "pushStatus": "PUSH"},
    });
    Ok(Answer::of(&whole))
}
