//! What administrators are told by mail.

use serde_json::{Value, json};

use super::link::{allowing, to};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::draw;
use crate::org::roles::LABELS;

const TYPES: [&str; 10] = [
    "AD_AGENT",
    "AGENT_AUTO_UPDATE_NOTIFICATION",
    "APP_IMPORT",
    "CONNECTOR_AGENT",
    "IWA_AGENT",
    "LDAP_AGENT",
    "OKTA_ANNOUNCEMENT",
    "OKTA_UPDATE",
    "RATELIMIT_NOTIFICATION",
    "USER_DEPROVISION",
];

/// The subscriptions of one path: whoever holds it, of a role or of a user.
fn list(call: &Call, path: &str, stream: u64) -> Vec<Value> {
    let subscription = |(place, kind): (u64, &str)| {
        let on = kind == "RATELIMIT_NOTIFICATION" || draw(call.world.seed, 201 ^ stream, place) & 1 == 0;
        let turn = if on { "unsubscribe" } else { "subscribe" };
        let own = format!("{path}/{kind}");
        json!({
            "notificationType": kind, "channels": ["email"], "status": if on { "subscribed" } else { "unsubscribed" },
            "_links": {"self": to(&call.world, &own), turn: allowing(&call.world, format_args!("{own}/{turn}"), &["POST"])},
        })
    };
    (0..).zip(TYPES).map(subscription).collect()
}

pub(crate) fn of_role(call: &Call) -> Result<Answer, Refusal> {
    let name = &call.names[0];
    let place = LABELS.iter().position(|(role, _)| role == name).ok_or_else(|| Refusal::not_found(name, "Role"))?;
    Ok(Answer::of(&list(call, &format!("/api/v1/roles/{name}/subscriptions"), place as u64)))
}

pub(crate) fn of_user(call: &Call) -> Result<Answer, Refusal> {
    let user = super::users::named(call)?;
    let path = format!("/api/v1/users/{}/subscriptions", call.world.user_id(user));
    Ok(Answer::of(&list(call, &path, user << 8)))
}
