//! The settings, contacts and preferences of the org.

use serde_json::{Value, json};

use super::link::{allowing, to};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::org::World;

pub(crate) fn auto_assign(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&json!({"autoAssignAdminAppSetting": true})))
}

pub(crate) fn third_party(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&json!({"thirdPartyAdmin": false})))
}

pub(crate) fn communication(call: &Call) -> Result<Answer, Refusal> {
    let link = allowing(&call.world, "/api/v1/org/privacy/oktaCommunication/optIn", &["POST"]);
    Ok(Answer::of(&json!({"optOutEmailUsers": true, "_links": {"optIn": link}})))
}

pub(crate) fn preferences(call: &Call) -> Result<Answer, Refusal> {
    let link = allowing(&call.world, "/api/v1/org/preferences/hideEndUserFooter", &["POST"]);
    Ok(Answer::of(&json!({"showEndUserFooter": true, "_links": {"hideEndUserFooter": link}})))
}

const CONTACTS: [&str; 2] = ["BILLING", "TECHNICAL"];

pub(crate) fn contacts(call: &Call) -> Result<Answer, Refusal> {
    let contact = |kind: &str| {
        let name = kind.to_lowercase();
        json!({"contactType": kind, "_links": {name.clone(): to(&call.world, format_args!("/api/v1/org/contacts/{name}"))}})
    };
    let list: Vec<Value> = CONTACTS.into_iter().map(contact).collect();
    Ok(Answer::of(&list))
}

pub(crate) fn contact(call: &Call) -> Result<Answer, Refusal> {
    let name = &call.names[0];
    if !CONTACTS.iter().any(|kind| kind.eq_ignore_ascii_case(name)) {
        return Err(Refusal::not_found(name, "OrgContact"));
    }
    let user = call.world.first_super();
    let link = user.map(|user| to(&call.world, format_args!("/api/v1/users/{user}")));
    Ok(Answer::of(&json!({"userId": user, "_links": {"user": link}})))
}

pub(crate) fn support(call: &Call) -> Result<Answer, Refusal> {
    let link = allowing(&call.world, "/api/v1/org/privacy/oktaSupport/cases", &["GET"]);
    Ok(Answer::of(&json!({"support": "DISABLED", "expiration": null, "caseNumber": null, "_links": {"cases": link}})))
}

pub(crate) fn support_cases(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    Ok(Answer::of(&json!({"supportCases": [{
        "caseNumber": format!("{:08}", 20_000_000 + world.seed % 1_000_000), "subject": "A question about import",
        "impersonation": {"status": "DISABLED", "expiration": null}, "selfAssigned": {"status": "NOT_REQUIRED"},
    }]})))
}

/// Consent to Okta Aerial, which no org here has given.
pub(crate) fn aerial(_: &Call) -> Result<Answer, Refusal> {
    Err(Refusal::not_found("aerial consent", "OrgAerialConsent"))
}

pub(crate) fn admin_console(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&json!({"sessionIdleTimeoutMinutes": 15, "sessionMaxLifetimeMinutes": 720})))
}

/// Tokens of YubiKeys that were uploaded; some belong to nobody yet.
pub(crate) fn yubikeys(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    super::many::paged(call, crate::id::Kind::Yubikey, 0..world.size() / 8, |number| yubikey(world, number))
}

fn yubikey(world: &World, number: u64) -> Value {
    let id = world.ids.id(crate::id::Kind::Yubikey, number);
    let created = world.now.days_ago(300);
    let given = !number.is_multiple_of(3);
    let mut token = json!({
        "id": id, "created": created, "lastVerified": created, "lastUpdated": created, "status": if given { "ACTIVE" } else { "UNASSIGNED" },
        "profile": {"serial": format!("{:012}", 3_632_071 + number)},
        "_links": {"self": allowing(world, format_args!("/api/v1/org/factors/yubikey_token/tokens/{id}"), &["GET", "DELETE"])},
    });
    if given {
        token["activated"] = json!(created);
        token["_links"]["user"] = allowing(world, format_args!("/api/v1/users/{}", world.user_id(number)), &["GET"]);
    }
    token
}

/// The factors of an org on Classic: Okta describes this path nowhere, yet serves it.
pub(crate) fn factors(_: &Call) -> Result<Answer, Refusal> {
    let factors = [
        ("okta_push", "push", "OKTA", "ACTIVE"),
        ("okta_otp", "token:software:totp", "OKTA", "ACTIVE"),
        ("fido_webauthn", "webauthn", "FIDO", "ACTIVE"),
        ("okta_sms", "sms", "OKTA", "INACTIVE"),
        ("okta_question", "question", "OKTA", "INACTIVE"),
    ];
    let list: Vec<Value> = factors
        .into_iter()
        .map(|(id, kind, provider, status)| json!({"id": id, "factorType": kind, "provider": provider, "vendorName": provider, "status": status}))
        .collect();
    Ok(Answer::of(&list))
}

/// The state of failover: none.
pub(crate) fn failover(call: &Call) -> Result<Answer, Refusal> {
    let domain = format!("{}.{}", call.world.name, call.world.suffix);
    Ok(Answer::of(&json!({"status": [{"domain": domain, "isFailedOver": false}]})))
}
