//! Debug data, whose names and values are no contract, and what it says of risk.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::behaviours::{behaviours, risk};
use super::copy::{Names, Room};
use super::fields::text;
use super::options::{DebugData, Options};
use super::tree::{Node, Object};
use crate::Event;

/// What is well known has a field of its own in either mode.
const WELL_KNOWN: &[(&str, &str)] = &[
    ("deviceFingerprint", "device_fingerprint"),
    ("requestId", "request_id"),
    ("requestUri", "request_uri"),
    ("threatSuspected", "threat_suspected"),
    ("url", "url"),
    ("dtHash", "dt_hash"),
    ("factor", "factor"),
];

/// The same, in the normal mode only.
const BESIDES: &[(&str, &str)] = &[
    ("clientSecret", "client_secret"), // a hash, says Okta
    ("requestedScopes", "requested_scopes"),
    ("grantedScopes", "granted_scopes"),
    ("grantType", "grant_type"),
];

/// Fields of ours, which no name of Okta's may take.
const OURS: &[&str] = &["flattened", "risk_level", "risk_reasons", "risk_behaviors"];

/// `okta.debug_context.debug_data`.
pub(super) fn debug_data<'a>(event: &'a Event, options: &Options, room: &mut Room) -> Object<'a> {
    let mut fields = Object::default();
    let data = event.at(&["debugContext", "debugData"]).and_then(Value::as_object);
    let whole = data.map(|data| parsed(data, room)).unwrap_or_default();
    let besides = if options.strict { &[] } else { BESIDES };
    for (from, to) in WELL_KNOWN.iter().chain(besides) {
        fields.add_text(to, data.and_then(|data| text(data.get(*from)?)));
    }
    put_risk(&mut fields, event, &whole, options.strict);
    match options.debug_data {
        DebugData::Flattened => fields.add("flattened", whole),
        DebugData::Plain => {
            for (name, node) in whole.into_fields() {
                if WELL_KNOWN.iter().chain(besides).all(|(from, to)| name != *from && name != *to) {
                    let name = Names::Underscores.of_owned(name);
                    if !OURS.contains(&&*name) && !fields.has(&name) {
                        fields.add(name, node.renamed(Names::Underscores));
                    }
                }
            }
        }
    }
    fields
}

/// All of it, with what is text in a form of its own read.
fn parsed<'a>(data: &'a Map<String, Value>, room: &mut Room) -> Object<'a> {
    let mut whole = Object::default();
    for (name, value) in data.iter().filter(|(_, value)| !value.is_null()) {
        if room.is_full() {
            break;
        }
        let read = match (name.as_str(), value) {
            ("behaviors", Value::String(text)) => behaviours(text).map(Node::Object),
            ("risk", Value::String(text)) => risk(text).map(Node::Object),
            ("logOnlySecurityData", Value::String(text)) => match serde_json::from_str(text) {
                Ok(value @ Value::Object(_)) => room.copy(&value, Names::AsTheyAre).map(Node::into_owned),
                _ => None,
            },
            _ => None,
        };
        let name = Names::AsTheyAre.of(name);
        if !name.is_empty() && !whole.has(&name) {
            whole.add(name, read.or_else(|| room.copy(value, Names::AsTheyAre)));
        }
    }
    whole
}

fn put_risk<'a>(fields: &mut Object<'a>, event: &'a Event, whole: &Object<'a>, strict: bool) {
    let said = |what: &str| {
        let debug = [whole.at(&["logOnlySecurityData", "risk", what]), whole.at(&["risk", what])].into_iter().flatten().find_map(texts);
        let context = || event.at(&["securityContext", "risk", what]).filter(|_| !strict).and_then(texts_of);
        debug.or_else(context)
    };
    fields.add("risk_level", said("level").and_then(|texts| texts.into_iter().next()).map(Node::text));
    let reasons = said("reasons").unwrap_or_default();
    fields.add("risk_reasons", Node::texts(reasons.iter().flat_map(|text| text.split(',')).map(|one| Cow::Owned(one.trim().to_owned()))));
    fields.add("risk_behaviors", Node::texts(positive(event, whole, strict)));
}

/// Behaviours that were seen, each once.
fn positive<'a>(event: &'a Event, whole: &Object<'a>, strict: bool) -> Vec<Cow<'a, str>> {
    let paths: &[&[&str]] = if strict { &[&["behaviors"]] } else { &[&["behaviors"], &["logOnlySecurityData", "behaviors"]] };
    let objects = paths.iter().filter_map(|path| whole.at(path));
    let mut names: Vec<Cow<'a, str>> = objects
        .filter_map(|node| if let Node::Object(object) = node { Some(object) } else { None })
        .flat_map(|object| object.iter().filter(|(_, value)| matches!(value, Node::Text(text) if text == "POSITIVE")))
        .map(|(name, _)| name.clone())
        .collect();
    let listed =
        event.at(&["securityContext", "userBehaviors"]).filter(|_| !strict).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let listed = listed.iter().filter(|one| one["result"] == "POSITIVE");
    names.extend(listed.filter_map(|one| one["name"].as_str().or_else(|| one["id"].as_str())).map(Cow::Borrowed));
    names.sort();
    names.dedup();
    names
}

fn texts<'a>(node: &Node<'a>) -> Option<Vec<Cow<'a, str>>> {
    match node {
        Node::Text(text) => Some(vec![text.clone()]),
        Node::List(list) => Some(list.iter().filter_map(texts).flatten().collect()),
        _ => None,
    }
}

fn texts_of(value: &Value) -> Option<Vec<Cow<'_, str>>> {
    match value {
        Value::Array(list) => Some(list.iter().filter_map(text).collect()),
        value => Some(vec![text(value)?]),
    }
}
