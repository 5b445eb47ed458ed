//! API tokens and the rate limits of principals.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;
use crate::org::tokens::{Network, Token, WINDOW_DAYS};
use crate::paging::links;

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

/// All tokens in one answer: a limit is accepted and ignored.
pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let list: Vec<Value> = call.world.visible_tokens(call.caller).into_iter().map(|token| body(&call.world, token)).collect();
    Ok(Answer::of(&list))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let id = &call.names[0];
    let world = &call.world;
    let token = world.visible_tokens(call.caller).into_iter().find(|token| world.ids.id(Kind::Token, token.number).as_str() == id);
    token.map(|token| Answer::of(&body(world, token))).ok_or_else(|| Refusal::not_found(id, "ApiToken"))
}

/// Only principals that were ever configured; the filter is mandatory.
pub(crate) fn limits(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let tokens: Vec<&Token> = match call.parameter("filter") {
        Some(r#"principalType eq "SSWS_TOKEN""#) => world.tokens.iter().filter(|token| token.share.is_some()).collect(),
        Some(r#"principalType eq "OAUTH_CLIENT""#) => Vec::new(),
        Some(other) => return Err(Refusal::invalid_search(format!("Unsupported criteria: {other}"))),
        None => return Err(Refusal::invalid("filter", "filter: The field cannot be left blank")),
    };
    let limit = call.limit(20, 50)?;
    let id = |token: &Token| world.ids.id(Kind::RateLimit, token.number).to_string();
    let page = super::iam::page(call, limit, tokens.into_iter(), |token| id(token))?;
    let list: Vec<Value> = page
        .items
        .iter()
        .map(|token| {
            let share = token.share();
            let owner = world.user_id(token.owner);
            json!({
                "id": id(token), "orgId": world.org_id, "principalId": world.ids.id(Kind::Token, token.number), "principalType": "SSWS_TOKEN",
                "defaultPercentage": share.percent, "defaultConcurrencyPercentage": share.concurrency_percent,
                "lastUpdate": token.created.without_milliseconds(), "lastUpdatedBy": owner,
                "createdDate": token.created.without_milliseconds(), "createdBy": owner,
            })
        })
        .collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}
