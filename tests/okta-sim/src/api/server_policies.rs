//! The access policies of authorization servers, and their rules.

use serde_json::{Value, json};

use super::link::{allowing, switchable};
use super::many::{below, named, whole};
use super::servers::{path, server};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::World;

/// They share their sort of id with the org's own policies; their numbers begin here.
const POLICIES: u64 = 1 << 20;

fn policies(world: &World, server: u64) -> std::ops::Range<u64> {
    below(POLICIES + server, 1 + draw(world.seed, 141, server) % 3)
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let server = server(call)?;
    let numbers = policies(world, server);
    whole(numbers.clone(), |number| body(world, server, number, number - numbers.start))
}

fn body(world: &World, server: u64, number: u64, place: u64) -> Value {
    let id = world.ids.id(Kind::OldPolicy, number);
    let path = format!("{}/policies/{id}", path(world, server));
    let mut links = switchable(world, &path, true);
    links["rules"] = allowing(world, format_args!("{path}/rules"), &["GET", "POST"]);
    let created = world.now.days_ago(800);
    let clients = if place == 0 { json!(["ALL_CLIENTS"]) } else { json!([world.ids.id(Kind::App, crate::org::apps::FIRST + place)]) };
    json!({
        "type": "OAUTH_AUTHORIZATION_POLICY", "id": id, "status": "ACTIVE", "name": if place == 0 { "Default Policy".to_owned() } else { format!("Partners {place}") },
        "description": "Who may have which tokens", "priority": place + 1, "system": false, "conditions": {"clients": {"include": clients}},
        "created": created, "lastUpdated": created, "_links": links,
    })
}

/// Two rules below each policy: one for people, one for programs.
pub(crate) fn rules(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let server = server(call)?;
    let policy = named(call, 1, Kind::OldPolicy, &policies(world, server), "Policy")?;
    let path = format!("{}/policies/{}/rules", path(world, server), call.names[1]);
    let created = world.now.days_ago(800);
    whole(policy * 2..policy * 2 + 2, |number| {
        let programs = number % 2 == 1;
        let id = world.ids.id(Kind::OldRule, number);
        let grants = if programs { json!(["client_credentials"]) } else { json!(["authorization_code"]) };
        let groups = if programs { json!({"include": [], "exclude": []}) } else { json!({"include": ["EVERYONE"], "exclude": []}) };
        json!({
            "type": "RESOURCE_ACCESS", "id": id, "status": "ACTIVE", "name": if programs { "Programs" } else { "People" }, "priority": 1 + u64::from(programs),
            "created": created, "lastUpdated": created, "system": false,
            "conditions": {"people": {"users": {"include": [], "exclude": []}, "groups": groups}, "grantTypes": {"include": grants}, "scopes": {"include": ["*"]}},
            "actions": {"token": {"accessTokenLifetimeMinutes": 60, "refreshTokenLifetimeMinutes": 129_600, "refreshTokenWindowMinutes": 10_080}},
            "_links": switchable(world, &format!("{path}/{id}"), true),
        })
    })
}
