//! Accounts in applications that programs use (Okta's API reference: Service Accounts of Okta Privileged Access).

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

/// All of them.
pub fn list() -> List<ServiceAccount> {
    List::paged("/privileged-access/api/v1/service-accounts", &[], 200, scopes::SERVICE_ACCOUNTS)
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
}
