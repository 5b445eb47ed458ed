//! The whole document.

use std::io;

use serde_json::Value;

use super::copy::Room;
use super::debug_data::debug_data;
use super::fields::object;
use super::options::Options;
use super::related::related;
use super::targets::Targets;
use super::tree::{Node, Object};
use super::{actor, client, happening, okta};
use crate::Event;

/// The version of ECS that documents are written in.
const VERSION: &str = "8.11.0";

/// Writes an event as a document. It never fails: what cannot be read is left out, and of content without a known form at most 5,000 values,
/// 12 levels deep, and of any text at most 32,000 bytes are taken over; a document that lost something to that has the tag `okta_truncated`.
pub fn write(event: &Event, options: &Options) -> Value {
    document(event, options).into_value()
}

/// Writes the same as one line of JSON without its end, copying nothing.
///
/// # Errors
/// If the writer does.
pub fn write_to(event: &Event, options: &Options, writer: impl io::Write) -> io::Result<()> {
    serde_json::to_writer(writer, &document(event, options)).map_err(io::Error::from)
}

fn document<'a>(event: &'a Event, options: &Options) -> Object<'a> {
    let mut document = Object::default();
    let strict = options.strict;
    let actor = if strict { actor::strict_actor(event) } else { actor::actor(event) };
    let targets = Targets::of(event, strict);
    document.put_at("ecs.version", Node::text(VERSION));
    happening::put(&mut document, event, options);
    client::put(&mut document, event, &actor, strict);
    let mut user = actor.user_fields(strict);
    targets.put(&mut document, &mut user, strict);
    document.add("user", user);
    document.add("related", related(event, &actor, &targets, strict));
    if !strict && let Some(id) = event.text(&["device", "id"]) {
        document.put_at("device.id", Node::text(id));
    }
    let mut room = Room::new();
    if let Value::Object(map) = event.value() {
        let mut okta = object(map, okta::EVENT, strict, &mut room);
        okta.put_at("debug_context.debug_data", Node::Object(debug_data(event, options, &mut room)));
        document.add("okta", okta);
    }
    if room.cut && !strict {
        document.add("tags", Node::List(vec![Node::text("okta_truncated")]));
    }
    document
}
