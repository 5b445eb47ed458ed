//! Accounts that programs use, in applications and in Okta itself (Okta's API reference: Service Accounts, Okta Managed User Accounts).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// An account in an application that a program uses, without its password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceAccount {
    /// The id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The name it signs in with.
    #[serde(default, deserialize_with = "lenient::text")]
    pub username: Option<String>,
    /// The application.
    #[serde(default, deserialize_with = "lenient::text")]
    pub container_orn: Option<String>,
    /// `ACTIVE`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// More on that.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status_detail: Option<String>,
    /// Users who answer for it.
    #[serde(default, deserialize_with = "lenient::list")]
    pub owner_user_ids: Vec<String>,
    /// Groups that answer for it.
    #[serde(default, deserialize_with = "lenient::list")]
    pub owner_group_ids: Vec<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// A user of Okta itself that programs or several people use, without what is known of the user elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedUser {
    /// The id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The user.
    #[serde(default, deserialize_with = "lenient::text")]
    pub okta_user_id: Option<String>,
    /// `NO_ISSUES`, `UNSECURED`, `ALERT`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// More on that: `ROTATED`, `UNMANAGED`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status_detail: Option<String>,
    /// Users who answer for it.
    #[serde(default, deserialize_with = "lenient::list")]
    pub owner_user_ids: Vec<String>,
    /// Groups that answer for it.
    #[serde(default, deserialize_with = "lenient::list")]
    pub owner_group_ids: Vec<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// Those in applications.
pub fn list() -> List<ServiceAccount> {
    List::paged("/privileged-access/api/v1/service-accounts", &[], 200, scopes::SERVICE_ACCOUNTS)
}

/// Those of Okta itself.
pub fn of_okta() -> List<ManagedUser> {
    List::paged("/privileged-access/api/v1/okta-service-accounts", &[], 200, scopes::OKTA_SERVICE_ACCOUNTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn passwords_of_service_accounts_are_dropped() {
        let json = r#"{"id":"a1","name":"backup","username":"backup@acme.example","password":"CANARY","containerOrn":"orn:okta:idp:00o1:apps:x:0oa1","status":"UNSECURED",
            "ownerUserIds":["00u1"]}"#;
        let account: ServiceAccount = kept(json);
        assert_eq!((account.owner_user_ids[0].as_str(), account.status.as_deref()), ("00u1", Some("UNSECURED")));
        assert_eq!(list().call.target(), "/privileged-access/api/v1/service-accounts?limit=200");
    }
    #[test]
    fn a_managed_user_is_known_by_its_user() {
        let user: ManagedUser =
            kept(r#"{"id":"a2","name":"Shared","oktaUserId":"00u1","email":"CANARY","username":"CANARY","statusDetail":"UNMANAGED"}"#);
        assert_eq!((user.okta_user_id.as_deref(), user.status_detail.as_deref()), (Some("00u1"), Some("UNMANAGED")));
        assert_eq!(of_okta().call.target(), "/privileged-access/api/v1/okta-service-accounts?limit=200");
    }
}
