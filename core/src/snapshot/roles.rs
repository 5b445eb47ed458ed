//! Administrator roles and who holds them.

use serde::{Deserialize, Serialize};

/// One role given to one holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleAssignment {
    /// Okta's id of the assignment. Standard roles have the same for all holders, so it is unique only together with the holder.
    pub id: String,
    /// To whom it was given.
    pub holder: Holder,
    /// Which role.
    pub role: RoleKind,
    /// The resource set a custom role is bound to.
    #[serde(default)]
    pub resource_set: Option<String>,
    /// Whether it is in force.
    pub active: bool,
    /// Whether the holder's own list says that it came through a group.
    #[serde(default)]
    pub given: Given,
}

/// Somebody or something that can hold a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Holder {
    /// A user.
    User(String),
    /// A group, and so each of its members.
    Group(String),
    /// An OAuth service app.
    Client(String),
}

/// How an assignment came to a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Given {
    /// To the holder themselves.
    #[default]
    Directly,
    /// Through a group, which Okta's list of the user's roles may not name.
    ThroughGroup {
        /// The group, when it is known.
        group: Option<String>,
    },
}

/// Which role it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum RoleKind {
    /// One of Okta's standard roles, by Okta's `type`.
    Standard(StandardRole),
    /// A custom role, by its id.
    Custom(String),
    /// A type that is not known.
    Other(String),
}

/// Okta's standard roles and the governance roles it keeps beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are Okta's own")]
pub enum StandardRole {
    SuperAdmin,
    OrgAdmin,
    AppAdmin,
    UserAdmin,
    HelpDeskAdmin,
    GroupMembershipAdmin,
    ReadOnlyAdmin,
    ReportAdmin,
    ApiAccessManagementAdmin,
    MobileAdmin,
    WorkflowsAdmin,
    AccessCertificationsAdmin,
    AccessRequestsAdmin,
}

use StandardRole as R;

const STANDARD: [(R, &str, &str); 13] = [
    (R::SuperAdmin, "SUPER_ADMIN", "Super Administrator"),
    (R::OrgAdmin, "ORG_ADMIN", "Organization Administrator"),
    (R::AppAdmin, "APP_ADMIN", "Application Administrator"),
    (R::UserAdmin, "USER_ADMIN", "Group Administrator"),
    (R::HelpDeskAdmin, "HELP_DESK_ADMIN", "Help Desk Administrator"),
    (R::GroupMembershipAdmin, "GROUP_MEMBERSHIP_ADMIN", "Group Membership Administrator"),
    (R::ReadOnlyAdmin, "READ_ONLY_ADMIN", "Read-Only Administrator"),
    (R::ReportAdmin, "REPORT_ADMIN", "Report Administrator"),
    (R::ApiAccessManagementAdmin, "API_ACCESS_MANAGEMENT_ADMIN", "API Access Management Administrator"),
    (R::MobileAdmin, "MOBILE_ADMIN", "Mobile Administrator"),
    (R::WorkflowsAdmin, "WORKFLOWS_ADMIN", "Workflows Administrator"),
    (R::AccessCertificationsAdmin, "ACCESS_CERTIFICATIONS_ADMIN", "Access Certifications Administrator"),
    (R::AccessRequestsAdmin, "ACCESS_REQUESTS_ADMIN", "Access Requests Administrator"),
];

impl RoleKind {
    /// Super Administrator.
    pub const SUPER_ADMIN: Self = Self::Standard(R::SuperAdmin);
    /// Organization Administrator.
    pub const ORG_ADMIN: Self = Self::Standard(R::OrgAdmin);
    /// Read-Only Administrator.
    pub const READ_ONLY_ADMIN: Self = Self::Standard(R::ReadOnlyAdmin);

    /// Reads Okta's `type`, with the custom role's id for `CUSTOM`; the governance roles come as custom ones with a constant for an id.
    pub fn read(kind: &str, custom: Option<&str>) -> Self {
        match (kind, custom) {
            ("CUSTOM", Some(id)) => match Self::from(id.to_owned()) {
                Self::Other(id) => Self::Custom(id),
                known => known,
            },
            (kind, _) => Self::from(kind.to_owned()),
        }
    }

