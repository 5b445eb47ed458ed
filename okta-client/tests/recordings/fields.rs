//! Which fields of a model are ever filled: one that is named otherwise than Okta names it never is, and nothing else would show it.

use std::collections::BTreeMap;

use serde_json::Value;

/// The fields that were met, by path, and whether any of them ever had a value.
#[derive(Debug, Default)]
pub(crate) struct Fields(BTreeMap<String, bool>);

impl Fields {
    /// Those of stored things: what a model leaves empty is in its stored form, as `null` or an empty list.
    pub(crate) fn of(things: &[Value]) -> Self {
        let mut fields = Self::default();
        for thing in things {
            fields.note("", thing);
        }
        fields
    }

    fn note(&mut self, path: &str, value: &Value) {
        match value {
            Value::Object(map) => {
                for (name, value) in map {
                    // The attributes of a schema have names of the org's choosing.
                    let name = if path.ends_with("properties") { "*" } else { name };
                    let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                    *self.0.entry(below.clone()).or_default() |= !is_empty(value);
                    self.note(&below, value);
                }
            }
            Value::Array(list) => list.iter().for_each(|value| self.note(path, value)),
            _ => {}
        }
    }

    /// Adds what was met elsewhere.
    pub(crate) fn add(&mut self, others: Self) {
        for (path, filled) in others.0 {
            *self.0.entry(path).or_default() |= filled;
        }
    }

    /// Those that never had a value. Below a field in `free` everything is as Okta wrote it, so no name of ours is there; and what is in and what is
    /// not are of one type, so that where Okta knows one of them the other is left out too.
    pub(crate) fn empty<'a>(&'a self, free: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let is_free = move |path: &str| free.iter().any(|field| path.strip_prefix(field).is_some_and(|rest| rest.starts_with('.')));
        let other = |path: &str| match path.rsplit_once('.') {
            Some((above, "include")) => Some(format!("{above}.exclude")),
            Some((above, "exclude")) => Some(format!("{above}.include")),
            _ => None,
        };
        let is_known = move |path: &str| other(path).and_then(|other| self.0.get(&other).copied()).unwrap_or_default();
        let empty = self.0.iter().filter(|(_, filled)| !**filled).map(|(path, _)| path.as_str());
        empty.filter(move |path| !is_free(path) && !is_known(path))
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}
