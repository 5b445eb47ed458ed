//! What the control address changes about limits and OAuth.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::control::{Refused, find};
use crate::limits::{Noise, NoiseShape};
use crate::oauth::Dpop;
use crate::sim::Shared;

#[derive(Deserialize)]
pub(crate) struct Others {
    percent: u32,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    shape: NoiseShape,
}

/// Others who use the org; 0 percent sends them away.
pub(crate) async fn set_noise(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Query(Others { percent, seed, shape }): Query<Others>,
) -> Result<StatusCode, Refused> {
    find(&shared, &name)?.set_noise((percent > 0).then_some(Noise { percent, seed, shape }));
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum End {
    Expired,
    Spoilt,
}

#[derive(Deserialize)]
pub(crate) struct Ended {
    state: End,
}

/// Ends all access tokens.
pub(crate) async fn end_access_tokens(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Query(ended): Query<Ended>,
) -> Result<StatusCode, Refused> {
    let org = find(&shared, &name)?;
    match ended.state {
        End::Expired => org.expire_access_tokens(),
        End::Spoilt => org.spoil_access_tokens(),
    }
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub(crate) struct Days {
    days: u64,
}

/// Lets days pass for the nonces of proofs.
pub(crate) async fn rotate_nonces(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Query(passed): Query<Days>,
) -> Result<StatusCode, Refused> {
    find(&shared, &name)?.rotate_nonces(passed.days);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub(crate) struct ClientChange {
    dpop: Option<Dpop>,
    active: Option<bool>,
    grant: Option<String>,
    revoke: Option<String>,
    share: Option<u32>,
}

/// Changes one OAuth client.
pub(crate) async fn set_client(
    State(shared): State<Arc<Shared>>,
    Path((name, client)): Path<(String, String)>,
    Query(change): Query<ClientChange>,
) -> Result<StatusCode, Refused> {
    let org = find(&shared, &name)?;
    let client = org.find_client(&client).ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no client {client:?}\n")))?;
    if let Some(dpop) = change.dpop {
        client.set_dpop(dpop);
    }
    if let Some(active) = change.active {
        client.set_active(active);
    }
    if let Some(scope) = change.grant {
        client.grant_scope(&scope);
    }
    if let Some(scope) = change.revoke {
        client.revoke_scope(&scope);
    }
    if let Some(percent) = change.share {
        client.set_share(percent, percent);
    }
    Ok(StatusCode::NO_CONTENT)
}
