//! Which e-mail administrators get (Okta's API reference: Subscriptions).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{List, decode::lenient};

/// One kind of notification.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// The kind, `REPORT_SUSPICIOUS_ACTIVITY`, …
    #[serde(deserialize_with = "lenient::id")]
    pub notification_type: String,
    /// `email`, `sms`.
    #[serde(default, deserialize_with = "lenient::list")]
    pub channels: Vec<String>,
    /// `subscribed` or `unsubscribed`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
}

/// What the holders of a role are told, by the role's type (`SUPER_ADMIN`) or id.
pub fn of_role(role: &str) -> List<Subscription> {
    List::array("/api/v1/roles/{id}/subscriptions", &[role], scopes::ROLES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_subscription_has_its_kind_for_an_id() {
        let found: Subscription =
            kept(r#"{"notificationType":"OKTA_ANNOUNCEMENT","channels":["email"],"status":"subscribed","_links":{"x":"CANARY"}}"#);
        assert_eq!((found.notification_type.as_str(), found.status.as_deref()), ("OKTA_ANNOUNCEMENT", Some("subscribed")));
        assert_eq!(of_role("SUPER_ADMIN").path(), "/api/v1/roles/SUPER_ADMIN/subscriptions");
    }
}
