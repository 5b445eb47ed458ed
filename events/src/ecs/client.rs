//! Where it came from: `client.*`, `source.*`, `user_agent.*`.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::actor::Person;
use super::fields::{address, integer, place};
use super::tree::{Node, Object};
use crate::Event;

/// The client's address, if it is one.
pub(super) fn ip(event: &Event) -> Option<&str> {
    event.at(&["client", "ipAddress"]).and_then(address)
}

/// Puts where it came from. ECS wants `source` filled even where `client` is.
pub(super) fn put<'a>(document: &mut Object<'a>, event: &'a Event, actor: &Person<'a>, strict: bool) {
    let mut client = Object::default();
    client.add("ip", ip(event).map(Node::text));
    client.add_text("domain", event.text(&["securityContext", "domain"]));
    client.add("user", actor.fields());
    let mut source = client.clone();
    put_network(&mut client, event, strict);
    put_geography(&mut client, event, strict);
    if !strict {
        put_address(&mut client, event);
        source = client.clone();
    }
    document.add("client", client);
    document.add("source", source);
    put_user_agent(document, event, strict);
}

fn put_address<'a>(client: &mut Object<'a>, event: &'a Event) {
    let said = event.at(&["client", "ipAddress"]).and_then(Value::as_str).map(str::trim);
    client.add("address", said.filter(|text| !matches!(*text, "null" | "unknown")).map(Node::text));
}

fn put_network<'a>(client: &mut Object<'a>, event: &'a Event, strict: bool) {
    if let Some(name) = event.text(&["securityContext", "asOrg"]) {
        client.put_at("as.organization.name", Node::text(name));
    }
    let number = event.at(&["securityContext", "asNumber"]).and_then(integer).filter(|number| !strict && u32::try_from(*number).is_ok());
    if let Some(number) = number {
        client.put_at("as.number", Node::Number(Number::from(number)));
    }
}

fn put_geography<'a>(client: &mut Object<'a>, event: &'a Event, strict: bool) {
    let text = |key| event.text(&["client", "geographicalContext", key]);
    let mut geo = Object::default();
    geo.add_text("city_name", text("city"));
    geo.add_text("region_name", text("state"));
    geo.add_text("country_name", text("country"));
    geo.add_text("postal_code", text("postalCode").filter(|_| !strict));
    geo.add("location", event.at(&["client", "geographicalContext", "geolocation"]).and_then(place));
    client.add("geo", geo);
}

/// The browser and system are those that Okta read out of the text; its words for not knowing are left out.
fn put_user_agent<'a>(document: &mut Object<'a>, event: &'a Event, strict: bool) {
    let text = |key| event.text(&["client", "userAgent", key]);
    let known = |text: &Cow<'_, str>| !strict && !text.eq_ignore_ascii_case("unknown");
    let mut agent = Object::default();
    agent.add_text("original", text("rawUserAgent"));
    agent.add_text("name", text("browser").filter(known));
    if let Some(system) = text("os").filter(known) {
        agent.put_at("os.name", Node::text(system));
    }
    document.add("user_agent", agent);
}
