//! What is in and what is not.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _},
};
use serde_json::Value;

use crate::decode::lenient;

/// What is in and what is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chosen<T> {
    /// In.
    pub include: Vec<T>,
    /// Out.
    pub exclude: Vec<T>,
}

impl<T> Default for Chosen<T> {
    fn default() -> Self {
        Self { include: Vec::new(), exclude: Vec::new() }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Chosen<T> {
    /// Reads `{include, exclude}`, or a plain list, as older objects have it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = |value: Option<Value>| lenient::list(value.unwrap_or_default()).map_err(|error| D::Error::custom(lenient::kind(&error)));
        match Value::deserialize(deserializer)? {
            Value::Object(mut fields) => Ok(Self { include: read(fields.remove("include"))?, exclude: read(fields.remove("exclude"))? }),
            value => Ok(Self { include: read(Some(value))?, exclude: Vec::new() }),
        }
    }
}
