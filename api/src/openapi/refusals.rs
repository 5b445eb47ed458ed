//! Which refusals an operation may answer with: that follows from what it takes.

use serde_json::{Map, Value, json};

use crate::problem::{Kind, Problem};

/// One answer for each status that a problem may have.
pub(super) fn components() -> Value {
    let mut answers = Map::new();
    for kind in Kind::ALL {
        let name = name(kind.status().as_u16());
        let kinds = || Kind::ALL.iter().filter(|other| other.status() == kind.status());
        let about: Vec<_> = kinds().map(|kind| format!("`{}`: {}", kind.code(), kind.about())).collect();
        let examples: Map<_, _> = kinds().map(|kind| (kind.code().to_owned(), json!({ "value": example(*kind) }))).collect();
        let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" }, "examples": examples } });
        answers.insert(name, json!({ "description": about.join("\n\n"), "content": content }));
    }
    Value::Object(answers)
}

fn name(status: u16) -> String {
    format!("Problem{status}")
}

fn example(kind: Kind) -> Value {
    let body = Problem::new(kind).body(Some("0198c5f2-a0b0-7c3e-9d2f-4a6b8c0d1e2f"));
    serde_json::from_slice(&body).unwrap_or_default()
}

/// Adds to an operation the refusals that it may answer with.
pub(super) fn add(method: &str, operation: &mut Value) {
    for status in statuses(method, operation) {
        operation["responses"][status.to_string()] = json!({ "$ref": format!("#/components/responses/{}", name(status)) });
    }
}

fn statuses(method: &str, operation: &Value) -> Vec<u16> {
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_in = |place: &str| parameters.iter().any(|parameter| parameter["in"] == place);
    let header = |name: &str| parameters.iter().any(|parameter| parameter["name"] == name);
    let matching = parameters.iter().any(|parameter| parameter["name"] == "If-Match" && parameter["required"] == true);
    let body = operation.get("requestBody").is_some();
    let proven = operation["security"].as_array().is_some_and(|ways| !ways.is_empty());
    let tenants = operation["security"][0].get("key").is_some();
    // A token is made from nothing but the key that is shown: no state stands in its way.
    let makes_token =
        operation.pointer("/responses/200/content/application~1json/schema/$ref") == Some(&"#/components/schemas/Token".into());
    let acts = method != "get" && !makes_token;
    [
        (400, !parameters.is_empty() || body),
        (401, proven),
        (403, tenants),
        (404, is_in("path")),
        (408, body),
        (409, acts),
        (412, header("If-Match")),
        (413, body),
        (415, body),
        (422, body || header("Idempotency-Key")),
        (428, matching),
        (429, true),
        (500, true),
        (503, true),
    ]
    .into_iter()
    .filter_map(|(status, may)| may.then_some(status))
    .collect()
}
