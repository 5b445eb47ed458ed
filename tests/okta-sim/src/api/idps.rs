//! Identity providers, their keys and their users. Okta shows their clients' secrets in clear text.

use serde_json::{Value, json};

use super::certificate;
use super::link::{allowing, switchable, to};
use super::many::{named, page, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::log::Happening;
use crate::org::World;
use crate::org::idps::{IDPS, all, planted};
use crate::paging::{links, position, slice};

/// The sorts, in turn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Saml,
    Oidc,
    Social,
}

fn sort(world: &World, number: u64) -> Sort {
    if number == planted(world) {
        return Sort::Saml;
    }
    match number % 3 {
        0 => Sort::Saml,
        1 => Sort::Oidc,
        _ => Sort::Social,
    }
}

fn key_id(world: &World, number: u64) -> String {
    crate::id::uuid(draw(world.seed, 121, number), draw(world.seed, 122, number))
}

pub(super) fn body(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::App, number);
    let place = number - IDPS;
    let created = match world.planted_idp {
        Some(made) if number == planted(world) => made,
        _ => world.now.days_ago(300 + place as i64 % 700),
    };
    let (kind, name, protocol) = match sort(world, number) {
        Sort::Saml => ("SAML2", format!("Partner {place}"), saml(world, number)),
        Sort::Oidc => ("OIDC", format!("Subsidiary {place}"), oidc(world, number)),
        Sort::Social => ("GOOGLE", format!("Google {place}"), social(world, number)),
    };
    let template = if kind == "SAML2" { "idpuser.subjectNameId" } else { "idpuser.email" };
    let mut links = switchable(world, &format!("/api/v1/idps/{id}"), true);
    links["users"] = allowing(world, format_args!("/api/v1/idps/{id}/users"), &["GET"]);
    if kind == "SAML2" {
        links["keys"] = allowing(world, format_args!("/api/v1/idps/{id}/credentials/keys"), &["GET", "POST"]);
        links["metadata"] = json!({"href": format!("{}/api/v1/idps/{id}/metadata.xml", world.base()), "type": "application/xml", "hints": {"allow": ["GET"]}});
    } else {
        links["clientRedirectUri"] = allowing(world, "/oauth2/v1/authorize/callback", &["POST"]);
    }
    json!({
        "id": id, "issuerMode": "ORG_URL", "name": name, "status": "ACTIVE", "type": kind, "created": created, "lastUpdated": created,
        "protocol": protocol,
        "policy": {
            "provisioning": {
                "action": "AUTO", "profileMaster": false, "groups": {"action": "NONE"},
                "conditions": {"deprovisioned": {"action": "NONE"}, "suspended": {"action": "NONE"}},
            },
            "accountLink": {"filter": null, "action": "DISABLED"},
            "subject": {"userNameTemplate": {"template": template}, "filter": null, "matchType": "USERNAME", "matchAttribute": null},
            "maxClockSkew": 120_000, "mapAMRClaims": false, "trustClaims": false,
        },
        "_links": links,
    })
}

fn saml(world: &World, number: u64) -> Value {
    let host = format!("https://idp{}.example.net", number - IDPS);
    let strong = json!({"signature": {"algorithm": "SHA-256", "scope": "REQUEST"}});
    json!({
        "type": "SAML2",
        "endpoints": {
            "sso": {"url": format!("{host}/saml/sso"), "binding": "HTTP-POST", "destination": format!("{host}/saml/sso")},
            "acs": {"binding": "HTTP-POST", "type": "INSTANCE"},
        },
        "algorithms": {"request": strong, "response": {"signature": {"algorithm": "SHA-256", "scope": "ANY"}}},
        "settings": {"nameFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", "honorPersistentNameId": true, "sendApplicationContext": false},
        "credentials": {
            "trust": {"issuer": format!("{host}/saml"), "audience": format!("{}/saml2/service-provider/{number}", world.base()), "kid": key_id(world, number), "revocation": null, "revocationCacheLifetime": 0},
            "signing": {"kid": key_id(world, number ^ 1 << 50)},
        },
    })
}

fn oidc(world: &World, number: u64) -> Value {
    let host = format!("https://login{}.example.net", number - IDPS);
    let endpoint = |path: &str| json!({"url": format!("{host}/{path}"), "binding": "HTTP-POST"});
    json!({
        "type": "OIDC",
        "endpoints": {
            "authorization": {"url": format!("{host}/authorize"), "binding": "HTTP-REDIRECT"}, "token": endpoint("token"),
            "userInfo": {"url": format!("{host}/userinfo"), "binding": "HTTP-REDIRECT"}, "jwks": {"url": format!("{host}/keys"), "binding": "HTTP-REDIRECT"},
        },
        "algorithms": {"request": {"signature": {"algorithm": "HS256", "scope": "REQUEST"}}, "response": {"signature": {"algorithm": "SHA-256", "scope": "ANY"}}},
        "scopes": ["openid", "email", "profile"], "settings": {"nameFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"},
        "issuer": {"url": host},
        "credentials": {"client": client(world, number), "signing": {"kid": key_id(world, number ^ 1 << 50)}},
    })
}

