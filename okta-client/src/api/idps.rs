//! Identity providers (Okta's API reference: Identity Providers).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Key, idp_policy::Policy, scopes};
use crate::{
    List,
    decode::{lenient, time as when},
};

/// Somebody else whose word about users is taken, without secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityProvider {
    /// The id, `0oa…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `SAML2`, `OIDC`, `GOOGLE`, `X509`, `AgentlessDSSO`, …
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `ORG_URL`, `CUSTOM_URL`, `DYNAMIC`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub issuer_mode: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// How it is spoken to.
    #[serde(default, deserialize_with = "lenient::object")]
    pub protocol: Option<Protocol>,
    /// What its word is taken for.
    #[serde(default, deserialize_with = "lenient::object")]
    pub policy: Option<Policy>,
}

/// How an identity provider is spoken to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    /// `SAML2`, `OIDC`, `OAUTH2`, `MTLS`, `ID_PROOFING`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// For SAML, what must be signed.
    #[serde(default, deserialize_with = "lenient::object")]
    pub algorithms: Option<Algorithms>,
    /// Its addresses.
    #[serde(default, deserialize_with = "lenient::object")]
    pub endpoints: Option<Endpoints>,
    /// For OpenID Connect, who issues its tokens.
    #[serde(default, deserialize_with = "lenient::object")]
    pub issuer: Option<Endpoint>,
    /// What is asked for.
    #[serde(default, deserialize_with = "lenient::list")]
    pub scopes: Vec<String>,
    /// Whom it is trusted as, without secrets.
    #[serde(default, deserialize_with = "lenient::object")]
    pub credentials: Option<Credentials>,
}

/// For SAML, what must be signed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Algorithms {
    /// What Okta sends.
    #[serde(default, deserialize_with = "lenient::object")]
    pub request: Option<Signed>,
    /// What is sent to Okta.
    #[serde(default, deserialize_with = "lenient::object")]
    pub response: Option<Signed>,
}

/// How messages of one direction are signed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The signature.
    #[serde(default, deserialize_with = "lenient::object")]
    pub signature: Option<Signature>,
}

/// A signature that is made or asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// `SHA-256` or `SHA-1`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub algorithm: Option<String>,
    /// `REQUEST`, `NONE`; `RESPONSE`, `ASSERTION`, `ANY`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub scope: Option<String>,
}

/// An identity provider's addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// Where Okta takes its answers.
    #[serde(default, deserialize_with = "lenient::object")]
    pub acs: Option<Acs>,
    /// Where users are sent.
    #[serde(default, deserialize_with = "lenient::object")]
    pub sso: Option<Endpoint>,
    /// Where users are sent.
    #[serde(default, deserialize_with = "lenient::object")]
    pub authorization: Option<Endpoint>,
    /// Where tokens are fetched.
    #[serde(default, deserialize_with = "lenient::object")]
    pub token: Option<Endpoint>,
}

/// One address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub url: Option<String>,
}

/// Where Okta takes answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acs {
    /// `INSTANCE` for an address of the provider's own, `ORG` for a shared one.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
}

/// Whom an identity provider is trusted as.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// For SAML and certificates.
    #[serde(default, deserialize_with = "lenient::object")]
    pub trust: Option<Trust>,
    /// For OpenID Connect.
    #[serde(default, deserialize_with = "lenient::object")]
    pub client: Option<Client>,
}

/// How its signature is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trust {
    /// The key.
    #[serde(default, deserialize_with = "lenient::text")]
    pub kid: Option<String>,
    /// Who it says it is.
    #[serde(default, deserialize_with = "lenient::text")]
    pub issuer: Option<String>,
    /// For whom its word must be meant.
    #[serde(default, deserialize_with = "lenient::text")]
    pub audience: Option<String>,
    /// `CRL`, `DELTA_CRL`, `OCSP`; `None` if revoked certificates are not asked about.
    #[serde(default, deserialize_with = "lenient::text")]
    pub revocation: Option<String>,
    /// How long an answer about that is kept, in minutes.
    #[serde(default, deserialize_with = "lenient::number")]
    pub revocation_cache_lifetime: Option<i64>,
}

