//! Captchas, protection against bots and guessing, and the settings of rate limits.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::{allowing, to};
use super::many::{named, whole};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;

const CAPTCHAS: Range<u64> = 0..2;

pub(crate) fn org_captcha(call: &Call) -> Result<Answer, Refusal> {
    let id = call.world.ids.id(Kind::Captcha, 0);
    let link = allowing(&call.world, format_args!("/api/v1/captchas/{id}"), &["GET", "POST", "PUT", "DELETE"]);
    Ok(Answer::of(&json!({"captchaId": id, "enabledPages": ["SSR", "SIGN_IN"], "_links": {"self": link}})))
}

fn captcha(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::Captcha, number);
    json!({
        "id": id, "name": format!("Captcha {number}"), "type": if number == 0 { "RECAPTCHA_V2" } else { "HCAPTCHA" }, "siteKey": format!("site-{number}"),
        "secretKey": world.canary("captcha.secretKey", id), "_links": {"self": to(world, format_args!("/api/v1/captchas/{id}"))},
    })
}

pub(crate) fn captchas(call: &Call) -> Result<Answer, Refusal> {
    whole(CAPTCHAS, |number| captcha(&call.world, number))
}

pub(crate) fn one_captcha(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::Captcha, &CAPTCHAS, "CAPTCHA")?;
    Ok(Answer::of(&captcha(&call.world, number)))
}

pub(crate) fn bots(call: &Call) -> Result<Answer, Refusal> {
    let link = allowing(&call.world, "/api/v1/bot-protection/configuration", &["GET", "POST"]);
    Ok(Answer::of(&json!({
        "level": "MEDIUM", "mode": "ENFORCED", "enforcementType": "OKTA_CHALLENGE", "supportedFlows": ["SIGN_IN", "SSR", "SSPR"], "_links": {"self": link},
    })))
}

pub(crate) fn admin_notifications(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&json!({"notificationsEnabled": true})))
}

pub(crate) fn per_client(_: &Call) -> Result<Answer, Refusal> {
    let overrides = json!({"LOGIN_PAGE": "ENFORCE", "OAUTH2_AUTHORIZE": "ENFORCE", "OIE_APP_INTENT": "ENFORCE"});
    Ok(Answer::of(&json!({"defaultMode": "ENFORCE", "useCaseModeOverrides": overrides})))
}

pub(crate) fn warning_threshold(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&json!({"warningThreshold": 60})))
}

pub(crate) fn user_lockout(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&json!({"preventBruteForceLockoutFromUnknownDevices": true})))
}

pub(crate) fn authenticator_order(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&json!({"verifyKnowledgeSecondWhen2faRequired": true})))
}
