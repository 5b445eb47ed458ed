//! Credentials: taken, sealed and judged; never given back.

use axum::extract::State;
use oktually_core::{
    ids::ConnectionId,
    store::{self, CredentialKind, CredentialState, Through},
    work::{Job, Lane},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{handed::Handed, params::OfConnection};
use crate::{
    answer::Answer,
    app::App,
    auth::{Admin, Caller},
    extract::{Json, Path},
    page::Page,
    problem::{Kind, Problem},
    text::Line,
    words,
};

/// Credentials that a list shows at most.
const MOST_LISTED: usize = 100;

/// What may be seen of a credential.
#[derive(Serialize, ToSchema)]
pub(crate) struct Credential {
    /// Counts the connection's credentials.
    #[schema(example = 1)]
    version: i32,
    /// What kind of secret it is.
    #[schema(value_type = words::CredentialKind)]
    kind: CredentialKind,
    /// The org it is for.
    #[schema(example = "acme.okta.com")]
    host: String,
    /// The token's name in Okta, if it was given.
    #[schema(example = "oktually")]
    token_name: Option<String>,
    /// The OAuth client's id.
    #[schema(example = "0oa1gjh63g214q0Hq0g4")]
    client_id: Option<String>,
    /// The id of the client's public key, if one was given or the key names it.
    #[schema(example = "oktually-2026")]
    key_id: Option<String>,
    /// How the client signs.
    #[schema(example = "ES256")]
    algorithm: Option<String>,
    /// The OAuth scopes that the client was found to have; null for an API token, and before it was tried.
    #[schema(example = json!(["okta.users.read"]))]
    granted_scopes: Option<Vec<String>>,
    /// The OAuth scopes that it asked for and does not have.
    #[schema(example = json!(["okta.logs.read"]))]
    refused_scopes: Option<Vec<String>>,
    /// What Okta thinks of it.
    #[schema(value_type = words::CredentialState)]
    state: CredentialState,
    /// Eight characters that tell two secrets apart, and nothing about either.
    #[schema(example = "5f0e6c1a")]
    fingerprint: String,
    /// When it came.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    submitted_at: OffsetDateTime,
    /// How it came.
    #[schema(value_type = words::Through)]
    submitted_through: Through,
    /// Who brought it: a key, an intake link or an operator.
    #[schema(example = "int_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    submitted_by: String,
    /// When Okta was asked.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:00:04Z")]
    judged_at: Option<OffsetDateTime>,
    /// Why it was refused, as a code that never changes. Of any credential: `credential_rejected` (an API token that Okta does not take),
    /// `credential_refused` (taken, and refused everything), `not_an_org`, `other_org`, `org_taken`, `host_taken`, `cancelled`,
    /// `crashed` (our fault: trying it failed in a way that no attempt survived). Of an OAuth
    /// client: `unknown_client`, `wrong_secret`, `wrong_method` (a secret where a key belongs, or a key where a secret does, if not a wrong one),
    /// `key_demanded`, `unknown_kid`, `no_key_registered`, `bad_key_set`, `bad_signature`, `wrong_algorithm`, `wrong_audience`, `clock_skew`,
    /// `not_a_service_app`, `outside_zone`, `scope_missing`, `dpop_demanded` (the proof of possession did not arrive), `dpop_refused`,
    /// `token_invalid`, `client_rejected`. One that was in use is tried again once a day, and used again when Okta takes it.
    #[schema(example = "credential_rejected")]
    problem: Option<String>,
    /// Why it was refused, in words.
    #[schema(example = "Okta does not know the token: it was revoked, or belongs to another org")]
    problem_detail: Option<String>,
    /// When it was last used, to the minute.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:00:04Z")]
    last_used_at: Option<OffsetDateTime>,
    /// When Okta lets it lapse if it is not used before: thirty days after its last use. A connection uses its token every week, save while
    /// it is suspended.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-02-04T08:00:04Z")]
    lapses_at: Option<OffsetDateTime>,
}

impl From<store::CredentialView> for Credential {
    fn from(row: store::CredentialView) -> Self {
        let lapses_at = row.lapses_at();
        let (granted_scopes, refused_scopes) =
            row.grants.map(|grants| (grants.0.granted.into_iter().collect(), grants.0.refused.into_iter().collect())).unzip();
        Self {
            version: row.version,
            kind: row.kind,
            host: row.host,
            token_name: row.token_name,
            client_id: row.client_id,
            key_id: row.key_id,
            algorithm: row.algorithm,
            granted_scopes,
            refused_scopes,
            state: row.state,
            fingerprint: row.fingerprint,
            submitted_at: row.submitted_at,
            submitted_through: row.through,
            submitted_by: row.submitted_by,
            judged_at: row.judged_at,
            problem: row.problem,
            problem_detail: row.problem_detail,
            last_used_at: row.last_used_at,
            lapses_at,
        }
    }
}

/// A credential to be sealed. Which fields it needs depends on its kind.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({
    "org": "https://acme.okta.com", "token": "00exampleEXAMPLEexampleEXAMPLEexampleEXAMPLE", "token_name": "oktually",
}))]
pub(crate) struct NewCredential {
    /// What kind of secret it is; an API token unless said otherwise.
    #[serde(default)]
    #[schema(value_type = Option<words::CredentialKind>, example = "api_token")]
    kind: Option<CredentialKind>,
    /// The org's address.
    #[schema(value_type = String, example = "https://acme.okta.com")]
    org: Line<1000>,
    /// The API token, as Okta showed it. Blanks and line ends around it are taken off.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, example = "00exampleEXAMPLEexampleEXAMPLEexampleEXAMPLE")]
    token: SecretString,
    /// The name that the token was given in Okta. It tells the token from others of the same account.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255, example = "oktually")]
    token_name: Option<Line<255>>,
    /// The OAuth client's id, of a service app or an API service integration.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255, example = "0oa1gjh63g214q0Hq0g4")]
    client_id: Option<Line<255>>,
    /// The client's private key: PEM (PKCS#8, PKCS#1 or SEC1) or a JSON Web Key. RSA of 2,048 to 8,192 bits, or EC on P-256, P-384, P-521.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, example = "-----BEGIN PRIVATE KEY-----…")]
    private_key: SecretString,
    /// The id under which the public key is registered at the client, where the key does not name it itself. Needed if several are registered.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255, example = "oktually-2026")]
    key_id: Option<Line<255>>,
    /// How an RSA key signs: RS256, RS384 or RS512, as the app's public key is registered. Without it, as the key itself says, else RS256. An EC
    /// key signs by its curve: ES256, ES384 or ES512.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 10, example = "RS256")]
    algorithm: Option<Line<10>>,
    /// The client's secret.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, example = "exampleEXAMPLEexampleEXAMPLE")]
    client_secret: SecretString,
}

