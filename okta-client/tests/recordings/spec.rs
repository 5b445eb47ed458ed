//! The examples of Okta's published description of its management API (OpenAPI).

use std::{collections::HashMap, fs, path::Path};

use okta_client::testing::Recorded;
use serde_json::Value;

/// The description.
pub(crate) fn read(file: &Path) -> Value {
    let text = fs::read_to_string(file).expect("the description can be read");
    let options = serde_saphyr::options! { budget: None };
    serde_saphyr::from_str_with_options(&text, options).expect("YAML")
}

/// The scopes with any of which a path may be read, by path with `{id}` for each parameter.
pub(crate) fn scopes(spec: &Value) -> HashMap<String, Vec<String>> {
    let bare = |path: &str| -> String {
        path.split('/').map(|segment| if segment.starts_with('{') { "{id}" } else { segment }).collect::<Vec<_>>().join("/")
    };
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
