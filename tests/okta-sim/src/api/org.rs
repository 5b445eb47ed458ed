//! The org itself, its authenticators and ThreatInsight.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::Engine;

/// The authenticators of every org on Identity Engine: key, type, name, whether active.
pub(crate) const AUTHENTICATORS: [(&str, &str, &str, bool); 6] = [
    ("okta_password", "password", "Password", true),
    ("okta_email", "email", "Email", true),
    ("okta_verify", "app", "Okta Verify", true),
    ("webauthn", "security_key", "Passkeys (FIDO2 WebAuthn)", true),
    ("phone_number", "phone", "Phone", false),
    ("security_question", "security_question", "Security Question", false),
];

pub(crate) fn well_known(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let cell = if world.suffix == "oktapreview.com" { "op3" } else { "ok14" };
    Ok(Answer::of(&json!({
        "id": world.org_id, "cell": cell, "_links": {"organization": {"href": world.base()}},
        "pipeline": if world.engine == Engine::Identity { "idx" } else { "v1" },
        "settings": {
            "analyticsCollectionEnabled": false, "bugReportingEnabled": true, "omEnabled": false, "pssoEnabled": false, "desktopMFAEnabled": false,
            "itpEnabled": world.threat_protection,
        },
    })))
}

pub(crate) fn org(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let base = format!("{}/api/v1/org", world.base());
    Ok(Answer::of(&json!({
        "id": world.org_id, "subdomain": world.name, "companyName": format!("{} (simulated)", world.name), "status": "ACTIVE", "expiresAt": null,
        "created": world.now.days_ago(1_500), "lastUpdated": world.now.days_ago(40), "website": "https://www.example.com", "phoneNumber": "",
        "endUserSupportHelpURL": "", "supportPhoneNumber": "", "address1": null, "address2": null, "city": null, "state": null, "country": null, "postalCode": null,
        "_links": {
            "preferences": {"href": format!("{base}/preferences")}, "contacts": {"href": format!("{base}/contacts")},
            "oktaCommunication": {"href": format!("{base}/privacy/oktaCommunication")}, "oktaSupport": {"href": format!("{base}/privacy/oktaSupport")},
            "uploadLogo": {"href": format!("{base}/logo"), "hints": {"allow": ["POST"]}},
        },
    })))
}

pub(crate) fn authenticators(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    if world.engine == Engine::Classic {
        return Err(Refusal::unknown_path());
    }
    let list: Vec<Value> = (0..)
        .zip(AUTHENTICATORS)
        .map(|(number, (key, kind, name, active))| {
            let id = world.ids.id(Kind::Authenticator, number);
            let base = format!("{}/api/v1/authenticators/{id}", world.base());
            let turn = if active { "deactivate" } else { "activate" };
            json!({
                "type": kind, "id": id, "key": key, "status": if active { "ACTIVE" } else { "INACTIVE" }, "name": name,
                "created": world.now.days_ago(1_400), "lastUpdated": world.now.days_ago(200),
                "_links": {
                    "self": {"href": base, "hints": {"allow": ["GET", "PUT"]}},
                    "methods": {"href": format!("{base}/methods"), "hints": {"allow": ["GET"]}},
                    turn: {"href": format!("{base}/lifecycle/{turn}"), "hints": {"allow": ["POST"]}},
                },
            })
        })
        .collect();
    Ok(Answer::of(&list))
}

pub(crate) fn threat_insight(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let href = format!("{}/api/v1/threats/configuration", world.base());
    Ok(Answer::of(&json!({
        "action": world.threat_insight, "excludeZones": [], "created": world.now.days_ago(1_400), "lastUpdated": world.now.days_ago(100),
        "_links": {"self": {"href": href, "hints": {"allow": ["GET", "POST"]}}},
    })))
}
