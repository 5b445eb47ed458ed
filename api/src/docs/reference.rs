//! The whole page.

use http::StatusCode;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::{operation::Operation, schema};
use crate::pages::{HtmlPage, Layout, prose};

/// The reference of an API: its operations by tag, then its schemas. To be rendered once, at the start.
pub fn reference(api: &Value) -> HtmlPage {
    let title = text(&api["info"], "title");
    let tags = by_tag(api);
    let schemas = object(&api["components"]["schemas"]);
    let content = html! {
        div class="intro" {
            h1 { (title) }
            p class="hint" { "Version " (text(&api["info"], "version")) " · " a href="/openapi.json" { "openapi.json" } }
            (prose(text(&api["info"], "description")))
        }
        (contents(api, &tags))
        @for (tag, operations) in &tags {
            section class="card" id=(anchor(tag)) {
                h2 { (tag) }
                (prose(about(api, tag)))
                @for operation in operations { (operation.render()) }
            }
        }
        @if !schemas.is_empty() {
            section class="card" id="schemas" {
                h2 { "Schemas" }
                @for (name, schema) in &schemas { (schema::definition(name, schema)) }
            }
        }
    };
    HtmlPage::new(StatusCode::OK, Layout { title, refresh: None }.around(&content))
}

fn contents(api: &Value, tags: &[(String, Vec<Operation>)]) -> Markup {
    html! {
        nav class="card contents" aria-label="Operations" {
            @for (tag, operations) in tags {
                div {
                    h2 { a href={ "#" (anchor(tag)) } { (tag) } }
                    ul { @for operation in operations { li { a href={ "#" (operation.id()) } { (operation.summary()) } } } }
                }
            }
            @if api["components"]["schemas"].is_object() { div { h2 { a href="#schemas" { "Schemas" } } } }
        }
    }
}

/// The operations by their first tag, in the order in which the tags are described.
fn by_tag(api: &Value) -> Vec<(String, Vec<Operation>)> {
    let described = api["tags"].as_array().into_iter().flatten().filter_map(|tag| Some((tag["name"].as_str()?.to_owned(), Vec::new())));
    let mut tags: Vec<(String, Vec<Operation>)> = described.collect();
    for (path, item) in object(&api["paths"]) {
        for method in ["get", "post", "put", "patch", "delete"] {
            let operation = &item[method];
            if !operation.is_object() {
                continue;
            }
            let tag = operation["tags"][0].as_str().unwrap_or("other");
            let operation = Operation::new(method, &path, operation.clone());
            match tags.iter_mut().find(|(name, _)| name == tag) {
                Some((_, operations)) => operations.push(operation),
                None => tags.push((tag.to_owned(), vec![operation])),
            }
        }
    }
    tags.retain(|(_, operations)| !operations.is_empty());
    tags
}

/// A tag's place on the page.
fn anchor(tag: &str) -> String {
    format!("tag-{}", tag.replace([' ', ':'], "-"))
}

fn about<'a>(api: &'a Value, tag: &str) -> &'a str {
    let tags = api["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    tags.iter().find(|described| described["name"] == tag).map_or("", |described| text(described, "description"))
}

/// A text of an object, or nothing.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// An object's members, or none.
pub(super) fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use utoipa::ToSchema;

    use super::*;
    use crate::problem::Document;

    /// A thing.
    ///
    /// With a second paragraph and `code`.
    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only described")]
    struct Thing {
        /// Its name, <b>bold</b>.
        #[schema(example = "lamp", max_length = 40)]
        name: String,
        /// How many.
        #[schema(minimum = 1, maximum = 9)]
        count: Option<u8>,
        parts: Vec<Part>,
        colour: Colour,
    }

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only described")]
    struct Part {
        part: String,
    }

    /// A colour.
    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only described")]
    enum Colour {
        Red,
        Blue,
    }

    /// List things.
    ///
    /// Newest first.
    #[utoipa::path(get, path = "/v1/things/{id}", tag = "things",
        params(("id" = String, Path, description = "Whose"), ("limit" = Option<u16>, Query, description = "How many")),
        responses((status = 200, description = "The things", body = Vec<Thing>), (status = 404, description = "None", body = Document)))]
    #[expect(dead_code, reason = "only described")]
    fn list_things() {}

    /// Make a thing.
    #[utoipa::path(post, path = "/v1/things", tag = "things", request_body = Thing, responses((status = 201, description = "Made", body = Thing)))]
    #[expect(dead_code, reason = "only described")]
    fn make_thing() {}

    #[derive(utoipa::OpenApi)]
    #[openapi(paths(list_things, make_thing), info(title = "Things", description = "All about things."), tags((name = "things", description = "What there is.")))]
    struct Api;

    #[test]
    fn every_operation_parameter_answer_and_field_is_shown_and_escaped() {
        let page = reference(&serde_json::to_value(<Api as utoipa::OpenApi>::openapi()).unwrap());
        let html = page.html();
        for words in [
            "<h1>Things</h1>",
            "List things.",
            "Newest first.",
            "What there is.",
            "/v1/things/{id}",
            "How many",
            r##"list of <a href="#schema-Thing">Thing</a>"##,
            r##"<a href="#schema-Problem">Problem</a>"##,
            "Its name, &lt;b&gt;bold&lt;/b&gt;.",
            "integer or null",
            "1 to 9",
            "<code>Red</code>",
            r#"id="schema-Colour""#,
            r#"id="schema-Part""#,
        ] {
            assert!(html.contains(words), "{words}\n{html}");
        }
        assert!(!html.contains("<script") && !html.contains("https://"));
    }
}
