//! The enrolled factors of a user.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::org::factors;

pub(crate) fn of_user(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let number = super::users::named(call)?;
    let user = world.users.user(number);
    let user_link = format!("{}/api/v1/users/{}", world.base(), user.id);
    let list: Vec<Value> = factors::of_user(&world.ids, world.seed, world.now, number)
        .into_iter()
        .map(|factor| {
            let profile = match factor.kind {
                "webauthn" => json!({"credentialId": user.login, "authenticatorName": "Security key"}),
                "push" | "signed_nonce" => json!({"credentialId": user.login, "deviceType": "SmartPhone_IPhone", "name": "Phone", "platform": "IOS"}),
                // As E.164 has it: Okta's SDK for Python takes nothing else.
                "sms" => json!({"phoneNumber": format!("+1555555{:04}", 100 + number % 100)}),
                "question" => json!({"question": "favorite_art_piece", "questionText": "What is your favorite piece of art?"}),
                _ => json!({"credentialId": user.login}),
            };
            let mut body = json!({
                "id": factor.id, "factorType": factor.kind, "provider": factor.provider, "vendorName": factor.provider, "status": factor.status,
                "created": factor.created, "lastUpdated": factor.created, "lastVerified": factor.last_verified, "profile": profile,
                "_links": {
                    "self": {"href": format!("{user_link}/factors/{}", factor.id), "hints": {"allow": ["GET", "DELETE"]}},
                    "verify": {"href": format!("{user_link}/factors/{}/verify", factor.id), "hints": {"allow": ["POST"]}},
                    "user": {"href": user_link, "hints": {"allow": ["GET"]}},
                },
            });
            if factor.status == "PENDING_ACTIVATION" {
                // Until it is finished, Okta shows what the codes will be made from.
                let secret = world.canary("factor.sharedSecret", factor.id);
                body["_embedded"] = json!({"activation": {"timeStep": 30, "sharedSecret": secret, "encoding": "base32", "keyLength": 16}});
            }
            body
        })
        .collect();
    Ok(Answer::of(&list))
}
