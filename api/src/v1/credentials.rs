//! Credentials: taken, sealed and judged; never given back.

use axum::extract::State;
use okta_client::{ApiToken, Credential as Secret, OrgUrl};
use oktually_core::{
    ids::ConnectionId,
    store::{self, CredentialKind, CredentialState, Through},
    work::Job,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::params::OfConnection;
use crate::{
    answer::Answer,
    app::App,
    auth::{Admin, Caller},
    extract::{Json, Path},
    misplaced::holds_token,
    page::Page,
    problem::{FieldError, Kind, Problem},
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
    /// Why it was refused, as a code.
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
        Self {
            version: row.version,
            kind: row.kind,
            host: row.host,
            token_name: row.token_name,
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

/// An Okta API token to be sealed.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewCredential {
    /// The org's address.
    #[schema(value_type = String, example = "https://acme.okta.com")]
    org: Line<1000>,
    /// The API token, as Okta showed it. Blanks and line ends around it are taken off.
    #[schema(value_type = String, format = Password, example = "00exampleEXAMPLEexampleEXAMPLEexampleEXAMPLE")]
    token: SecretString,
    /// The name it was given in Okta. It tells the token from others of the same account.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255, example = "oktually")]
    token_name: Option<Line<255>>,
}

/// What became of a submission.
#[derive(Serialize, ToSchema)]
pub(crate) struct Submitted {
    /// The credential, sealed and waiting to be tried.
    credential: Credential,
    /// Whether something around the token (blanks, line ends, `SSWS`) was taken off.
    trimmed: bool,
}

/// A credential as it was handed over, and found to have the right form.
pub(crate) struct Checked {
    /// What to seal.
    pub(crate) credential: store::NewCredential,
    /// Whether something around the token was taken off.
    pub(crate) trimmed: bool,
}

/// Judges the form of an org's address and a token; each fault points at its field.
pub(crate) fn check(org: &str, token: &SecretString, token_name: Option<String>, through: Through) -> Result<Checked, Problem> {
    let org = org.parse::<OrgUrl>().map_err(|error| FieldError::at("/org", error.to_string()));
    #[expect(clippy::disallowed_methods, reason = "the token's form is judged, and what was copied with it taken off")]
    let parsed = ApiToken::parse(token.expose_secret()).map_err(|error| FieldError::at("/token", error.to_string()));
    // A name is kept in clear.
    let named = match token_name {
        Some(name) if holds_token(&name) => Err(FieldError::at("/token_name", "this is a token; enter the name that it was given in Okta")),
        name => Ok(name),
    };
    match (org, parsed, named) {
        (Ok(org), Ok((Secret::ApiToken(secret), trimmed)), Ok(token_name)) => {
            let credential =
                store::NewCredential { kind: CredentialKind::ApiToken, host: org.host().to_owned(), token_name, secret, through };
            Ok(Checked { credential, trimmed })
        }
        (org, parsed, named) => {
            let errors = [org.err(), parsed.err(), named.err()];
            Err(Problem::new(Kind::ValidationFailed).errors(errors.into_iter().flatten()))
        }
    }
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
    let checked = check(new.org.as_str(), &new.token, new.token_name.map(Line::into_string), Through::Api)?;
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let row = scope.submit_credential(app.keyring()?, connection, &checked.credential, &caller.actor()).await?;
    scope.enqueue(&Job::VerifyCredential { connection, version: row.version }).await?;
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

/// The credential to try again: the newest that was not replaced.
pub(super) fn to_verify(rows: Vec<store::CredentialView>) -> Result<store::CredentialView, Problem> {
    let none = || Problem::new(Kind::Conflict).detail("the connection has no credential yet");
    // One that was never judged comes first, then the one in use; a refused one is tried again only where there is no other.
    let rank = |row: &store::CredentialView| match row.state {
        CredentialState::Submitted => 0,
        CredentialState::Accepted => 1,
        CredentialState::Rejected => 2,
        CredentialState::Replaced => 3,
    };
    rows.into_iter().filter(|row| row.state != CredentialState::Replaced).min_by_key(rank).ok_or_else(none)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_pointed_at_and_nothing_of_the_token_is_repeated() {
        let problem = check("https://acme-admin.okta.com", &"hunter2 hunter2".into(), None, Through::Api).err().unwrap();
        let pointers: Vec<_> = problem.field_errors().iter().map(|error| error.pointer.as_deref().unwrap()).collect();
        assert_eq!(pointers, ["/org", "/token"]);
        assert!(!String::from_utf8(problem.body(None)).unwrap().contains("hunter2"));
    }

    #[test]
    fn blanks_around_a_token_are_taken_off_and_said() {
        let token = "  00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab\n";
        let checked = check("ACME.okta.com.", &token.into(), None, Through::Intake).unwrap();
        assert_eq!((checked.credential.host.as_str(), checked.trimmed), ("acme.okta.com", true));
    }
}
