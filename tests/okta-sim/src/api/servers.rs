//! Authorization servers: the list, one, scopes, claims and keys.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::{allowing, to};
use super::many::{below, named, paged, whole};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Id, Kind, draw};
use crate::org::World;
use crate::paging::links;

const OWN_SCOPES: [&str; 6] = ["openid", "profile", "email", "offline_access", "address", "phone"];
const CLAIMS: [(&str, &str, &str); 4] = [
    ("sub", "RESOURCE", "(appuser != null) ? appuser.userName : app.clientId"),
    ("department", "IDENTITY", "user.department"),
    ("groups", "RESOURCE", "staff"),
    ("tenant", "RESOURCE", "\"main\""),
];
const KEYS: [&str; 3] = ["ACTIVE", "NEXT", "EXPIRED"];

/// The default one first.
fn all(world: &World) -> Range<u64> {
    0..(2 + world.size() / 200).min(30)
}

pub(super) fn server(call: &Call) -> Result<u64, Refusal> {
    // The first one answers to its name too.
    if call.names[0] == "default" {
        return Ok(0);
    }
    named(call, 0, Kind::AuthorizationServer, &all(&call.world), "AuthorizationServer")
}

pub(super) fn path(world: &World, number: u64) -> String {
    format!("/api/v1/authorizationServers/{}", id(world, number))
}

fn id(world: &World, number: u64) -> Id {
    world.ids.id(Kind::AuthorizationServer, number)
}

fn key_id(world: &World, server: u64, key: u64) -> String {
    format!("{:016x}{:016x}", draw(world.seed, 131, server), draw(world.seed, 132 + key, server))
}

fn body(world: &World, number: u64) -> Value {
    let (id, path, created) = (id(world, number), path(world, number), world.now.days_ago(900 - number as i64));
    let name = if number == 0 { "default".to_owned() } else { format!("API {number}") };
    let issuer = if number == 0 { "default".to_owned() } else { id.to_string() };
    let link = |part: &str, methods: &[&str]| allowing(world, format_args!("{path}/{part}"), methods);
    json!({
        "id": id, "name": name, "description": if number.is_multiple_of(2) { json!("Tokens for our own interfaces") } else { Value::Null },
        "audiences": [if number == 0 { "api://default".to_owned() } else { format!("api://service{number}") }],
        "issuer": format!("{}/oauth2/{issuer}", world.base()), "issuerMode": "ORG_URL", "status": "ACTIVE", "default": number == 0,
        "created": created, "lastUpdated": world.now.days_ago(50),
        "credentials": {"signing": {
            "kid": key_id(world, number, 0), "rotationMode": "AUTO", "lastRotated": world.now.days_ago(40), "nextRotation": world.now.days_ahead(50), "use": "sig",
        }},
        "_links": {
            "rotateKey": link("credentials/lifecycle/keyRotate", &["POST"]),
            "metadata": [{"name": "oauth-authorization-server", "href": format!("{}/oauth2/{issuer}/.well-known/oauth-authorization-server", world.base()), "hints": {"allow": ["GET"]}}],
            "keys": link("credentials/keys", &["GET"]), "claims": link("claims", &["GET", "POST"]), "policies": link("policies", &["GET", "POST"]),
            "self": allowing(world, &path, &["GET", "DELETE", "PUT"]), "scopes": link("scopes", &["GET", "POST"]),
            "deactivate": link("lifecycle/deactivate", &["POST"]),
        },
    })
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    paged(call, Kind::AuthorizationServer, all(&call.world), |number| body(&call.world, number))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&body(&call.world, server(call)?)))
}

/// The servers that this one trusts, or that trust it: none here. Its links point at the plain list, as Okta's do.
pub(crate) fn associated(call: &Call) -> Result<Answer, Refusal> {
    server(call)?;
    let mut links = links(call, None, None);
    links.this = format!("{}/api/v1/authorizationServers?trusted=true&limit=-1", call.link_base());
    Ok(Answer::of(&[(); 0]).linked(links))
}

pub(crate) fn scopes(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let server = server(call)?;
    let path = path(world, server);
    let numbers = below(server, OWN_SCOPES.len() as u64 + 2 + draw(world.seed, 135, server) % 30);
    paged(call, Kind::Scope, numbers.clone(), |number| {
        let place = (number - numbers.start) as usize;
        let own = OWN_SCOPES.get(place);
        let id = world.ids.id(Kind::Scope, number);
        json!({
            "id": id, "name": own.map_or_else(|| format!("orders:{place}"), |name| (*name).to_owned()), "displayName": null, "description": null,
            "system": own.is_some(), "metadataPublish": if own.is_some() { "ALL_CLIENTS" } else { "NO_CLIENTS" }, "consent": "IMPLICIT", "default": false,
            "optional": false, "_links": {"self": allowing(world, format_args!("{path}/scopes/{id}"), &["GET", "PUT", "DELETE"])},
        })
    })
}

pub(crate) fn claims(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let server = server(call)?;
    let path = path(world, server);
    let numbers = below(server, CLAIMS.len() as u64);
    whole(numbers.clone(), |number| {
        let (name, kind, value) = CLAIMS[(number - numbers.start) as usize];
        let id = world.ids.id(Kind::Claim, number);
        let mut claim = json!({
            "id": id, "name": name, "status": "ACTIVE", "claimType": kind, "valueType": "EXPRESSION", "value": value, "conditions": {"scopes": []},
            "system": name == "sub", "alwaysIncludeInToken": kind == "RESOURCE",
            "_links": {"self": allowing(world, format_args!("{path}/claims/{id}"), &["GET", "PUT", "DELETE"])},
        });
        if name == "groups" {
            claim["valueType"] = json!("GROUPS");
            claim["group_filter_type"] = json!("STARTS_WITH");
        }
        claim
    })
}

pub(crate) fn keys(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let server = server(call)?;
    let path = path(world, server);
    let list: Vec<Value> = (0..)
        .zip(KEYS)
        .map(|(place, status)| {
            let kid = key_id(world, server, place);
            let modulus = super::certificate::of(world, 136 + place, server, "key").modulus;
            json!({
                "status": status, "alg": "RS256", "e": "AQAB", "n": modulus, "kid": kid, "kty": "RSA", "use": "sig",
                "_links": {"self": to(world, format_args!("{path}/credentials/keys/{kid}"))},
            })
        })
        .collect();
    Ok(Answer::of(&list))
}
