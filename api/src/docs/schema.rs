//! Schemas of the reference, in words.

use maud::{Markup, html};
use serde_json::Value;

use super::reference::{object, text};
use crate::pages::{prose, with_code};

const REFERENCE: &str = "#/components/schemas/";

/// A schema with a name of its own.
pub(super) fn definition(name: &str, schema: &Value) -> Markup {
    html! {
        article class="operation" id={ "schema-" (name) } {
            h3 { (name) }
            (prose(text(schema, "description")))
            @if schema["properties"].is_object() { (fields(schema)) } @else { p { (type_of(schema)) } }
        }
    }
}

fn fields(schema: &Value) -> Markup {
    let required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|other| other == name));
    html! {
        dl class="fields" {
            @for (name, field) in object(&schema["properties"]) {
                div {
                    dt { code { (name) } @if required(&name) { " " span class="hint" { "always" } } }
                    dd {
                        span class="type" { (type_of(&field)) }
                        " " (with_code(text(&field, "description")))
                        @if let Some(example) = example(&field) { " " span class="hint" { "For example " code { (example) } "." } }
                    }
                }
            }
        }
    }
}

fn example(field: &Value) -> Option<String> {
    let example = field.get("example").or_else(|| field["examples"].get(0))?;
    Some(example.as_str().map_or_else(|| example.to_string(), str::to_owned))
}

/// What a value is, in words, with links to named schemas.
pub(super) fn type_of(schema: &Value) -> Markup {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix(REFERENCE)) {
        return html! { a href={ "#schema-" (name) } { (name) } };
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[choice].as_array() {
            let between = if choice == "allOf" { " and " } else { " or " };
            return html! { @for (index, part) in parts.iter().enumerate() { @if index > 0 { (between) } (type_of(part)) } };
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        return html! { "one of " @for (index, value) in values.iter().enumerate() { @if index > 0 { ", " } code { (plain(value)) } } };
    }
    if let Some(value) = schema.get("const") {
        return html! { code { (plain(value)) } };
    }
    if kinds(schema).contains(&"array") {
        let null = if kinds(schema).contains(&"null") { " or null" } else { "" };
        return html! { "list of " (type_of(&schema["items"])) (null) };
    }
    if schema["properties"].is_object() {
        return html! { "object" (fields(schema)) };
    }
    html! { (scalar(schema)) }
}

fn kinds(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn scalar(schema: &Value) -> String {
    let mut words = kinds(schema).join(" or ");
    if words.is_empty() {
        words.push_str("any value");
    }
    // Widths of integers are for compilers.
    match text(schema, "format") {
        "" | "int32" | "int64" | "double" => {}
        format => words = format!("{words} ({format})"),
    }
    let bound = |name: &str| schema[name].as_f64();
    match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => format!("{words}, {least} to {most}"),
        (Some(least), None) if least > 0.0 => format!("{words}, at least {least}"),
        (None, Some(most)) => format!("{words}, at most {most}"),
        _ => match bound("maxLength") {
            Some(most) => format!("{words} of at most {most} letters"),
            None => words,
        },
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
