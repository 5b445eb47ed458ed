//! The operations of the served description, each with what is needed to try it.

use http::Method;
use oktually_tests::{Answer, Caller, TestApp};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::things::Things;

/// One operation.
pub(crate) struct Operation {
    /// Method and path, as the description has them.
    pub(crate) name: String,
    /// Who may.
    pub(crate) needs: Needs,
    /// Statuses of success.
    pub(crate) successes: Vec<u16>,
    method: Method,
    path: String,
    body: Option<Value>,
}

/// Who may call an operation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Anybody.
    Nobody,
    /// A tenant's key of this role, or one that may more.
    Role(String),
    /// An operator.
    Operator,
}

/// All operations of both listeners, as the service describes itself.
pub(crate) async fn all(app: &TestApp) -> Vec<Operation> {
    let document = app.stranger.get("/openapi.json").await.expect_status(200).json();
    let paths = document["paths"].as_object().expect("there are paths");
    let operations: Vec<_> = paths.iter().flat_map(|(path, item)| of_path(path, item)).collect();
    assert!(operations.len() > 50, "the description has only {} operations", operations.len());
    operations
}

fn of_path(path: &str, item: &Value) -> Vec<Operation> {
    let operations = item.as_object().into_iter().flatten().filter(|(_, operation)| operation.get("operationId").is_some());
    operations.map(|(method, operation)| Operation::new(&method.to_uppercase(), path, operation)).collect()
}

impl Operation {
    fn new(method: &str, path: &str, described: &Value) -> Self {
        let way = &described["security"][0];
        let needs = match (way["key"][0].as_str(), way.get("operator")) {
            (Some(role), _) => Needs::Role(role.to_owned()),
            (None, Some(_)) => Needs::Operator,
            (None, None) => Needs::Nobody,
        };
        let statuses = described["responses"].as_object().into_iter().flatten().filter_map(|(status, _)| status.parse().ok());
        Self {
            name: format!("{method} {path}"),
            needs,
            successes: statuses.filter(|status| (200..300).contains(status)).collect(),
            method: method.parse().expect("a method"),
            path: path.to_owned(),
            body: described.pointer("/requestBody/content/application~1json/example").cloned(),
        }
    }

    /// Whether its path names something that belongs to a tenant.
    pub(crate) fn names_a_tenants_thing(&self) -> bool {
        // Checks are the same for all; only their settings are a tenant's.
        self.path.starts_with("/v1/") && self.path.contains('{') && !self.path.starts_with("/v1/checks/")
    }

    /// Whether it is for operators, or for whatever watches over the process.
    pub(crate) fn is_operators(&self) -> bool {
        self.path.starts_with("/operator/") || self.path == "/livez" || self.path == "/readyz"
    }

    /// Whether its answer is a stream that lasts.
    pub(crate) fn is_stream(&self) -> bool {
        self.path.ends_with("}/events")
    }

    /// Its path with these things' ids.
    pub(crate) fn path(&self, things: &Things) -> String {
        things.in_path(&self.path)
    }

    /// Tries it on these things, with a body that it takes.
    pub(crate) async fn try_on(&self, things: &Things, caller: &Caller) -> Answer {
        caller.with("if-match", "*").send(self.method.clone(), &self.path(things), self.body().as_ref()).await
    }

    /// A body as the description shows one, where that would not be refused for what it says.
    fn body(&self) -> Option<Value> {
        let mut body = self.body.clone()?;
        if body.get("until").is_some() {
            let until = OffsetDateTime::now_utc() + Duration::days(30);
            body["until"] = until.format(&Rfc3339).expect("a time can be written").into();
        }
        if body.get("params").is_some() {
            body["params"] = json!({});
        }
        Some(body)
    }
}
