//! Whole answers: one object, or a page whose elements are read one by one.

use std::{borrow::Cow, collections::HashMap};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{harmless, lenient::kind};
use crate::{page::Unreadable, request::Style};

/// Why an answer could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Not JSON at all: a page for people, most likely.
    NotJson,
    /// JSON without its end.
    CutOff,
    /// JSON of another shape; where and what, without values.
    Shape(String),
}

/// A page's elements, those that could not be read, and the link to the next page where the body has it.
#[derive(Debug)]
pub(crate) struct Elements<T> {
    pub(crate) items: Vec<T>,
    pub(crate) unreadable: Vec<Unreadable>,
    pub(crate) next: Option<String>,
}

/// One object.
pub(crate) fn get<T: DeserializeOwned>(text: &str) -> Result<T, Trouble> {
    let raw = raw(text)?;
    serde_json::from_str(raw.get()).map_err(|_| Trouble::Shape(element_trouble::<T>(raw.get())))
}

/// One page, element by element: one that cannot be read costs only itself.
pub(crate) fn page<T: DeserializeOwned>(text: &str, style: Style) -> Result<Elements<T>, Trouble> {
    let text = text.trim();
    // Read once only: pages are large.
    if text.starts_with('[') {
        let elements = serde_json::from_str(text).map_err(|error| not_json(&error))?;
        return Ok(read_all(elements, None));
    }
    let body = raw(text)?;
    let (list, next) = match style {
        Style::Wrapped(name) if body.get().starts_with('{') => {
            let around: HashMap<Cow<'_, str>, &RawValue> =
                serde_json::from_str(body.get()).map_err(|error| Trouble::Shape(kind(&error)))?;
            let list = around.get(name).ok_or_else(|| Trouble::Shape(format!("`{name}` is missing")))?;
            let links = ["_links", "links"].into_iter().filter_map(|links| around.get(links));
            (*list, links.map(|links| next_in(links.get())).find_map(|next| next))
        }
        _ => (body, None),
    };
    // A position moves on behind what was read: an answer that is no list must not count as a short one.
    if style == Style::Polling {
        return Err(Trouble::Shape("expected a list".to_owned()));
    }
    let elements: Vec<&RawValue> = match list.get().as_bytes().first() {
        Some(b'[') => serde_json::from_str(list.get()).map_err(|error| Trouble::Shape(kind(&error)))?,
        Some(b'{') => vec![list],
        _ if list.get() == "null" => vec![],
        _ => return Err(Trouble::Shape("expected a list".to_owned())),
    };
    Ok(read_all(elements, next))
}

fn read_all<T: DeserializeOwned>(elements: Vec<&RawValue>, next: Option<String>) -> Elements<T> {
    let mut page = Elements { items: Vec::with_capacity(elements.len()), unreadable: Vec::new(), next };
    for element in elements {
        match serde_json::from_str(element.get()) {
            Ok(item) => page.items.push(item),
            Err(_) => page.unreadable.push(Unreadable { id: id_of(element.get()), reason: element_trouble::<T>(element.get()) }),
        }
    }
    page
}

/// The answer as JSON not yet looked into. Depth is no matter here: nothing is built.
fn raw(text: &str) -> Result<&RawValue, Trouble> {
    let text = text.trim();
    serde_json::from_str(text).map_err(|error| if text.is_empty() { Trouble::NotJson } else { not_json(&error) })
}

/// A text that ends too early is told from one that never was JSON.
fn not_json(error: &serde_json::Error) -> Trouble {
    if error.is_eof() { Trouble::CutOff } else { Trouble::NotJson }
}

/// Where in an element its trouble lies and of what kind it is; never a value.
fn element_trouble<T: DeserializeOwned>(json: &str) -> String {
    match serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(json)) {
        Ok(_) => "unexpected form".to_owned(),
        Err(error) => {
            let path: String = harmless(&error.path().to_string()).chars().take(80).collect();
            format!("{path}: {}", kind(error.inner()))
        }
    }
}

/// The id of an element that cannot be read otherwise.
fn id_of(json: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    serde_json::from_str(json).ok().map(|Named { id }| harmless(&id))
}

