//! The examples of Okta's published description of its management API (OpenAPI).

use std::{fs, path::Path};

use okta_client::testing::Recorded;
use serde_json::Value;

/// Every JSON example of a success of a GET, with its name, as if it had been answered.
pub(crate) fn examples(file: &Path) -> Vec<(String, Recorded)> {
    let text = fs::read_to_string(file).expect("the description can be read");
    let options = serde_saphyr::options! { budget: None };
    let spec: Value = serde_saphyr::from_str_with_options(&text, options).expect("YAML");
    let mut found = Vec::new();
    for (path, operations) in spec["paths"].as_object().expect("paths") {
        for (status, answer) in operations["get"]["responses"].as_object().into_iter().flatten() {
            if !status.starts_with('2') {
                continue;
            }
            for (name, value) in named(&spec, &resolve(&spec, answer)["content"]["application/json"]) {
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