    /// Okta's word for a standard role, else the id of a custom one.
    pub fn key(&self) -> &str {
        match self {
            Self::Standard(role) => STANDARD.iter().find(|row| row.0 == *role).map_or("", |row| row.1),
            Self::Custom(text) | Self::Other(text) => text,
        }
    }

    /// The console's name of a standard role.
    pub fn standard_name(&self) -> Option<&'static str> {
        match self {
            Self::Standard(role) => STANDARD.iter().find(|row| row.0 == *role).map(|row| row.2),
            Self::Custom(_) | Self::Other(_) => None,
        }
    }

    /// Whether it is Super or Organization Administrator.
    pub fn is_super_or_org(&self) -> bool {
        matches!(self, Self::Standard(R::SuperAdmin | R::OrgAdmin))
    }

    /// Whether it is a standard role that can only look.
    pub fn is_standard_reader(&self) -> bool {
        matches!(self, Self::Standard(R::ReadOnlyAdmin | R::ReportAdmin))
    }
}

impl From<String> for RoleKind {
    fn from(text: String) -> Self {
        match STANDARD.iter().find(|row| row.1 == text) {
            Some(row) => Self::Standard(row.0),
            None if text.starts_with("cr0") => Self::Custom(text),
            None => Self::Other(text),
        }
    }
}

impl From<RoleKind> for String {
    fn from(role: RoleKind) -> Self {
        role.key().to_owned()
    }
}

/// A role that the customer has put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomRole {
    /// Okta's id, `cr0…`.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What it permits; nothing when that was not read.
    #[serde(default)]
    pub permissions: Option<Vec<Permission>>,
}

/// One permission of a custom role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// Okta's label, such as `okta.users.read`.
    pub label: String,
    /// Whether a condition narrows it.
    #[serde(default)]
    pub conditional: bool,
}

impl CustomRole {
    /// A custom role with these permissions, none of them conditional.
    pub fn new<const N: usize>(id: &str, label: &str, permissions: [&str; N]) -> Self {
        let permissions = permissions.map(|label| Permission { label: label.into(), conditional: false }).to_vec();
        Self { id: id.into(), label: label.into(), permissions: Some(permissions) }
    }
}

impl Permission {
    /// Whether it lets its holder look and nothing more. Reading client secrets is more: a secret read is a credential held.
    pub fn only_looks(&self) -> bool {
        self.label.ends_with(".read") && self.label != "okta.apps.clientCredentials.read"
    }
}

impl RoleAssignment {
    /// An assignment in force, given directly.
    pub fn new(holder: Holder, role: RoleKind) -> Self {
        Self { id: format!("ra1{}", role.key()), holder, role, resource_set: None, active: true, given: Given::Directly }
    }

    /// The same, bound to a resource set.
    pub fn over(self, resource_set: &str) -> Self {
        Self { resource_set: Some(resource_set.into()), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_standard_role_survives_its_word() {
        for (role, word, name) in STANDARD {
            assert_eq!(RoleKind::read(word, None), RoleKind::Standard(role));
            assert_eq!(RoleKind::Standard(role).key(), word);
            assert_eq!(RoleKind::Standard(role).standard_name(), Some(name));
        }
    }

    #[test]
    fn governance_roles_come_as_custom_ones_and_are_known() {
        assert_eq!(RoleKind::read("CUSTOM", Some("ACCESS_REQUESTS_ADMIN")), RoleKind::Standard(R::AccessRequestsAdmin));
        assert_eq!(RoleKind::read("CUSTOM", Some("cr01")), RoleKind::Custom("cr01".into()));
        assert_eq!(RoleKind::read("CUSTOM", Some("NEW_CONSTANT")), RoleKind::Custom("NEW_CONSTANT".into()));
        assert_eq!(RoleKind::read("MOON_ADMIN", None), RoleKind::Other("MOON_ADMIN".into()));
    }

    #[test]
    fn reading_client_secrets_is_more_than_looking() {
        let looks = |label: &str| Permission { label: label.into(), conditional: false }.only_looks();
        assert!(looks("okta.users.apitokens.read"));
        assert!(looks("okta.iam.read"));
        assert!(!looks("okta.apps.clientCredentials.read"));
        assert!(!looks("okta.users.credentials.resetPassword"));
    }
}
