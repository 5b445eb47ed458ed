//! What the client makes of an answer: how many elements, and what it could not read.

use okta_client::{
    Get, List,
    api::Scope,
    testing::{self, Recorded},
};
use serde::{Serialize, de::DeserializeOwned};

/// What became of one answer.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// Elements that were understood.
    pub(crate) elements: usize,
    /// What was not, where and why; never a value.
    pub(crate) failures: Vec<String>,
}

/// An endpoint and how its answers are read.
pub(crate) struct Endpoint {
    /// Its path, `{id}` for each id.
    pub(crate) pattern: &'static str,
    /// The scope it is asked for with, where it is asked for at all.
    pub(crate) scope: Option<Scope>,
    /// Reads one answer.
    pub(crate) read: Box<dyn Fn(&Recorded) -> Read>,
}

/// An endpoint that answers with a list.
pub(crate) fn list<T: DeserializeOwned + Serialize + 'static>(list: List<T>) -> Endpoint {
    let (pattern, scope) = (list.pattern(), list.scope());
    Endpoint { pattern, scope, read: Box::new(move |answer| page(&list, answer, stored)) }
}

/// An endpoint that answers with a list of what is kept as Okta wrote it.
pub(crate) fn raw<T: DeserializeOwned + 'static>(list: List<T>) -> Endpoint {
    let (pattern, scope) = (list.pattern(), list.scope());
    Endpoint { pattern, scope, read: Box::new(move |answer| page(&list, answer, |_| Ok(()))) }
}

/// An endpoint that answers with one thing.
pub(crate) fn one<T: DeserializeOwned + Serialize + 'static>(call: Get<T>) -> Endpoint {
    let (pattern, scope) = (call.pattern(), call.scope());
    let read = move |answer: &Recorded| match testing::get(&call, answer).and_then(|thing| stored(&thing)) {
        Ok(()) => Read { elements: 1, failures: Vec::new() },
        Err(reason) => Read { elements: 0, failures: vec![reason] },
    };
    Endpoint { pattern, scope, read: Box::new(read) }
}

fn page<T: DeserializeOwned>(list: &List<T>, answer: &Recorded, stored: fn(&T) -> Result<(), String>) -> Read {
    let page = match testing::page(list, answer) {
        Ok(page) => page,
        Err(reason) => return Read { elements: 0, failures: vec![reason] },
    };
    let unreadable = page.unreadable.into_iter().map(|element| element.reason);
    let differing = page.items.iter().filter_map(|item| stored(item).err());
    Read { elements: page.items.len(), failures: unreadable.chain(differing).collect() }
}

/// What is stored must mean the same when it is read again.
fn stored<T: DeserializeOwned + Serialize>(thing: &T) -> Result<(), String> {
    let first = serde_json::to_value(thing).map_err(|error| error.to_string())?;
    let again: T = serde_json::from_value(first.clone()).map_err(|error| format!("stored form: {error}"))?;
    let second = serde_json::to_value(&again).map_err(|error| error.to_string())?;
    if first == second { Ok(()) } else { Err("the stored form is read differently".to_owned()) }
}
