//! Kinds of policies.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! policy_types {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal),+ $(,)?) => {
        /// A kind of policy that Okta lists. Okta's Classic engine has only some of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum PolicyType {
            $($(#[$doc])+ #[serde(rename = $name)] $variant),+
        }

        impl PolicyType {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Okta's word for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

policy_types! {
    /// Global session policy.
    OktaSignOn = "OKTA_SIGN_ON",
    /// Password policy.
    Password = "PASSWORD",
    /// Enrolment of authenticators, or of factors on the Classic engine.
    MfaEnroll = "MFA_ENROLL",
    /// Routing to identity providers.
    IdpDiscovery = "IDP_DISCOVERY",
    /// Sign-in to applications.
    AccessPolicy = "ACCESS_POLICY",
    /// Self-service registration.
    ProfileEnrollment = "PROFILE_ENROLLMENT",
    /// What happens to a session whose conditions no longer hold.
    PostAuthSession = "POST_AUTH_SESSION",
    /// What happens to a user whose risk has risen.
    EntityRisk = "ENTITY_RISK",
    /// When a session counts as violated.
    SessionViolationDetection = "SESSION_VIOLATION_DETECTION",
    /// Signals collected from devices.
    DeviceSignalCollection = "DEVICE_SIGNAL_COLLECTION",
    /// Updates of Okta's clients.
    ClientUpdate = "CLIENT_UPDATE",
    /// Claims taken from elsewhere.
    IdentityClaimSourcing = "IDENTITY_CLAIM_SOURCING",
    /// What becomes of users who stay away; not in Okta's published description.
    UserLifecycle = "USER_LIFECYCLE",
}

/// A text is no kind of policy that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no known kind of policy")]
pub struct UnknownPolicyType;

impl FromStr for PolicyType {
    type Err = UnknownPolicyType;

    fn from_str(text: &str) -> Result<Self, UnknownPolicyType> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(UnknownPolicyType)
    }
}

impl fmt::Display for PolicyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        for kind in PolicyType::ALL {
            assert_eq!(kind.to_string().parse(), Ok(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert_eq!("RESOURCE_ACCESS".parse::<PolicyType>(), Err(UnknownPolicyType));
    }
}
