//! Short-lived tokens in place of a key, and the public keys to verify them with.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    app::App,
    auth::{Caller, WithKey, word},
    extract::Json,
    jwt::{Audience, LIFETIME},
    problem::Problem,
};

/// A token to send in place of the key (RFC 6749 §5.1).
#[derive(Serialize, ToSchema)]
pub(crate) struct Token {
    /// What to send as `Authorization: Bearer …`.
    #[schema(example = "eyJhbGciOiJFZERTQSJ9.…")]
    access_token: String,
    /// How to send it.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until it ends.
    #[schema(example = 600)]
    expires_in: u64,
}

impl Token {
    /// As an answer, which is given once and kept nowhere.
    pub(crate) fn answer(token: &secrecy::SecretString) -> Answer {
        #[expect(clippy::disallowed_methods, reason = "a token is given to whoever may have it")]
        let access_token = secrecy::ExposeSecret::expose_secret(token).to_owned();
        Answer::ok(&Self { access_token, token_type: "Bearer", expires_in: LIFETIME.as_secs() }).shown_once()
    }
}

/// Exchange a key for a token.
///
/// It has the key's role, lives for ten minutes, and ends at once when the key is revoked or the tenant suspended. A token is
/// not exchanged for another.
#[utoipa::path(
    post, path = "/v1/token", tag = "tokens",
    security(("key" = ["viewer"])),
    responses((status = 200, description = "The token.", body = Token))
)]
pub(crate) async fn issue_token(State(app): State<App>, WithKey(caller): WithKey<Caller>) -> Result<Answer, Problem> {
    let issuer = app.signing.issuer()?;
    let (token, _) =
        issuer.issue(Audience::Tenant, caller.key().uuid(), caller.tenant_uuid(), word(caller.role())).map_err(Problem::internal)?;
    Ok(Token::answer(&token))
}

/// Read the keys that sign tokens.
///
/// A JSON Web Key Set (RFC 7517), for those who want to verify a token themselves.
#[utoipa::path(
    get, path = "/.well-known/jwks.json", tag = "tokens",
    responses(
        (status = 200, description = "The public keys.", body = Object, example = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "0198c5f2-a0b0-7c3e-9d2f-4a6b8c0d1e2f", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})),
    )
)]
pub(crate) async fn read_signing_keys(State(app): State<App>) -> Result<Json<Value>, Problem> {
    serde_json::to_value(app.signing.issuer()?.jwks()).map(Json).map_err(Problem::internal)
}
