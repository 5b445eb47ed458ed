//! Devices (Okta's API reference: Devices).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A device that is known to the org.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// The id, `guo…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `CREATED`, `ACTIVE`, `SUSPENDED`, `DEACTIVATED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When it was first seen.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// What it says it is.
    #[serde(default, deserialize_with = "lenient::object")]
    pub profile: Option<Profile>,
    /// Who uses it.
    #[serde(default, rename = "_embedded", deserialize_with = "lenient::object")]
    pub embedded: Option<Embedded>,
}

/// What a device says it is, without serial numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub display_name: Option<String>,
    /// `WINDOWS`, `MACOS`, `IOS`, `ANDROID`, `CHROMEOS`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub platform: Option<String>,
    /// The version of its system.
    #[serde(default, deserialize_with = "lenient::text")]
    pub os_version: Option<String>,
    /// Whether it is registered.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub registered: Option<bool>,
    /// Whether it is managed.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub managed: Option<bool>,
    /// Whether it keeps keys in hardware.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub secure_hardware_present: Option<bool>,
    /// `NONE`, `USER`, `FULL`, `ALL_INTERNAL_VOLUMES`, `SYSTEM_VOLUME`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub disk_encryption_type: Option<String>,
    /// Whether its protection was broken.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub integrity_jailbreak: Option<bool>,
}

/// Who uses a device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embedded {
    /// Its users.
    #[serde(default, deserialize_with = "lenient::list")]
    pub users: Vec<DeviceUser>,
}

/// A user of a device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceUser {
    /// When the user enrolled it.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// `MANAGED` or `NOT_MANAGED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub management_status: Option<String>,
    /// `NONE`, `PASSCODE`, `BIOMETRIC`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub screen_lock_type: Option<String>,
    /// Who it is.
    #[serde(default, deserialize_with = "lenient::object")]
    pub user: Option<UserReference>,
}

/// A user, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserReference {
    /// The id, `00u…`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
}

/// All devices, with their users.
pub fn list() -> List<Device> {
    List::paged("/api/v1/devices", &[], 200, scopes::DEVICES).with("expand", "user")
}

/// The users of a device.
pub fn users(id: &str) -> List<DeviceUser> {
    List::array("/api/v1/devices/{id}/users", &[id], scopes::DEVICES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_device_has_no_numbers_of_its_own() {
        let json = r#"{"id":"guo1","status":"ACTIVE","created":"2025-06-27T06:12:03.000Z","profile":{"displayName":"Mac","platform":"MACOS","osVersion":"15.6.1",
            "serialNumber":"CANARY","udid":"CANARY","imei":"CANARY","meid":"CANARY","sid":"CANARY","registered":true,"secureHardwarePresent":true},
            "_embedded":{"users":[{"created":"2025-06-27T06:12:03.000Z","managementStatus":"NOT_MANAGED","screenLockType":"BIOMETRIC","user":{"id":"00u1","profile":{"email":"CANARY"}}}]}}"#;
        let device: Device = kept(json);
        assert_eq!(device.profile.unwrap().os_version.as_deref(), Some("15.6.1"));
        assert_eq!(device.embedded.unwrap().users[0].user.as_ref().unwrap().id.as_deref(), Some("00u1"));
        assert_eq!(list().call.target(), "/api/v1/devices?limit=200&expand=user");
        assert_eq!(users("guo1").path(), "/api/v1/devices/guo1/users");
    }
}
