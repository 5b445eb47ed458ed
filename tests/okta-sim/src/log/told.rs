//! Entries of what really happened.

use serde_json::json;

use super::body::Event;
use super::happened::{Entry, Happening};
use super::parts::{Thing, named, user};
use super::places::Origin;
use super::titles::{self, Title};
use crate::id::Kind;
use crate::org::World;
use crate::org::roles::label;
use crate::org::tokens::Network;
use crate::permissions::Caller;

/// Writes the entry of something that happened.
pub(super) fn told(text: &mut String, world: &World, happened: &Entry) {
    if let Happening::Written(written) = &happened.what {
        return written.write(text);
    }
    let mut event = Event::new(title(happened), actor(world, happened.by), happened.number);
    event.targets.extend(target(world, happened));
    if matches!(happened.by, Caller::User(user) if user == world.owner()) {
        event.token = Some(world.ids.id(Kind::Token, world.own_token));
    }
    if matches!(happened.what, Happening::TokenMade) {
        let anywhere = world.token(world.own_token).is_some_and(|token| token.network == Network::Anywhere);
        event.tell("networkConnection", if anywhere { "ANYWHERE" } else { "ZONE" });
    }
    if let Happening::Granted(_, role) = &happened.what {
        event.tell("privilegeGranted", &sentence(label(role)));
    }
    if let Happening::Outside(address) = happened.what {
        event.result = "FAILURE";
        event.origin = Some(Origin { address, ..Origin::of_program(0) });
        event.uri = "/api/v1/logs".into();
    } else if !matches!(happened.by, Caller::Nobody) {
        event.origin = Some(Origin::of_program(1));
    }
    event.write(text, world.seed, happened.number, happened.published);
}

/// Debug data writes roles as a sentence begins: `Super administrator`.
fn sentence(label: &str) -> String {
    let (first, rest) = label.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}

fn title(happened: &Entry) -> &'static Title {
    match &happened.what {
        Happening::IdpSecretsRead => &titles::IDP_SECRET,
        Happening::AppSecretRead { .. } => &titles::APP_SECRET,
        Happening::Joined(_) => &titles::CREATE,
        Happening::Left(_) => &titles::DEACTIVATE,
        Happening::Removed(_) => &titles::DELETE,
        Happening::Granted(..) => &titles::PRIVILEGE_GRANT,
        Happening::TokenMade => &titles::TOKEN_CREATE,
        Happening::TokenRevoked => &titles::TOKEN_REVOKE,
        Happening::Outside(_) if matches!(happened.by, Caller::Client(_)) => &titles::OAUTH_OUTSIDE,
        Happening::Outside(_) => &titles::TOKEN_OUTSIDE,
        Happening::Written(_) => &titles::UNHEARD_OF,
    }
}

fn target(world: &World, happened: &Entry) -> Option<Thing> {
    match &happened.what {
        Happening::Outside(_) if matches!(happened.by, Caller::Client(_)) => None,
        Happening::IdpSecretsRead | Happening::Written(_) => None,
        Happening::AppSecretRead { app, name } => Some(Thing::new("AppInstance", app, name.as_str(), name.as_str())),
        Happening::Joined(number) | Happening::Left(number) | Happening::Removed(number) => Some(user(world, *number)),
        Happening::Granted(number, role) => Some(user(world, *number).with(json!({"privilegeGranted": label(role)}).to_string())),
        Happening::TokenMade | Happening::TokenRevoked | Happening::Outside(_) => {
            let name = world.token(world.own_token).map_or("", |token| token.name.as_str());
            Some(named("Token", world.ids.id(Kind::Token, world.own_token), name))
        }
    }
}

fn actor(world: &World, by: Caller) -> Thing {
    match by {
        Caller::User(number) => user(world, number),
        Caller::Client(number) => {
            let id = world.client_id(number);
            Thing::new("PublicClientApp", id, id.as_str(), world.clients.get(number).map_or("", |client| client.name.as_str()))
        }
        Caller::Nobody => Thing::system(),
    }
}