fn social(world: &World, number: u64) -> Value {
    json!({
        "type": "OIDC",
        "endpoints": {
            "authorization": {"url": "https://accounts.google.com/o/oauth2/auth", "binding": "HTTP-REDIRECT"},
            "token": {"url": "https://www.googleapis.com/oauth2/v3/token", "binding": "HTTP-POST"},
        },
        "scopes": ["profile", "email", "openid"], "credentials": {"client": client(world, number)},
    })
}

/// What we are known by at the provider, the secret in clear text.
fn client(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::App, number);
    json!({
        "client_id": format!("client-{number}"), "client_secret": world.canary("idp.client_secret", id),
        "pkce_required": true,
    })
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    call.happens(Happening::IdpSecretsRead);
    paged(call, Kind::App, all(&call.world), |number| body(&call.world, number))
}

fn idp(call: &Call) -> Result<u64, Refusal> {
    named(call, 0, Kind::App, &all(&call.world), "IdentityProvider")
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let number = idp(call)?;
    if sort(&call.world, number) != Sort::Saml {
        call.happens(Happening::IdpSecretsRead);
    }
    Ok(Answer::of(&body(&call.world, number)))
}

fn key(world: &World, number: u64) -> Value {
    let place = number - IDPS;
    let certificate = certificate::of(world, 123, number, &format!("idp{place}.example.net"));
    json!({
        "kid": key_id(world, number), "created": certificate.made, "lastUpdated": certificate.made, "expiresAt": certificate.until,
        "kty": "RSA", "use": "sig", "e": "AQAB", "n": certificate.modulus, "x5c": [certificate.base64], "x5t#S256": certificate.thumbprint,
    })
}

/// The certificates that SAML providers are trusted by.
pub(crate) fn keys(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let limit = call.size()?;
    let position = position(call)?;
    let mut numbers: Vec<u64> = all(world).filter(|number| sort(world, *number) == Sort::Saml).collect();
    if let Some(after) = &position.after {
        let place = numbers.iter().position(|number| key_id(world, *number) == *after).ok_or_else(Refusal::invalid_cursor)?;
        numbers.drain(..=place);
    }
    let page = slice(call, &position, limit, numbers.into_iter(), |number| key_id(world, *number));
    let list: Vec<Value> = page.items.into_iter().map(|number| key(world, number)).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}

/// The keys that a provider signs its requests with.
pub(crate) fn signing_keys(call: &Call) -> Result<Answer, Refusal> {
    let number = idp(call)?;
    let list: Vec<Value> = if sort(&call.world, number) == Sort::Social { Vec::new() } else { vec![key(&call.world, number)] };
    Ok(Answer::of(&list))
}

/// The key that a provider signs its requests with now; where there is none, nothing at all (204).
pub(crate) fn active_key(call: &Call) -> Result<Answer, Refusal> {
    let number = idp(call)?;
    if sort(&call.world, number) == Sort::Social {
        return Ok(Answer::plain(204, Vec::new()));
    }
    Ok(Answer::of(&[key(&call.world, number)]))
}

/// The users who are linked to a provider: every so many of the org's own.
pub(crate) fn users(call: &Call) -> Result<Answer, Refusal> {
    let number = idp(call)?;
    let world = &call.world;
    let path = format!("/api/v1/idps/{}", call.names[0]);
    let total = world.users.joined_from / 10;
    let user = |place: u64| place * 10 + (number - IDPS) % 10;
    let place = |mark: &str| Some(world.users.number(mark)? / 10);
    page(
        call,
        0..total,
        place,
        |place| world.user_id(user(place)).to_string(),
        |place| {
            let user = world.users.user(user(place));
            json!({
                "id": user.id, "externalId": format!("{:021}", draw(world.seed, 124, place)), "created": user.created, "lastUpdated": user.last_updated,
                "profile": {"firstName": user.first, "lastName": user.last, "email": user.login, "displayName": format!("{} {}", user.first, user.last)},
                "_links": {
                    "self": allowing(world, format_args!("{path}/users/{}", user.id), &["GET", "DELETE"]),
                    "idp": to(world, &path), "user": to(world, format_args!("/api/v1/users/{}", user.id)),
                },
            })
        },
    )
}

/// The providers that a user is linked to.
pub(crate) fn of_user(call: &Call) -> Result<Answer, Refusal> {
    let user = super::users::named(call)?;
    let world = &call.world;
    let linked = all(world).filter(|number| user / 10 < world.users.joined_from / 10 && user % 10 == (number - IDPS) % 10);
    let list: Vec<Value> = linked.map(|number| body(world, number)).collect();
    if !list.is_empty() {
        call.happens(Happening::IdpSecretsRead);
    }
    Ok(Answer::of(&list))
}
