//! API service integrations (Okta's API reference: API Service Integrations).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// An integration from Okta's catalogue that reads or changes the org by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiService {
    /// The id, `0oa…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The catalogue's key.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// When it was installed.
    #[serde(default, with = "when")]
    pub created_at: Option<OffsetDateTime>,
    /// Who installed it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    /// What it may do.
    #[serde(default, deserialize_with = "lenient::list")]
    pub granted_scopes: Vec<String>,
}

/// All integrations.
pub fn list() -> List<ApiService> {
    List::array("/integrations/api/v1/api-services", &[], scopes::OAUTH_INTEGRATIONS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn an_integration_says_what_it_may_do() {
        let json = r#"{"id":"0oa1","type":"cerbos","name":"cerbos_1","createdAt":"2025-10-08T10:11:43.000Z","createdBy":"00u1","grantedScopes":["okta.users.read"],
            "properties":{"x":"CANARY"},"credentials":{"oauthClient":{"client_secret":"CANARY"}}}"#;
        let service: ApiService = kept(json);
        assert_eq!((service.granted_scopes[0].as_str(), service.created_at.is_some()), ("okta.users.read", true));
        assert_eq!(list().path(), "/integrations/api/v1/api-services");
    }
}
