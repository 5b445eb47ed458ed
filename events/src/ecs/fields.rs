//! Fields of a known form: which key becomes which field, and what may stand in it.

use std::borrow::Cow;
use std::net::IpAddr;

use serde_json::{Map, Number, Value};

use super::copy::{Names, Room};
use super::tree::{Node, Object};

/// A key of Okta's and the field it becomes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    from: &'static str,
    /// Name, or dotted path, of the field.
    to: &'static str,
    form: Form,
    mode: Mode,
}

/// What may stand in a field. What is of another form is left out: an index would refuse the whole document for it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// Text; numbers and truth values as they are written.
    Text,
    Integer,
    Truth,
    Address,
    /// Latitude and longitude in degrees.
    Place,
    Object(&'static [Field]),
    /// Objects.
    List(&'static [Field]),
    /// Anything, with its names so.
    Any(Names),
    /// Anything, as JSON in a text or as it is; a text that is no JSON stands under `text`.
    Embedded,
    /// It is written elsewhere, or nowhere.
    Elsewhere,
}

/// In which mode a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Both,
    Strict,
    Normal,
}

impl Field {
    pub(super) const fn new(from: &'static str, to: &'static str, form: Form) -> Self {
        Self { from, to, form, mode: Mode::Both }
    }

    pub(super) const fn text(from: &'static str, to: &'static str) -> Self {
        Self::new(from, to, Form::Text)
    }

    /// Written in the normal mode only.
    pub(super) const fn normal(self) -> Self {
        Self { mode: Mode::Normal, ..self }
    }

    /// Written in the strict mode only.
    pub(super) const fn strict(self) -> Self {
        Self { mode: Mode::Strict, ..self }
    }

    fn is_of(&self, strict: bool) -> bool {
        match self.mode {
            Mode::Both => true,
            Mode::Strict => strict,
            Mode::Normal => !strict,
        }
    }

    /// Whether a name is its field's, or the object's around it.
    fn is_at(&self, name: &str) -> bool {
        self.to.split('.').next() == Some(name)
    }
}

/// The fields that an object becomes. In the normal mode, keys that nobody knows yet follow in snake case, unless a known field has that name.
pub(super) fn object<'a>(map: &'a Map<String, Value>, fields: &'static [Field], strict: bool, room: &mut Room) -> Object<'a> {
    let mut object = Object::with_room(map.len().min(fields.len()));
    let mut unknown = Vec::new();
    for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
        let mut known = false;
        for field in fields.iter().filter(|field| field.from == key) {
            known = true;
            if field.is_of(strict)
                && let Some(node) = node(value, field.form, strict, room)
            {
                object.put_at(field.to, node);
            }
        }
        if !known && !strict {
            unknown.push((key, value));
        }
    }
    for (key, value) in unknown {
        let name = Names::Snake.of(key);
        if !name.is_empty() && !fields.iter().any(|field| field.is_at(&name)) && !object.has(&name) {
            object.add(name, room.copy(value, Names::Snake));
        }
    }
    object
}

fn node<'a>(value: &'a Value, form: Form, strict: bool, room: &mut Room) -> Option<Node<'a>> {
    match form {
        Form::Text => text(value).map(|text| room.text(text)),
        Form::Integer => integer(value).map(|number| Node::Number(Number::from(number))),
        Form::Truth => truth(value).map(Node::Truth),
        Form::Address => address(value).map(Node::text),
        Form::Place => place(value),
        Form::Object(fields) => Some(Node::Object(object(value.as_object()?, fields, strict, room))),
        Form::List(fields) => {
            let objects = value.as_array()?.iter().filter_map(Value::as_object);
            let taken = objects.map_while(|map| room.take().then(|| object(map, fields, strict, room)));
            Some(Node::List(taken.filter(|object| !object.is_empty()).map(Node::Object).collect()))
        }
        Form::Any(names) => room.copy(value, names),
        Form::Embedded => embedded(value, room),
        Form::Elsewhere => None,
    }
}

/// A text; numbers and truth values as they are written.
pub(super) fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(truth) => Some(Cow::Borrowed(if *truth { "true" } else { "false" })),
        _ => None,
    }
}

/// A whole number, as one or as text.
pub(super) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn truth(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str()?.parse().ok())
}

/// An IP address, and nothing that only looks like one.
pub(super) fn address(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| text.parse::<IpAddr>().is_ok())
}

/// Latitude and longitude, if they are on the globe.
pub(super) fn place(value: &Value) -> Option<Node<'_>> {
    let within = |key, most: f64| match value.get(key) {
        Some(Value::Number(number)) if number.as_f64().is_some_and(|degrees| degrees.abs() <= most) => Some(Node::Number(number.clone())),
        _ => None,
    };
    let mut place = Object::default();
    place.put("lat", Some(within("lat", 90.0)?));
    place.put("lon", Some(within("lon", 180.0)?));
    Some(Node::Object(place))
}

fn embedded<'a>(value: &'a Value, room: &mut Room) -> Option<Node<'a>> {
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(parsed @ (Value::Object(_) | Value::Array(_))) => room.copy(&parsed, Names::AsTheyAre).map(Node::into_owned),
            _ => {
                let mut object = Object::default();
                object.put("text", Some(room.text(Cow::Borrowed(text))));
                Some(Node::Object(object))
            }
        },
        Value::Object(_) | Value::Array(_) => room.copy(value, Names::AsTheyAre),
        _ => None,
    }
}
