//! `GET /intake/report`: what became of a submission. It asks for itself again until the verification is in.

use axum::extract::State;
use oktually_core::{
    ids::TenantId,
    setup::{SetupReport, SetupStep, Verdict},
    store::{CredentialState, CredentialView, StoreError},
    work::Job,
};
use secrecy::{ExposeSecret, SecretString};

use super::session::Session;
use crate::{
    app::App,
    keys::SecretHash,
    pages::{self, HtmlPage, ReportPage, ReportState, ReportStep},
    problem::Problem,
};

/// The report of the submission that the visitor's cookie names.
pub(super) async fn show(State(app): State<App>, session: Session) -> Result<HtmlPage, Problem> {
    let mut scope = app.store.tenant(TenantId::from(session.token.tenant)).await?;
    let row = scope.intake_session(session.token.session.into()).await?;
    let stored = row.as_ref().and_then(|row| row.hash.as_slice().try_into().ok()).unwrap_or([0; 32]);
    let proven = session.token.hash() == SecretHash::stored(stored);
    let row = row.filter(|_| proven).ok_or_else(Problem::not_found)?;
    let credential = scope.credential(row.connection, row.credential_version).await?;
    let verification = Job::VerifyCredential { connection: row.connection, version: row.credential_version };
    let put_back = scope.is_put_back(&verification).await?;
    let report = scope.setup_report(row.connection, Some(row.credential_version)).await?;
    let report = report.map(|(_, _, report)| serde_json::from_value::<SetupReport>(report)).transpose().map_err(Problem::internal)?;
    let link = scope.intake_link(row.link).await?.ok_or(StoreError::NotFound("intake link"))?;
    let retry = link.is_open(time::OffsetDateTime::now_utc()).then_some(&session.link);
    let state = state(&credential, put_back, retry);
    let requests = report.as_ref().map(|report| (report.requests, report.writes));
    let steps = report.map(|report| report.steps).unwrap_or_default();
    let page = ReportPage {
        org: credential.host,
        state,
        steps: steps.into_iter().map(step).collect(),
        addresses: app.settings.advertised.iter().map(ToString::to_string).collect(),
        requests,
        trimmed: session.trimmed,
    };
    Ok(page.render())
}

fn state(credential: &CredentialView, put_back: bool, retry: Option<&SecretString>) -> ReportState {
    match credential.state {
        CredentialState::Submitted if put_back => ReportState::Waiting {
            reason: "Your token is sealed, and Okta could not be asked yet. We try again by ourselves, and this page follows.".to_owned(),
        },
        CredentialState::Submitted => ReportState::Checking,
        CredentialState::Accepted | CredentialState::Replaced => ReportState::Accepted,
        CredentialState::Rejected => ReportState::Rejected {
            reason: credential.problem_detail.clone().unwrap_or_else(|| "Okta did not accept the token.".to_owned()),
            #[expect(clippy::disallowed_methods, reason = "the way back to the form is shown to whoever came from there")]
            retry: retry.map(|link| format!("/intake/{}", link.expose_secret())),
        },
    }
}

fn step(step: SetupStep) -> ReportStep {
    ReportStep {
        show_addresses: step.id == "network_zone" && step.verdict != Verdict::Ok,
        title: step.title,
        required: step.required,
        verdict: match step.verdict {
            Verdict::Ok => pages::Verdict::Ok,
            Verdict::Missing => pages::Verdict::Missing,
            Verdict::CannotTell => pages::Verdict::CannotTell,
        },
        seen: step.seen,
        fix: step.remedy,
    }
}
