//! People and service accounts.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    Get, List,
    decode::{lenient, time as when},
};

/// A user. Of the profile, only what identifies the account is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The id, `00u…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `STAGED`, `PROVISIONED`, `ACTIVE`, `RECOVERY`, `PASSWORD_EXPIRED`, `LOCKED_OUT`, `SUSPENDED`, `DEPROVISIONED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When the account was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it was first activated.
    #[serde(default, with = "when")]
    pub activated: Option<OffsetDateTime>,
    /// When its status last changed.
    #[serde(default, with = "when")]
    pub status_changed: Option<OffsetDateTime>,
    /// When it last signed in; `None` for never.
    #[serde(default, with = "when")]
    pub last_login: Option<OffsetDateTime>,
    /// When it was last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// When its password last changed.
    #[serde(default, with = "when")]
    pub password_changed: Option<OffsetDateTime>,
    /// The user type's link.
    #[serde(default, rename = "type", deserialize_with = "lenient::object")]
    pub user_type: Option<UserType>,
    /// The realm it belongs to, in orgs that have some.
    #[serde(default, deserialize_with = "lenient::text")]
    pub realm_id: Option<String>,
    /// Who it is.
    #[serde(default, deserialize_with = "lenient::object")]
    pub profile: Option<Profile>,
    /// Where its credential is kept.
    #[serde(default, deserialize_with = "lenient::object")]
    pub credentials: Option<Credentials>,
}

/// A reference to a user type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserType {
    /// The id, `oty…`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
}

/// What identifies an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The name used to sign in.
    #[serde(default, deserialize_with = "lenient::text")]
    pub login: Option<String>,
    /// The primary e-mail address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// The given name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub first_name: Option<String>,
    /// The family name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_name: Option<String>,
    /// The name shown, where the org sets one.
    #[serde(default, deserialize_with = "lenient::text")]
    pub display_name: Option<String>,
    /// Another e-mail address, for when the first cannot be read.
    #[serde(default, deserialize_with = "lenient::text")]
    pub second_email: Option<String>,
    /// The department.
    #[serde(default, deserialize_with = "lenient::text")]
    pub department: Option<String>,
    /// The job.
    #[serde(default, deserialize_with = "lenient::text")]
    pub title: Option<String>,
    /// The superior's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub manager: Option<String>,
    /// The superior's id, of the org's choosing.
    #[serde(default, deserialize_with = "lenient::text")]
    pub manager_id: Option<String>,
    /// The number of the employee: who has two accounts has one number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub employee_number: Option<String>,
    /// The org's own word for the kind of user, such as `Contractor`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_type: Option<String>,
}

/// Where an account's credential is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Who checks it.
    #[serde(default, deserialize_with = "lenient::object")]
    pub provider: Option<Provider>,
}

/// Who checks an account's credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// `OKTA`, `ACTIVE_DIRECTORY`, `LDAP`, `FEDERATION`, `SOCIAL`, `IMPORT`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
}

impl User {
    /// The name used to sign in.
    pub fn login(&self) -> Option<&str> {
        self.profile.as_ref()?.login.as_deref()
    }

    /// Who checks the account's credential, `OKTA` for Okta itself.
    pub fn provider(&self) -> Option<&str> {
        self.credentials.as_ref()?.provider.as_ref()?.kind.as_deref()
    }
}

/// All users but the deprovisioned.
///
/// Okta's `fields` is not asked for: what it leaves of the credentials' provider and of the user's type is described nowhere, and a check would
/// take what is missing there for an answer. The rest of the profile is dropped while decoding.
pub fn list() -> List<User> {
    List::paged("/api/v1/users", &[], 200, scopes::USERS)
}

/// The deprovisioned users, which [`list`] leaves out.
pub fn deprovisioned() -> List<User> {
    list().with("filter", r#"status eq "DEPROVISIONED""#)
}

/// The user whom the credential acts as.
pub fn me() -> Get<User> {
    Get::for_people("/api/v1/users/me", &[])
}

/// One user, by id.
pub fn get(id: &str) -> Get<User> {
    Get::new("/api/v1/users/{id}", &[id], scopes::USERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_keeps_what_is_used_and_nothing_else() {
        let json = r#"{"id":"00u1","status":"ACTIVE","created":"2021-06-14T14:45:46.000Z","activated":null,"statusChanged":"","lastLogin":null,
            "lastUpdated":"2025-09-22T17:31:41Z","passwordChanged":"2021-06-14T14:45:46.000Z","type":{"id":"oty1"},"realmId":"guo1",
            "profile":{"login":"ann@example.com","email":"ann@example.com","firstName":null,"lastName":"Lee","mobilePhone":"+15550100","salary":7,"userType":5,
              "secondEmail":"ann@home.example","manager":"Kim","managerId":"00u2","employeeNumber":17,"department":"IT","title":"Clerk"},
            "credentials":{"password":{},"recovery_question":{"question":"Pet?"},"provider":{"type":"OKTA","name":"OKTA"},"emails":[{"value":"x"}]},
            "_links":{"self":{"href":"https://acme.okta.com/api/v1/users/00u1"}}}"#;
        let user: User = serde_json::from_str(json).unwrap();
        assert_eq!((user.login(), user.provider(), user.last_login), (Some("ann@example.com"), Some("OKTA"), None));
        let kept = serde_json::to_string(&user).unwrap();
        let profile = user.profile.as_ref().unwrap();
        assert_eq!((profile.second_email.as_deref(), profile.employee_number.as_deref()), (Some("ann@home.example"), Some("17")));
        assert_eq!((profile.manager.as_deref(), user.realm_id.as_deref()), (Some("Kim"), Some("guo1")));
        assert!(["Pet", "5550100", "salary"].iter().all(|gone| !kept.contains(gone)), "{kept}");
        assert_eq!(serde_json::from_str::<User>(&kept).unwrap(), user);
    }

    #[test]
    fn the_calls_ask_for_full_pages() {
        assert_eq!(list().call.target(), "/api/v1/users?limit=200");
        assert_eq!(deprovisioned().call.target(), "/api/v1/users?limit=200&filter=status%20eq%20%22DEPROVISIONED%22");
        assert_eq!((me().path(), get("00u1").path()), ("/api/v1/users/me", "/api/v1/users/00u1"));
    }
}
