//! Entries of what really happened.

use serde_json::json;

use super::body::{Named, Parts, Title, entry, target, thing};
use super::happened::{Entry, Happening};
use crate::id::Kind;
use crate::org::World;
use crate::org::roles::label;
use crate::permissions::Caller;
use crate::text::Text;

/// Writes the entry of something that happened.
pub(super) fn told(text: &mut Text, world: &World, happened: &Entry) {
    let own = matches!(happened.by, Caller::User(user) if user == world.owner());
    let token = json!({"requestApiTokenId": world.ids.id(Kind::Token, world.own_token)}).to_string();
    let (address, outcome) = match happened.what {
        Happening::Outside(address) => (address.to_string(), r#"{"result":"FAILURE","reason":null}"#),
        _ => (String::new(), r#"{"result":"SUCCESS","reason":null}"#),
    };
    let client =
        format!(r#"{{"userAgent":null,"zone":"null","device":"Unknown","id":null,"ipAddress":"{address}","geographicalContext":null}}"#);
    let parts = Parts {
        actor: &|text| actor(text, world, happened.by),
        client: &|text| text.push(&client),
        outcome,
        target: &|text| targets(text, world, happened),
        detail: if own { &token } else { "{}" },
        chain: &|text| text.push("[]"),
    };
    entry(text, world, happened.number, happened.at, title(happened), &parts);
}

fn title(happened: &Entry) -> Title {
    let (name, message, severity) = match &happened.what {
        Happening::IdpSecretsRead => ("system.idp.lifecycle.read_client_secret", "Read Identity Provider client secret", "INFO"),
        Happening::AppSecretRead { .. } => ("app.oauth2.client.read_client_secret", "Read OAuth client secrets", "INFO"),
        Happening::Joined(_) => ("user.lifecycle.create", "Create Okta user", "INFO"),
        Happening::Left(_) => ("user.lifecycle.deactivate", "Deactivate Okta user", "INFO"),
        Happening::Removed(_) => ("user.lifecycle.delete.initiated", "Delete Okta user initiated", "WARN"),
        Happening::Granted(..) => ("user.account.privilege.grant", "Grant user privilege", "WARN"),
        Happening::TokenMade => ("system.api_token.create", "Create API token", "INFO"),
        Happening::TokenRevoked => ("system.api_token.revoke", "Revoke API token", "INFO"),
        Happening::Outside(_) if matches!(happened.by, Caller::Client(_)) => (
            "system.oauth2.token.request_outside_allowed_range",
            "Request with a bearer token from outside the allowed network zone",
            "WARN",
        ),
        Happening::Outside(_) => {
            ("system.api_token.request_outside_allowed_range", "Request with an API token from outside the allowed network zone", "WARN")
        }
    };
    Title { name, message, severity }
}

fn targets(text: &mut Text, world: &World, happened: &Entry) {
    let is_bare = match &happened.what {
        Happening::Outside(_) => matches!(happened.by, Caller::Client(_)),
        what => matches!(what, Happening::IdpSecretsRead),
    };
    if is_bare {
        return text.push("null");
    }
    text.push("[");
    match &happened.what {
        Happening::IdpSecretsRead => {}
        Happening::AppSecretRead { app, name } => target(text, app.as_str(), "AppInstance", name, name, "null"),
        Happening::Joined(number) | Happening::Left(number) | Happening::Removed(number) => {
            Named::of(world, *number).target(text, "null");
        }
        Happening::Granted(number, role) => {
            Named::of(world, *number).target(text, &json!({"privilegeGranted": label(role)}).to_string());
        }
        Happening::TokenMade | Happening::TokenRevoked | Happening::Outside(_) => {
            let name = world.token(world.own_token).map_or("", |token| token.name.as_str());
            target(text, world.ids.id(Kind::Token, world.own_token).as_str(), "Token", "unknown", name, "null");
        }
    }
    text.push("]");
}

fn actor(text: &mut Text, world: &World, by: Caller) {
    match by {
        Caller::User(number) => Named::of(world, number).actor(text),
        Caller::Client(number) => {
            let id = world.client_id(number);
            let name = world.clients.get(number).map_or("", |client| client.name.as_str());
            thing(text, id.as_str(), "PublicClientApp", id.as_str(), name);
        }
        Caller::Nobody => thing(text, "system", "SystemPrincipal", "system@okta.com", "Okta System"),
    }
}
