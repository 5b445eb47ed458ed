//! What else to search by: `related.*`.

use std::borrow::Cow;

use super::actor::Person;
use super::client;
use super::fields::address;
use super::targets::Targets;
use super::tree::{Node, Object};
use crate::Event;

/// Most addresses of a chain that are related.
const LONGEST_CHAIN: usize = 100;

/// Everybody and every address in the event, each once. In the strict mode only the names and the address that Elastic's integration takes.
pub(super) fn related<'a>(event: &'a Event, actor: &Person<'a>, targets: &Targets<'a>, strict: bool) -> Object<'a> {
    let mut users: Vec<Cow<'a, str>> = Vec::new();
    let mut ips: Vec<Cow<'a, str>> = client::ip(event).map(Cow::Borrowed).into_iter().collect();
    users.extend(actor.full_name.clone());
    if strict {
        users.extend(targets.user.as_ref().and_then(|user| user.full_name.clone()));
        users.extend(actor.name.clone());
    } else {
        users.extend([actor.name.clone(), actor.email.clone(), actor.id.clone()].into_iter().flatten());
        users.extend(targets.names());
        let chain = event.at(&["request", "ipChain"]).and_then(|chain| chain.as_array()).map_or(&[][..], Vec::as_slice);
        ips.extend(chain.iter().take(LONGEST_CHAIN).filter_map(|hop| address(hop.get("ip")?)).map(Cow::Borrowed));
        ips.extend(event.at(&["actor", "id"]).and_then(address).map(Cow::Borrowed));
    }
    let mut related = Object::default();
    related.add("user", Node::texts(once(users)));
    related.add("ip", Node::texts(once(ips)));
    if !strict {
        related.add("hosts", Node::texts(event.text(&["device", "name"])));
    }
    related
}

fn once(texts: Vec<Cow<'_, str>>) -> Vec<Cow<'_, str>> {
    let mut once: Vec<Cow<'_, str>> = Vec::with_capacity(texts.len());
    for text in texts {
        if !once.contains(&text) {
            once.push(text);
        }
    }
    once
}
