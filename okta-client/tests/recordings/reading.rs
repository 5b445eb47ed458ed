//! What the client makes of an answer: how many elements, which of their fields it filled, and what it could not read.

use okta_client::{
    Get, List,
    api::Scope,
    testing::{self, Recorded},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::fields::Fields;

/// What became of one answer.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// Elements that were understood.
    pub(crate) elements: usize,
    /// What was not, where and why; never a value.
    pub(crate) failures: Vec<String>,
    /// The fields of what was understood.
    pub(crate) fields: Fields,
}

/// An endpoint and how its answers are read.
pub(crate) struct Endpoint {
    /// Its path, `{id}` for each id.
    pub(crate) pattern: &'static str,
    /// The scope it is asked for with, where it is asked for at all.
    pub(crate) scope: Option<Scope>,
    /// The size of the pages that are asked for, where that is asked.
    pub(crate) page_size: Option<u32>,
    /// What an element is read as.
    pub(crate) model: &'static str,
    /// Reads one answer.
    pub(crate) read: Box<dyn Fn(&Recorded) -> Read>,
}

/// An endpoint that answers with a list.
pub(crate) fn list<T: DeserializeOwned + Serialize + 'static>(list: List<T>) -> Endpoint {
    many(list, stored)
}

/// An endpoint that answers with a list of what is kept as Okta wrote it.
pub(crate) fn raw<T: DeserializeOwned + 'static>(list: List<T>) -> Endpoint {
    many(list, |_| Ok(Value::Null))
}

fn many<T: DeserializeOwned + 'static>(list: List<T>, stored: fn(&T) -> Result<Value, String>) -> Endpoint {
    let (pattern, scope, page_size) = (list.pattern(), list.scope(), list.page_size());
    Endpoint { pattern, scope, page_size, model: model::<T>(), read: Box::new(move |answer| page(&list, answer, stored)) }
}

/// An endpoint that answers with one thing.
pub(crate) fn one<T: DeserializeOwned + Serialize + 'static>(call: Get<T>) -> Endpoint {
    let (pattern, scope) = (call.pattern(), call.scope());
    let read = move |answer: &Recorded| match testing::get(&call, answer).and_then(|thing| stored(&thing)) {
        Ok(thing) => Read { elements: 1, fields: Fields::of(&[thing]), ..Read::default() },
        Err(reason) => Read { failures: vec![reason], ..Read::default() },
    };
    Endpoint { pattern, scope, page_size: None, model: model::<T>(), read: Box::new(read) }
}

/// The name of a type within `api`.
fn model<T>() -> &'static str {
    let name = std::any::type_name::<T>();
    name.strip_prefix("okta_client::api::").unwrap_or(name)
}

fn page<T: DeserializeOwned>(list: &List<T>, answer: &Recorded, stored: fn(&T) -> Result<Value, String>) -> Read {
    let page = match testing::page(list, answer) {
        Ok(page) => page,
        Err(reason) => return Read { failures: vec![reason], ..Read::default() },
    };
    let (mut things, mut failures) = (Vec::new(), Vec::new());
    failures.extend(page.unreadable.into_iter().map(|element| element.reason));
    for item in &page.items {
        match stored(item) {
            Ok(thing) => things.push(thing),
            Err(reason) => failures.push(reason),
        }
    }
    Read { elements: page.items.len(), failures, fields: Fields::of(&things) }
}

/// The stored form, which must mean the same when it is read again.
fn stored<T: DeserializeOwned + Serialize>(thing: &T) -> Result<Value, String> {
    let first = serde_json::to_value(thing).map_err(|error| error.to_string())?;
    let again: T = serde_json::from_value(first.clone()).map_err(|error| format!("stored form: {error}"))?;
    let second = serde_json::to_value(&again).map_err(|error| error.to_string())?;
    if first == second { Ok(first) } else { Err("the stored form is read differently".to_owned()) }
}
