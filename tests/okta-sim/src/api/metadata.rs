//! What the org's own authorization server tells everybody about itself.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::oauth::{Algorithm, signing_key};
use crate::org::World;

/// How clients may prove who they are.
const METHODS: [&str; 5] = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"];

/// The key that access tokens are signed with.
pub(crate) fn keys(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&json!({"keys": [signing_key()]})))
}

/// For clients of OpenID Connect.
pub(crate) fn openid(call: &Call) -> Result<Answer, Refusal> {
    let mut about = about(&call.world);
    about["userinfo_endpoint"] = json!(format!("{}/oauth2/v1/userinfo", call.world.base()));
    about["id_token_signing_alg_values_supported"] = json!([Algorithm::Rs256.name()]);
    Ok(Answer::of(&about))
}

/// For clients of OAuth 2.0 alone.
pub(crate) fn server(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&about(&call.world)))
}

fn about(world: &World) -> Value {
    let at = |what: &str| format!("{}/oauth2/v1/{what}", world.base());
    json!({
        "issuer": world.base(), "authorization_endpoint": at("authorize"), "token_endpoint": at("token"), "registration_endpoint": at("clients"),
        "jwks_uri": at("keys"), "introspection_endpoint": at("introspect"), "revocation_endpoint": at("revoke"), "end_session_endpoint": at("logout"),
        "device_authorization_endpoint": at("device/authorize"), "pushed_authorization_request_endpoint": at("par"),
        "response_types_supported": ["code", "id_token", "code id_token", "code token", "id_token token"],
        "response_modes_supported": ["query", "fragment", "form_post", "okta_post_message"],
        "grant_types_supported": ["authorization_code", "implicit", "refresh_token", "password", "client_credentials"],
        "subject_types_supported": ["public"], "scopes_supported": ["openid", "email", "profile", "offline_access", "groups"],
        "claims_supported": ["iss", "sub", "aud", "iat", "exp", "jti", "name", "email", "preferred_username"], "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": METHODS, "introspection_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_methods_supported": METHODS, "request_parameter_supported": true,
        "request_object_signing_alg_values_supported": ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
        "dpop_signing_alg_values_supported": ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
    })
}
