//! The shares of the rate limits that principals may use.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Id, Kind};
use crate::org::World;
use crate::org::clients::CLIENTS;
use crate::org::tokens::Share;
use crate::paging::links;
use crate::stamp::Stamp;

/// One principal whose share was ever changed.
struct Entry {
    id: Id,
    principal: Id,
    share: Share,
    created: Stamp,
    by: Id,
}

fn of_tokens(world: &World) -> Vec<Entry> {
    let configured = world.tokens.iter().filter_map(|token| Some((token, token.share?)));
    let entries = configured.map(|(token, share)| Entry {
        id: world.ids.id(Kind::RateLimit, token.number),
        principal: world.ids.id(Kind::Token, token.number),
        share,
        created: token.created,
        by: world.user_id(token.owner),
    });
    entries.collect()
}

fn of_clients(world: &World) -> Vec<Entry> {
    let configured = (0..world.clients.len()).filter_map(|number| Some((number, world.clients[number].share?)));
    let entries = configured.map(|(number, share)| Entry {
        id: world.ids.id(Kind::RateLimit, CLIENTS + number as u64),
        principal: world.client_id(number),
        share,
        created: world.now.days_ago(20),
        by: world.user_id(world.owner()),
    });
    entries.collect()
}

/// Only principals that were ever configured; the filter is mandatory.
pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let (kind, entries) = match call.parameter("filter") {
        Some(r#"principalType eq "SSWS_TOKEN""#) => ("SSWS_TOKEN", of_tokens(world)),
        Some(r#"principalType eq "OAUTH_CLIENT""#) => ("OAUTH_CLIENT", of_clients(world)),
        _ => return Err(Refusal::principal_type()),
    };
    let limit = call.size()?;
    let page = super::iam::page(call, limit, entries.into_iter(), |entry| entry.id.to_string())?;
    let list: Vec<Value> = page
        .items
        .iter()
        .map(|entry| {
            let time = entry.created.without_milliseconds();
            json!({
                "id": entry.id, "orgId": world.org_id, "principalId": entry.principal, "principalType": kind,
                "defaultPercentage": entry.share.percent, "defaultConcurrencyPercentage": entry.share.concurrency_percent,
                "lastUpdate": time, "lastUpdatedBy": entry.by, "createdDate": time, "createdBy": entry.by,
            })
        })
        .collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}
