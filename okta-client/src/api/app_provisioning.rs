//! How applications are provisioned (Okta's API reference: Application Connections, Application Features).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{
    Get, List,
    decode::{address::address, lenient},
};

/// The connection by which an application is provisioned, without its token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// `TOKEN`, `OAUTH2`, `UNKNOWN`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub auth_scheme: Option<String>,
    /// The address that is provisioned.
    #[serde(default, deserialize_with = "address")]
    pub base_url: Option<String>,
    /// `ENABLED`, `DISABLED`, `UNKNOWN`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// How it authenticates.
    #[serde(default, deserialize_with = "lenient::object")]
    pub profile: Option<ConnectionProfile>,
}

/// How a connection authenticates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionProfile {
    /// `TOKEN`, `OAUTH2`, `UNKNOWN`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub auth_scheme: Option<String>,
}

/// Something that provisioning does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feature {
    /// The name, `USER_PROVISIONING`, `INBOUND_PROVISIONING`.
    #[serde(deserialize_with = "lenient::id")]
    pub name: String,
    /// `ENABLED` or `DISABLED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// What is switched on.
    #[serde(default, deserialize_with = "lenient::object")]
    pub capabilities: Option<Capabilities>,
}

/// What provisioning does with users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// When they are assigned.
    #[serde(default, deserialize_with = "lenient::object")]
    pub create: Option<Create>,
    /// When they change.
    #[serde(default, deserialize_with = "lenient::object")]
    pub update: Option<Update>,
}

/// What is done for a newly assigned user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Create {
    /// Making the account.
    #[serde(default, deserialize_with = "lenient::object")]
    pub lifecycle_create: Option<Switch>,
}

/// What is done for a user that changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Update {
    /// Deactivating the account.
    #[serde(default, deserialize_with = "lenient::object")]
    pub lifecycle_deactivate: Option<Switch>,
    /// Passing on the password.
    #[serde(default, deserialize_with = "lenient::object")]
    pub password: Option<PasswordSync>,
    /// Passing on the profile.
    #[serde(default, deserialize_with = "lenient::object")]
    pub profile: Option<Switch>,
}

/// Something that is on or off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// `ENABLED` or `DISABLED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
}

/// How passwords are passed on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordSync {
    /// `ENABLED` or `DISABLED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `OKTA` for the user's own password, or `RANDOM`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub seed: Option<String>,
    /// `CHANGE` or `KEEP_EXISTING`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub change: Option<String>,
}

/// The connection by which an application is provisioned.
pub fn connection(app: &str) -> Get<Connection> {
    Get::new("/api/v1/apps/{id}/connections/default", &[app], scopes::APPS)
}

/// What the provisioning of an application does; [`Error::FeatureOff`](crate::Error::FeatureOff) for one that is not provisioned.
pub fn features(app: &str) -> List<Feature> {
    List::array("/api/v1/apps/{id}/features", &[app], scopes::APPS).absent_if(&["E0000001"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_connection_has_no_token() {
        let json = r#"{"authScheme":"TOKEN","status":"ENABLED","baseUrl":"https://scim.example","profile":{"authScheme":"TOKEN","token":"CANARY","clientSecret":"CANARY",
            "settings":{"password":"CANARY"},"signing":{"rotationMode":"AUTO"}},"_links":{}}"#;
        let found: Connection = kept(json);
        assert_eq!(
            (found.base_url.as_deref(), found.profile.unwrap().auth_scheme.as_deref()),
            (Some("https://scim.example"), Some("TOKEN"))
        );
        assert_eq!(connection("0oa1").path(), "/api/v1/apps/0oa1/connections/default");
    }

    #[test]
    fn a_feature_says_what_happens_to_leavers() {
        let json = r#"{"name":"USER_PROVISIONING","status":"ENABLED","capabilities":{"create":{"lifecycleCreate":{"status":"ENABLED"}},
            "update":{"lifecycleDeactivate":{"status":"DISABLED"},"password":{"status":"ENABLED","seed":"OKTA","change":"CHANGE"},"profile":{"status":"ENABLED"}}}}"#;
        let feature: Feature = kept(json);
        let update = feature.capabilities.unwrap().update.unwrap();
        assert_eq!(
            (update.lifecycle_deactivate.unwrap().status.as_deref(), update.password.unwrap().seed.as_deref()),
            (Some("DISABLED"), Some("OKTA"))
        );
        assert_eq!(features("0oa1").path(), "/api/v1/apps/0oa1/features");
    }
}