/// `next.href` of a body's `_links`; an empty `next` means none.
fn next_in(links: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Links {
        next: Option<Next>,
    }
    #[derive(Deserialize)]
    struct Next {
        href: Option<String>,
    }
    serde_json::from_str::<Links>(links).ok()?.next?.href.filter(|href| !href.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::decode::lenient;

    #[derive(Debug, Deserialize)]
    struct Thing {
        #[serde(deserialize_with = "lenient::id")]
        id: String,
        #[serde(default, deserialize_with = "lenient::number")]
        size: Option<i64>,
        #[serde(default)]
        free: Option<Value>,
    }

    #[test]
    fn an_element_that_cannot_be_read_costs_only_itself() {
        let text = r#"[{"id":"a","size":"1"},{"id":"b","size":"S3CRET"},{"size":3},7,null,{"id":"c","new":{"x":[]}}]"#;
        let page = page::<Thing>(text, Style::Array).unwrap();
        assert_eq!(page.items.iter().map(|thing| thing.id.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(page.items[0].size, Some(1));
        let reasons: Vec<_> = page.unreadable.iter().map(|bad| (bad.id.as_deref(), bad.reason.as_str())).collect();
        assert_eq!(reasons[0], (Some("b"), "size: expected a whole number"));
        assert_eq!(reasons[1], (None, ".: missing field `id`"));
        assert_eq!(reasons.len(), 4);
        assert!(reasons.iter().all(|(_, reason)| !reason.contains("S3CRET")));
    }

    #[test]
    fn nesting_beyond_reason_costs_one_element_and_never_a_panic() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let text = format!(r#"[{{"id":"a","free":{deep}}},{{"id":"b","ignored":{deep}}},{{"id":"c","free":{{"x":1}}}}]"#);
        let page = page::<Thing>(&text, Style::Array).unwrap();
        assert_eq!(page.items.iter().map(|thing| thing.id.as_str()).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(page.items[1].free, Some(serde_json::json!({"x": 1})));
        assert_eq!(page.unreadable[0].id.as_deref(), Some("a"));
        assert!(page.unreadable[0].reason.ends_with("recursion limit exceeded"), "{}", page.unreadable[0].reason);
        assert!(matches!(get::<Thing>(&format!(r#"{{"id":"a","free":{deep}}}"#)), Err(Trouble::Shape(_))));
    }

    #[test]
    fn a_list_in_an_object_brings_its_next_link() {
        let text = r#"{"roles":[{"id":"a"}],"_links":{"self":{"href":"x"},"next":{"href":"/api/v1/iam/roles?after=a"}}}"#;
        let roles = page::<Thing>(text, Style::Wrapped("roles")).unwrap();
        assert_eq!((roles.items.len(), roles.next.as_deref()), (1, Some("/api/v1/iam/roles?after=a")));
        let relative =
            page::<Thing>(r#"{"data":[{"id":"a"}],"links":{"next":{"href":"/governance/api/v2/teams?after=a"}}}"#, Style::Wrapped("data"));
        assert_eq!(relative.unwrap().next.as_deref(), Some("/governance/api/v2/teams?after=a"));
        for none in
            [r#"{"roles":null,"_links":{"next":{}}}"#, r#"{"roles":[],"links":{"next":{"href":""}}}"#, r#"{"roles":[]}"#, "[]", "null"]
        {
            let none = page::<Thing>(none, Style::Wrapped("roles")).unwrap();
            assert!(none.items.is_empty() && none.next.is_none());
        }
        assert_eq!(page::<Thing>("{}", Style::Wrapped("roles")).unwrap_err(), Trouble::Shape("`roles` is missing".into()));
        assert_eq!(page::<Thing>(r#"{"roles":{"id":"a"}}"#, Style::Wrapped("roles")).unwrap().items.len(), 1);
    }

    #[test]
    fn what_is_not_json_is_told_from_what_broke_off() {
        assert_eq!(page::<Thing>("<html><body>Service unavailable", Style::Array).unwrap_err(), Trouble::NotJson);
        assert_eq!(page::<Thing>("", Style::Array).unwrap_err(), Trouble::NotJson);
        assert_eq!(page::<Thing>(r#"[{"id":"a"},{"id""#, Style::Array).unwrap_err(), Trouble::CutOff);
        assert_eq!(page::<Thing>(r#"[{"id":"a"}] trailing"#, Style::Array).unwrap_err(), Trouble::NotJson);
        assert_eq!(page::<Thing>("7", Style::Array).unwrap_err(), Trouble::Shape("expected a list".into()));
    }
}
