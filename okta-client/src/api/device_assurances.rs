//! What is asked of devices (Okta's API reference: Device Assurance Policies, Device Posture Checks, Device Integrations).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Chosen, scopes};
use crate::{
    List,
    decode::{lenient, time as when},
};

/// What a device must be like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceAssurance {
    /// The id, `dae…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `WINDOWS`, `MACOS`, `IOS`, `ANDROID`, `CHROMEOS`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub platform: Option<String>,
    /// The version of its system.
    #[serde(default, deserialize_with = "lenient::object")]
    pub os_version: Option<OsVersion>,
    /// For Windows, versions by release.
    #[serde(default, deserialize_with = "lenient::list")]
    pub os_version_constraints: Vec<OsVersionConstraint>,
    /// Encryption of its disks.
    #[serde(default, deserialize_with = "lenient::object")]
    pub disk_encryption_type: Option<Chosen<String>>,
    /// Locks of its screen.
    #[serde(default, deserialize_with = "lenient::object")]
    pub screen_lock_type: Option<Chosen<String>>,
    /// Whether broken protection is tolerated.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub jailbreak: Option<bool>,
    /// Whether keys must be kept in hardware.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub secure_hardware_present: Option<bool>,
    /// How long a device may fall short.
    #[serde(default, deserialize_with = "lenient::object")]
    pub grace_period: Option<GracePeriod>,
    /// When it was made.
    #[serde(default, rename = "createdDate", with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, rename = "lastUpdate", with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// A version of a device's system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OsVersion {
    /// The oldest that will do.
    #[serde(default, deserialize_with = "lenient::text")]
    pub minimum: Option<String>,
    /// Or one that moves with the vendor's.
    #[serde(default, deserialize_with = "lenient::object")]
    pub dynamic_version_requirement: Option<DynamicVersion>,
}

/// A version that moves with the vendor's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DynamicVersion {
    /// `MINIMUM`, `EXACT`, `EXACT_ANY_SUPPORTED`, `NOT_ALLOWED`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// How many major versions behind.
    #[serde(default, deserialize_with = "lenient::number")]
    pub distance_from_latest_major: Option<i64>,
    /// Whether the newest security patch is needed.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub latest_security_patch: Option<bool>,
}

/// A version within one release of Windows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OsVersionConstraint {
    /// `WINDOWS_11`, `WINDOWS_10`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub major_version_constraint: Option<String>,
    /// The oldest that will do.
    #[serde(default, deserialize_with = "lenient::text")]
    pub minimum: Option<String>,
    /// Or one that moves with the vendor's.
    #[serde(default, deserialize_with = "lenient::object")]
    pub dynamic_version_requirement: Option<DynamicVersion>,
}

/// How long a device may fall short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GracePeriod {
    /// `BY_DURATION` or `BY_DATE_TIME`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// An ISO 8601 duration or a date.
    #[serde(default, deserialize_with = "lenient::text")]
    pub expiry: Option<String>,
}

/// A question that is asked of devices, without its query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DevicePostureCheck {
    /// The id, `dch…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `WINDOWS` or `MACOS`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub platform: Option<String>,
    /// `BUILTIN` or `CUSTOM`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `CHECKBOX` or `TEXTBOX`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub mapping_type: Option<String>,
}

/// Another program that vouches for devices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceIntegration {
    /// The id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `WINDOWS`, `MACOS`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub platform: Option<String>,
    /// `ACTIVE` or `DEACTIVATED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
}

/// All device assurance policies.
pub fn list() -> List<DeviceAssurance> {
    List::array("/api/v1/device-assurances", &[], scopes::DEVICE_ASSURANCE)
}

/// All questions that are asked of devices.
pub fn posture_checks() -> List<DevicePostureCheck> {
    List::array("/api/v1/device-posture-checks", &[], scopes::DEVICE_POSTURE_CHECKS)
}

/// All other programs that vouch for devices.
pub fn integrations() -> List<DeviceIntegration> {
    List::array("/api/v1/device-integrations", &[], scopes::DEVICE_INTEGRATIONS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn what_a_device_must_be_like_is_read() {
        let json = r#"{"id":"dae1","name":"mac","platform":"MACOS","osVersion":{"minimum":"14.0"},"diskEncryptionType":{"include":["ALL_INTERNAL_VOLUMES"]},"jailbreak":false,
            "gracePeriod":{"type":"BY_DURATION","expiry":"P30D"},"createdDate":"2026-05-17T13:27:11.000Z","resourceDisplayName":{"value":"CANARY"}}"#;
        let assurance: DeviceAssurance = kept(json);
        assert_eq!(assurance.os_version.unwrap().minimum.as_deref(), Some("14.0"));
        assert_eq!((assurance.disk_encryption_type.unwrap().include.len(), assurance.created.is_some()), (1, true));
        let check: DevicePostureCheck = kept(r#"{"id":"dch1","name":"c","platform":"MACOS","type":"CUSTOM","query":"CANARY"}"#);
        let integration: DeviceIntegration =
            kept(r#"{"id":"int1","name":"edr","platform":"WINDOWS","status":"ACTIVE","metadata":{"x":"CANARY"}}"#);
        assert_eq!((check.kind.as_deref(), integration.status.as_deref()), (Some("CUSTOM"), Some("ACTIVE")));
    }

    #[test]
    fn each_kind_has_its_list() {
        assert_eq!(
            (list().path(), posture_checks().path(), integrations().path()),
            ("/api/v1/device-assurances", "/api/v1/device-posture-checks", "/api/v1/device-integrations")
        );
    }
}
