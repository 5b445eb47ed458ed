//! Links as Okta writes them into bodies.

use std::fmt::Display;

use serde_json::{Value, json};

use crate::org::World;

/// A link to a path of the org.
pub(super) fn to(world: &World, path: impl Display) -> Value {
    json!({"href": format!("{}{path}", world.base())})
}

/// The same with the methods that it takes.
pub(super) fn allowing(world: &World, path: impl Display, methods: &[&str]) -> Value {
    json!({"href": format!("{}{path}", world.base()), "hints": {"allow": methods}})
}

/// The links of something that can be read, changed, deleted and switched: to itself, and to its other state.
pub(super) fn switchable(world: &World, path: &str, active: bool) -> Value {
    let turn = if active { "deactivate" } else { "activate" };
    json!({
        "self": allowing(world, path, &["GET", "PUT", "DELETE"]),
        turn: allowing(world, format_args!("{path}/lifecycle/{turn}"), &["POST"]),
    })
}
