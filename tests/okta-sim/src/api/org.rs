//! The org itself and ThreatInsight.

use serde_json::json;

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::org::Engine;

pub(crate) fn well_known(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let cell = if world.suffix == "oktapreview.com" { "op3" } else { "ok14" };
    let mut links = json!({"organization": {"href": world.base()}});
    if let Some(alias) = &world.alias {
        links["alternate"] = json!({"href": format!("https://{alias}")});
    }
    Ok(Answer::of(&json!({
        "id": world.org_id, "cell": cell, "_links": links,
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

pub(crate) fn threat_insight(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let href = format!("{}/api/v1/threats/configuration", world.base());
    Ok(Answer::of(&json!({
        "action": world.threat_insight, "excludeZones": [],
        // Its dates are written with a blank.
        "created": world.now.days_ago(1_400).to_the_second(), "lastUpdated": world.now.days_ago(100).to_the_second(),
        "_links": {"self": {"href": href, "hints": {"allow": ["GET", "POST"]}}},
    })))
}
