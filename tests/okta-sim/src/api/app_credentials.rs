//! The keys and secrets of applications. Okta shows the secrets in clear text.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::certificate;
use super::link::allowing;
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::log::Happening;
use crate::org::clients::CLIENTS;

/// The certificates that an application's assertions are signed with.
pub(crate) fn keys(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    let world = &call.world;
    let certificate = certificate::of(world, 241, app, &format!("app{app}.{}.{}", world.name, world.suffix));
    Ok(Answer::of(&[json!({
        "kid": super::apps::key_id(world, app), "kty": "RSA", "use": "sig", "e": "AQAB", "n": certificate.modulus, "x5c": [certificate.base64], "x5t#S256": certificate.thumbprint,
        "created": certificate.made, "lastUpdated": certificate.made, "expiresAt": certificate.until,
    })]))
}

/// The keys that an OAuth client signs its assertions with: those of clients that have any.
pub(crate) fn client_keys(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    let world = &call.world;
    let client = app.checked_sub(CLIENTS).and_then(|number| world.clients.get(number as usize));
    let path = format!("/api/v1/apps/{}/credentials/jwks", call.names[0]);
    let made = world.now.days_ago(20);
    let list: Vec<Value> = (0..)
        .zip(client.iter().flat_map(|client| &client.keys))
        .map(|(place, key)| {
            let id = world.ids.id(Kind::ClientKey, app << 8 | place);
            let turn = if key.active { "deactivate" } else { "activate" };
            let mut jwk = key.key.public_jwk();
            for (name, value) in [
                ("id", json!(id)),
                ("kid", json!(key.id)),
                ("use", json!("sig")),
                ("status", json!(if key.active { "ACTIVE" } else { "INACTIVE" })),
                ("created", json!(made)),
                ("lastUpdated", json!(made)),
                ("_links", json!({turn: allowing(world, format_args!("{path}/{id}/lifecycle/{turn}"), &["POST"])})),
            ] {
                jwk[name] = value;
            }
            jwk
        })
        .collect();
    Ok(Answer::of(&list))
}

/// The secrets of an OIDC application: the former one and the present one.
pub(crate) fn secrets(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    if !super::apps::has_secret(&call.world, app) {
        return Ok(Answer::of(&[(); 0]));
    }
    let name = super::apps::shown(call, app).and_then(|app| app["label"].as_str().map(str::to_owned));
    call.happens(Happening::AppSecretRead { app: call.names[0].clone(), name: name.unwrap_or_default() });
    Ok(Answer::of(&listed(call, app, &format!("/api/v1/apps/{}", call.names[0]), false)))
}

/// The secrets of an integration: their hashes, and of the text only the end.
pub(crate) fn integration_secrets(call: &Call) -> Result<Answer, Refusal> {
    let id = &call.names[0];
    let world = &call.world;
    let number = world.client(id).ok_or_else(|| Refusal::not_found(id, "OAuthIntegration"))?;
    let has = world.clients[number].secret.is_some();
    let path = format!("/integrations/api/v1/api-services/{id}");
    Ok(Answer::of(&if has { listed(call, CLIENTS + number as u64, &path, true) } else { Vec::new() }))
}

fn listed(call: &Call, app: u64, path: &str, masked: bool) -> Vec<Value> {
    let world = &call.world;
    let secret = |(place, status): (u64, &str)| {
        let id = world.ids.id(Kind::Secret, app << 4 | place);
        let text = world.canary("app.client_secret", id);
        let made = world.now.days_ago(if place == 0 { 400 } else { 35 });
        let turn = if status == "ACTIVE" { "deactivate" } else { "activate" };
        json!({
            "id": id, "status": status, "client_secret": if masked { format!("***{}", &text[36..]) } else { text.clone() },
            "secret_hash": BASE64_URL_SAFE_NO_PAD.encode(&digest(&SHA256, text.as_bytes()).as_ref()[..16]), "created": made, "lastUpdated": made,
            "_links": {turn: allowing(world, format_args!("{path}/credentials/secrets/{id}/lifecycle/{turn}"), &["POST"])},
        })
    };
    [(0, "INACTIVE"), (1, "ACTIVE")].into_iter().map(secret).collect()
}
