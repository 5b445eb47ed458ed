//! Public keys, as many lists of Okta's hold them (RFC 7517).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::decode::{lenient, time as when};

/// A public key. Private members and certificates are dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// Its id among the keys of an application, `pks…`, where it has one.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// The id by which signatures name it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub kid: Option<String>,
    /// `RSA` or `EC`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub kty: Option<String>,
    /// `RS256`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub alg: Option<String>,
    /// `sig` or `enc`.
    #[serde(default, rename = "use", deserialize_with = "lenient::text")]
    pub key_use: Option<String>,
    /// `ACTIVE`, `INACTIVE`, `NEXT` or `EXPIRED`, where keys have a state.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// When its certificate ends.
    #[serde(default, with = "when")]
    pub expires_at: Option<OffsetDateTime>,
    /// The SHA-256 thumbprint of its certificate.
    #[serde(default, rename = "x5t#S256", deserialize_with = "lenient::text")]
    pub thumbprint: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_private_key_loses_what_makes_it_private() {
        let json = r#"[{"kty":"RSA","created":"2026-03-03T16:50:04.000Z","expiresAt":"2036-03-03T16:50:04.000Z","kid":"k1","use":"sig","x5c":["CANARY"],"x5t#S256":"b0aH",
              "e":"AQAB","n":"uBav","d":"CANARY","p":"CANARY","q":"CANARY","dp":"CANARY","dq":"CANARY","qi":"CANARY","k":"CANARY"},{"kty":"EC","crv":"P-256","x":"a","y":"b"}]"#;
        let keys: Vec<Key> = kept(json);
        assert_eq!(
            (keys[0].kid.as_deref(), keys[0].key_use.as_deref(), keys[0].thumbprint.as_deref()),
            (Some("k1"), Some("sig"), Some("b0aH"))
        );
        assert!(keys[0].expires_at.is_some() && keys[1].kid.is_none());
    }
}
