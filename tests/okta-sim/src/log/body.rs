//! One entry of the log as Okta writes it.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::filter::{Filter, Known};
use super::happened::{Entry, Happening};
use super::kinds::{About, of};
use crate::id::{Kind, draw, uuid};
use crate::org::{World, apps, groups};
use crate::permissions::Caller;

/// A time with milliseconds.
fn written(at: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (date, clock) = (time.date(), time.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second(),
        clock.millisecond()
    )
}

fn user(world: &World, number: u64) -> Value {
    let user = world.users.user(number);
    json!({"id": user.id, "type": "User", "alternateId": user.login, "displayName": format!("{} {}", user.first, user.last), "detailEntry": null})
}

fn target(mut thing: Value) -> Value {
    thing["changeDetails"] = Value::Null;
    thing
}

fn app(world: &World, number: u64) -> Value {
    let app = world.apps.app(number);
    target(json!({
        "id": app.id, "type": "AppInstance", "alternateId": app.label, "displayName": app.label,
        "detailEntry": {"signOnModeType": "SAML_2_0", "signOnModeEvaluationResult": "AUTHENTICATED"},
    }))
}

/// Whether a filter cannot choose entry `number`, told without writing it.
pub(super) fn ruled_out(world: &World, number: u64, filter: &Filter) -> bool {
    let kind = of(draw(world.seed, 311, number));
    let actor = world.user_id(draw(world.seed, 312, number) % world.users.joined_from);
    filter.rules_out(&|field| match field {
        "eventType" => Known::Is(kind.name),
        "actor.id" => Known::Is(actor.as_str()),
        "transaction.detail.requestApiTokenId" => Known::Absent,
        _ => Known::Unknown,
    })
}

/// Entry `number`, which follows from the seed.
pub(super) fn drawn(world: &World, number: u64, published: i64) -> Value {
    let value = draw(world.seed, 311, number);
    let kind = of(value);
    let other = draw(world.seed, 312, number);
    let actor = other % world.users.joined_from;
    let ordinary = world.apps.total - apps::FIRST;
    let targets = match kind.about {
        About::Nobody => Value::Null,
        About::User => json!([target(user(world, actor))]),
        About::App => json!([app(world, apps::FIRST + (other >> 20) % ordinary), target(user(world, actor))]),
        About::Membership => {
            let group = world.groups.group(groups::FIRST + (other >> 20) % (world.groups.ordinary - groups::FIRST));
            json!([
                target(user(world, actor)),
                target(
                    json!({"id": group.id, "type": "UserGroup", "alternateId": "unknown", "displayName": group.name, "detailEntry": null})
                ),
            ])
        }
        About::Policy => {
            let policy = &world.policies[0];
            json!([target(
                json!({"id": policy.id(&world.ids), "type": "PolicyEntity", "alternateId": "unknown", "displayName": policy.name, "detailEntry": {"policyType": "OktaSignOn"}})
            )])
        }
        About::Token => {
            let token = &world.tokens[(other >> 20) as usize % world.tokens.len()];
            json!([target(
                json!({"id": world.ids.id(Kind::Token, token.number), "type": "Token", "alternateId": "unknown", "displayName": token.name, "detailEntry": null})
            )])
        }
    };
    let outcome = match (kind.severity, other % 40) {
        ("WARN", _) => json!({"result": "DENY", "reason": "Locked"}),
        (_, 0) => json!({"result": "FAILURE", "reason": "INVALID_CREDENTIALS"}),
        (_, 1) if kind.about == About::Policy => {
            json!({"result": "CHALLENGE", "reason": "Sign-on policy evaluation resulted in CHALLENGE"})
        }
        _ => json!({"result": "SUCCESS", "reason": null}),
    };
    let address = format!("198.51.100.{}", other >> 8 & 0xff);
    let mut event = frame(world, number, published, kind.name, kind.message, kind.severity);
    event["actor"] = user(world, actor);
    event["target"] = targets;
    event["outcome"] = outcome;
    event["client"] = json!({
        "userAgent": {"rawUserAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36", "os": "Mac OS X", "browser": "CHROME"},
        // The text null, not null itself.
        "zone": "null", "device": "Computer", "id": null, "ipAddress": address, "geographicalContext": PLACES[(other >> 16 & 3) as usize].body(),
    });
    event["request"] = json!({"ipChain": [{"ip": address, "geographicalContext": PLACES[(other >> 16 & 3) as usize].body(), "version": "V4", "source": null}]});
    event
}

