//! How risky a user looks.

use serde_json::json;

use super::link::allowing;
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::draw;

pub(crate) fn of_user(call: &Call) -> Result<Answer, Refusal> {
    let user = super::users::named(call)?;
    let world = &call.world;
    let path = format!("/api/v1/users/{}", world.user_id(user));
    let links = json!({"self": allowing(world, format_args!("{path}/risk"), &["GET", "PUT"]), "user": allowing(world, &path, &["GET"])});
    let risk = match draw(world.seed, 211, user) % 20 {
        0 => json!({"riskLevel": "HIGH", "reason": "Detected by a provider of security events", "_links": links}),
        1..=3 => json!({"riskLevel": "LOW", "reason": "Nothing of late", "_links": links}),
        _ => json!({"riskLevel": "NONE", "_links": links}),
    };
    Ok(Answer::of(&risk))
}
