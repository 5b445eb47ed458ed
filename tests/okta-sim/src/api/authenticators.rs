//! Authenticators, their methods and AAGUIDs: all of Identity Engine.

use serde_json::{Value, json};

use super::link::allowing;
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;

/// One authenticator of every org on Identity Engine.
pub(crate) struct Authenticator {
    key: &'static str,
    kind: &'static str,
    name: &'static str,
    active: bool,
    methods: &'static [&'static str],
}

const fn authenticator(
    key: &'static str,
    kind: &'static str,
    name: &'static str,
    active: bool,
    methods: &'static [&'static str],
) -> Authenticator {
    Authenticator { key, kind, name, active, methods }
}

/// The authenticators of every org on Identity Engine.
pub(crate) const AUTHENTICATORS: [Authenticator; 6] = [
    authenticator("okta_password", "password", "Password", true, &["password"]),
    authenticator("okta_email", "email", "Email", true, &["email"]),
    authenticator("okta_verify", "app", "Okta Verify", true, &["push", "signed_nonce", "totp"]),
    authenticator("webauthn", "security_key", "Passkeys (FIDO2 WebAuthn)", true, &["webauthn"]),
    authenticator("phone_number", "phone", "Phone", false, &["sms", "voice"]),
    authenticator("security_question", "security_question", "Security Question", false, &["security_question"]),
];

fn path(world: &World, number: usize) -> String {
    format!("/api/v1/authenticators/{}", world.ids.id(Kind::Authenticator, number as u64))
}

fn body(world: &World, number: usize) -> Value {
    let it = &AUTHENTICATORS[number];
    let path = path(world, number);
    let turn = if it.active { "deactivate" } else { "activate" };
    let mut body = json!({
        "type": it.kind, "id": world.ids.id(Kind::Authenticator, number as u64), "key": it.key, "status": if it.active { "ACTIVE" } else { "INACTIVE" }, "name": it.name,
        "created": world.now.days_ago(1_400), "lastUpdated": world.now.days_ago(200),
        "_links": {
            "self": allowing(world, &path, &["GET", "PUT"]), "methods": allowing(world, format_args!("{path}/methods"), &["GET"]),
            turn: allowing(world, format_args!("{path}/lifecycle/{turn}"), &["POST"]),
        },
    });
    let settings = match it.key {
        "okta_email" => json!({"allowedFor": "any", "tokenLifetimeInMinutes": 5}),
        "okta_verify" => {
            json!({"compliance": {"fips": "OPTIONAL"}, "channelBinding": {"style": "NUMBER_CHALLENGE", "required": "ALWAYS"}, "userVerification": "REQUIRED", "appInstanceId": world.ids.id(Kind::App, 1 << 45)})
        }
        "phone_number" | "security_question" => json!({"allowedFor": "recovery"}),
        _ => Value::Null,
    };
    if !settings.is_null() {
        body["settings"] = settings;
    }
    body
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let list: Vec<Value> = (0..AUTHENTICATORS.len()).map(|number| body(&call.world, number)).collect();
    Ok(Answer::of(&list))
}

fn authenticator_named(call: &Call) -> Result<usize, Refusal> {
    let numbers = 0..AUTHENTICATORS.len() as u64;
    super::many::named(call, 0, Kind::Authenticator, &numbers, "Authenticator").map(|number| number as usize)
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&body(&call.world, authenticator_named(call)?)))
}

pub(crate) fn methods(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let number = authenticator_named(call)?;
    let it = &AUTHENTICATORS[number];
    let path = path(world, number);
    let method = |kind: &&str| {
        let turn = if it.active { "deactivate" } else { "activate" };
        let own = format!("{path}/methods/{kind}");
        let mut method = json!({
            "type": kind, "status": if it.active { "ACTIVE" } else { "INACTIVE" },
            "_links": {"self": allowing(world, &own, &["GET", "PUT"]), turn: allowing(world, format_args!("{own}/lifecycle/{turn}"), &["POST"])},
        });
        let settings = match *kind {
            "push" => json!({"algorithms": ["RS256", "ES256"], "keyProtection": "ANY", "transactionTypes": ["LOGIN"]}),
            "signed_nonce" => json!({"algorithms": ["RS256", "ES256"], "keyProtection": "ANY", "showSignInWithOV": "ALWAYS"}),
            "totp" => json!({"timeIntervalInSeconds": 30, "encoding": "base32", "algorithm": "HMacSHA1", "passCodeLength": 6}),
            "webauthn" => json!({"userVerification": "REQUIRED", "attachment": "ANY", "aaguidGroups": []}),
            _ => Value::Null,
        };
        if !settings.is_null() {
            method["settings"] = settings;
        }
        method
    };
    let list: Vec<Value> = it.methods.iter().map(method).collect();
    Ok(Answer::of(&list))
}

/// Models of security keys that the customer described himself: none here.
pub(crate) fn aaguids(call: &Call) -> Result<Answer, Refusal> {
    authenticator_named(call)?;
    Ok(Answer::of(&[(); 0]))
}

/// What a user has enrolled, from the factors; the password first.
pub(crate) fn enrollments(call: &Call) -> Result<Answer, Refusal> {
    let user = super::users::named(call)?;
    let world = &call.world;
    let path = format!("/api/v1/users/{}", world.user_id(user));
    let enrolled = crate::org::factors::of_user(&world.ids, world.seed, world.now, user);
    let mut list = Vec::new();
    let mut add = |key: &str, id: String, created: crate::stamp::Stamp, profile: Value| {
        let Some(number) = AUTHENTICATORS.iter().position(|it| it.key == key) else { return };
        let it = &AUTHENTICATORS[number];
        let authenticator = world.ids.id(Kind::Authenticator, number as u64);
        list.push(json!({
            "type": it.kind, "id": id, "key": it.key, "status": "ACTIVE", "name": it.name, "nickname": null, "created": created, "lastUpdated": created, "profile": profile,
            "_links": {
                "self": allowing(world, format_args!("{path}/authenticator-enrollments/{id}"), &["GET", "DELETE"]), "user": allowing(world, &path, &["GET"]),
                "authenticator": allowing(world, format_args!("/api/v1/authenticators/{authenticator}"), &["GET"]),
            },
        }));
    };
    add("okta_password", world.ids.id(Kind::Enrollment, user).to_string(), world.users.user(user).created, json!({}));
    for factor in enrolled.iter().filter(|factor| factor.status == "ACTIVE") {
        let (key, profile) = match factor.kind {
            "push" | "signed_nonce" => ("okta_verify", json!({})),
            "webauthn" => ("webauthn", json!({})),
            "sms" => ("phone_number", json!({"phoneNumber": format!("+1 XXX-XXX-{:04}", user % 10_000)})),
            "question" => ("security_question", json!({})),
            _ => continue,
        };
        add(key, factor.id.to_string(), factor.created, profile);
    }
    Ok(Answer::of(&list))
}
