//! Services that work for the org (Okta's API reference: SSF Receiver, Telephony Providers, Push Providers).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{List, decode::lenient};

/// A service that reports dangers to users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityEventsProvider {
    /// The id, `sse…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `okta`, …
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Who it is.
    #[serde(default, deserialize_with = "lenient::object")]
    pub settings: Option<SecurityEventsSettings>,
}

/// Who reports dangers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityEventsSettings {
    /// Who signs the reports.
    #[serde(default, deserialize_with = "lenient::text")]
    pub issuer: Option<String>,
}

/// A service that sends text messages and calls, without its credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TelephonyProvider {
    /// The id, `oct…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The service, `TWILIO` or `TELESIGN`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub provider_name: Option<String>,
    /// Whether it is used.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub enabled: Option<bool>,
    /// Whether it is tried first.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_primary_provider: Option<bool>,
    /// What it is used for; Okta knows `ALL` alone.
    #[serde(default, deserialize_with = "lenient::text")]
    pub provider_capability: Option<String>,
}

/// A service that sends notifications to the org's own app, without its credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushProvider {
    /// The id, `ppc…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `APNS` or `FCM`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub provider_type: Option<String>,
}

/// All services that report dangers.
pub fn security_events() -> List<SecurityEventsProvider> {
    List::array("/api/v1/security-events-providers", &[], scopes::SECURITY_EVENTS_PROVIDERS)
}

/// All services for text messages and calls.
pub fn telephony() -> List<TelephonyProvider> {
    List::array("/api/v1/telephony-providers", &[], scopes::CUSTOM_TELEPHONY_PROVIDER)
}

/// All services for notifications.
pub fn push() -> List<PushProvider> {
    List::array("/api/v1/push-providers", &[], scopes::PUSH_PROVIDERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn credentials_of_services_are_dropped() {
        let push: PushProvider = kept(
            r#"{"id":"ppc1","name":"p","providerType":"APNS","configuration":{"keyId":"CANARY","tokenSigningKey":"CANARY","serviceAccountJson":{"private_key":"CANARY"}}}"#,
        );
        let telephony: TelephonyProvider = kept(
            r#"{"id":"oct1","isPrimaryProvider":true,"enabled":false,"providerCapability":"ALL","providerName":"TWILIO","providerSid":"CANARY","providerAuthToken":"CANARY",
                "providerSettings":{"sms":{"twilioPhoneNumber":"CANARY"}}}"#,
        );
        let events: SecurityEventsProvider = kept(
            r#"{"id":"sse1","name":"s","type":"okta","status":"ACTIVE","settings":{"issuer":"https://x.example","jwks_url":"CANARY"}}"#,
        );
        assert_eq!(push.provider_type.as_deref(), Some("APNS"));
        assert_eq!((telephony.provider_name.as_deref(), telephony.provider_capability.as_deref()), (Some("TWILIO"), Some("ALL")));
        assert_eq!((telephony.enabled, telephony.is_primary_provider), (Some(false), Some(true)));
        assert_eq!(events.settings.unwrap().issuer.as_deref(), Some("https://x.example"));
    }

    #[test]
    fn each_kind_has_its_list() {
        assert_eq!(
            (security_events().path(), telephony().path(), push().path()),
            ("/api/v1/security-events-providers", "/api/v1/telephony-providers", "/api/v1/push-providers")
        );
    }
}
