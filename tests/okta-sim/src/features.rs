//! What an org may lack: products that it has not bought, engines that it is not on.

use serde::{Deserialize, Serialize};

use crate::errors::Refusal;
use crate::org::{Engine, World};

/// What an org may lack; the endpoints that belong to it are then as absent as Okta has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Feature {
    /// What came with Identity Engine; an org on Classic lacks it whatever is switched.
    IdentityEngine,
    /// API Access Management: authorization servers beyond the org's own.
    ApiAccessManagement,
    /// Identity Threat Protection, as [`crate::OrgSpec::threat_protection`] switches it.
    ThreatProtection,
    /// Adaptive multifactor authentication: behaviours.
    AdaptiveMfa,
    /// Device assurance and posture checks, both of Identity Engine.
    DeviceAssurance,
    /// The universal directory's devices.
    Devices,
    /// Streams of the System Log to other products.
    LogStreaming,
    /// Event hooks.
    EventHooks,
    /// Inline hooks.
    InlineHooks,
    /// Realms and their assignments.
    Realms,
    /// Bot protection.
    BotProtection,
    /// Service accounts under privileged access.
    ServiceAccounts,
    /// Custom AAGUIDs of security keys.
    CustomAaguids,
    /// Access from one application to another's resources.
    CrossAppAccess,
    /// A telephony provider of the org's own.
    Telephony,
    /// Governance of administrator roles.
    RoleGovernance,
}

/// How what is absent is answered.
enum Absence {
    /// 401 `E0000015`.
    FeatureOff,
    /// 404 `E0000008`.
    UnknownPath,
    /// 404 without a body.
    Bare,
}

impl Feature {
    /// All of them.
    pub const ALL: [Feature; 16] = [
        Feature::IdentityEngine,
        Feature::ApiAccessManagement,
        Feature::ThreatProtection,
        Feature::AdaptiveMfa,
        Feature::DeviceAssurance,
        Feature::Devices,
        Feature::LogStreaming,
        Feature::EventHooks,
        Feature::InlineHooks,
        Feature::Realms,
        Feature::BotProtection,
        Feature::ServiceAccounts,
        Feature::CustomAaguids,
        Feature::CrossAppAccess,
        Feature::Telephony,
        Feature::RoleGovernance,
    ];

    /// The name that the command line and the control address use, such as `apiAccessManagement`.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        }
    }

    /// The feature of that name.
    pub fn find(name: &str) -> Option<Feature> {
        Feature::ALL.into_iter().find(|feature| feature.name() == name)
    }

    fn absence(self) -> Absence {
        match self {
            Feature::IdentityEngine | Feature::DeviceAssurance | Feature::CrossAppAccess | Feature::Telephony => Absence::UnknownPath,
            Feature::Realms | Feature::BotProtection | Feature::ServiceAccounts | Feature::RoleGovernance => Absence::Bare,
            _ => Absence::FeatureOff,
        }
    }

    /// Refuses what an org lacks, in the way in which Okta tells it.
    pub(crate) fn check(self, world: &World) -> Result<(), Refusal> {
        if world.has(self) {
            return Ok(());
        }
        Err(match self.absence() {
            Absence::FeatureOff => Refusal::feature_off(),
            Absence::UnknownPath => Refusal::unknown_path(),
            Absence::Bare => Refusal::unknown_path().bare(),
        })
    }
}

impl World {
    /// Whether the org has a feature.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        let engine = match feature {
            Feature::IdentityEngine | Feature::DeviceAssurance | Feature::CrossAppAccess => self.engine == Engine::Identity,
            Feature::ThreatProtection => self.threat_protection && self.engine == Engine::Identity,
            _ => true,
        };
        engine && !self.off.contains(&feature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_is_found_by_its_name() {
        assert_eq!(Feature::find("apiAccessManagement"), Some(Feature::ApiAccessManagement));
        assert!(Feature::ALL.into_iter().all(|feature| Feature::find(&feature.name()) == Some(feature)));
        assert_eq!(Feature::find("none"), None);
    }
}
