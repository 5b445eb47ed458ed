//! Decoding that points at what is wrong and never repeats what was sent.

use serde::{Deserialize, Deserializer, de::Error};
use serde_path_to_error::Segment;

use crate::problem::FieldError;

/// Names longer than this, or of other letters than identifiers have, are not repeated: a token is longer than any name of ours.
const LONGEST_NAME: usize = 32;

/// Decode a value. Fields that it does not know are errors too, whether or not its type says so.
pub(super) fn decode<'de, T, D>(deserializer: D) -> Result<T, Vec<Fault>>
where
    T: Deserialize<'de>,
    D: Deserializer<'de, Error: Error>,
{
    let mut unknown = Vec::new();
    let mut note = |path: serde_ignored::Path<'_>| {
        let mut names = Vec::new();
        collect(&path, &mut names);
        unknown.push(Fault { path: names, detail: "is not a known field".to_owned() });
    };
    let decoded = serde_path_to_error::deserialize(serde_ignored::Deserializer::new(deserializer, &mut note));
    match decoded {
        Ok(value) if unknown.is_empty() => Ok(value),
        Ok(_) => Err(unknown),
        Err(error) => {
            unknown.push(Fault::from_serde(&error));
            Err(unknown)
        }
    }
}

/// Where decoding failed, and why.
pub(super) struct Fault {
    path: Vec<String>,
    detail: String,
}

impl Fault {
    fn from_serde<E: std::fmt::Display>(error: &serde_path_to_error::Error<E>) -> Self {
        let mut path: Vec<_> = error
            .path()
            .iter()
            .filter_map(|segment| match segment {
                Segment::Seq { index } => Some(index.to_string()),
                Segment::Map { key } => Some(safe(key)),
                // The variant of an enum is no step in the document.
                Segment::Enum { .. } | Segment::Unknown => None,
            })
            .collect();
        let (field, detail) = explain(&error.inner().to_string());
        if let Some(field) = field
            && path.last() != Some(&field)
        {
            path.push(field);
        }
        Self { path, detail }
    }

    /// As an error in a body.
    pub(super) fn in_body(self) -> FieldError {
        let pointer: String = self.path.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect();
        FieldError::at(pointer, self.detail)
    }

    /// As an error in a query, where values are flat.
    pub(super) fn in_query(self) -> FieldError {
        FieldError::parameter(self.path.into_iter().next().unwrap_or_default(), self.detail)
    }
}

/// Say what serde said, without the value that it quotes: that may be a secret in the wrong field.
fn explain(message: &str) -> (Option<String>, String) {
    let quoted = |text: &str| text.split('`').nth(1).map(safe);
    if message.starts_with("missing field") {
        return (quoted(message), "is required".to_owned());
    }
    if message.starts_with("duplicate field") {
        return (quoted(message), "is given more than once".to_owned());
    }
    if message.starts_with("unknown field") {
        return (quoted(message), "is not a known field".to_owned());
    }
    // serde_json adds its position; what was expected stands before it and after the last value quoted.
    let said = message.rsplit_once(" at line ").map_or(message, |(said, _position)| said);
    let detail = match said.rsplit_once(", expected ") {
        Some((_given, expected)) => format!("expected {expected}"),
        // Our own types word their errors so, without the value.
        None if said.starts_with("expected ") => said.to_owned(),
        None => "is not valid".to_owned(),
    };
    (None, detail)
}

/// A name as sent, if it looks like a name.
fn safe(name: &str) -> String {
    let plain = name.len() <= LONGEST_NAME && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.~/".contains(&byte));
    if plain { name.to_owned() } else { "?".to_owned() }
}

fn collect(path: &serde_ignored::Path<'_>, names: &mut Vec<String>) {
    use serde_ignored::Path;
    match path {
        Path::Root => {}
        Path::Seq { parent, index } => {
            collect(parent, names);
            names.push(index.to_string());
        }
        Path::Map { parent, key } => {
            collect(parent, names);
            names.push(safe(key));
        }
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => collect(parent, names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Body {
        name: String,
        share: Option<u8>,
        list: Option<Vec<Inner>>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Inner {
        level: Level,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Level {
        Low,
        High,
    }

    fn faults(json: &str) -> Vec<(String, String)> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let faults = decode::<Body, _>(&mut deserializer).err().unwrap_or_default();
        faults.into_iter().map(Fault::in_body).map(|error| (error.pointer.unwrap(), error.detail)).collect()
    }

    fn pair(pointer: &str, detail: &str) -> (String, String) {
        (pointer.to_owned(), detail.to_owned())
    }

    #[test]
    fn each_fault_points_at_its_field_and_repeats_no_value() {
        assert_eq!(faults(r#"{"share": 3}"#), [pair("/name", "is required")]);
        assert_eq!(
            faults(r#"{"name": "a", "shar": 3, "list": [{"level": "low", "x": 1}]}"#),
            [pair("/shar", "is not a known field"), pair("/list/0/x", "is not a known field")]
        );
        assert_eq!(faults(r#"{"name": "a", "share": "hunter2, expected `b`"}"#), [pair("/share", "expected u8")]);
        assert_eq!(faults(r#"{"name": "a", "share": 300}"#), [pair("/share", "expected u8")]);
        assert_eq!(faults(r#"{"name": "a", "list": [{"level": "hunter2"}]}"#), [pair("/list/0/level", "expected `low` or `high`")]);
        assert_eq!(faults(r#"{"name": "a", "name": "b"}"#), [pair("/name", "is given more than once")]);
        assert_eq!(faults(r#"{"name": "a", "<script>": 1}"#), [pair("/?", "is not a known field")]);
        assert_eq!(faults(r#"{"name": "a", "a/b~c": 1}"#), [pair("/a~1b~0c", "is not a known field")]);
    }
}
