//! Verifying a credential, and the set-up report that comes of it.

use axum::extract::State;
use oktually_core::{
    ids::ConnectionId,
    setup::{self, SetupReport},
    store::{ConnectionState, Engine},
    work::Job,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{
    credentials::{Credential, to_verify},
    params::{OfConnection, Repeatable},
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Admin, Caller},
    extract::{Path, Query},
    once::Once,
    problem::{Kind, Problem},
    words,
};

/// Which report.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichReport {
    /// Of this version of the credential. Without it: of the newest that has a report.
    #[param(example = 1)]
    version: Option<i32>,
}

/// The onboarding guide, step by step, against what a verification saw.
#[derive(Serialize, ToSchema)]
pub(crate) struct Report {
    /// Of which version of the credential.
    #[schema(example = 1)]
    credential_version: i32,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:04Z")]
    made_at: OffsetDateTime,
    /// The org's name, as Okta shows it.
    #[schema(example = "Acme, Inc.")]
    org: String,
    /// Which of Okta's engines the org has, if it says so.
    #[schema(value_type = Option<words::Engine>)]
    engine: Option<Engine>,
    /// Whether the access tokens of an OAuth client are bound to a key (DPoP); null for an API token.
    #[schema(example = true)]
    proof_of_possession: Option<bool>,
    /// Whether the app demands that; if it does not, tokens are bound because we offer it. Null where Okta does not show the app.
    #[schema(example = true)]
    proof_demanded: Option<bool>,
    /// How far Okta's clock is ahead of ours, in seconds; negative: behind.
    #[schema(example = 0)]
    clock_ahead_seconds: Option<i64>,
    /// What the org does not offer, of what was asked for.
    #[schema(example = json!([]))]
    not_offered: Vec<String>,
    /// Whether every required step was done.
    complete: bool,
    /// The steps, in the guide's order.
    steps: Vec<ReportedStep>,
    /// Requests that the verification made.
    #[schema(example = 9)]
    requests: u64,
    /// Of those, requests that could have changed something: always none.
    #[schema(example = 0)]
    writes: u64,
}

/// One step of the guide.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportedStep {
    /// Its lasting name.
    #[schema(example = "network_zone")]
    id: String,
    /// The step in a few words.
    #[schema(example = "Works only from our address")]
    title: String,
    /// Whether something cannot be read without it; the others are recommended.
    required: bool,
    /// Whether it was done.
    #[schema(value_type = words::Verdict)]
    verdict: setup::Verdict,
    /// What was seen.
    #[schema(example = "The token works from any address.")]
    seen: String,
    /// What to click, if there is something to do.
    #[schema(example = "Security › API › Tokens › the token › Edit: choose the zone")]
    remedy: Option<String>,
}

impl Report {
    fn new(credential_version: i32, made_at: OffsetDateTime, report: SetupReport) -> Self {
        let complete = report.is_complete();
        let steps = report.steps.into_iter().map(|step| ReportedStep {
            id: step.id,
            title: step.title,
            required: step.required,
            verdict: step.verdict,
            seen: step.seen,
            remedy: step.remedy,
        });
        Self {
            credential_version,
            made_at,
            org: report.org,
            engine: report.engine,
            proof_of_possession: report.proof_of_possession,
            proof_demanded: report.proof_demanded,
            clock_ahead_seconds: report.clock_ahead_seconds,
            not_offered: report.not_offered,
            complete,
            steps: steps.collect(),
            requests: report.requests,
            writes: report.writes,
        }
    }
}

/// Verify a connection's credential again.
///
/// For instance after a step of the guide was made good. The newest credential is tried; a new set-up report follows.
#[utoipa::path(
    post, path = "/v1/connections/{id}/verify", tag = "credentials",
    params(OfConnection, Repeatable), security(("key" = ["admin"])),
    responses((status = 202, description = "It will be tried. The report appears where `Location` says.", body = Credential))
)]
pub(crate) async fn verify_connection(
    State(app): State<App>,
    caller: Caller<Admin>,
    once: Once,
    Path(id): Path<ConnectionId>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &()).await? {
        return Ok(answer);
    }
    let connection = scope.connection(id).await?;
    if connection.state == ConnectionState::Suspended {
        return Err(Problem::new(Kind::Conflict).detail("the connection is suspended: resume it first"));
    }
    let credential = to_verify(connection.credential_version, scope.credentials(id).await?)?;
    let verification = Job::VerifyCredential { connection: id, version: credential.version };
    scope.enqueue(&verification).await?;
    // One that waits for better times, because it could not be tried, is tried at once.
    scope.hurry(&verification).await?;
    scope.record(&caller.actor(), "credential.verify_asked", Some(&id.to_string()), json!({ "version": credential.version })).await?;
    once.commit(scope, Answer::accepted(format!("/v1/connections/{id}/setup-report"), &Credential::from(credential))).await
}

/// Read the set-up report.
#[utoipa::path(
    get, path = "/v1/connections/{id}/setup-report", tag = "credentials",
    security(("key" = ["viewer"])), params(OfConnection, WhichReport),
    responses((status = 200, description = "What the verification saw.", body = Report))
)]
pub(crate) async fn read_setup_report(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
    Query(which): Query<WhichReport>,
) -> Result<Answer, Problem> {
    let found = app.store.tenant(caller.tenant()).await?.setup_report(id, which.version).await?;
    let (version, made_at, report) = found.ok_or_else(Problem::not_found)?;
    let report = serde_json::from_value(report).map_err(Problem::internal)?;
    Ok(Answer::ok(&Report::new(version, made_at, report)))
}
