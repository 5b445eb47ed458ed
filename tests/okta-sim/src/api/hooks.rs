//! Event hooks, inline hooks and hook keys. Headers of the customer's own come back with their values.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::switchable;
use super::many::{named, whole};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw, uuid};
use crate::org::World;
use crate::settings::Oddity;

const EVENTS: [&[&str]; 3] = [
    &["user.lifecycle.deactivate", "user.lifecycle.activate"],
    &["group.user_membership.add", "group.user_membership.remove"],
    &["application.lifecycle.create"],
];
const INLINE: [&str; 5] = [
    "com.okta.oauth2.tokens.transform",
    "com.okta.import.transform",
    "com.okta.saml.tokens.transform",
    "com.okta.user.pre-registration",
    "com.okta.user.credential.password.import",
];

fn event_hooks(world: &World) -> Range<u64> {
    0..(1 + world.size() / 150).min(25)
}

fn inline_hooks(world: &World) -> Range<u64> {
    0..(1 + world.size() / 100).min(50)
}

fn header(world: &World, hook: &str) -> Value {
    json!({"key": "X-Hook-Secret", "value": world.canary("hook.header", hook)})
}

fn event_hook(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::EventHook, number);
    let created = world.now.days_ago(400);
    json!({
        "id": id, "status": "ACTIVE", "verificationStatus": "VERIFIED", "name": format!("Changes of people {number}"), "description": null,
        "created": created, "createdBy": world.first_super(), "lastUpdated": created,
        "events": {"type": "EVENT_TYPE", "items": EVENTS[number as usize % EVENTS.len()], "filter": null},
        "channel": {"type": "HTTP", "version": "1.0.0", "config": {
            "uri": format!("https://hooks{number}.{}/okta", world.users.domain), "headers": [header(world, id.as_str())], "method": "POST",
            "authScheme": {"type": "HEADER", "key": "authorization"},
        }},
        "_links": switchable(world, &format!("/api/v1/eventHooks/{id}"), true),
    })
}

fn inline_hook(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::InlineHook, number);
    let created = world.now.days_ago(300);
    let uri = format!("https://inline{number}.{}/okta", world.users.domain);
    let channel = if number % 2 == 1 {
        json!({"type": "OAUTH", "version": "1.0.0", "config": {
            "uri": uri, "headers": [], "method": "POST", "authScheme": null, "authType": "client_secret_post", "clientId": format!("hook-{number}"),
            "clientSecret": world.canary("hook.client_secret", id), "tokenUrl": format!("https://login.{}/token", world.users.domain), "scope": "hooks",
        }})
    } else {
        json!({"type": "HTTP", "version": "1.0.0", "config": {
            "uri": uri, "headers": [header(world, id.as_str())], "method": "POST", "authScheme": {"type": "HEADER", "key": "authorization"},
        }})
    };
    json!({
        "id": id, "status": "ACTIVE", "name": format!("Transformation {number}"), "type": INLINE[number as usize % INLINE.len()], "version": "1.0.0",
        "channel": channel, "created": created, "lastUpdated": created, "_links": switchable(world, &format!("/api/v1/inlineHooks/{id}"), true),
    })
}

pub(crate) fn event_list(call: &Call) -> Result<Answer, Refusal> {
    whole(event_hooks(&call.world), |number| event_hook(&call.world, number))
}

pub(crate) fn event_one(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::EventHook, &event_hooks(&call.world), "EventHook")?;
    Ok(Answer::of(&event_hook(&call.world, number)))
}

pub(crate) fn inline_list(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let wanted = |number: &u64| call.parameter("type").is_none_or(|kind| INLINE[*number as usize % INLINE.len()] == kind);
    let list: Vec<Value> = inline_hooks(world).filter(wanted).map(|number| inline_hook(world, number)).collect();
    Ok(Answer::of(&list))
}

pub(crate) fn inline_one(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::InlineHook, &inline_hooks(&call.world), "InlineHook")?;
    Ok(Answer::of(&inline_hook(&call.world, number)))
}

/// Public keys for hooks; whether one is used is described as text, and was seen as a flag.
pub(crate) fn keys(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let created = world.now.days_ago(200);
    whole(0..2, |number| {
        json!({
            "id": world.ids.id(Kind::HookKey, number), "keyId": uuid(draw(world.seed, 151, number), draw(world.seed, 152, number)),
            "name": format!("Key {number}"), "created": created, "lastUpdated": created, "isUsed": if call.oddities.contains(&Oddity::WireForms) { json!(number == 0) } else { json!((number == 0).to_string()) },
        })
    })
}
