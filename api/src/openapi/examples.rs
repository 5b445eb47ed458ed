//! Whole examples of bodies, put together from those of their fields.

use serde_json::{Map, Value};

use super::{
    document::{members, operations},
    real::real,
};

/// How deep one schema may stand in another.
const DEEPEST: usize = 24;

/// Gives every JSON body of the document an example.
pub(super) fn add(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    for (_, operation) in operations(document) {
        if let Some(body) = operation.get_mut("requestBody") {
            complete(body, &schemas);
        }
        for (_, answer) in members(&mut operation["responses"]) {
            complete(answer, &schemas);
        }
    }
}

fn complete(holder: &mut Value, schemas: &Value) {
    let Some(content) = holder.pointer_mut("/content/application~1json") else { return };
    if content.get("example").is_none()
        && let Some(example) = example(&content["schema"], schemas, 0)
    {
        content["example"] = example;
    }
}

/// An example of a schema. None where a field says nothing.
pub(super) fn example(schema: &Value, schemas: &Value, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    let deeper = |schema: &Value| example(schema, schemas, depth + 1);
    if let Some(given) = schema.get("example").or_else(|| schema["examples"].get(0)) {
        return Some(given.clone());
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/")) {
        return deeper(&schemas[name]).map(|example| together(name, example));
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.first().cloned();
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().find(|choice| choice["type"] != "null").and_then(deeper);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let parts = parts.iter().map(deeper).collect::<Option<Vec<_>>>()?;
        return Some(Value::Object(parts.into_iter().filter_map(|part| part.as_object().cloned()).flatten().collect()));
    }
    if let Some(properties) = schema["properties"].as_object() {
        let fields = properties.iter().map(|(name, field)| Some((name.clone(), deeper(field)?)));
        return fields.collect::<Option<Map<_, _>>>().map(Value::Object);
    }
    if is_of(schema, "array") {
        return deeper(&schema["items"]).map(|item| Value::Array(vec![item]));
    }
    is_of(schema, "boolean").then_some(Value::Bool(true))
}

/// The example of a named schema with what goes together.
fn together(name: &str, mut example: Value) -> Value {
    if let (Some(fields), Some(Value::Object(others))) = (example.as_object_mut(), real().get_mut(name).map(Value::take)) {
        fields.extend(others);
    }
    example
}

fn is_of(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|other| other == kind))
}
