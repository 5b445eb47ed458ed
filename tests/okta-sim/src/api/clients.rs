//! OAuth clients as an administrator sees them: service apps among the applications, and API service integrations.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::oauth::{ClientSpec, Dpop, Sort};
use crate::org::World;
use crate::paging::links;

/// The application that a client is; integrations are listed elsewhere.
pub(super) fn app(world: &World, number: usize) -> Option<Value> {
    let client = world.clients.get(number)?;
    let service = match client.sort {
        Sort::Service => true,
        Sort::Web => false,
        Sort::Integration => return None,
    };
    let (base, id) = (world.base(), world.client_id(number));
    let method = if client.secret.is_some() { "client_secret_basic" } else { "private_key_jwt" };
    let time = world.now.days_ago(20);
    Some(json!({
        "id": id, "orn": format!("orn:{}:idp:{}:apps:oidc_client:{id}", world.partition(), world.org_id), "name": "oidc_client", "label": client.name,
        "status": if client.active { "ACTIVE" } else { "INACTIVE" }, "lastUpdated": time, "created": time,
        "accessibility": {"selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null},
        "visibility": {"autoLaunch": false, "autoSubmitToolbar": false, "hide": {"iOS": true, "web": true}, "appLinks": {"oidc_client_link": true}},
        "features": [], "signOnMode": "OPENID_CONNECT",
        "credentials": {
            "userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}, "signing": {"kid": super::apps::key_id(world, crate::org::clients::CLIENTS + number as u64)},
            "oauthClient": {"autoKeyRotation": true, "client_id": id, "token_endpoint_auth_method": method, "pkce_required": !service},
        },
        "universalLogout": null,
        "settings": {
            "app": {}, "notifications": {"vpn": {"network": {"connection": "DISABLED"}, "message": null, "helpUrl": null}},
            "manualProvisioning": false, "implicitAssignment": false, "notes": {"admin": null, "enduser": null},
            "oauthClient": {
                "client_uri": null, "logo_uri": null, "redirect_uris": [], "response_types": [if service { "token" } else { "code" }],
                "grant_types": [if service { "client_credentials" } else { "authorization_code" }], "jwks": {"keys": keys(client)},
                "application_type": if service { "service" } else { "web" }, "consent_method": "TRUSTED", "issuer_mode": "ORG_URL",
                "idp_initiated_login": {"mode": "DISABLED", "default_scope": []}, "wildcard_redirect": "DISABLED",
                "dpop_bound_access_tokens": client.dpop == Dpop::Demanded, "network": network(world, client),
            },
        },
        "_links": {
            "uploadLogo": {"href": format!("{base}/api/v1/apps/{id}/logo"), "hints": {"allow": ["POST"]}},
            "groups": {"href": format!("{base}/api/v1/apps/{id}/groups")}, "users": {"href": format!("{base}/api/v1/apps/{id}/users")},
            "deactivate": {"href": format!("{base}/api/v1/apps/{id}/lifecycle/deactivate")},
        },
    }))
}

fn keys(client: &ClientSpec) -> Vec<Value> {
    let keys = client.keys.iter().map(|key| {
        let mut jwk = key.key.public_jwk();
        jwk["kid"] = json!(key.id);
        jwk["status"] = json!(if key.active { "ACTIVE" } else { "INACTIVE" });
        jwk
    });
    keys.collect()
}

fn network(world: &World, client: &ClientSpec) -> Value {
    match client.zone() {
        None => json!({"connection": "ANYWHERE"}),
        Some(zone) => json!({"connection": "ZONE", "include": [world.ids.id(crate::id::Kind::Zone, zone)]}),
    }
}

/// API service integrations that are installed.
pub(crate) fn integrations(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let installed = (0..world.clients.len()).filter(|number| world.clients[*number].sort == Sort::Integration);
    let page = super::iam::page(call, 20, installed, |number| world.client_id(*number).to_string())?;
    let list: Vec<Value> = page
        .items
        .iter()
        .map(|number| {
            let (client, id) = (&world.clients[*number], world.client_id(*number));
            json!({
                "id": id, "type": "simulatedapiservice", "name": client.name, "createdAt": world.now.days_ago(20), "createdBy": world.user_id(world.owner()),
                "configGuideUrl": "https://www.example.com/guide", "grantedScopes": client.scopes, "properties": {},
                "_links": {
                    "self": {"href": format!("{}/integrations/api/v1/api-services/{id}", world.base())},
                    "client": {"href": format!("{}/oauth2/v1/clients/{id}", world.base())},
                    "logo": {"name": "medium", "href": "https://op1static.oktacdn.com/assets/img/logos/default.png"},
                },
            })
        })
        .collect();
    Ok(Answer::of(&list).linked(links(call, page.next, None)))
}

/// Whether new clients become super administrators by themselves; no org here is so careless.
pub(crate) fn privileges(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&json!({"clientPrivilegesSetting": false})))
}