/// What all entries have, with nobody and nothing in it yet.
fn frame(world: &World, number: u64, published: i64, name: &str, message: &str, severity: &str) -> Value {
    let random = |stream: u64| draw(world.seed, stream, number);
    let session = format!("idx{:016x}", random(313));
    let request = format!("{:016x}{:016x}", random(314), random(315));
    json!({
        "uuid": uuid(random(316), random(317)), "published": written(published), "eventType": name, "version": "0", "severity": severity,
        "legacyEventType": null, "displayMessage": message, "actor": null, "client": null, "device": null, "outcome": null, "target": null,
        "authenticationContext": {
            "authenticationProvider": null, "credentialProvider": null, "credentialType": null, "issuer": null, "interface": null, "authenticationStep": 0,
            "rootSessionId": session, "externalSessionId": session,
        },
        "securityContext": {"asNumber": 64_496, "asOrg": "example", "isp": "example", "domain": "example.net", "isProxy": false},
        "debugContext": {"debugData": {
            "requestId": request, "requestUri": "/api/v1/authn", "url": "/api/v1/authn?", "dtHash": format!("{:016x}", random(318)), "threatSuspected": "false",
            "behaviors": "{New Geo-Location=NEGATIVE, New Device=NEGATIVE}",
        }},
        "transaction": {"type": "WEB", "id": request, "detail": {}}, "request": {"ipChain": []},
    })
}

struct City(&'static str, &'static str, f64, f64);

static PLACES: [City; 4] = [
    City("Lisbon", "Portugal", 38.7167, -9.1333),
    City("Oslo", "Norway", 59.9127, 10.7461),
    City("Toronto", "Canada", 43.7001, -79.4163),
    City("Osaka", "Japan", 34.6937, 135.5022),
];

impl City {
    fn body(&self) -> Value {
        json!({"city": self.0, "state": null, "country": self.1, "postalCode": null, "geolocation": {"lat": self.2, "lon": self.3}})
    }
}

/// An entry of something that really happened.
pub(super) fn of_entry(world: &World, entry: &Entry) -> Value {
    let (name, message, severity, targets) = match &entry.what {
        Happening::IdpSecretsRead => {
            ("system.idp.lifecycle.read_client_secret", "Read Identity Provider client secret", "INFO", Value::Null)
        }
        Happening::AppSecretRead { app, name } => (
            "app.oauth2.client.read_client_secret",
            "Read OAuth client secrets",
            "INFO",
            json!([target(json!({"id": app, "type": "AppInstance", "alternateId": name, "displayName": name, "detailEntry": null}))]),
        ),
        Happening::Joined(number) => ("user.lifecycle.create", "Create Okta user", "INFO", json!([target(user(world, *number))])),
        Happening::Left(number) => ("user.lifecycle.deactivate", "Deactivate Okta user", "INFO", json!([target(user(world, *number))])),
        Happening::Removed(number) => {
            ("user.lifecycle.delete.initiated", "Delete Okta user initiated", "WARN", json!([target(user(world, *number))]))
        }
        Happening::Granted(number, role) => {
            let mut to = target(user(world, *number));
            to["detailEntry"] = json!({"privilegeGranted": crate::org::roles::label(role)});
            ("user.account.privilege.grant", "Grant user privilege", "WARN", json!([to]))
        }
        Happening::TokenMade => ("system.api_token.create", "Create API token", "INFO", own_token(world)),
        Happening::TokenRevoked => ("system.api_token.revoke", "Revoke API token", "INFO", own_token(world)),
    };
    let mut event = frame(world, entry.number, entry.at, name, message, severity);
    event["actor"] = actor(world, entry.by);
    event["target"] = targets;
    event["outcome"] = json!({"result": "SUCCESS", "reason": null});
    event["client"] =
        json!({"userAgent": null, "zone": "null", "device": "Unknown", "id": null, "ipAddress": "", "geographicalContext": null});
    if matches!(entry.by, Caller::User(user) if user == world.owner()) {
        event["transaction"]["detail"] = json!({"requestApiTokenId": world.ids.id(Kind::Token, world.own_token)});
    }
    event
}

fn own_token(world: &World) -> Value {
    let token = world.token(world.own_token).map(|token| token.name.clone());
    json!([target(
        json!({"id": world.ids.id(Kind::Token, world.own_token), "type": "Token", "alternateId": "unknown", "displayName": token, "detailEntry": null})
    )])
}

fn actor(world: &World, by: Caller) -> Value {
    match by {
        Caller::User(number) => user(world, number),
        Caller::Client(number) => {
            let (id, name) = (world.client_id(number), world.clients.get(number).map(|client| client.name.clone()));
            json!({"id": id, "type": "PublicClientApp", "alternateId": id, "displayName": name, "detailEntry": null})
        }
        Caller::Nobody => {
            json!({"id": "system", "type": "SystemPrincipal", "alternateId": "system@okta.com", "displayName": "Okta System", "detailEntry": null})
        }
    }
}
