//! What a check needs, and how much of it was read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Reason;

/// One kind of thing that a run collects and a check needs.
///
/// Written as text (`api_tokens`, `policies:OKTA_SIGN_ON`) in JSON, also as a map's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Needs {
    /// The org itself: id, name, engine.
    Org,
    /// Who our own credential acts for.
    OwnIdentity,
    /// The list of users.
    Users,
    /// The list of groups, and the members of those that hold a role.
    Groups,
    /// Which users, groups and clients hold which roles.
    RoleAssignments,
    /// Custom roles, their permissions, resource sets and bindings.
    Iam,
    /// API tokens.
    ApiTokens,
    /// Rate-limit shares of API tokens.
    PrincipalRateLimits,
    /// Enrolled factors of administrators and token owners.
    Factors,
    /// Applications.
    Apps,
    /// Policies of one type with their rules.
    Policies(PolicyType),
    /// Authenticators.
    Authenticators,
    /// Network zones.
    Zones,
    /// ThreatInsight's configuration.
    ThreatInsight,
}

const PLAIN: [(Needs, &str, &str); 13] = [
    (Needs::Org, "org", "the org"),
    (Needs::OwnIdentity, "own_identity", "our own account"),
    (Needs::Users, "users", "users"),
    (Needs::Groups, "groups", "groups"),
    (Needs::RoleAssignments, "role_assignments", "role assignments"),
    (Needs::Iam, "iam", "custom roles and resource sets"),
    (Needs::ApiTokens, "api_tokens", "API tokens"),
    (Needs::PrincipalRateLimits, "principal_rate_limits", "rate-limit shares of API tokens"),
    (Needs::Factors, "factors", "enrolled factors"),
    (Needs::Apps, "apps", "applications"),
    (Needs::Authenticators, "authenticators", "authenticators"),
    (Needs::Zones, "zones", "network zones"),
    (Needs::ThreatInsight, "threat_insight", "the ThreatInsight configuration"),
];

impl Needs {
    /// The thing in plain words, as the object of a sentence: "API tokens".
    pub fn words(self) -> &'static str {
        match self {
            Self::Policies(kind) => kind.words(),
            plain => PLAIN.iter().find(|row| row.0 == plain).map_or("", |row| row.2),
        }
    }

    /// What to grant when Okta refuses to show it, as the console names it.
    pub fn permission(self) -> &'static str {
        match self {
            Self::RoleAssignments | Self::Iam => {
                "the permission \"View roles, resources, and admin assignments\", over a resource set with all Identity and Access Management resources"
            }
            Self::ApiTokens => "the permission \"View API tokens\", over a resource set with all users",
            Self::Policies(_) => "the permission \"View policies\", over a resource set with all policies",
            Self::Factors | Self::Users | Self::Groups | Self::Apps | Self::Zones | Self::ThreatInsight | Self::Org | Self::OwnIdentity => {
                "the standard role Read-Only Administrator"
            }
            // Okta's table of roles and its page on this role contradict each other.
            Self::PrincipalRateLimits | Self::Authenticators => {
                "the standard role Read-Only Administrator; if the account has it already, Okta does not show them to this role here, and what needs them stays not evaluated"
            }
        }
    }
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policies(kind) => write!(f, "policies:{kind}"),
            plain => f.write_str(PLAIN.iter().find(|row| row.0 == *plain).map_or("", |row| row.1)),
        }
    }
}

impl FromStr for Needs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(kind) = text.strip_prefix("policies:") {
            return kind.parse().map(Self::Policies);
        }
        PLAIN.iter().find(|row| row.1 == text).map(|row| row.0).ok_or_else(|| format!("{text:?} is nothing that a check needs"))
    }
}

impl From<Needs> for String {
    fn from(needs: Needs) -> Self {
        needs.to_string()
    }
}

impl TryFrom<String> for Needs {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The types of policies that checks know, by the names of Okta's Policy API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PolicyType {
    /// Global session policy.
    OktaSignOn,
    /// Password policy.
    Password,
    /// Authenticator enrolment policy.
    MfaEnroll,
    /// Routing to identity providers.
    IdpDiscovery,
    /// App sign-in (authentication) policy; Identity Engine only.
    AccessPolicy,
    /// User profile policy; Identity Engine only.
    ProfileEnrollment,
    /// Entity risk policy.
    EntityRisk,
    /// Session protection policy.
    PostAuthSession,
    /// Inactivity automations.
    UserLifecycle,
}

