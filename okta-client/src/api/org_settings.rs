//! Switches of the whole org (Okta's API reference: Org Settings).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    Get, List,
    decode::{lenient, time as when},
};

/// Whether new service apps come as super administrators.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientPrivileges {
    /// Yes or no.
    #[serde(default, rename = "clientPrivilegesSetting", deserialize_with = "lenient::flag")]
    pub is_on: Option<bool>,
}

/// Whether new administrators are assigned the Admin Console.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoAssignAdminApp {
    /// Yes or no.
    #[serde(default, rename = "autoAssignAdminAppSetting", deserialize_with = "lenient::flag")]
    pub is_on: Option<bool>,
}

/// Whether administrators may be kept out of the Admin Console and of Okta's e-mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdPartyAdmin {
    /// Yes or no.
    #[serde(default, rename = "thirdPartyAdmin", deserialize_with = "lenient::flag")]
    pub is_on: Option<bool>,
}

/// A kind of person whom Okta writes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// `BILLING`, `TECHNICAL`, …
    #[serde(deserialize_with = "lenient::id")]
    pub contact_type: String,
}

/// Whom Okta writes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactUser {
    /// The user's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_id: Option<String>,
}

/// Whether users hear from Okta.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Communication {
    /// Whether Okta may not write to them.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub opt_out_email_users: Option<bool>,
}

/// What users are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// Whether the dashboard has a footer.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub show_end_user_footer: Option<bool>,
}

/// Sessions of the Admin Console.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdminConsole {
    /// How long they may rest, in minutes.
    #[serde(default, deserialize_with = "lenient::number")]
    pub session_idle_timeout_minutes: Option<i64>,
    /// How long they last, in minutes.
    #[serde(default, deserialize_with = "lenient::number")]
    pub session_max_lifetime_minutes: Option<i64>,
}

/// Whether Okta's support may sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Support {
    /// `ENABLED` or `DISABLED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub support: Option<String>,
    /// Until when.
    #[serde(default, with = "when")]
    pub expiration: Option<OffsetDateTime>,
    /// For which case.
    #[serde(default, deserialize_with = "lenient::text")]
    pub case_number: Option<String>,
}

/// A case at Okta's support, without its subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SupportCase {
    /// The number.
    #[serde(deserialize_with = "lenient::id")]
    pub case_number: String,
    /// Whether support may act as an administrator for it.
    #[serde(default, deserialize_with = "lenient::object")]
    pub impersonation: Option<CaseAccess>,
    /// Whether staff of Okta may assign it to themselves.
    #[serde(default, deserialize_with = "lenient::object")]
    pub self_assigned: Option<CaseAccess>,
}

/// What support may do for a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseAccess {
    /// `ENABLED`, `DISABLED`, `APPROVED`, `REQUESTED`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Until when.
    #[serde(default, with = "when")]
    pub expiration: Option<OffsetDateTime>,
}

/// Whether new service apps come as super administrators.
pub fn client_privileges() -> Get<ClientPrivileges> {
    Get::new("/api/v1/org/settings/clientPrivilegesSetting", &[], scopes::ORGS)
}

/// Whether new administrators are assigned the Admin Console.
pub fn auto_assign_admin_app() -> Get<AutoAssignAdminApp> {
    Get::new("/api/v1/org/settings/autoAssignAdminAppSetting", &[], scopes::ORGS)
}

/// Whether third-party administrators are switched on.
pub fn third_party_admin() -> Get<ThirdPartyAdmin> {
    Get::new("/api/v1/org/orgSettings/thirdPartyAdminSetting", &[], scopes::ORGS)
}

/// The kinds of people whom Okta writes to.
pub fn contacts() -> List<Contact> {
    List::array("/api/v1/org/contacts", &[], scopes::ORGS)
}

/// Whom Okta writes to about one kind of thing.
pub fn contact(kind: &str) -> Get<ContactUser> {
    Get::new("/api/v1/org/contacts/{id}", &[kind], scopes::ORGS)
}

/// Whether users hear from Okta.
pub fn communication() -> Get<Communication> {
    Get::new("/api/v1/org/privacy/oktaCommunication", &[], scopes::ORGS)
}

/// What users are shown.
pub fn preferences() -> Get<Preferences> {
    Get::new("/api/v1/org/preferences", &[], scopes::ORGS)
}

/// Sessions of the Admin Console; the Classic engine has none ([`Error::NotFound`](crate::Error::NotFound)).
pub fn admin_console() -> Get<AdminConsole> {
    Get::new("/api/v1/first-party-app-settings/admin-console", &[], scopes::APPS)
}

/// Whether Okta's support may sign in.
pub fn support() -> Get<Support> {
    Get::new("/api/v1/org/privacy/oktaSupport", &[], scopes::ORGS)
}

/// The cases at Okta's support.
pub fn support_cases() -> List<SupportCase> {
    List::wrapped("/api/v1/org/privacy/oktaSupport/cases", &[], "supportCases", scopes::ORGS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn switches_are_read() {
        assert_eq!(kept::<ClientPrivileges>(r#"{"clientPrivilegesSetting":true}"#).is_on, Some(true));
        assert_eq!(kept::<AutoAssignAdminApp>(r#"{"autoAssignAdminAppSetting":false}"#).is_on, Some(false));
        assert_eq!(kept::<ThirdPartyAdmin>(r#"{"thirdPartyAdmin":"true"}"#).is_on, Some(true));
        assert_eq!(
            kept::<AdminConsole>(r#"{"sessionIdleTimeoutMinutes":15,"sessionMaxLifetimeMinutes":720}"#).session_idle_timeout_minutes,
            Some(15)
        );
        assert_eq!(kept::<Support>(r#"{"support":"DISABLED","expiration":null}"#).expiration, None);
    }

    #[test]
    fn a_case_is_known_by_its_number_alone() {
        let json = r#"{"caseNumber":"00000144","subject":"CANARY","impersonation":{"status":"ENABLED","expiration":"2014-01-17T15:27:33.000Z"},"selfAssigned":{"status":"APPROVED"}}"#;
        let case: SupportCase = kept(json);
        assert_eq!((case.case_number.as_str(), case.impersonation.unwrap().expiration.is_some()), ("00000144", true));
        assert_eq!(contact("BILLING").path(), "/api/v1/org/contacts/BILLING");
    }
}
