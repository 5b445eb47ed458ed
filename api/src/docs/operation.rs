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

    fn body(&self) -> Markup {
        html! {
            @for (kind, content) in object(&self.described["requestBody"]["content"]) {
                h4 { "Body" }
                p { code { (kind) } ": " (schema::type_of(&content["schema"])) }
            }
        }
    }

    fn answers(&self) -> Markup {
        html! {
            h4 { "Answers" }
            dl class="fields" {
                @for (status, answer) in object(&self.described["responses"]) {
                    div {
                        dt { code { (status) } }
                        dd {
                            (with_code(text(&answer, "description")))
                            @for (_kind, content) in object(&answer["content"]) { " " span class="type" { (schema::type_of(&content["schema"])) } }
                        }
                    }
                }
            }
        }
    }
}
