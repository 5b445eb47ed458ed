//! Authenticators of single users, and how far a user is at risk (Okta's API reference: User Authenticator Enrollments, User Risk).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    Get, List,
    decode::{lenient, time as when},
};

/// An authenticator that a user has, without numbers and addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Enrollment {
    /// The id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `okta_verify`, `webauthn`, `phone_number`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub key: Option<String>,
    /// `app`, `security_key`, `phone`, …
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The authenticator's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE`, `INACTIVE`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When it was enrolled.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// How far a user is at risk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserRisk {
    /// `HIGH`, `MEDIUM`, `LOW`, `NONE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub risk_level: Option<String>,
}

/// The authenticators of a user; Identity Engine alone.
pub fn of_user(id: &str) -> List<Enrollment> {
    List::array("/api/v1/users/{id}/authenticator-enrollments", &[id], scopes::USERS)
}

/// How far a user is at risk, for orgs with Identity Threat Protection.
pub fn risk(user: &str) -> Get<UserRisk> {
    Get::new("/api/v1/users/{id}/risk", &[user], scopes::USER_RISK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn numbers_of_telephones_are_dropped() {
        let json = r#"{"id":"sms1","key":"phone_number","type":"phone","name":"Phone","status":"ACTIVE","created":"2025-01-01T00:00:00Z","profile":{"phoneNumber":"CANARY"}}"#;
        let enrollment: Enrollment = kept(json);
        assert_eq!(enrollment.key.as_deref(), Some("phone_number"));
        assert_eq!(kept::<UserRisk>(r#"{"riskLevel":"HIGH","reason":"CANARY"}"#).risk_level.as_deref(), Some("HIGH"));
        assert_eq!(of_user("00u1").path(), "/api/v1/users/00u1/authenticator-enrollments");
        assert_eq!(risk("00u1").path(), "/api/v1/users/00u1/risk");
    }
}
