//! Scopes of Okta's API that applications were given (Okta's API reference: Application Grants).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A scope that an application was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// The id, `oag…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The scope, `okta.users.read`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub scope_id: Option<String>,
    /// `ACTIVE` or `REVOKED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// The org's address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub issuer: Option<String>,
    /// The application's client id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub client_id: Option<String>,
    /// `ADMIN` or `END_USER`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub source: Option<String>,
    /// Who gave it.
    #[serde(default, deserialize_with = "lenient::object")]
    pub created_by: Option<Grantor>,
    /// When it was given.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// Who gave a scope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grantor {
    /// A user's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// `User`, …
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
}

/// The scopes of Okta's API that an application was given.
pub fn of_app(id: &str) -> List<Grant> {
    List::paged("/api/v1/apps/{id}/grants", &[id], 200, scopes::APP_GRANTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_grant_names_scope_and_grantor() {
        let json = r#"{"id":"oag1","status":"ACTIVE","created":"2020-08-05T20:40:09.000Z","createdBy":{"id":"00u1","type":"User"},"issuer":"https://acme.okta.com",
            "clientId":"0oa1","scopeId":"okta.apps.read","source":"ADMIN","_embedded":{"scope":{"id":"CANARY"}}}"#;
        let grant: Grant = kept(json);
        assert_eq!((grant.scope_id.as_deref(), grant.created_by.unwrap().id.as_deref()), (Some("okta.apps.read"), Some("00u1")));
        assert_eq!(of_app("0oa1").call.target(), "/api/v1/apps/0oa1/grants?limit=200");
    }
}
