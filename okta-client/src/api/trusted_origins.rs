//! Web pages that may use the org from a browser (Okta's API reference: Trusted Origins).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A web page's origin and what it may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrustedOrigin {
    /// The id, `tos…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The origin, `https://app.example`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub origin: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// What it may do.
    #[serde(default, deserialize_with = "lenient::list")]
    pub scopes: Vec<OriginScope>,
    /// Who made it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// Something an origin may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OriginScope {
    /// `CORS`, `REDIRECT`, `IFRAME_EMBED`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// For `IFRAME_EMBED`, what may be shown: `OKTA_ENDUSER`.
    #[serde(default, deserialize_with = "lenient::list")]
    pub allowed_okta_apps: Vec<String>,
}

/// All of them.
pub fn list() -> List<TrustedOrigin> {
    List::paged("/api/v1/trustedOrigins", &[], 200, scopes::TRUSTED_ORIGINS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn an_origin_says_what_it_may_do() {
        let json = r#"{"id":"tos1","name":"app","origin":"http://app.example","scopes":[{"type":"CORS"},{"type":"IFRAME_EMBED","allowedOktaApps":["OKTA_ENDUSER"]}],
            "status":"ACTIVE","createdBy":"00u1","_links":{"x":"CANARY"}}"#;
        let origin: TrustedOrigin = kept(json);
        assert_eq!((origin.scopes[0].kind.as_deref(), origin.scopes[1].allowed_okta_apps.len()), (Some("CORS"), 1));
        assert_eq!(list().call.target(), "/api/v1/trustedOrigins?limit=200");
    }
}
