//! Setting a check: on or off, and its parameters.

use axum::extract::State;
use oktually_core::checks::{Check, Params};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{
    checks::{CatalogueEntry, Known},
    params::{OfCheck, Read},
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Admin, Caller},
    etag::IfMatch,
    extract::{Json, Path},
    problem::Problem,
    words,
};

/// How a check is to be set, in place of how it was.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewSettings {
    /// Whether it runs. One that does not run finds nothing new; what it found stays as it is.
    enabled: bool,
    /// Values in place of defaults, by the names that the check lists.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, words::Anything>, example = json!({"days": 30}))]
    params: Map<String, Value>,
}

/// Set a check.
///
/// The next run heeds it.
#[utoipa::path(
    put, path = "/v1/checks/{id}/settings", tag = "checks",
    request_body = NewSettings, security(("key" = ["admin"])), params(OfCheck, Read),
    responses((status = 200, description = "As it is set now.", body = CatalogueEntry))
)]
pub(crate) async fn set_check(
    State(app): State<App>,
    caller: Caller<Admin>,
    IfMatch(revision): IfMatch,
    Path(Known(check)): Path<Known>,
    Json(new): Json<NewSettings>,
) -> Result<Answer, Problem> {
    new.check(check)?;
    let by = caller.actor();
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let row = scope.set_check(check.id, revision, new.enabled, &Value::Object(new.params), &by.to_string()).await?;
    scope.record(&by, "check.set", Some(check.id), json!({ "enabled": row.enabled, "params": row.params })).await?;
    scope.commit().await?;
    let revision = row.revision;
    Ok(Answer::ok(&CatalogueEntry::new(check, Some(row))).revision(revision))
}

impl NewSettings {
    fn check(&self, check: &Check) -> Result<(), Problem> {
        let pointer = |key: &str| format!("/params/{}", key.replace('~', "~0").replace('/', "~1"));
        if let Some((key, _)) = self.params.iter().find(|(key, value)| key.contains('\0') || has_nul(value)) {
            return Err(Problem::field(pointer(&key.replace('\0', "?")), "must not contain the character U+0000"));
        }
        // The messages name what the check has, and not what was given.
        Params::with(check, &self.params).map(drop).map_err(|error| match check.params.iter().find(|param| param.key == error.key) {
            Some(param) => Problem::field(pointer(param.key), error.why),
            None => Problem::field("/params", error.why),
        })
    }
}

/// PostgreSQL keeps no U+0000 in a text.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(values) => values.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use oktually_core::checks;

    use super::*;

    fn refused(params: Value) -> Option<(String, String)> {
        let check = checks::find("token.unused").unwrap();
        let Value::Object(params) = params else { panic!("no object") };
        let problem = NewSettings { enabled: true, params }.check(check).err()?;
        let error = &problem.field_errors()[0];
        Some((error.pointer.clone().unwrap(), error.detail.clone()))
    }

    #[test]
    fn a_parameter_that_does_not_fit_is_pointed_at() {
        let check = checks::find("token.unused").unwrap();
        let key = check.params[0].key;
        assert_eq!(refused(json!({ key: 30 })), None);
        assert_eq!(refused(json!({ key: -1 })).unwrap().0, format!("/params/{key}"));
        let (pointer, detail) = refused(json!({ "hunter2": 1 })).unwrap();
        assert!(pointer == "/params" && !detail.contains("hunter2"), "{detail}");
        assert!(refused(json!({ key: "\u{0}" })).unwrap().1.contains("U+0000"));
    }
}
