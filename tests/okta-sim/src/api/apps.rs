//! Applications.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::apps::{App, FIRST, Sort};
use crate::org::clients::CLIENTS;
use crate::org::policies::ACCESS;
use crate::org::{Engine, World};
use crate::paging::{links, position, slice};
use crate::settings::Oddity;

/// The key that an application's assertions are signed with.
pub(super) fn key_id(world: &World, app: u64) -> String {
    format!("{:016x}{:016x}", draw(world.seed, 242, app), draw(world.seed, 243, app))
}

/// Whether an application speaks OpenID Connect.
pub(super) fn is_oidc(world: &World, app: u64) -> bool {
    app >= CLIENTS || world.apps.app(app).sort == Sort::Oidc
}

/// Whether an application has a client secret: two of three that speak OpenID Connect do.
pub(super) fn has_secret(world: &World, app: u64) -> bool {
    match app.checked_sub(CLIENTS) {
        Some(client) => world.clients.get(client as usize).is_some_and(|client| client.secret.is_some()),
        None => app >= FIRST && is_oidc(world, app) && !app.is_multiple_of(3),
    }
}

fn body(call: &Call, app: &App) -> Value {
    let world = &*call.world;
    let (base, id) = (world.base(), app.id);
    let mode = match app.sort {
        Sort::Saml => Some("SAML_2_0"),
        Sort::Oidc => Some("OPENID_CONNECT"),
        Sort::Bookmark => Some("BOOKMARK"),
        Sort::AutoLogin => Some("AUTO_LOGIN"),
        Sort::Directory => None,
    };
    let mut links = json!({
        "uploadLogo": {"href": format!("{base}/api/v1/apps/{id}/logo"), "hints": {"allow": ["POST"]}},
        "appLinks": [{"name": format!("{}_link", app.name), "href": format!("{base}/home/{}/{id}/aln1", app.name), "type": "text/html"}],
        "groups": {"href": format!("{base}/api/v1/apps/{id}/groups")},
        "logo": [{"name": "medium", "href": "https://op1static.oktacdn.com/assets/img/logos/default.png", "type": "image/png"}],
        "users": {"href": format!("{base}/api/v1/apps/{id}/users")},
        "deactivate": {"href": format!("{base}/api/v1/apps/{id}/lifecycle/deactivate")},
    });
    if world.engine == Engine::Identity {
        let policy = world.ids.id(Kind::NewPolicy, ACCESS + app.policy);
        links["accessPolicy"] = json!({"href": format!("{base}/api/v1/policies/{policy}")});
        links["policies"] = json!({"href": format!("{base}/api/v1/apps/{id}/policies"), "hints": {"allow": ["PUT"]}});
    }
    let mut body = json!({
        "id": id, "orn": format!("orn:{}:idp:{}:apps:{}:{id}", world.partition(), world.org_id, app.name), "name": app.name, "label": app.label,
        "status": app.status, "lastUpdated": app.last_updated, "created": app.created,
        "accessibility": {"selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null},
        "visibility": {"autoLaunch": false, "autoSubmitToolbar": false, "hide": {"iOS": false, "web": false}, "appLinks": {format!("{}_link", app.name): true}},
        "features": super::app_provisioning::switched_on(world, app.number), "signOnMode": mode,
        "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}, "signing": {"kid": key_id(world, app.number)}},
        "universalLogout": null,
        "settings": {
            "app": {}, "notifications": {"vpn": {"network": {"connection": "DISABLED"}, "message": null, "helpUrl": null}},
            "manualProvisioning": false, "implicitAssignment": false, "notes": {"admin": null, "enduser": null},
        },
        "_links": links,
    });
    special(call, &mut body, app);
    body
}

/// What applications of one sort have beside the rest.
fn special(call: &Call, body: &mut Value, app: &App) {
    let world = &*call.world;
    match app.sort {
        Sort::Oidc => {
            body["credentials"]["oauthClient"] = json!({"autoKeyRotation": true, "client_id": app.id, "token_endpoint_auth_method": "private_key_jwt", "pkce_required": true});
            if call.oddities.contains(&Oddity::SecretsInApps) && has_secret(world, app.number) {
                body["credentials"]["oauthClient"]["client_secret"] = json!(world.canary("app.client_secret", app.id));
            }
            body["settings"]["oauthClient"] = json!({
                "client_uri": null, "logo_uri": null, "redirect_uris": [format!("https://app{}.example.com/callback", app.number)], "response_types": ["code"],
                "grant_types": ["authorization_code"], "application_type": "web", "consent_method": "TRUSTED", "issuer_mode": "ORG_URL",
                "idp_initiated_login": {"mode": "DISABLED", "default_scope": []}, "wildcard_redirect": "DISABLED", "dpop_bound_access_tokens": false,
            });
        }
        Sort::Saml => {
            // Those of the catalogue were seen to return only a few of the fields; strict clients stumble over the booleans if they are missing.
            body["settings"]["signOn"] = json!({
                "defaultRelayState": null, "ssoAcsUrlOverride": null, "audienceOverride": null, "attributeStatements": [], "allowMultipleAcsEndpoints": false,
                "assertionSigned": true, "honorForceAuthn": true, "requestCompressed": true, "responseSigned": true, "signatureAlgorithm": "RSA_SHA256",
                "digestAlgorithm": "SHA256", "samlAssertionLifetimeSeconds": 300,
            });
        }
        Sort::Bookmark => {
            body["settings"]["app"] = json!({"url": format!("https://wiki{}.example.com", app.number), "requestIntegration": false})
        }
        Sort::AutoLogin => {
            body["credentials"]["scheme"] = json!("EDIT_USERNAME_AND_PASSWORD");
            body["settings"]["signOn"] =
                json!({"loginUrl": format!("https://legacy{}.example.com/login", app.number), "redirectUrl": null});
        }
        Sort::Directory => {
            body["settings"]["app"] =
                json!({"namingContext": "corp.example.com", "scanRate": null, "password": world.canary("app.settings", app.id)})
        }
    }
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let apps = &call.world.apps;
    let active_only = match call.parameter("filter") {
        None => false,
        Some(r#"status eq "ACTIVE""#) => true,
        Some(other) => return Err(Refusal::invalid_search(format!("Unsupported criteria: {other}"))),
    };
    if call.parameter("q").is_some() {
        return Err(Refusal::invalid_search("q is not simulated"));
    }
    let limit = call.size()?;
    let position = position(call)?;
    let after = position.after.as_deref().map(|mark| number(call, mark).ok_or_else(Refusal::invalid_cursor)).transpose()?;
    let ordinary = apps.from(after, call.world.sees_first_party(call.caller));
    // Clients come after what was there before them.
    let first = after.and_then(|number| number.checked_sub(CLIENTS)).map_or(0, |number| number + 1);
    let clients = (first..call.world.clients.len() as u64).map(|number| CLIENTS + number);
    let shown = ordinary.chain(clients).filter_map(|number| Some((number, shown(call, number)?)));
    let page = slice(call, &position, limit, shown.filter(|(_, app)| !active_only || app["status"] == "ACTIVE"), |(number, _)| {
        call.world.ids.id(Kind::App, *number).to_string()
    });
    let list: Vec<Value> = page.items.into_iter().map(|(_, app)| app).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}

/// The number behind an id, of an application or a client.
fn number(call: &Call, id: &str) -> Option<u64> {
    let client = || call.world.client(id).map(|number| CLIENTS + number as u64);
    call.world.apps.number(id).or_else(client)
}

pub(super) fn shown(call: &Call, number: u64) -> Option<Value> {
    match number.checked_sub(CLIENTS) {
        Some(client) => super::clients::app(&call.world, usize::try_from(client).ok()?),
        None => Some(body(call, &call.world.apps.app(number))),
    }
}

/// The application that the path names, if the caller may see it.
pub(super) fn named(call: &Call) -> Result<u64, Refusal> {
    let id = &call.names[0];
    let visible = |number: &u64| *number >= FIRST || call.world.sees_first_party(call.caller);
    let listed = |number: &u64| {
        number.checked_sub(CLIENTS).is_none_or(|client| call.world.clients[client as usize].sort != crate::oauth::Sort::Integration)
    };
    number(call, id).filter(visible).filter(listed).ok_or_else(|| Refusal::not_found(id, "AppInstance"))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call)?;
    shown(call, number).map(|app| Answer::of(&app)).ok_or_else(|| Refusal::not_found(&call.names[0], "AppInstance"))
}
