//! Authenticators, the means by which users may prove who they are.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// An authenticator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Authenticator {
    /// The id, `aut…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `okta_verify`, `webauthn`, `phone_number`, `okta_password`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub key: Option<String>,
    /// `app`, `security_key`, `phone`, `password`, …
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
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

/// All authenticators; the Classic engine has none ([`Error::NotFound`](crate::Error::NotFound)).
pub fn list() -> List<Authenticator> {
    List::array("/api/v1/authenticators", &[], scopes::AUTHENTICATORS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_survive_and_provider_settings_are_dropped() {
        let json = r#"{"type":"security_key","id":"aut1","key":"rsa_token","name":"RSA","status":"ACTIVE","created":"2021-06-14T14:45:46.000Z",
            "provider":{"type":"DUO","configuration":{"secretKey":"CANARY"}},"settings":{"x":1},"_links":{"methods":{"href":"x"}}}"#;
        let authenticator: Authenticator = serde_json::from_str(json).unwrap();
        assert_eq!(authenticator.key.as_deref(), Some("rsa_token"));
        assert!(!serde_json::to_string(&authenticator).unwrap().contains("CANARY"));
        assert_eq!(list().path(), "/api/v1/authenticators");
    }
}
