//! What oddities do to a finished answer.

use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::routes::Shape;
use crate::settings::Oddity;

/// Refuses every third read of a single object, if reads flap; oneself is always there.
pub(crate) fn flap(call: &Call) -> Result<(), Refusal> {
    let single = call.route.shape == Shape::One && !call.names.is_empty();
    match call.names.last() {
        Some(name) if single && call.oddities.contains(&Oddity::Flapping) && call.pages_before % 3 == 2 => {
            Err(Refusal::not_found(name, "Object"))
        }
        _ => Ok(()),
    }
}

/// Rewrites an answer where the org's oddities demand it.
pub(crate) fn rewrite(call: &Call, mut answer: Answer) -> Answer {
    let (nothings, novelties) = (call.oddities.contains(&Oddity::Nothings), call.oddities.contains(&Oddity::Novelties));
    if (nothings || novelties)
        && let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body)
    {
        walk(&mut body, nothings, novelties, call.pages_before);
        // Lists keep their form: who asks for one gets one.
        if let Shape::Wrapped(name) = call.route.shape
            && !body[name].is_array()
        {
            body[name] = json!([]);
        }
        answer.body = body.to_string().into_bytes().into();
    }
    answer
}

fn walk(value: &mut Value, nothings: bool, novelties: bool, turn: u64) {
    match value {
        Value::Array(items) => items.iter_mut().zip(turn..).for_each(|(item, turn)| walk(item, nothings, novelties, turn)),
        Value::Object(object) => {
            object.values_mut().zip(turn..).for_each(|(part, turn)| walk(part, nothings, novelties, turn));
            if nothings {
                say_nothing_otherwise(object, turn);
            }
            // Only what has an identity of its own gets something new.
            if novelties && object.contains_key("id") {
                object.insert("simulatedNovelty".to_owned(), json!({"since": "tomorrow", "levels": [1, null, "three"]}));
                if let Some(Value::Object(links)) = object.get_mut("_links") {
                    links.insert("simulated-relation".to_owned(), json!([{"rel": "simulated", "method": "BREW"}]));
                }
            }
        }
        _ => {}
    }
}

fn say_nothing_otherwise(object: &mut Map<String, Value>, turn: u64) {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(parts) => parts.is_empty(),
        _ => false,
    };
    let names: Vec<String> =
        object.iter().filter(|(name, value)| empty(value) && *name != "_links").map(|(name, _)| name.clone()).collect();
    for (name, turn) in names.into_iter().zip(turn..) {
        match turn % 5 {
            0 => object.remove(&name),
            1 => object.insert(name, Value::Null),
            2 => object.insert(name, json!("")),
            3 => object.insert(name, json!({})),
            _ => object.insert(name, json!([])),
        };
    }
}
