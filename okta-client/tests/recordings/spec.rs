//! The examples of Okta's published description of its management API (OpenAPI).

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

use okta_client::testing::Recorded;
use serde_json::{Map, Value, json};

/// The description.
pub(crate) fn read(file: &Path) -> Value {
    let text = fs::read_to_string(file).expect("the description can be read");
    let options = serde_saphyr::options! { budget: None };
    serde_saphyr::from_str_with_options(&text, options).expect("YAML")
}

/// A path with `{id}` for each parameter.
fn bare(path: &str) -> String {
    path.split('/').map(|segment| if segment.starts_with('{') { "{id}" } else { segment }).collect::<Vec<_>>().join("/")
}

/// The largest pages of the lists that take `limit`, by path with `{id}` for each parameter; `None` where none is written down.
pub(crate) fn largest_pages(spec: &Value) -> BTreeMap<String, Option<u64>> {
    let mut found = BTreeMap::new();
    for (path, operations) in spec["paths"].as_object().expect("paths") {
        for parameter in operations["get"]["parameters"].as_array().into_iter().flatten() {
            let parameter = resolve(spec, parameter);
            if parameter["name"] == "limit" {
                found.insert(bare(path), resolve(spec, &parameter["schema"])["maximum"].as_u64());
            }
        }
    }
    found
}

/// The scopes with any of which a path may be read, by path with `{id}` for each parameter.
pub(crate) fn scopes(spec: &Value) -> HashMap<String, Vec<String>> {
    let ways = |operation: &Value| operation["security"].as_array().cloned().unwrap_or_default();
    let of = |operation: &Value| -> Vec<String> {
        let lists = ways(operation).into_iter().filter_map(|way| way["oauth2"].as_array().cloned());
        lists.flatten().filter_map(|scope| scope.as_str().map(str::to_owned)).collect()
    };
    let paths = spec["paths"].as_object().expect("paths");
    paths.iter().map(|(path, operations)| (bare(path), of(&operations["get"]))).collect()
}

/// Every JSON example of a success of a GET, with its name, as if it had been answered.
pub(crate) fn examples(spec: &Value) -> Vec<(String, Recorded)> {
    let mut found = Vec::new();
    for (path, operations) in spec["paths"].as_object().expect("paths") {
        for (status, answer) in operations["get"]["responses"].as_object().into_iter().flatten() {
            if !status.starts_with('2') {
                continue;
            }
            for (name, value) in named(spec, &resolve(spec, answer)["content"]["application/json"]) {
                let url = format!("https://acme.okta.com{path}");
                found.push((name, Recorded { url, status: 200, body: value.to_string(), ..Recorded::default() }));
            }
        }
    }
    found
}

/// The examples of one kind of answer.
fn named(spec: &Value, content: &Value) -> Vec<(String, Value)> {
    let lone = content.get("example").map(|value| ("example".to_owned(), value.clone()));
    let several = content["examples"].as_object().into_iter().flatten().filter_map(|(name, example)| {
        let example = resolve(spec, example);
        Some((name.clone(), example.get("value")?.clone()))
    });
    lone.into_iter().chain(several).collect()
}

/// What `$ref` points at, or the value itself.
fn resolve<'a>(spec: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|target| target.strip_prefix('#')).and_then(|target| spec.pointer(target));
    target.unwrap_or(value)
}

/// For every GET an answer in which every field that the description knows has a value, with those of all variants of a thing at once.
pub(crate) fn samples(spec: &Value) -> Vec<(String, Recorded)> {
    let mut found = Vec::new();
    for (path, operations) in spec["paths"].as_object().expect("paths") {
        let schema = &resolve(spec, &operations["get"]["responses"]["200"])["content"]["application/json"]["schema"];
        if !schema.is_null() {
            let url = format!("https://acme.okta.com{path}");
            let body = sample(spec, schema, &mut Vec::new()).to_string();
            found.push(("schema".to_owned(), Recorded { url, status: 200, body, ..Recorded::default() }));
        }
    }
    found
}

/// `above` are the schemas that this one is in, so that what holds itself ends somewhere.
fn sample<'a>(spec: &'a Value, schema: &'a Value, above: &mut Vec<&'a str>) -> Value {
    if let Some(target) = schema["$ref"].as_str() {
        if above.contains(&target) {
            return Value::Null;
        }
        above.push(target);
        let found = sample(spec, resolve(spec, schema), above);
        above.pop();
        return found;
    }
    let mut whole = itself(spec, schema, above);
    for variants in ["allOf", "oneOf", "anyOf"] {
        for part in schema[variants].as_array().into_iter().flatten() {
            merge(&mut whole, sample(spec, part, above));
        }
    }
    for target in schema["discriminator"]["mapping"].as_object().into_iter().flatten().filter_map(|(_, target)| target.as_str()) {
        if !above.contains(&target) {
            above.push(target);
            let variant = target.strip_prefix('#').and_then(|target| spec.pointer(target));
            merge(&mut whole, variant.map_or(Value::Null, |variant| sample(spec, variant, above)));
            above.pop();
        }
    }
    whole
}

const TIME: &str = "2026-01-01T00:00:00.000Z";
/// Times that the description calls mere texts.
const TIMES: [&str; 4] = ["created", "createdDate", "lastUpdate", "lastUpdated"];

fn named_sample<'a>(spec: &'a Value, name: &str, schema: &'a Value, above: &mut Vec<&'a str>) -> Value {
    match sample(spec, schema, above) {
        Value::String(_) if TIMES.contains(&name) => json!(TIME),
        other => other,
    }
}

fn itself<'a>(spec: &'a Value, schema: &'a Value, above: &mut Vec<&'a str>) -> Value {
    if let Some(value) = schema["enum"].as_array().and_then(|values| values.first()) {
        return value.clone();
    }
    let properties = schema["properties"].as_object();
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("date-time")) => json!(TIME),
        (Some("string"), _) => schema["example"].as_str().map_or_else(|| json!("x"), |example| json!(example)),
        (Some("integer" | "number"), _) => json!(1),
        (Some("boolean"), _) => json!(true),
        (Some("array"), _) => json!([sample(spec, &schema["items"], above)]),
        _ if properties.is_some() => {
            let fields = properties.into_iter().flatten().map(|(name, property)| (name.clone(), named_sample(spec, name, property, above)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        (Some("object"), _) if schema["additionalProperties"].is_object() => {
            json!({ "x": sample(spec, &schema["additionalProperties"], above) })
        }
        (Some("object"), _) => json!({ "x": "x" }),
        _ => Value::Null,
    }
}

/// Adds to `whole` what it does not have.
fn merge(whole: &mut Value, other: Value) {
    match (whole, other) {
        (whole @ Value::Null, other) => *whole = other,
        (Value::Object(whole), Value::Object(other)) => {
            for (name, value) in other {
                merge(whole.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(whole), Value::Array(other)) => match (whole.first_mut(), other.into_iter().next()) {
            (Some(one), Some(other)) => merge(one, other),
            (None, Some(other)) => whole.push(other),
            _ => {}
        },
        _ => {}
    }
}
