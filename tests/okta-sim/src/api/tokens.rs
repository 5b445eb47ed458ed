//! API tokens.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;
use crate::org::tokens::{Network, Token, WINDOW_DAYS};
use crate::stamp::Stamp;

fn body(world: &World, token: &Token) -> Value {
    let (base, id, user) = (world.base(), world.ids.id(Kind::Token, token.number), world.user_id(token.owner));
    let zones = |numbers: &[u64]| -> Vec<String> { numbers.iter().map(|zone| world.ids.id(Kind::Zone, *zone).to_string()).collect() };
    let network = match &token.network {
        Network::Anywhere => json!({"connection": "ANYWHERE"}),
        Network::Zones { include, exclude } => {
            let mut network = json!({"connection": "ZONE"});
            if !include.is_empty() {
                network["include"] = json!(zones(include));
            }
            if !exclude.is_empty() {
                network["exclude"] = json!(zones(exclude));
            }
            network
        }
    };
    json!({
        "id": id, "name": token.name, "userId": user, "clientName": token.client, "tokenWindow": format!("P{WINDOW_DAYS}D"), "network": network,
        "expiresAt": token.expires(), "created": token.created, "lastUpdated": token.last_used,
        "_links": {
            "self": {"href": format!("{base}/api/v1/api-tokens/{id}"), "hints": {"allow": ["GET", "DELETE"]}},
            "user": {"href": format!("{base}/api/v1/users/{user}"), "hints": {"allow": ["GET"]}},
        },
    })
}

/// The tokens that a caller is shown, as they are now: calls move the end of its own, and those that were used too long ago are gone.
fn shown(call: &Call) -> impl Iterator<Item = Token> {
    let moved = |token: &Token| match token.number == call.world.own_token {
        true => Token { last_used: call.token_used, ..token.clone() },
        false => token.clone(),
    };
    let now = Stamp(call.now_milliseconds / 1_000);
    call.world.visible_tokens(call.caller).into_iter().map(moved).filter(move |token| token.expires() > now)
}

/// All tokens in one answer: a limit is accepted and ignored.
pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let list: Vec<Value> = shown(call).map(|token| body(&call.world, &token)).collect();
    Ok(Answer::of(&list))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let id = &call.names[0];
    let world = &call.world;
    let token = shown(call).find(|token| world.ids.id(Kind::Token, token.number).as_str() == id);
    token.map(|token| Answer::of(&body(world, &token))).ok_or_else(|| Refusal::not_found(id, "ApiToken"))
}
