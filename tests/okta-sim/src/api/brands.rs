//! Brands and their sign-in pages.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::allowing;
use super::many::{named, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;

fn all(world: &World) -> Range<u64> {
    0..(1 + world.size() / 400).min(25)
}

/// Links of brands name the host of the admin console, whatever host was called.
fn admin_link(world: &World, path: &str, methods: &[&str]) -> Value {
    json!({"href": format!("https://{}-admin.{}{path}", world.name, world.suffix), "hints": {"allow": methods}})
}

fn body(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::Brand, number);
    let path = format!("/api/v1/brands/{id}");
    json!({
        "id": id, "name": if number == 0 { world.name.clone() } else { format!("Brand {number}") }, "isDefault": number == 0,
        "agreeToCustomPrivacyPolicy": false, "removePoweredByOkta": number > 0, "customPrivacyPolicyUrl": null, "locale": "en",
        "emailDomainId": (number > 0).then(|| world.ids.id(Kind::EmailDomain, 0)),
        "defaultApp": {"appInstanceId": null, "appLinkName": null, "classicApplicationUri": null},
        "_links": {
            "self": admin_link(world, &path, &["GET", "PUT"]), "themes": admin_link(world, &format!("{path}/themes"), &["GET"]),
            "domains": admin_link(world, &format!("{path}/domains"), &["GET"]),
        },
    })
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    paged(call, Kind::Brand, all(&call.world), |number| body(&call.world, number))
}

fn brand(call: &Call) -> Result<u64, Refusal> {
    named(call, 0, Kind::Brand, &all(&call.world), "Brand")
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&body(&call.world, brand(call)?)))
}

fn page(content: &str) -> Value {
    json!({
        "pageContent": content, "widgetVersion": "^7",
        "widgetCustomizations": {
            "signInLabel": "Sign in", "usernameLabel": "Username", "usernameInfoTip": null, "passwordLabel": "Password", "passwordInfoTip": null,
            "showPasswordVisibilityToggle": true, "showUserIdentifier": true, "helpLabel": "Help", "helpUrl": null, "customLink1Label": null, "customLink1Url": null,
            "widgetGeneration": "G2",
        },
        "contentSecurityPolicySetting": {"mode": "enforced", "reportUri": "", "srcList": []},
    })
}

const OWN_PAGE: &str = "<!DOCTYPE html>\n<html>\n<head>\n<script src=\"https://static.example.com/brand.js\" integrity=\"sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K\" crossorigin=\"anonymous\"></script>\n{{{SignInWidgetResources}}}\n</head>\n<body>\n<div id=\"okta-login-container\"></div>\n</body>\n</html>\n";
const OKTAS_PAGE: &str = "<!DOCTYPE html>\n<html>\n<head>\n{{{SignInWidgetResources}}}\n</head>\n<body>\n<div id=\"okta-login-container\"></div>\n</body>\n</html>\n";

/// The page that the customer made: only brands that are not the default one have their own.
pub(crate) fn customized(call: &Call) -> Result<Answer, Refusal> {
    match brand(call)? {
        0 => Err(Refusal::not_found(&call.names[0], "CustomSignInPage")),
        _ => Ok(Answer::of(&page(OWN_PAGE))),
    }
}

pub(crate) fn default(call: &Call) -> Result<Answer, Refusal> {
    brand(call)?;
    Ok(Answer::of(&page(OKTAS_PAGE)))
}

/// The names under which a brand is reached.
pub(crate) fn domains(call: &Call) -> Result<Answer, Refusal> {
    let brand = brand(call)?;
    let world = &call.world;
    let list: Vec<Value> = super::domains::of_brand(world, brand).collect();
    let path = format!("/api/v1/brands/{}/domains", call.names[0]);
    Ok(Answer::of(&json!({"domains": list, "_links": {"self": allowing(world, path, &["GET"])}})))
}
