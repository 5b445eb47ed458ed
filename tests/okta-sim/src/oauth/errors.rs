//! Refusals as Okta's reference of OAuth errors words them.

use hyper::header::HeaderName;
use serde_json::json;

use crate::answer::Answer;

pub(super) const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// A refusal in the form of RFC 6749.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OauthError {
    status: u16,
    error: &'static str,
    description: &'static str,
}

const fn of(status: u16, error: &'static str, description: &'static str) -> OauthError {
    OauthError { status, error, description }
}

const fn client(description: &'static str) -> OauthError {
    of(401, "invalid_client", description)
}

const fn proof(description: &'static str) -> OauthError {
    of(400, "invalid_dpop_proof", description)
}

/// Names the refusals.
macro_rules! refusals {
    ($($name:ident = $value:expr;)*) => { impl OauthError { $(pub(crate) const $name: OauthError = $value;)* } };
}

refusals! {
    BODY = of(400, "invalid_request", "The request must be of content type 'application/x-www-form-urlencoded'.");
    CREDENTIALS_IN_QUERY = of(400, "invalid_request", "Client credentials cannot be supplied via query parameters.");
    MANY_CREDENTIALS = of(401, "invalid_request", "Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.");
    NO_CREDENTIALS = client("No client credentials found.");
    BAD_BASIC = client("Found Authentication header but was not valid client credentials.");
    ASSERTION_TYPE = of(400, "invalid_request", "The client_assertion_type is invalid.");
    ASSERTION_UNREADABLE = client("The parsing of the client_assertion failed.");
    ASSERTION_ISSUER = client("The issuer claim for client_assertion is not a valid client_id.");
    ASSERTION_SUBJECT = client("The subject claim for client_assertion is not a valid client_id.");
    CLIENT_ID = client("Invalid value for 'client_id' parameter.");
    SECRET = client("The client secret supplied for a confidential client is invalid.");
    KEY_DEMANDED = client("Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.");
    INTEGRATION_METHOD = client("OAuth Integration Client Credentials requests to the Org Authorization Server must use either private_key_jwt or client_secret_basic as the token_endpoint_auth_method.");
    NO_SERVICE = client("Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.");
    NO_KEYS = client("The client does not have a JWKSet configured, but the client_assertion requires one.");
    KEY_ID = client("The client_assertion JWT kid is invalid.");
    ASSERTION_ALGORITHM = client("The client_assertion JWT signature algorithm is invalid.");
    ASSERTION_SIGNATURE = client("The client_assertion signature is invalid.");
    AUDIENCE = client("The audience claim for client_assertion must be the endpoint invoked for the request.");
    ASSERTION_NO_EXPIRY = client("The client_assertion must contain the 'exp' claim as seconds since epoch.");
    ASSERTION_EXPIRED = client("The client_assertion token is expired.");
    ASSERTION_TOO_LONG = client("The client_assertion token has an expiration too far into the future.");
    ASSERTION_IN_FUTURE = client("The client_assertion token must be issued before the current time.");
    ASSERTION_USED = client("The client_assertion token has already been used.");
    OUTSIDE_ZONE = of(403, "access_denied", "The request is made from outside the client's permitted network zones.");
    GRANT_TYPE = of(400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server. Configured grant types: [client_credentials].");
    NO_SCOPE = of(400, "invalid_scope", "No scopes were requested.");
    SELF_SCOPE = of(400, "client_credentials_self_scope_requested", "The 'client_credentials' grant type may not request .self scopes.");
    SCOPE = of(400, "invalid_scope", "One or more scopes are not configured for the authorization server resource.");
    UNAVAILABLE = of(400, "temporarily_unavailable", "The authorization server is currently unable to handle the request due to a temporary overloading or maintenance of the server.");
    NONCE = of(400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.");
    PROOF_MISSING = proof("The DPoP proof JWT header is missing.");
    PROOF_MANY = proof("Multiple DPoP proof JWT headers are not allowed.");
    PROOF_UNREADABLE = proof("The DPoP proof JWT cannot be parsed.");
    PROOF_TYPE = proof("'typ' must be 'dpop+jwt' in the DPoP proof JWT.");
    PROOF_ALGORITHM = proof("The DPoP proof JWT signature algorithm is invalid.");
    PROOF_SIGNATURE = proof("The DPoP proof JWT signature is invalid.");
    PROOF_METHOD = proof("'htm' claim in the DPoP proof JWT is invalid.");
    PROOF_ADDRESS = proof("'htu' claim in the DPoP proof JWT is invalid.");
    PROOF_ISSUED = proof("'iat' claim in the DPoP proof JWT is invalid.");
    PROOF_ID = proof("'jti' claim in the DPoP proof JWT is invalid.");
    PROOF_EXPIRED = proof("The DPoP proof JWT is expired.");
    PROOF_IN_FUTURE = proof("The DPoP proof JWT is issued in the future.");
    PROOF_OLD = proof("The DPoP proof JWT is issued more than five minutes in the past.");
    PROOF_USED = proof("The DPoP proof JWT has already been used.");
    PROOF_TOKEN = proof("'ath' claim in the DPoP proof does not match the presented access_token.");
    PROOF_BINDING = proof("The access_token is not bound to the provided DPoP proof.");
    SCHEME = of(400, "invalid_request", "The resource request must use the DPoP authentication scheme when using a DPoP bound token.");
    PROOF_DEMANDED = of(400, "invalid_request", "The resource request requires a DPoP proof.");
    TOKEN_INVALID = of(401, "invalid_token", "The access token is invalid.");
    TOKEN_EXPIRED = of(401, "invalid_token", "The token has expired.");
    TOKEN_NOT_BOUND = of(401, "invalid_token", "The presented access_token is not DPoP bound.");
    MISSING_SCOPE = of(403, "insufficient_scope", "The access token provided does not contain the required scopes.");
}

impl OauthError {
    /// The answer of the token endpoint.
    pub(crate) fn answer(self) -> Answer {
        let body = json!({"error": self.error, "error_description": self.description}).to_string();
        Answer::plain(self.status, body.into_bytes())
    }

    /// The answer of a resource: what is wrong stands in a header, in the words of RFC 6750, with Okta's additions.
    pub(super) fn challenge(self, host: &str, bound: bool, scope: &str, path: &str, body: Vec<u8>) -> Answer {
        let scheme = if bound { r#"DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512","# } else { "Bearer" };
        let challenge = format!(
            r#"{scheme} authorization_uri="http://{host}/oauth2/v1/authorize", realm="http://{host}", scope="{scope}", error="{}", error_description="{}", resource="{path}""#,
            self.error, self.description
        );
        Answer::plain(self.status, body).with(hyper::header::WWW_AUTHENTICATE, challenge)
    }
}
