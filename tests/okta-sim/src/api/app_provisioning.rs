//! How an application is provisioned, and which others it trusts.

use serde_json::{Value, json};

use super::link::allowing;
use super::many::{below, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::clients::CLIENTS;
use crate::org::{World, apps};

/// Every fourth application of the catalogue is provisioned.
fn provisioned(world: &World, app: u64) -> bool {
    app < CLIENTS && app > apps::FIRST && draw(world.seed, 251, app).is_multiple_of(4)
}

/// Every third of these leaves the accounts of leavers as they are.
fn deactivates(app: u64) -> bool {
    !app.is_multiple_of(3)
}

/// What the application itself says of it.
pub(super) fn switched_on(world: &World, app: u64) -> Vec<&'static str> {
    let mut features = Vec::new();
    if provisioned(world, app) {
        features.extend(["PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES"]);
        features.extend(deactivates(app).then_some("PUSH_USER_DEACTIVATION"));
    }
    features
}

/// Without provisioning, Okta refuses the question itself.
pub(crate) fn features(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    if !provisioned(&call.world, app) {
        return Err(Refusal::invalid("Provisioning is not supported", "Provisioning is not supported for this application."));
    }
    let link = allowing(&call.world, format_args!("/api/v1/apps/{}/features/USER_PROVISIONING", call.names[0]), &["GET", "PUT"]);
    Ok(Answer::of(&[json!({
        "name": "USER_PROVISIONING", "status": "ENABLED", "description": "User provisioning settings from Okta to a downstream application",
        "capabilities": {
            "create": {"lifecycleCreate": {"status": "ENABLED"}},
            "update": {
                "profile": {"status": "ENABLED"}, "lifecycleDeactivate": {"status": if deactivates(app) { "ENABLED" } else { "DISABLED" }},
                "password": {"status": "DISABLED", "seed": "RANDOM", "change": "KEEP_EXISTING"},
            },
        },
        "_links": {"self": link},
    })]))
}

pub(crate) fn connection(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    if !provisioned(&call.world, app) {
        return Err(Refusal::not_found(&call.names[0], "ProvisioningConnection"));
    }
    let world = &call.world;
    let path = format!("/api/v1/apps/{}/connections/default", call.names[0]);
    Ok(Answer::of(&json!({
        "authScheme": "TOKEN", "baseUrl": format!("https://scim{app}.example.net/v2"), "status": "ENABLED",
        // Some connections show what they sign in with.
        "profile": {"authScheme": "TOKEN", "token": world.canary("connection.token", &call.names[0])},
        "_links": {
            "self": allowing(world, &path, &["GET", "POST"]), "deactivate": allowing(world, format_args!("{path}/lifecycle/deactivate"), &["POST"]),
        },
    })))
}

/// Connections from this application to another's resources.
pub(crate) fn cross_app(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    let world = &call.world;
    let count = if app < CLIENTS && draw(world.seed, 252, app).is_multiple_of(9) { 1 } else { 0 };
    paged(call, Kind::Connection, below(app, count), |number| {
        let created = world.now.days_ago(15);
        json!({
            "id": world.ids.id(Kind::Connection, number), "requestingAppInstanceId": call.names[0], "resourceAppInstanceId": world.ids.id(Kind::App, apps::FIRST + 1),
            "status": "ACTIVE", "created": created, "lastUpdated": created,
        })
    })
}

/// Ids of the applications that may act for this one's users.
pub(crate) fn allowed_apps(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    let world = &call.world;
    let ids: Vec<Value> = (0..u64::from(app < CLIENTS && app % 13 == 0)).map(|_| json!(world.ids.id(Kind::App, apps::FIRST + 1))).collect();
    Ok(Answer::of(&ids))
}