/// As whom Okta calls it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// The client id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub client_id: Option<String>,
    /// Whether PKCE (RFC 7636) is used.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub pkce_required: Option<bool>,
    /// `client_secret_basic`, `private_key_jwt`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub token_endpoint_auth_method: Option<String>,
}

/// A user who is linked to an identity provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkedUser {
    /// The user's id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// When the link was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// All identity providers. Okta writes an entry into the System Log when a secret is among them.
pub fn list() -> List<IdentityProvider> {
    List::paged("/api/v1/idps", &[], 200, scopes::IDPS)
}

/// The keys by which identity providers' signatures are checked.
pub fn keys() -> List<Key> {
    List::paged("/api/v1/idps/credentials/keys", &[], 200, scopes::IDPS)
}

/// The users who are linked to an identity provider.
pub fn users(id: &str) -> List<LinkedUser> {
    List::paged("/api/v1/idps/{id}/users", &[id], 200, scopes::IDPS)
}

/// The identity providers that a user is linked to.
pub fn of_user(id: &str) -> List<IdentityProvider> {
    List::array("/api/v1/users/{id}/idps", &[id], scopes::USERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn secrets_of_identity_providers_are_dropped() {
        let json = r#"[{"id":"0oa1","name":"partner","type":"OIDC","status":"ACTIVE","issuerMode":"ORG_URL","protocol":{"type":"OIDC","scopes":["openid"],
              "endpoints":{"authorization":{"url":"https://idp.example/a","binding":"HTTP-REDIRECT"}},
              "credentials":{"client":{"client_id":"c1","client_secret":"CANARY","pkce_required":false},"bearer":{"apiKey":"CANARY"},
                "signing":{"kid":"k","privateKey":"CANARY","teamId":"CANARY"}}},
            "policy":{"provisioning":{"action":"AUTO","profileMaster":false,"groups":{"action":"ASSIGN","assignments":["00g1"]}},
              "accountLink":{"filter":{"users":{"exclude":["00u1"],"excludeAdmins":true}},"action":"AUTO"},
              "subject":{"userNameTemplate":{"template":"idpuser.email"},"filter":"","matchType":"USERNAME"},"maxClockSkew":0}},
          {"id":"0oa2","type":"SAML2","protocol":{"algorithms":{"response":{"signature":{"algorithm":"SHA-1","scope":"ANY"}}},"credentials":{"trust":{"kid":"k1"}}}}]"#;
        let idps: Vec<IdentityProvider> = kept(json);
        let policy = idps[0].policy.as_ref().unwrap();
        assert_eq!(policy.account_link.as_ref().unwrap().filter.as_ref().unwrap().users.as_ref().unwrap().exclude_admins, Some(true));
        let client = idps[0].protocol.as_ref().unwrap().credentials.as_ref().unwrap().client.as_ref().unwrap();
        assert_eq!((client.client_id.as_deref(), client.pkce_required), (Some("c1"), Some(false)));
        let response = idps[1].protocol.as_ref().unwrap().algorithms.as_ref().unwrap().response.as_ref().unwrap();
        assert_eq!(response.signature.as_ref().unwrap().algorithm.as_deref(), Some("SHA-1"));
        let linked: LinkedUser =
            kept(r#"{"id":"00u1","externalId":"CANARY","created":"2020-08-05T20:40:09.000Z","profile":{"email":"CANARY"}}"#);
        assert!(linked.created.is_some());
    }

    #[test]
    fn the_calls_ask_for_full_pages() {
        assert_eq!(list().call.target(), "/api/v1/idps?limit=200");
        assert_eq!(keys().call.target(), "/api/v1/idps/credentials/keys?limit=200");
        assert_eq!(users("0oa1").call.target(), "/api/v1/idps/0oa1/users?limit=200");
        assert_eq!(of_user("00u1").path(), "/api/v1/users/00u1/idps");
    }
}
