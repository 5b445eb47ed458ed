//! Answers held against the service's own description: no operation answers with what it does not announce.

use std::sync::LazyLock;

use serde_json::Value;

use crate::Answer;

/// An operation, and what it announces.
struct Described {
    method: String,
    path: String,
    statuses: Vec<u16>,
}

static OPERATIONS: LazyLock<Vec<Described>> = LazyLock::new(|| {
    let document = oktually_api::openapi::document();
    let paths = document["paths"].as_object().expect("there are paths");
    paths.iter().flat_map(|(path, item)| of_path(path, item)).collect()
});

fn of_path(path: &str, item: &Value) -> Vec<Described> {
    let operations = item.as_object().into_iter().flatten().filter(|(_, operation)| operation.get("operationId").is_some());
    let described = operations.map(|(method, operation)| {
        let statuses = operation["responses"].as_object().into_iter().flatten().filter_map(|(status, _)| status.parse().ok());
        Described { method: method.to_uppercase(), path: path.to_owned(), statuses: statuses.collect() }
    });
    described.collect()
}

impl Described {
    fn is(&self, method: &str, path: &str) -> bool {
        let fits = |(described, asked): (&str, &str)| described == asked || described.starts_with('{');
        self.method == method
            && self.path.split('/').count() == path.split('/').count()
            && self.path.split('/').zip(path.split('/')).all(fits)
    }
}

/// Looks up what was asked, as method and path, and whether it may be answered so.
///
/// # Panics
/// When there is such an operation, and its description does not have the status.
pub(crate) fn expect_described(asked: &str, answer: &Answer) {
    let (method, target) = asked.split_once(' ').expect("a method and a path");
    let path = target.split('?').next().unwrap_or_default();
    let Some(operation) = OPERATIONS.iter().find(|operation| operation.is(method, path)) else { return };
    // The other listener does not have the operation, and says so.
    let elsewhere = answer.status == 404 && answer.text.contains(r#""code":"unknown-path""#);
    assert!(elsewhere || operation.statuses.contains(&answer.status), "{asked} is not described to answer {answer:?}");
}
