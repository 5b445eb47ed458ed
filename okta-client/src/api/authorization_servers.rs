//! Authorization servers (Okta's API reference: Authorization Servers).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Key, scopes};
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A server that issues tokens for the org's own programs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationServer {
    /// The id, `aus…`, or `default`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// For whom its tokens are.
    #[serde(default, deserialize_with = "lenient::list")]
    pub audiences: Vec<String>,
    /// Its address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub issuer: Option<String>,
    /// `ORG_URL`, `CUSTOM_URL`, `DYNAMIC`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub issuer_mode: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Whether it is the one Okta made.
    #[serde(default, rename = "default", deserialize_with = "lenient::flag")]
    pub is_default: Option<bool>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// What it signs with.
    #[serde(default, deserialize_with = "lenient::object")]
    pub credentials: Option<Credentials>,
}

/// What an authorization server signs with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Its key.
    #[serde(default, deserialize_with = "lenient::object")]
    pub signing: Option<Signing>,
}

/// A key that is replaced from time to time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signing {
    /// The key's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub kid: Option<String>,
    /// `AUTO` or `MANUAL`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub rotation_mode: Option<String>,
    /// When it was last replaced.
    #[serde(default, with = "when")]
    pub last_rotated: Option<OffsetDateTime>,
    /// When it will be.
    #[serde(default, with = "when")]
    pub next_rotation: Option<OffsetDateTime>,
}

/// Something that tokens may be asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// The id, `scp…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name in requests.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Whether users are asked: `REQUIRED`, `FLEXIBLE`, `IMPLICIT`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub consent: Option<String>,
    /// Whether it is given to who asks for nothing.
    #[serde(default, rename = "default", deserialize_with = "lenient::flag")]
    pub is_default: Option<bool>,
    /// Who is told of it: `ALL_CLIENTS`, `NO_CLIENTS`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub metadata_publish: Option<String>,
    /// Whether it is one of Okta's.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub system: Option<bool>,
}

/// Something that tokens say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// The id, `ocl…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name in tokens.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `RESOURCE` for access tokens, `IDENTITY` for ID tokens.
    #[serde(default, deserialize_with = "lenient::text")]
    pub claim_type: Option<String>,
    /// `EXPRESSION`, `GROUPS`, `SYSTEM`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value_type: Option<String>,
    /// The expression or the filter.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
    /// For `GROUPS`: `STARTS_WITH`, `EQUALS`, `CONTAINS`, `REGEX`.
    #[serde(default, rename = "group_filter_type", deserialize_with = "lenient::text")]
    pub group_filter_type: Option<String>,
    /// Whether it is in every token.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub always_include_in_token: Option<bool>,
    /// Whether it is one of Okta's.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub system: Option<bool>,
    /// When it is said.
    #[serde(default, deserialize_with = "lenient::object")]
    pub conditions: Option<ClaimConditions>,
}

/// When a token says something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimConditions {
    /// For these scopes alone.
    #[serde(default, deserialize_with = "lenient::list")]
    pub scopes: Vec<String>,
}

/// All authorization servers.
pub fn list() -> List<AuthorizationServer> {
    List::paged("/api/v1/authorizationServers", &[], 200, scopes::AUTHORIZATION_SERVERS)
}

/// The scopes of a server.
pub fn scopes(id: &str) -> List<Scope> {
    List::paged("/api/v1/authorizationServers/{id}/scopes", &[id], 200, scopes::AUTHORIZATION_SERVERS)
}

/// The claims of a server.
pub fn claims(id: &str) -> List<Claim> {
    List::array("/api/v1/authorizationServers/{id}/claims", &[id], scopes::AUTHORIZATION_SERVERS)
}

/// The keys that a server signs with: the present, the next and the last.
pub fn keys(id: &str) -> List<Key> {
    List::array("/api/v1/authorizationServers/{id}/credentials/keys", &[id], scopes::AUTHORIZATION_SERVERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_server_knows_when_its_key_is_replaced() {
        let json = r#"{"id":"aus1","name":"api","audiences":["api://default"],"issuer":"https://acme.okta.com/oauth2/aus1","issuerMode":"ORG_URL","status":"ACTIVE",
            "credentials":{"signing":{"kid":"k1","rotationMode":"MANUAL","lastRotated":"2020-08-27T18:14:46.000Z"}},"default":false,"_links":{"x":"CANARY"}}"#;
        let server: AuthorizationServer = kept(json);
        assert_eq!(server.credentials.unwrap().signing.unwrap().rotation_mode.as_deref(), Some("MANUAL"));
    }

    #[test]
    fn scopes_and_claims_are_read() {
        let scope: Scope = kept(
            r#"{"id":"scp1","name":"offline_access","system":true,"metadataPublish":"ALL_CLIENTS","consent":"IMPLICIT","default":true}"#,
        );
        assert_eq!((scope.is_default, scope.consent.as_deref()), (Some(true), Some("IMPLICIT")));
        let claim: Claim = kept(
            r#"{"id":"ocl1","name":"groups","status":"ACTIVE","claimType":"RESOURCE","valueType":"GROUPS","value":".*","group_filter_type":"REGEX","conditions":{"scopes":["profile"]}}"#,
        );
        assert_eq!((claim.group_filter_type.as_deref(), claim.conditions.unwrap().scopes.len()), (Some("REGEX"), 1));
    }

    #[test]
    fn the_calls_ask_for_full_pages() {
        assert_eq!(list().call.target(), "/api/v1/authorizationServers?limit=200");
        assert_eq!(scopes("aus1").call.target(), "/api/v1/authorizationServers/aus1/scopes?limit=200");
        assert_eq!(claims("aus1").path(), "/api/v1/authorizationServers/aus1/claims");
        assert_eq!(keys("aus1").path(), "/api/v1/authorizationServers/aus1/credentials/keys");
    }
}
