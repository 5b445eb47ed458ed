//! Providers of security events, telephony and push messages.

use serde_json::json;

use super::link::{allowing, switchable};
use super::many::whole;
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;

pub(crate) fn security_events(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    whole(0..1 + world.size() / 2_000, |number| {
        let id = world.ids.id(Kind::SecurityProvider, number);
        let issuer = format!("https://signals{number}.example.net");
        json!({
            "id": id, "name": format!("Signals {number}"), "type": "okta", "status": "ACTIVE",
            "settings": {"issuer": issuer, "jwks_url": format!("{issuer}/jwks")},
            "_links": switchable(world, &format!("/api/v1/security-events-providers/{id}"), true),
        })
    })
}

pub(crate) fn telephony(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    whole(0..1, |number| {
        let id = world.ids.id(Kind::Telephony, number);
        json!({
            "id": id, "isPrimaryProvider": true, "enabled": true, "providerCapability": "ALL", "providerName": "TWILIO", "providerSid": format!("AC{:032x}", world.seed),
            "providerSettings": {"sms": {"twilioPhoneNumber": "+15550100"}, "call": {"twilioVerifySid": "verify"}},
            "authToken": world.canary("telephony.authToken", id),
        })
    })
}

pub(crate) fn push(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let wanted = |kind: &str| call.parameter("type").is_none_or(|asked| asked == kind);
    let path = |id| format!("/api/v1/push-providers/{id}");
    let mut list = Vec::new();
    if wanted("APNS") {
        let id = world.ids.id(Kind::PushProvider, 0);
        list.push(json!({
            "id": id, "name": "Apple", "providerType": "APNS", "lastUpdatedDate": world.now.days_ago(100).to_string(),
            "configuration": {"keyId": "KEY0000001", "teamId": "TEAM000001", "fileName": "key.p8", "tokenSigningKey": world.canary("push.tokenSigningKey", id)},
            "_links": {"self": allowing(world, path(id), &["GET", "PUT", "DELETE"])},
        }));
    }
    if wanted("FCM") {
        let id = world.ids.id(Kind::PushProvider, 1);
        list.push(json!({
            "id": id, "name": "Firebase", "providerType": "FCM", "lastUpdatedDate": world.now.days_ago(100).to_string(),
            "configuration": {"projectId": "push-1", "fileName": "service.json", "serviceAccountJson": {"type": "service_account", "project_id": "push-1", "private_key": world.canary("push.private_key", id)}},
            "_links": {"self": allowing(world, path(id), &["GET", "PUT", "DELETE"])},
        }));
    }
    Ok(Answer::of(&list))
}
