//! The enrolled factors of a user.

use serde::Serialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Id;
use crate::org::factors::{self, Factor};
use crate::org::users::User;
use crate::stamp::Stamp;

/// One factor. Scans ask for those of every user, so they are written without a detour.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    id: Id,
    factor_type: &'static str,
    provider: &'static str,
    vendor_name: &'static str,
    status: &'static str,
    created: Stamp,
    last_updated: Stamp,
    last_verified: Option<Stamp>,
    profile: Profile<'a>,
    #[serde(rename = "_links")]
    links: Links<'a>,
    #[serde(rename = "_embedded", skip_serializing_if = "Option::is_none")]
    embedded: Option<Value>,
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Profile<'a> {
    Key { credential_id: &'a str, authenticator_name: &'static str },
    Phone { credential_id: &'a str, device_type: &'static str, name: &'static str, platform: &'static str },
    Number { phone_number: String },
    Question { question: &'static str, question_text: &'static str },
    Other { credential_id: &'a str },
}

#[derive(Serialize)]
struct Links<'a> {
    #[serde(rename = "self")]
    this: Link<String>,
    verify: Link<String>,
    user: Link<&'a str>,
}

#[derive(Serialize)]
struct Link<T> {
    href: T,
    hints: Hints,
}

#[derive(Serialize)]
struct Hints {
    allow: &'static [&'static str],
}

pub(crate) fn of_user(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let number = super::users::named(call)?;
    let user = world.users.user(number);
    let link = format!("{}/api/v1/users/{}", world.base(), user.id);
    let factors = factors::of_user(&world.ids, world.seed, world.now, number);
    let body = |factor: &Factor| Body {
        id: factor.id,
        factor_type: factor.kind,
        provider: factor.provider,
        vendor_name: factor.provider,
        status: factor.status,
        created: factor.created,
        last_updated: factor.created,
        last_verified: factor.last_verified,
        profile: profile(factor.kind, &user, number),
        links: links(&link, factor.id),
        // Until it is finished, Okta shows what the codes will be made from.
        embedded: (factor.status == "PENDING_ACTIVATION").then(|| {
            let secret = world.canary("factor.sharedSecret", factor.id);
            json!({"activation": {"timeStep": 30, "sharedSecret": secret, "encoding": "base32", "keyLength": 16}})
        }),
    };
    Ok(Answer::of(&factors.iter().map(body).collect::<Vec<_>>()))
}

fn profile<'a>(kind: &str, user: &'a User, number: u64) -> Profile<'a> {
    let credential_id = &user.login;
    match kind {
        "webauthn" => Profile::Key { credential_id, authenticator_name: "Security key" },
        "push" | "signed_nonce" => Profile::Phone { credential_id, device_type: "SmartPhone_IPhone", name: "Phone", platform: "IOS" },
        // As E.164 has it: Okta's SDK for Python takes nothing else.
        "sms" => Profile::Number { phone_number: format!("+1555555{:04}", 100 + number % 100) },
        "question" => Profile::Question { question: "favorite_art_piece", question_text: "What is your favorite piece of art?" },
        _ => Profile::Other { credential_id },
    }
}

fn links(user: &str, factor: Id) -> Links<'_> {
    let this = format!("{user}/factors/{factor}");
    Links {
        verify: Link { href: format!("{this}/verify"), hints: Hints { allow: &["POST"] } },
        this: Link { href: this, hints: Hints { allow: &["GET", "DELETE"] } },
        user: Link { href: user, hints: Hints { allow: &["GET"] } },
    }
}
