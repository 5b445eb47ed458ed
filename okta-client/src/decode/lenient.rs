//! For `#[serde(deserialize_with = …)]`: absent, `null`, `""`, `{}` and `[]` mean the same to Okta, numbers and booleans come as
//! text at times, and lists as a single object. What fits none of that is an error: a value is not silently taken for absent.

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned},
};
use serde_json::Value;

/// Whether a value stands for "nothing here".
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// A text; numbers and booleans are written out.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Ok(Some(text)),
        value if is_nothing(&value) => Ok(None),
        value @ (Value::Number(_) | Value::Bool(_)) => Ok(Some(value.to_string())),
        _ => Err(de::Error::custom("expected a text")),
    }
}

/// An identifier: a text that must be there.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer)?.ok_or_else(|| de::Error::custom("expected an identifier"))
}

/// A whole number, also as a float without fraction or as a text.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    if is_nothing(&value) {
        return Ok(None);
    }
    let float = |float: f64| (float.fract() == 0.0 && float.abs() < 9.0e15).then_some(float as i64);
    let known = match &value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(float)),
        Value::String(text) => text.trim().parse().ok().or_else(|| text.trim().parse().ok().and_then(float)),
        _ => None,
    };
    known.map(Some).ok_or_else(|| de::Error::custom("expected a whole number"))
}

/// A number with or without fraction, also as a text.
pub(crate) fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let known = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if !text.is_empty() => text.trim().parse().ok(),
        value if is_nothing(&value) => return Ok(None),
        _ => None,
    };
    known.filter(|known| known.is_finite()).map(Some).ok_or_else(|| de::Error::custom("expected a number"))
}

/// A yes or no, also as a text.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Ok(Some(flag)),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
        value if is_nothing(&value) => Ok(None),
        _ => Err(de::Error::custom("expected true or false")),
    }
}

/// A list; a single object or text is a list of one, `null` elements are left out.
pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let one = |value| serde_json::from_value(value).map_err(|error| de::Error::custom(kind(&error)));
    match Value::deserialize(deserializer)? {
        Value::Array(list) => list.into_iter().filter(|value| !value.is_null()).map(one).collect(),
        value if is_nothing(&value) => Ok(Vec::new()),
        value => Ok(vec![one(value)?]),
    }
}

/// An object; of several in a list, the first.
pub(crate) fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = match Value::deserialize(deserializer)? {
        Value::Array(list) => list.into_iter().next().unwrap_or(Value::Null),
        value => value,
    };
    if is_nothing(&value) {
        return Ok(None);
    }
    serde_json::from_value(value).map(Some).map_err(|error| de::Error::custom(kind(&error)))
}

/// Whatever Okta wrote, without the fields that say nothing: in which of the ways they say it means nothing either, and changes from answer to answer.
pub(crate) fn free<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    let mut value = Value::deserialize(deserializer)?;
    drop_nothing(&mut value);
    Ok(Some(value).filter(|value| !is_nothing(value)))
}

fn drop_nothing(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(drop_nothing);
            map.retain(|_, value| !is_nothing(value));
        }
        // The place in a list may mean something.
        Value::Array(list) => list.iter_mut().for_each(drop_nothing),
        _ => {}
    }
}

/// What is wrong, without any value: the parser's own message quotes what it found.
pub(crate) fn kind(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    for found in ["invalid type", "invalid value", "invalid length", "unknown variant"] {
        if message.starts_with(found) {
            // What is expected comes from our code, and last; what was found may hold anything.
            let expected = message.rsplit_once(", expected ").map_or("", |(_, expected)| expected);
            return format!("{found}, expected {expected}");
        }
    }
    let ours = ["expected ", "unknown form", "missing field", "duplicate field", "recursion limit", "invalid"];
    if ours.iter().any(|start| message.starts_with(start)) { message.to_owned() } else { "unexpected form".to_owned() }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, de::Error as _};

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    struct Loose {
        #[serde(default, deserialize_with = "text")]
        text: Option<String>,
        #[serde(default, deserialize_with = "number")]
        number: Option<i64>,
        #[serde(default, deserialize_with = "flag")]
        flag: Option<bool>,
        #[serde(default, deserialize_with = "list")]
        list: Vec<String>,
        #[serde(default, deserialize_with = "object")]
        object: Option<Box<Loose>>,
    }

    fn read(json: &str) -> Result<Loose, String> {
        serde_json::from_str(json).map_err(|error| kind(&error))
    }

    #[test]
    fn every_way_of_saying_nothing_is_nothing() {
        for nothing in ["null", r#""""#, "{}", "[]"] {
            for field in ["text", "number", "flag", "list", "object"] {
                assert_eq!(read(&format!(r#"{{"{field}":{nothing}}}"#)), Ok(Loose::default()), "{field} {nothing}");
            }
        }
    }

    #[test]
    fn numbers_and_flags_may_come_as_text_and_lists_as_one() {
        let loose = read(r#"{"text":7,"number":"12","flag":"true","list":"a","object":[{"number":5.0}]}"#).unwrap();
        assert_eq!((loose.text.as_deref(), loose.number, loose.flag), (Some("7"), Some(12), Some(true)));
        assert_eq!((loose.list, loose.object.unwrap().number), (vec!["a".to_owned()], Some(5)));
        assert_eq!(read(r#"{"list":["a",null,"b"]}"#).unwrap().list, ["a", "b"]);
    }

    #[test]
    fn what_is_kept_as_it_came_says_nothing_in_one_way_only() {
        let read = |json: &str| free(&mut serde_json::Deserializer::from_str(json)).unwrap();
        let kept = read(
            r#"{"people":{"groups":{"include":["00g1"],"exclude":[]},"users":{}},"network":null,"risk":{"behaviors":""},"access":false,"max":0}"#,
        );
        assert_eq!(kept, Some(serde_json::json!({"people": {"groups": {"include": ["00g1"]}}, "access": false, "max": 0})));
        assert_eq!((read("{}"), read("null"), read(r#"{"a":{"b":[]}}"#)), (None, None, None));
    }

    #[test]
    fn a_fraction_is_kept() {
        let read = |json: &str| decimal(&mut serde_json::Deserializer::from_str(json)).map_err(|error: serde_json::Error| kind(&error));
        assert_eq!((read("5.5"), read("\"20\""), read("null")), (Ok(Some(5.5)), Ok(Some(20.0)), Ok(None)));
        assert_eq!((read("\"NaN\""), read("[1]")), (Err("expected a number".to_owned()), Err("expected a number".to_owned())));
    }

    #[test]
    fn trouble_names_the_kind_and_never_the_value() {
        for (json, said) in [
            (r#"{"number":"S3CRET"}"#, "expected a whole number"),
            (r#"{"flag":"S3CRET"}"#, "expected true or false"),
            (r#"{"text":["S3CRET"]}"#, "expected a text"),
            (r#"{"list":[{"a":"S3CRET"}]}"#, "invalid type, expected a string"),
        ] {
            assert_eq!(read(json).unwrap_err(), said);
        }
        assert_eq!(kind(&serde_json::Error::custom("S3CRET")), "unexpected form");
        assert!(!kind(&serde_json::from_str::<u8>(r#""x, expected S3CRET""#).unwrap_err()).contains("S3CRET"));
    }
}
