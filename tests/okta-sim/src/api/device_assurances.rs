//! Device assurance policies, posture checks, and what vouches for devices.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::allowing;
use super::many::{named, whole};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;

const PLATFORMS: [&str; 5] = ["WINDOWS", "MACOS", "IOS", "ANDROID", "CHROMEOS"];

fn all(world: &World) -> Range<u64> {
    0..(2 + world.size() / 300).min(20)
}

fn body(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::DeviceAssurance, number);
    let platform = PLATFORMS[number as usize % PLATFORMS.len()];
    let (created, by) = (world.now.days_ago(250).to_string(), world.first_super());
    let mut body = json!({
        "id": id, "name": format!("{platform} {number}"), "platform": platform, "createdDate": created, "lastUpdate": created,
        "createdBy": by, "lastUpdatedBy": by, "displayRemediationMode": "SHOW",
        "_links": {"self": allowing(world, format_args!("/api/v1/device-assurances/{id}"), &["GET", "PUT", "DELETE"])},
    });
    let more = match platform {
        "WINDOWS" => {
            json!({"osVersion": {"minimum": "10.0.19045.0"}, "diskEncryptionType": {"include": ["ALL_INTERNAL_VOLUMES"]}, "screenLockType": {"include": ["PASSCODE", "BIOMETRIC"]}, "secureHardwarePresent": true})
        }
        "MACOS" => {
            json!({"osVersion": {"minimum": "14.5.0"}, "diskEncryptionType": {"include": ["ALL_INTERNAL_VOLUMES"]}, "screenLockType": {"include": ["PASSCODE"]}, "secureHardwarePresent": true})
        }
        "IOS" => json!({"osVersion": {"minimum": "17.4.1"}, "screenLockType": {"include": ["BIOMETRIC"]}, "jailbreak": false}),
        "ANDROID" => {
            json!({"osVersion": {"minimum": "14"}, "diskEncryptionType": {"include": ["FULL", "USER"]}, "screenLockType": {"include": ["PASSCODE", "BIOMETRIC"]}, "jailbreak": false})
        }
        _ => json!({}),
    };
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    body
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    whole(all(&call.world), |number| body(&call.world, number))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::DeviceAssurance, &all(&call.world), "DeviceAssurance")?;
    Ok(Answer::of(&body(&call.world, number)))
}

pub(crate) fn posture_checks(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    whole(0..2, |number| {
        let id = world.ids.id(Kind::PostureCheck, number);
        let (created, by) = (world.now.days_ago(200).to_string(), world.first_super());
        json!({
            "id": id, "name": format!("Firewall {number}"), "description": "The firewall is on", "variableName": format!("firewall{number}"),
            "platform": if number == 0 { "MACOS" } else { "WINDOWS" }, "type": "CUSTOM", "mappingType": "CHECKBOX",
            "query": "SELECT CASE WHEN global_state = 0 THEN 0 ELSE 1 END AS firewall_enabled FROM alf;", "createdDate": created, "createdBy": by,
            "lastUpdate": created, "lastUpdatedBy": by, "remediationSettings": {"message": {"defaultI18nKey": "firewall"}},
            "_links": {"self": allowing(world, format_args!("/api/v1/device-posture-checks/{id}"), &["GET", "PUT", "DELETE"])},
        })
    })
}

const INTEGRATIONS: [(&str, &str, &str); 3] = [
    ("Device posture provider", "CHROMEOS", "com.google.dtc"),
    ("Windows Security Center", "WINDOWS", "com.okta.windowssecuritycenter"),
    ("CrowdStrike", "MACOS", "com.crowdstrike.zta"),
];

pub(crate) fn integrations(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    whole(0..INTEGRATIONS.len() as u64, |number| {
        let (display, platform, name) = INTEGRATIONS[number as usize];
        let id = world.ids.id(Kind::DeviceIntegration, number);
        json!({
            "id": id, "name": name, "displayName": display, "platform": platform, "status": if number == 0 { "DEACTIVATED" } else { "ACTIVE" },
            "_links": {"self": allowing(world, format_args!("/api/v1/device-integrations/{id}"), &["GET"])},
        })
    })
}
