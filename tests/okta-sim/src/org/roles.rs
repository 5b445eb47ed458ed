//! Administrator roles: standard ones, custom ones, and who holds them.

use crate::id::{Ids, Kind};
use crate::stamp::Stamp;

/// Who a role is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    User(u64),
    Group(u64),
    /// Number among the OAuth clients.
    Client(usize),
}

/// A standard role given to somebody.
#[derive(Debug, Clone)]
pub(crate) struct Standard {
    pub(crate) number: u64,
    pub(crate) holder: Holder,
    /// `SUPER_ADMIN`, `READ_ONLY_ADMIN`, …
    pub(crate) role: String,
    pub(crate) created: Stamp,
}

impl Standard {
    /// Roles that can have targets carry the base32 of their name, so all holders show the same id.
    pub(crate) fn id(&self, ids: &Ids) -> String {
        match self.role.as_str() {
            "APP_ADMIN" => "IFIFAX2BIRGUSTQ".to_owned(),
            "USER_ADMIN" => "KVJUKUS7IFCE2SKO".to_owned(),
            "HELP_DESK_ADMIN" => "JBCUYUC7IRCVGS27IFCE2SKO".to_owned(),
            "GROUP_MEMBERSHIP_ADMIN" => "I5JE6VKQL5GUKTKCIVJFGSCJKBPUCRCNJFHA".to_owned(),
            _ => {
                let kind = if matches!(self.holder, Holder::Group(_)) { Kind::GroupRole } else { Kind::UserRole };
                ids.id(kind, self.number).to_string()
            }
        }
    }
}

/// The standard roles that can be given, with the label that Okta shows.
pub(crate) const LABELS: [(&str, &str); 12] = [
    ("SUPER_ADMIN", "Super Administrator"),
    ("ORG_ADMIN", "Organization Administrator"),
    ("APP_ADMIN", "Application Administrator"),
    ("USER_ADMIN", "Group Administrator"),
    ("HELP_DESK_ADMIN", "Help Desk Administrator"),
    ("GROUP_MEMBERSHIP_ADMIN", "Group Membership Administrator"),
    ("READ_ONLY_ADMIN", "Read-only Administrator"),
    ("REPORT_ADMIN", "Report Administrator"),
    ("API_ACCESS_MANAGEMENT_ADMIN", "API Access Management Administrator"),
    ("MOBILE_ADMIN", "Mobile Administrator"),
    ("WORKFLOWS_ADMIN", "Workflows Administrator"),
    ("ACCESS_REQUESTS_ADMIN", "Access Requests Administrator"),
];

pub(crate) fn label(role: &str) -> &'static str {
    LABELS.iter().find(|(name, _)| *name == role).map_or("Administrator", |(_, label)| label)
}

/// A custom role.
#[derive(Debug, Clone)]
pub(crate) struct CustomRole {
    pub(crate) number: u64,
    pub(crate) label: &'static str,
    pub(crate) description: &'static str,
    pub(crate) permissions: Vec<&'static str>,
}

/// One entry of a resource set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    AllUsers,
    AllApps,
    /// "All Identity and Access Management resources".
    AllIam,
    User(u64),
    Group(u64),
}

/// A set of resources that custom roles are bound to.
#[derive(Debug, Clone)]
pub(crate) struct ResourceSet {
    pub(crate) number: u64,
    pub(crate) label: &'static str,
    pub(crate) description: &'static str,
    pub(crate) resources: Vec<Resource>,
}

/// A custom role bound to a resource set, for one holder.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) number: u64,
    pub(crate) role: u64,
    pub(crate) set: u64,
    pub(crate) holder: Holder,
    pub(crate) created: Stamp,
}

/// One line of somebody's role list.
pub(crate) enum Line<'a> {
    Standard(&'a Standard),
    Custom(&'a Member),
}

/// Numbers of the custom roles and resource sets of a sound org.
pub(crate) const OWN_ROLE: u64 = 0;
pub(crate) const OWN_SET: u64 = 0;
pub(crate) const GROUPS_ROLE: u64 = 1;
pub(crate) const GROUPS_SET: u64 = 1;

/// Permission to see API tokens.
pub(crate) const VIEW_TOKENS: &str = "okta.users.apitokens.read";
/// Permission to see roles, resources and administrator assignments.
pub(crate) const VIEW_IAM: &str = "okta.iam.read";
