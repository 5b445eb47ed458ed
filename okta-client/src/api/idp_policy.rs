//! What an identity provider's word is taken for (Okta's API reference: Identity Providers).

use serde::{Deserialize, Serialize};

use super::Chosen;
use crate::decode::lenient;

/// What an identity provider's word is taken for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// Whether it makes users.
    #[serde(default, deserialize_with = "lenient::object")]
    pub provisioning: Option<Provisioning>,
    /// Whether it signs in as users that exist.
    #[serde(default, deserialize_with = "lenient::object")]
    pub account_link: Option<AccountLink>,
    /// How its users are matched.
    #[serde(default, deserialize_with = "lenient::object")]
    pub subject: Option<Subject>,
    /// Tolerated difference of clocks, in milliseconds.
    #[serde(default, deserialize_with = "lenient::number")]
    pub max_clock_skew: Option<i64>,
    /// Whether its word on the factors used is believed.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub trust_claims: Option<bool>,
}

/// Whether an identity provider makes users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provisioning {
    /// `AUTO`, `CALLOUT`, `DISABLED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub action: Option<String>,
    /// Whether it writes their profiles.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub profile_master: Option<bool>,
    /// Into which groups they come.
    #[serde(default, deserialize_with = "lenient::object")]
    pub groups: Option<Groups>,
    /// What becomes of those who were shut out.
    #[serde(default, deserialize_with = "lenient::object")]
    pub conditions: Option<Conditions>,
}

/// Into which groups an identity provider's users come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Groups {
    /// `NONE`, `APPEND`, `SYNC`, `ASSIGN`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub action: Option<String>,
    /// For `ASSIGN`, the groups.
    #[serde(default, deserialize_with = "lenient::list")]
    pub assignments: Vec<String>,
    /// For `APPEND` and `SYNC`, the groups allowed.
    #[serde(default, deserialize_with = "lenient::list")]
    pub filter: Vec<String>,
    /// The attribute that names them.
    #[serde(default, deserialize_with = "lenient::text")]
    pub source_attribute_name: Option<String>,
}

/// What becomes of users who were shut out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// Those deactivated.
    #[serde(default, deserialize_with = "lenient::object")]
    pub deprovisioned: Option<Action>,
    /// Those suspended.
    #[serde(default, deserialize_with = "lenient::object")]
    pub suspended: Option<Action>,
}

/// What becomes of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// `NONE`, `REACTIVATE`, `UNSUSPEND`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub action: Option<String>,
}

/// Whether an identity provider signs in as users that exist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLink {
    /// `AUTO` or `DISABLED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub action: Option<String>,
    /// As whom alone, or not.
    #[serde(default, deserialize_with = "lenient::object")]
    pub filter: Option<LinkFilter>,
}

/// Users as whom it may sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFilter {
    /// Only members of these.
    #[serde(default, deserialize_with = "lenient::object")]
    pub groups: Option<Chosen<String>>,
    /// Not these.
    #[serde(default, deserialize_with = "lenient::object")]
    pub users: Option<LinkedUsers>,
}

/// Users as whom it may not sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkedUsers {
    /// Their ids.
    #[serde(default, deserialize_with = "lenient::list")]
    pub exclude: Vec<String>,
    /// Whether administrators are left out.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub exclude_admins: Option<bool>,
}

/// How an identity provider's users are matched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// What is compared.
    #[serde(default, deserialize_with = "lenient::object")]
    pub user_name_template: Option<Template>,
    /// The form that names must have.
    #[serde(default, deserialize_with = "lenient::text")]
    pub filter: Option<String>,
    /// `USERNAME`, `EMAIL`, `USERNAME_OR_EMAIL`, `CUSTOM_ATTRIBUTE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub match_type: Option<String>,
    /// For `CUSTOM_ATTRIBUTE`, which.
    #[serde(default, deserialize_with = "lenient::text")]
    pub match_attribute: Option<String>,
}

/// An expression.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The expression, `idpuser.email`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub template: Option<String>,
}
