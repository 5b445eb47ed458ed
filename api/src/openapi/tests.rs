//! Lists that cannot be forgotten.

use serde_json::Value;

use super::{document, examples::example, json, real::real};
use crate::auth::word;

/// Each operation: path, method, and what is said of it.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, item): (&String, &Value)| {
        let operations = item.as_object().unwrap().iter().filter(|(_, operation)| operation.get("operationId").is_some());
        operations.map(|(method, operation)| (format!("{method} {path}"), operation.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(methods).collect()
}

#[test]
fn the_committed_description_is_the_generated_one() {
    let committed = include_str!("../../../openapi/oktually.json");
    assert!(committed == json(), "openapi/oktually.json is not what the code says: write it anew with `make openapi`");
}

#[test]
fn every_operation_says_what_it_does_who_may_and_how_it_refuses() {
    let document = document();
    let tags: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut ids = Vec::new();
    for (name, operation) in operations(&document) {
        ids.push(operation["operationId"].as_str().unwrap_or_else(|| panic!("{name} has no operationId")).to_owned());
        assert!(operation["summary"].as_str().is_some_and(|summary| summary.ends_with('.')), "{name} has no summary");
        assert!(tags.contains(&operation["tags"][0].as_str().unwrap_or_default()), "{name} has no tag that is described");
        assert!(operation["responses"].get("429").is_some(), "{name} has no refusal");
        let open = ["get /.well-known/jwks.json", "get /livez", "get /readyz"].contains(&name.as_str());
        let role = operation["security"][0]["key"][0].as_str();
        let roles = roles();
        let operator = operation["security"][0].get("operator").is_some();
        assert!(
            open || (operator && name.contains(" /operator/v1/")) || role.is_some_and(|role| roles.contains(&role)),
            "{name} does not say who may"
        );
        assert!(open || operation["responses"].get("401").is_some(), "{name} lets strangers in");
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an operationId stands twice");
}

fn roles() -> [&'static str; 4] {
    use oktually_core::store::Role;
    [Role::Owner, Role::Admin, Role::Analyst, Role::Viewer].map(word)
}

#[test]
fn every_body_parameter_and_field_has_an_example() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    for (name, schema) in schemas.as_object().unwrap() {
        for (field, inner) in schema["properties"].as_object().into_iter().flatten() {
            assert!(example(inner, schemas, 0).is_some(), "{name}.{field} has no example");
        }
    }
    for (name, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let shown = parameter.get("example").is_some() || example(&parameter["schema"], schemas, 0).is_some();
            assert!(shown, "{name}: {} has no example", parameter["name"]);
        }
        let answers =
            operation["responses"].as_object().unwrap().iter().filter(|(status, _)| status.starts_with('2')).map(|(_, answer)| answer);
        for holder in answers.chain(operation.get("requestBody")) {
            for (kind, content) in holder["content"].as_object().into_iter().flatten() {
                assert!(content.get("example").is_some(), "{name}: {kind} has no example");
            }
        }
    }
}

#[test]
fn what_goes_together_names_fields_that_there_are_and_words_that_they_take() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    for (name, fields) in real().as_object().unwrap() {
        for (field, value) in fields.as_object().unwrap() {
            let described = &schemas[name]["properties"][field];
            assert!(described.is_object(), "{name} has no {field}");
            let named = described["$ref"].as_str().or(described["oneOf"][0]["$ref"].as_str()).or(described["oneOf"][1]["$ref"].as_str());
            let words = named.and_then(|path| document.pointer(path.trim_start_matches('#'))?["enum"].as_array());
            assert!(value.is_null() || words.is_none_or(|words| words.contains(value)), "{name}.{field} is never {value}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| match (name.as_str(), value) {
                ("$ref", Value::String(path)) => found.push(path),
                (_, value) => references(value, found),
            }),
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100);
    for path in found {
        assert!(document.pointer(path.trim_start_matches('#')).is_some(), "{path} leads nowhere");
    }
}

#[test]
fn every_reason_for_which_okta_rejects_a_credential_is_described() {
    let text = include_str!("../../../openapi/oktually.json");
    for code in okta_client::Rejection::CODES {
        assert!(text.contains(&format!("`{code}`")), "{code}");
    }
}
