//! Entries of what really happened.

use serde_json::json;

use super::body::{Parts, Title, entry, target, thing, user, user_target};
use super::happened::{Entry, Happening};
use crate::id::Kind;
use crate::org::World;
use crate::org::roles::label;
use crate::permissions::Caller;

/// The entry of something that happened.
pub(super) fn told(world: &World, happened: &Entry) -> String {
    let own = matches!(happened.by, Caller::User(user) if user == world.owner());
    let token = json!({"requestApiTokenId": world.ids.id(Kind::Token, world.own_token)});
    let (address, result) = match happened.what {
        Happening::Outside(address) => (address.to_string(), "FAILURE"),
        _ => (String::new(), "SUCCESS"),
    };
    let parts = Parts {
        actor: actor(world, happened.by),
        client: format!(
            r#"{{"userAgent":null,"zone":"null","device":"Unknown","id":null,"ipAddress":"{address}","geographicalContext":null}}"#
        ),
        outcome: format!(r#"{{"result":"{result}","reason":null}}"#),
        target: targets(world, happened),
        detail: if own { token.to_string() } else { "{}".to_owned() },
        chain: "[]".to_owned(),
    };
    entry(world, happened.number, happened.at, title(happened), &parts)
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

fn targets(world: &World, happened: &Entry) -> String {
    match &happened.what {
        Happening::Outside(_) if matches!(happened.by, Caller::Client(_)) => "null".to_owned(),
        Happening::IdpSecretsRead => "null".to_owned(),
        Happening::AppSecretRead { app, name } => format!("[{}]", target(app, "AppInstance", name, name, "null")),
        Happening::Joined(number) | Happening::Left(number) | Happening::Removed(number) => {
            format!("[{}]", user_target(world, *number, "null"))
        }
        Happening::Granted(number, role) => {
            format!("[{}]", user_target(world, *number, &json!({"privilegeGranted": label(role)}).to_string()))
        }
        Happening::TokenMade | Happening::TokenRevoked | Happening::Outside(_) => {
            let name = world.token(world.own_token).map_or("", |token| token.name.as_str());
            format!("[{}]", target(world.ids.id(Kind::Token, world.own_token), "Token", "unknown", name, "null"))
        }
    }
}

fn actor(world: &World, by: Caller) -> String {
    match by {
        Caller::User(number) => {
            let (id, login, name) = user(world, number);
            thing(id, "User", &login, &name)
        }
        Caller::Client(number) => {
            let id = world.client_id(number);
            thing(id, "PublicClientApp", id.as_str(), world.clients.get(number).map_or("", |client| client.name.as_str()))
        }
        Caller::Nobody => thing("system", "SystemPrincipal", "system@okta.com", "Okta System"),
    }
}