impl From<NewCredential> for Handed {
    fn from(new: NewCredential) -> Self {
        let text = |line: Option<Line<255>>| line.map(Line::into_string).unwrap_or_default();
        Self {
            kind: new.kind.unwrap_or(CredentialKind::ApiToken),
            org: new.org.into_string(),
            token: new.token,
            token_name: text(new.token_name),
            client_id: text(new.client_id),
            private_key: new.private_key,
            key_id: text(new.key_id),
            algorithm: new.algorithm.map(Line::into_string).unwrap_or_default(),
            client_secret: new.client_secret,
        }
    }
}

/// What became of a submission.
#[derive(Serialize, ToSchema)]
pub(crate) struct Submitted {
    /// The credential, sealed and waiting to be tried.
    credential: Credential,
    /// Whether something around the secret (blanks, line ends, `SSWS`) was taken off.
    trimmed: bool,
}

/// Submit or replace a credential.
///
/// It is sealed at once and verified in the background; the connection, and the set-up report, tell the outcome. A
/// credential that is in use stays in use until Okta has accepted the new one. The same one again, while it still waits to be
/// tried, is answered with the one that is there.
#[utoipa::path(
    put, path = "/v1/connections/{id}/credential", tag = "credentials",
    request_body = NewCredential, security(("key" = ["admin"])), params(OfConnection),
    responses((status = 202, description = "It is sealed and will be tried.", body = Submitted))
)]
pub(crate) async fn submit_credential(
    State(app): State<App>,
    caller: Caller<Admin>,
    Path(connection): Path<ConnectionId>,
    Json(new): Json<NewCredential>,
) -> Result<Answer, Problem> {
    let handed = Handed::from(new);
    handed.has_no_other_fields()?;
    let checked = handed.check(Through::Api)?;
    let mut scope = app.store.tenant(caller.tenant()).await?;
    scope.take_lanes([Lane::Verify(connection)]).await?;
    let row = scope.submit_credential(app.keyring()?, connection, &checked.credential, &caller.actor()).await?;
    let verification = Job::VerifyCredential { connection, version: row.version };
    scope.enqueue(&verification).await?;
    // One that waits for better times, because it could not be tried, is tried at once.
    scope.hurry(&verification).await?;
    scope.commit().await?;
    let path = format!("/v1/connections/{connection}");
    Ok(Answer::accepted(path, &Submitted { credential: row.into(), trimmed: checked.trimmed }))
}

/// List a connection's credentials.
///
/// The newest hundred, newest first, without their secrets: no operation gives one back.
#[utoipa::path(
    get, path = "/v1/connections/{id}/credentials", tag = "credentials",
    params(OfConnection), security(("key" = ["viewer"])),
    responses((status = 200, description = "At most a hundred.", body = Page<Credential>))
)]
pub(crate) async fn list_credentials(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
) -> Result<Page<Credential>, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    scope.connection(id).await?;
    let mut rows = scope.credentials(id).await?;
    rows.truncate(MOST_LISTED);
    Ok(Page::whole(rows).map(Credential::from))
}

/// The credential to try again, of those that were not replaced.
pub(super) fn to_verify(in_use: Option<i32>, rows: Vec<store::CredentialView>) -> Result<store::CredentialView, Problem> {
    let none = || Problem::new(Kind::Conflict).detail("the connection has no credential yet");
    // One that was never judged comes first, then the one in use, though Okta may have refused it lately: what it lacked may have been
    // made good. Another that was refused is tried again only where there is no other.
    let rank = |row: &store::CredentialView| match row.state {
        CredentialState::Submitted => 0,
        _ if Some(row.version) == in_use => 1,
        _ => 2,
    };
    rows.into_iter().filter(|row| row.state != CredentialState::Replaced).min_by_key(rank).ok_or_else(none)
}
