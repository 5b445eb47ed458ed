//! One operation of the reference.

use maud::{Markup, html};
use serde_json::Value;

use super::{
    reference::{object, text},
    schema,
};
use crate::pages::{prose, with_code};

/// An operation as it is described.
pub(super) struct Operation {
    method: &'static str,
    path: String,
    described: Value,
}

impl Operation {
    pub(super) fn new(method: &'static str, path: &str, described: Value) -> Self {
        Self { method, path: path.to_owned(), described }
    }

    /// Its name in addresses of this page.
    pub(super) fn id(&self) -> String {
        match text(&self.described, "operationId") {
            "" => format!("{}{}", self.method, self.path.replace(['/', '{', '}'], "-")),
            id => id.to_owned(),
        }
    }

    /// What it does, in a few words.
    pub(super) fn summary(&self) -> &str {
        match text(&self.described, "summary") {
            "" => &self.path,
            summary => summary,
        }
    }

    pub(super) fn render(&self) -> Markup {
        html! {
            article class="operation" id=(self.id()) {
                h3 { (self.summary()) }
                p class="call" { span class={ "method " (self.method) } { (self.method.to_uppercase()) } " " code { (self.path) } }
                (prose(text(&self.described, "description")))
                (self.role())
                (self.parameters())
                (self.body())
                (self.answers())
            }
        }
    }

    fn parameters(&self) -> Markup {
        let parameters = self.described["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        html! {
            @if !parameters.is_empty() {
                h4 { "Parameters" }
                dl class="fields" {
                    @for parameter in parameters {
                        div {
                            dt { code { (text(parameter, "name")) } " " span class="hint" { (text(parameter, "in")) @if parameter["required"] == true { ", required" } } }
                            dd { span class="type" { (schema::type_of(&parameter["schema"])) } " " (with_code(text(parameter, "description"))) }
                        }
                    }
                }
            }
        }
    }

    /// Who may, where a role is needed.
    fn role(&self) -> Markup {
        let role = self.described["security"][0]["key"][0].as_str();
        html! { @if let Some(role) = role { p class="hint" { "Role: " (role) } } }
    }

    fn body(&self) -> Markup {
        html! {
            @for (kind, content) in object(&self.described["requestBody"]["content"]) {
                h4 { "Body" }
                p { code { (kind) } ": " (schema::type_of(&content["schema"])) }
                (example(&content))
            }
        }
    }

    /// Successes one by one; refusals, which are alike everywhere, in a line.
    fn answers(&self) -> Markup {
        let answers = object(&self.described["responses"]);
        let (refusals, others): (Vec<_>, Vec<_>) = answers.iter().partition(|(_, answer)| answer.get("$ref").is_some());
        html! {
            h4 { "Answers" }
            dl class="fields" {
                @for (status, answer) in others {
                    div {
                        dt { code { (status) } }
                        dd {
                            (with_code(text(answer, "description")))
                            @for (_kind, content) in object(&answer["content"]) {
                                " " span class="type" { (schema::type_of(&content["schema"])) }
                                (example(&content))
                            }
                        }
                    }
                }
                @if !refusals.is_empty() {
                    div {
                        dt { @for (index, (status, _)) in refusals.iter().enumerate() { @if index > 0 { " " } code { (status) } } }
                        dd { "A problem document: " span class="type" { a href="#schema-Problem" { "Problem" } } }
                    }
                }
            }
        }
    }
}

/// An example of a body, laid out.
fn example(content: &Value) -> Markup {
    let shown = content.get("example").map(|example| match example {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    });
    html! {
        @if let Some(shown) = shown { details { summary { "Example" } pre { code { (shown) } } } }
    }
}
