//! The document: what the handlers say of themselves, and what follows from that.

use serde_json::{Value, json};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

use super::{
    about::{Frame, info, operator_servers, security_schemes, servers, tags},
    examples, refusals,
};
use crate::{app::App, operator, v1};

/// Both listeners' operations in one document.
pub fn document() -> Value {
    let routes = OpenApiRouter::<App>::with_openapi(Frame::openapi()).merge(v1::router()).merge(operator::router());
    let mut document = serde_json::to_value(routes.into_openapi()).expect("a description is made of texts and numbers");
    document["info"] = info();
    document["tags"] = tags();
    document["servers"] = servers();
    document["components"]["securitySchemes"] = security_schemes();
    document["components"]["responses"] = refusals::components();
    name_rows(&mut document);
    for (path, item) in members(&mut document["paths"]) {
        if path.starts_with("/operator/") || path == "/livez" || path == "/readyz" {
            item["servers"] = operator_servers();
        }
    }
    for (method, operation) in operations(&mut document) {
        optional_body(operation);
        refusals::add(method, operation);
    }
    examples::add(&mut document);
    document
}

/// The document as it is committed, printed and served.
pub fn json() -> String {
    let mut text = serde_json::to_string_pretty(&document()).expect("a value can be written");
    text.push('\n');
    text
}

/// The rows of a page by name, in place of a copy of their schema.
fn name_rows(document: &mut Value) {
    for (name, schema) in members(&mut document["components"]["schemas"]) {
        if let Some(row) = name.strip_prefix("Page_") {
            schema["properties"]["data"]["items"] = json!({ "$ref": format!("#/components/schemas/{row}") });
        }
    }
}

/// A body that may be left out is not null: it is absent.
fn optional_body(operation: &mut Value) {
    let Some(body) = operation.get_mut("requestBody") else { return };
    let schema = &mut body["content"]["application/json"]["schema"];
    let named = schema["oneOf"].as_array().and_then(|choices| choices.iter().find(|choice| choice.get("$ref").is_some()).cloned());
    if let Some(named) = named {
        *schema = named;
        body["required"] = false.into();
    }
}

/// The operations of a document, each with its method in small letters.
pub(super) fn operations(document: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let items = members(&mut document["paths"]).flat_map(|(_, item)| members(item));
    items.filter(|(_, operation)| operation.get("operationId").is_some())
}

/// The members of an object.
pub(super) fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}
