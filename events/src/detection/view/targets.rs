//! The things it was done to, by their types.

use serde_json::{Map, Value, json};

use crate::Event;

/// Types that are told apart; Okta has some dozens.
const TYPES: usize = 50;

/// The first target of each type, under that type's name.
pub(super) fn of(event: &Event) -> Value {
    let mut by_type = Map::new();
    for target in event.targets() {
        let Some(kind) = target["type"].as_str().filter(|kind| !kind.is_empty()) else { continue };
        if by_type.len() >= TYPES || by_type.contains_key(kind) {
            continue;
        }
        by_type.insert(
            kind.to_owned(),
            json!({ "id": target["id"], "alternateId": target["alternateId"], "displayName": target["displayName"], "detailEntry": target["detailEntry"] }),
        );
    }
    if by_type.is_empty() { Value::Null } else { Value::Object(by_type) }
}

/// The id of the first target of one of these types.
pub(super) fn id_of<'a>(event: &'a Event, types: &[&str]) -> Option<&'a str> {
    event.targets().iter().find(|target| target["type"].as_str().is_some_and(|kind| types.contains(&kind)))?["id"].as_str()
}
