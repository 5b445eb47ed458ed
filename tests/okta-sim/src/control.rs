//! The control address of the program: plain HTTP on loopback, for whoever drives the simulator from outside.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::control_features::{paths, set_feature, set_oddity};
use crate::control_log::{attack, attacks, log_event, malformed, refuse_cursors, set_rate};
use crate::control_oauth::{end_access_tokens, rotate_nonces, set_client, set_noise};
use crate::faults::Fault;
use crate::flaws::{Flaw, Gap};
use crate::handle::Org;
use crate::journal::{Count, JournalEntry};
use crate::oauth::Client;
use crate::sim::{Shared, Sim};

/// A refusal: its status and what to do.
pub(crate) type Refused = (StatusCode, String);

/// Opens the control address of a simulator; it serves as long as the runtime lives.
///
/// # Errors
/// If the port is taken.
pub async fn control(sim: &Sim, port: u16) -> Result<SocketAddr> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| format!("opening the control address on port {port}"))?;
    let address = listener.local_addr()?;
    let router = Router::new()
        .route("/orgs", get(orgs))
        .route("/orgs/{name}/journal", get(journal))
        .route("/orgs/{name}/counts", get(counts))
        .route("/orgs/{name}/truth", get(truth))
        .route("/orgs/{name}/flaws/{id}", post(set_flaw))
        .route("/orgs/{name}/gaps/{id}", post(set_gap))
        .route("/orgs/{name}/features/{feature}", post(set_feature))
        .route("/orgs/{name}/oddities", post(set_oddity))
        .route("/paths", get(paths))
        .route("/orgs/{name}/faults", post(add_fault))
        .route("/orgs/{name}/revoke", post(revoke))
        .route("/orgs/{name}/rotate", post(rotate))
        .route("/orgs/{name}/reset", post(reset))
        .route("/orgs/{name}/noise", post(set_noise))
        .route("/orgs/{name}/access-tokens", post(end_access_tokens))
        .route("/orgs/{name}/nonces", post(rotate_nonces))
        .route("/orgs/{name}/clients/{client}", post(set_client))
        .route("/attacks", get(attacks))
        .route("/orgs/{name}/attacks/{id}", post(attack))
        .route("/orgs/{name}/rate", post(set_rate))
        .route("/orgs/{name}/log", post(log_event))
        .route("/orgs/{name}/log/malformed/{id}", post(malformed))
        .route("/orgs/{name}/log/refuse-cursors", post(refuse_cursors))
        .route("/caller", post(set_caller))
        .route("/gateway", post(set_gateway))
        .with_state(sim.shared());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// An org as the program shows it.
pub fn summary(org: &Org) -> Value {
    json!({
        "name": org.name(), "host": org.host(), "url": org.url(), "org_id": org.org_id(), "token": org.token(), "canary_mark": org.canary_mark(),
        "clients": org.clients().iter().map(Client::credentials).collect::<Vec<_>>(), "switched_on": org.switched_on(), "least_requests": org.least_requests(),
    })
}

pub(crate) fn find(shared: &Shared, name: &str) -> Result<Org, Refused> {
    shared.find(name).map(Org::new).ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no org {name:?}; GET /orgs lists them\n")))
}

async fn orgs(State(shared): State<Arc<Shared>>) -> Json<Vec<Value>> {
    Json(shared.orgs().into_iter().map(|org| summary(&Org::new(org))).collect())
}

#[derive(Deserialize)]
struct Last {
    last: Option<usize>,
}

async fn journal(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Query(asked): Query<Last>,
) -> Result<Json<Vec<JournalEntry>>, Refused> {
    Ok(Json(find(&shared, &name)?.last_entries(asked.last.unwrap_or(100))))
}

async fn counts(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Result<Json<Value>, Refused> {
    let org = find(&shared, &name)?;
    let counts: Vec<Count> = org.counts();
    Ok(Json(json!({
        "requests": org.journal_len(), "violations": org.violation_count(), "in_flight": org.in_flight(), "most_in_flight": org.most_in_flight(),
        "connections": org.connections(), "bytes_sent": org.bytes_sent(), "token_calls": org.token_calls(),
        "lowest_headroom": org.lowest_headroom(), "most_taken": org.most_taken(), "refusals": org.refusals(), "by_path": counts,
    })))
}

async fn truth(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Result<Json<Value>, Refused> {
    let org = find(&shared, &name)?;
    Ok(Json(json!({"truth": org.truth(), "least_requests": org.least_requests(), "least_requests_by_path": org.least_requests_by_path()})))
}

#[derive(Deserialize)]
pub(crate) struct Switch {
    pub(crate) on: bool,
}

async fn set_flaw(
    State(shared): State<Arc<Shared>>,
    Path((name, id)): Path<(String, String)>,
    Query(switch): Query<Switch>,
) -> Result<StatusCode, Refused> {
    let org = find(&shared, &name)?;
    let flaw = Flaw::find(&id).ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no flaw {id:?}\n")))?;
    org.set_flaw(flaw.id, switch.on);
    Ok(StatusCode::NO_CONTENT)
}

async fn set_gap(
    State(shared): State<Arc<Shared>>,
    Path((name, id)): Path<(String, String)>,
    Query(switch): Query<Switch>,
) -> Result<StatusCode, Refused> {
    let org = find(&shared, &name)?;
    let gap = Gap::find(&id).ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no gap {id:?}\n")))?;
    org.set_setup_gap(gap.id, switch.on);
    Ok(StatusCode::NO_CONTENT)
}

async fn add_fault(State(shared): State<Arc<Shared>>, Path(name): Path<String>, Json(fault): Json<Fault>) -> Result<StatusCode, Refused> {
    find(&shared, &name)?.fault(fault);
    Ok(StatusCode::NO_CONTENT)
}

async fn revoke(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Result<StatusCode, Refused> {
    find(&shared, &name)?.revoke_tokens();
    Ok(StatusCode::NO_CONTENT)
}

async fn rotate(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Result<Json<Value>, Refused> {
    Ok(Json(json!({"token": find(&shared, &name)?.rotate_token()})))
}

async fn reset(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Result<StatusCode, Refused> {
    find(&shared, &name)?.reset();
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Caller {
    address: IpAddr,
}

async fn set_caller(State(shared): State<Arc<Shared>>, Query(caller): Query<Caller>) -> StatusCode {
    shared.set_caller(caller.address);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Gateway {
    open: bool,
}

async fn set_gateway(State(shared): State<Arc<Shared>>, Query(gateway): Query<Gateway>) -> StatusCode {
    shared.gateway.send_replace(gateway.open);
    StatusCode::NO_CONTENT
}
