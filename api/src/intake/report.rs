//! `GET /intake/report`: what became of a submission. It asks for itself again until the verification is in.

use axum::extract::State;
use oktually_core::{
    ids::TenantId,
    setup::{SetupReport, SetupStep, Verdict},
    store::{CredentialState, CredentialView, Engine, StoreError},
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
    let remarks = report.as_ref().map(remarks).unwrap_or_default();
    let steps = report.map(|report| report.steps).unwrap_or_default();
    let page = ReportPage {
        org: credential.host,
        state,
        steps: steps.into_iter().map(step).collect(),
        addresses: app.settings.advertised.iter().map(ToString::to_string).collect(),
        requests,
        trimmed: session.trimmed,
        remarks,
    };
    Ok(page.render())
}

fn state(credential: &CredentialView, put_back: bool, retry: Option<&SecretString>) -> ReportState {
    match credential.state {
        CredentialState::Submitted if put_back => ReportState::Waiting {
            reason: "What you handed over is sealed, and Okta could not be asked yet. We try again by ourselves, and this page follows."
                .to_owned(),
        },
        CredentialState::Submitted => ReportState::Checking,
        CredentialState::Replaced if credential.judged_at.is_none() => ReportState::Overtaken,
        CredentialState::Accepted | CredentialState::Replaced => ReportState::Accepted,
        CredentialState::Rejected => ReportState::Rejected {
            reason: credential.problem_detail.clone().unwrap_or_else(|| "Okta did not accept it.".to_owned()),
            #[expect(clippy::disallowed_methods, reason = "the way back to the form is shown to whoever came from there")]
            retry: retry.map(|link| format!("/intake/{}", link.expose_secret())),
        },
    }
}

/// Clocks that differ by more than this are worth a word: proofs and assertions carry the time.
const CLOCKS_DIFFER: u64 = 60;

/// What was learned beside the steps.
fn remarks(report: &SetupReport) -> Vec<String> {
    let engine = report.engine.map(|engine| match engine {
        Engine::Identity => "The org has Okta Identity Engine.".to_owned(),
        Engine::Classic => "The org has the Classic Engine: what came with Identity Engine is left out.".to_owned(),
    });
    let proof = report.proof_of_possession.map(|bound| match (bound, report.proof_demanded) {
        (true, Some(true)) => "Access tokens are bound to a key that only we hold (DPoP), as the app demands.".to_owned(),
        (true, Some(false)) => {
            "Access tokens are bound to a key that only we hold (DPoP), because we offer it. The app does not demand it: \"Require Demonstrating Proof \
             of Possession\" on its page would."
                .to_owned()
        }
        (true, None) => "Access tokens are bound to a key that only we hold (DPoP).".to_owned(),
        (false, _) => "Access tokens are not bound to a key. \"Require Demonstrating Proof of Possession\" on the app’s page would bind them."
            .to_owned(),
    });
    let clock = report.clock_ahead_seconds.filter(|ahead| ahead.unsigned_abs() > CLOCKS_DIFFER);
    let clock = clock.map(|ahead| format!("Okta’s clock and ours differ by {} seconds. We go by Okta’s.", ahead.unsigned_abs()));
    let absent = (!report.not_offered.is_empty()).then(|| format!("The org does not offer: {}.", report.not_offered.join(", ")));
    [engine, proof, clock, absent].into_iter().flatten().collect()
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
