//! The methods of authenticators (Okta's API reference: Authenticators).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{List, decode::lenient};

/// A way in which an authenticator is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// `push`, `signed_nonce`, `totp`, `sms`, `webauthn`, …
    #[serde(rename = "type", deserialize_with = "lenient::id")]
    pub kind: String,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// How it is used.
    #[serde(default, deserialize_with = "lenient::object")]
    pub settings: Option<Settings>,
}

/// How a method is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Where keys must be kept: `ANY`, `HARDWARE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub key_protection: Option<String>,
    /// How may be signed.
    #[serde(default, deserialize_with = "lenient::list")]
    pub algorithms: Vec<String>,
    /// `REQUIRED`, `PREFERRED`, `DISCOURAGED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_verification: Option<String>,
    /// The same, at sign-in.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_verification_for_verify: Option<String>,
    /// `ANY`, `BUILT_IN`, `ROAMING`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub attachment: Option<String>,
    /// Whether keys may leave their device.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub allow_syncable_passkeys: Option<bool>,
    /// Whether the maker's certificate is checked.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub cert_based_attestation_validation: Option<bool>,
    /// Whether keys must be kept in hardware.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub hardware_protected: Option<bool>,
    /// Models that are told apart.
    #[serde(default, deserialize_with = "lenient::list")]
    pub aaguid_groups: Vec<AaguidGroup>,
}

/// Models of authenticators that are told apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AaguidGroup {
    /// The group's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
}

/// The methods of an authenticator.
pub fn list(authenticator: &str) -> List<Method> {
    List::array("/api/v1/authenticators/{id}/methods", &[authenticator], scopes::AUTHENTICATORS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_method_is_known_by_its_type() {
        let json = r#"{"type":"webauthn","status":"ACTIVE","settings":{"userVerification":"REQUIRED","attachment":"ANY","aaguidGroups":[{"name":"keys","aaguids":["CANARY"]}],
            "allowSyncablePasskeys":true},"verifiableProperties":[{"secret":"CANARY"}]}"#;
        let method: Method = kept(json);
        let settings = method.settings.unwrap();
        assert_eq!((settings.allow_syncable_passkeys, settings.aaguid_groups[0].name.as_deref()), (Some(true), Some("keys")));
        assert_eq!(list("aut1").path(), "/api/v1/authenticators/aut1/methods");
    }
}
