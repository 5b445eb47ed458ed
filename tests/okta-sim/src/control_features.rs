//! What the control address tells of the paths, and what it changes about features and oddities.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::{Refused, Switch, find};
use crate::features::Feature;
use crate::known::known_paths;
use crate::settings::Oddity;
use crate::sim::Shared;

/// All paths that can be read, with scope, bucket, parameters and sizes of pages.
pub(crate) async fn paths() -> Json<Vec<Value>> {
    let rows = known_paths().into_iter().map(|path| {
        json!({
            "path": path.pattern, "scope": path.scope, "bucket": path.bucket, "older_bucket": path.older_bucket, "parameters": path.parameters,
            "page": path.sizes.map(|(default, most)| json!({"default": default, "most": most})), "is_list": path.is_list,
        })
    });
    Json(rows.collect())
}

/// Takes a feature from an org, or gives it back.
pub(crate) async fn set_feature(
    State(shared): State<Arc<Shared>>,
    Path((name, feature)): Path<(String, String)>,
    Query(switch): Query<Switch>,
) -> Result<StatusCode, Refused> {
    let org = find(&shared, &name)?;
    let feature = Feature::find(&feature).ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no feature {feature:?}\n")))?;
    org.set_feature(feature, switch.on);
    Ok(StatusCode::NO_CONTENT)
}

/// An oddity that is written as a word.
#[derive(Deserialize)]
pub(crate) struct Peculiar(Oddity);

/// Makes lists peculiar, or no longer.
pub(crate) async fn set_oddity(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Query(switch): Query<Switch>,
    Json(Peculiar(oddity)): Json<Peculiar>,
) -> Result<StatusCode, Refused> {
    find(&shared, &name)?.set_oddity(oddity, switch.on);
    Ok(StatusCode::NO_CONTENT)
}
