//! How the org's rate limits are handled (Okta's API reference: Rate Limit Settings).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{Get, decode::lenient};

/// Whether administrators hear of used-up rate limits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdminNotifications {
    /// Yes or no.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub notifications_enabled: Option<bool>,
}

/// Whether each client of the sign-in pages has a limit of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PerClient {
    /// `ENFORCE`, `PREVIEW`, `DISABLE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub default_mode: Option<String>,
    /// Exceptions.
    #[serde(default, deserialize_with = "lenient::object")]
    pub use_case_mode_overrides: Option<UseCases>,
}

/// Modes of single pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseCases {
    /// The sign-in page.
    #[serde(default, rename = "LOGIN_PAGE", deserialize_with = "lenient::text")]
    pub login_page: Option<String>,
    /// Authorization requests.
    #[serde(default, rename = "OAUTH2_AUTHORIZE", deserialize_with = "lenient::text")]
    pub oauth2_authorize: Option<String>,
    /// Starting an application.
    #[serde(default, rename = "OIE_APP_INTENT", deserialize_with = "lenient::text")]
    pub oie_app_intent: Option<String>,
}

/// When administrators are warned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WarningThreshold {
    /// At this percentage of a limit.
    #[serde(default, deserialize_with = "lenient::number")]
    pub warning_threshold: Option<i64>,
}

/// Whether administrators hear of used-up rate limits.
pub fn admin_notifications() -> Get<AdminNotifications> {
    Get::new("/api/v1/rate-limit-settings/admin-notifications", &[], scopes::RATE_LIMITS)
}

/// Whether each client of the sign-in pages has a limit of its own.
pub fn per_client() -> Get<PerClient> {
    Get::new("/api/v1/rate-limit-settings/per-client", &[], scopes::RATE_LIMITS)
}

/// When administrators are warned.
pub fn warning_threshold() -> Get<WarningThreshold> {
    Get::new("/api/v1/rate-limit-settings/warning-threshold", &[], scopes::RATE_LIMITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_page_may_have_a_mode_of_its_own() {
        let settings: PerClient = kept(r#"{"defaultMode":"ENFORCE","useCaseModeOverrides":{"LOGIN_PAGE":"DISABLE"}}"#);
        assert_eq!(settings.use_case_mode_overrides.unwrap().login_page.as_deref(), Some("DISABLE"));
        assert_eq!(kept::<AdminNotifications>(r#"{"notificationsEnabled":true}"#).notifications_enabled, Some(true));
        assert_eq!(kept::<WarningThreshold>(r#"{"warningThreshold":60}"#).warning_threshold, Some(60));
        assert_eq!(admin_notifications().path(), "/api/v1/rate-limit-settings/admin-notifications");
        assert_eq!(
            (per_client().path(), warning_threshold().path()),
            ("/api/v1/rate-limit-settings/per-client", "/api/v1/rate-limit-settings/warning-threshold")
        );
    }
}
