//! What the control address changes about the log of an org.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::{Refused, find};
use crate::log::{Attack, Attacked, Malformation};
use crate::sim::Shared;

/// All attacks, with what they are and what should find them.
pub(crate) async fn attacks() -> Json<Vec<Value>> {
    let rows = Attack::ALL
        .iter()
        .map(|attack| json!({"id": attack.id, "what": attack.what, "detections": attack.detections, "also": attack.also}));
    Json(rows.collect())
}

#[derive(Deserialize)]
pub(crate) struct Begun {
    /// Seconds since it began; without it, it is just over.
    ago: Option<u64>,
    /// `false` ends what goes on of it.
    on: Option<bool>,
}

/// Lets an attack happen, and tells what it wrote; or ends all of its name that go on.
pub(crate) async fn attack(
    State(shared): State<Arc<Shared>>,
    Path((name, id)): Path<(String, String)>,
    Query(begun): Query<Begun>,
) -> Result<Json<Vec<Attacked>>, Refused> {
    let org = find(&shared, &name)?;
    let attack =
        Attack::find(&id).ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no attack {id:?}; GET /attacks lists them\n")))?;
    if begun.on == Some(false) {
        return Ok(Json(org.end_attacks(attack.id)));
    }
    Ok(Json(vec![match begun.ago {
        Some(seconds) => org.attack_begun(attack.id, Duration::from_secs(seconds)),
        None => org.attack(attack.id),
    }]))
}

#[derive(Deserialize)]
pub(crate) struct Rate {
    per_second: f64,
}

/// Changes the rate of an org's log.
pub(crate) async fn set_rate(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Query(rate): Query<Rate>,
) -> Result<StatusCode, Refused> {
    find(&shared, &name)?.set_rate(rate.per_second);
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a malformed entry into an org's log.
pub(crate) async fn malformed(State(shared): State<Arc<Shared>>, Path((name, id)): Path<(String, String)>) -> Result<Json<Value>, Refused> {
    let org = find(&shared, &name)?;
    let wrong = Malformation::find(&id).ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no malformation {id:?}\n")))?;
    Ok(Json(json!({"uuid": org.malformed_event(wrong.id)})))
}

/// Puts an entry into an org's log as it is sent.
pub(crate) async fn log_event(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Json(event): Json<Value>,
) -> Result<StatusCode, Refused> {
    find(&shared, &name)?.log_event(&event);
    Ok(StatusCode::NO_CONTENT)
}

/// Makes all cursors of an org's log worthless.
pub(crate) async fn refuse_cursors(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Result<StatusCode, Refused> {
    find(&shared, &name)?.refuse_log_cursors();
    Ok(StatusCode::NO_CONTENT)
}
