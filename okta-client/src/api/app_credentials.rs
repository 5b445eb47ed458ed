//! Keys and secrets of applications (Okta's API reference: Application SSO Credential Key, Application SSO Public Keys).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Key, scopes};
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A client secret, without the secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientSecret {
    /// The id, `ocs…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// The keys with which Okta signs for an application.
pub fn signing_keys(app: &str) -> List<Key> {
    List::array("/api/v1/apps/{id}/credentials/keys", &[app], scopes::APPS)
}

/// The public keys by which an OAuth client proves who it is.
pub fn client_keys(app: &str) -> List<Key> {
    List::array("/api/v1/apps/{id}/credentials/jwks", &[app], scopes::APPS)
}

/// The secrets of an OAuth client. Okta writes an entry into the System Log whenever they are read.
pub fn secrets(app: &str) -> List<ClientSecret> {
    List::array("/api/v1/apps/{id}/credentials/secrets", &[app], scopes::APPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_secret_is_known_by_its_id_and_age_alone() {
        let json = r#"[{"id":"ocs1","created":"2026-02-02T11:12:29.000Z","lastUpdated":null,"status":"ACTIVE","client_secret":"CANARY","secret_hash":"CANARY"}]"#;
        let secrets_of: Vec<ClientSecret> = kept(json);
        assert_eq!(secrets_of[0].status.as_deref(), Some("ACTIVE"));
        assert_eq!(secrets("0oa1").path(), "/api/v1/apps/0oa1/credentials/secrets");
        assert_eq!(client_keys("0oa1").path(), "/api/v1/apps/0oa1/credentials/jwks");
        assert_eq!(signing_keys("0oa1").path(), "/api/v1/apps/0oa1/credentials/keys");
    }
}
