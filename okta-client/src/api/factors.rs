//! Factors that a user has enrolled.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A factor. Its profile (phone numbers, key material of unfinished enrolments) is dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Factor {
    /// The id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `webauthn`, `signed_nonce`, `push`, `token:software:totp`, `sms`, `call`, `email`, `question`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub factor_type: Option<String>,
    /// `OKTA`, `FIDO`, `DUO`, `GOOGLE`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub provider: Option<String>,
    /// The vendor's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub vendor_name: Option<String>,
    /// `ACTIVE`, `PENDING_ACTIVATION`, `NOT_SETUP`, `EXPIRED`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When its enrolment began.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// When it was last used.
    #[serde(default, with = "when")]
    pub last_verified: Option<OffsetDateTime>,
}

/// A user's factors, as far as the enrolment policy that now applies allows them.
pub fn of_user(id: &str) -> List<Factor> {
    List::array("/api/v1/users/{id}/factors", &[id], scopes::USERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_and_keys_are_dropped() {
        let json = r#"[{"id":"fwf1","factorType":"sms","provider":"OKTA","vendorName":"OKTA","status":"ACTIVE","created":"2021-06-14T14:45:46.000Z",
              "profile":{"phoneNumber":"+15550100"},"_links":{}},
            {"id":"ost1","factorType":"token:software:totp","status":"PENDING_ACTIVATION","_embedded":{"activation":{"sharedSecret":"SHAREDCANARY"}}},
            {"id":"pfd1","factorType":"signed_nonce"}]"#;
        let factors: Vec<Factor> = serde_json::from_str(json).unwrap();
        assert_eq!(factors.len(), 3);
        let kept = serde_json::to_string(&factors).unwrap();
        assert!(!kept.contains("5550100") && !kept.contains("SHAREDCANARY"), "{kept}");
        assert_eq!(of_user("00u1").path(), "/api/v1/users/00u1/factors");
    }
}