const POLICY_TYPES: [(PolicyType, &str, &str); 9] = [
    (PolicyType::OktaSignOn, "OKTA_SIGN_ON", "global session policies"),
    (PolicyType::Password, "PASSWORD", "password policies"),
    (PolicyType::MfaEnroll, "MFA_ENROLL", "authenticator enrolment policies"),
    (PolicyType::IdpDiscovery, "IDP_DISCOVERY", "identity provider routing rules"),
    (PolicyType::AccessPolicy, "ACCESS_POLICY", "app sign-in policies"),
    (PolicyType::ProfileEnrollment, "PROFILE_ENROLLMENT", "user profile policies"),
    (PolicyType::EntityRisk, "ENTITY_RISK", "entity risk policies"),
    (PolicyType::PostAuthSession, "POST_AUTH_SESSION", "session protection policies"),
    (PolicyType::UserLifecycle, "USER_LIFECYCLE", "inactivity automations"),
];

impl PolicyType {
    fn row(self) -> &'static (Self, &'static str, &'static str) {
        POLICY_TYPES.iter().find(|row| row.0 == self).expect("every type has its row")
    }

    fn words(self) -> &'static str {
        self.row().2
    }
}

impl fmt::Display for PolicyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().1)
    }
}

impl FromStr for PolicyType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        POLICY_TYPES
            .iter()
            .find(|row| row.1 == text)
            .map(|row| row.0)
            .ok_or_else(|| format!("{text:?} is no type of policy that checks know"))
    }
}

/// How much of one kind of thing was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Coverage {
    /// All of it.
    Complete,
    /// The run did not ask for it.
    #[default]
    NotCollected,
    /// Okta refused: the path that was asked, and Okta's error code.
    Forbidden {
        /// Path that was asked, ids replaced.
        path: String,
        /// Okta's error code, such as `E0000006`, or the OAuth scope that is missing.
        code: String,
    },
    /// The org does not have it: an engine or an edition without the feature.
    FeatureOff {
        /// Why it is absent, for people.
        why: String,
    },
    /// All but some objects that could not be read.
    Partial {
        /// How many could not be read.
        unreadable: u64,
    },
    /// Only what our own role reaches, as far as can be told: the list may lack objects without saying so.
    Narrow {
        /// Why, in a clause.
        why: String,
    },
}

impl Coverage {
    /// The OAuth scope for want of which nothing was asked. What roles would have shown is not known then.
    pub fn missing_scope(&self) -> Option<&str> {
        if let Self::Forbidden { code, .. } = self { Some(code.as_str()).filter(|code| code.starts_with("okta.")) } else { None }
    }

    /// Whether it was read, but perhaps not all of it.
    pub fn lacks_some(&self) -> bool {
        matches!(self, Self::Partial { .. } | Self::Narrow { .. })
    }

    /// Why it cannot be judged at all or not wholly; nothing when it was read to the end or does not exist.
    pub fn reason(&self, needs: Needs) -> Option<Reason> {
        let what = needs.words();
        match self {
            Self::Complete | Self::FeatureOff { .. } => None,
            Self::NotCollected => Some(Reason::not_collected(format!("this run did not collect {what}"))),
            Self::Forbidden { path, code } => Some(Reason::forbidden(format!("Okta refused to show {what} ({path}: {code})"))),
            Self::Narrow { why } => Some(Reason::partial(why.clone())),
            Self::Partial { unreadable } => Some(Reason::partial(format!("while reading {what}, {unreadable} could not be understood"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_need_survives_its_text() {
        for needs in PLAIN.iter().map(|row| row.0).chain(POLICY_TYPES.iter().map(|row| Needs::Policies(row.0))) {
            assert_eq!(needs.to_string().parse(), Ok(needs));
            assert!(!needs.words().is_empty());
            assert!(!needs.permission().is_empty());
        }
        assert!("policies:NONSENSE".parse::<Needs>().is_err());
        assert!("nonsense".parse::<Needs>().is_err());
    }

    #[test]
    fn needs_are_keys_of_a_json_map() {
        let map = BTreeMap::from([(Needs::Policies(PolicyType::Password), Coverage::Partial { unreadable: 2 })]);
        let json = serde_json::to_string(&map).unwrap();
        assert_eq!(json, r#"{"policies:PASSWORD":{"state":"partial","unreadable":2}}"#);
        assert_eq!(serde_json::from_str::<BTreeMap<Needs, Coverage>>(&json).unwrap(), map);
    }
}
