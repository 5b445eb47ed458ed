//! The onboarding guide in short: what to set up in Okta before something is handed over.

use maud::{Markup, html};
use okta_client::api::scopes;
use oktually_core::store::CredentialKind;

use super::{choice::word, layout::console};

/// The guides, one for each kind of credential, with the addresses that the network zone must contain.
pub(super) fn guides(addresses: &[String]) -> Markup {
    html! {
        // A list without marks is none to some screen readers unless its role says so.
        ol class={ "guide only " (word(CredentialKind::ApiToken)) } role="list" {
            li {
                h3 { "Create a dedicated service account" }
                p { "Under " (console("Directory › People › Add person")) ", for example " span class="term" { "Oktually Service" } ". Nobody should use it for anything else: the token can do what its owner can, and stops working when the owner leaves." }
            }
            li {
                h3 { "Make it a " span class="term" { "Read-Only Administrator" } }
                p { "Under " (console("Security › Administrators › Add administrator")) " choose the account and the standard role. This lets us read users, groups, applications and policies. It cannot change anything." }
            }
            (custom_role())
            (resource_set("the account"))
            (zone(addresses))
            li {
                h3 { "Create the token as the service account" }
                p { "Sign in " strong { "as the service account" } " and go to " (console("Security › API › Tokens › Create token")) ". Where Okta asks from where it may be used, choose the zone from step 5. Okta shows the token once: copy it." }
            }
            li {
                h3 { "Set the token’s rate limit" }
                p { "Open the token under " (console("Security › API › Tokens")) " and set its share of the rate limit to between 25 % and 75 %, so that nothing we do can slow down your own users." }
            }
        }
        ol class={ "guide only " (word(CredentialKind::PrivateKey)) } role="list" {
            li {
                h3 { "Create a service app" }
                p { "Under " (console("Applications › Applications › Create App Integration")) " choose " span class="term" { "API Services" } ", and name it, for example " span class="term" { "Oktually" } ". Nothing else should use it." }
            }
            li {
                h3 { "Let it sign with a key" }
                p { "On the app’s page, under " (console("General › Client Credentials › Edit")) ", choose " span class="term" { "Public key / Private key" } ", then add a key: let Okta generate one and copy the private key, or enter a public key of your own. Leave " span class="term" { "Require Demonstrating Proof of Possession (DPoP)" } " on." }
            }
            (scopes())
            (roles_of_app())
            (custom_role())
            (resource_set("the app"))
            (zone(addresses))
            (restrict_app())
            (limit_app())
        }
        ol class={ "guide only " (word(CredentialKind::ClientSecret)) } role="list" {
            li {
                h3 { "Authorise the integration" }
                p { "Under " (console("Applications › API Service Integrations › Add Integration")) " choose it, look at the scopes that it asks for, and choose " span class="term" { "Install & Authorize" } ". Okta shows the client secret once: copy it, and the client ID with it." }
            }
            (roles_of_app())
            (custom_role())
            (resource_set("the integration"))
            (zone(addresses))
            (limit_app())
        }
    }
}

fn custom_role() -> Markup {
    html! {
        li {
            h3 { "Add a custom role with two permissions" }
            p { "Under " (console("Security › Administrators › Roles › Create new role")) " tick exactly these:" }
            ul class="ticks" role="list" {
                li { span class="term" { "View API tokens" } }
                li { span class="term" { "View roles, resources, and admin assignments" } }
            }
        }
    }
}

fn resource_set(holder: &str) -> Markup {
    html! {
        li {
            h3 { "Create a resource set and assign the role" }
            p { "Under " (console("Security › Administrators › Resources › Create new resource set")) " add:" }
            ul class="ticks" role="list" {
                li { span class="term" { "All users" } }
                li { span class="term" { "All Identity and Access Management resources" } }
            }
            p { "Then give " (holder) " the custom role with this resource set." }
            p class="note" { "Okta warns that the resource set includes resources not affected by the role’s permissions. That is expected: continue." }
        }
    }
}

fn zone(addresses: &[String]) -> Markup {
    html! {
        li {
            h3 { "Create a network zone with our addresses" }
            p { "Under " (console("Security › Networks › Add zone › IP zone")) " enter as gateway IPs:" }
            (copyable(addresses))
        }
    }
}

fn scopes() -> Markup {
    html! {
        li {
            h3 { "Grant it scopes that read" }
            p { "Under " (console("Okta API Scopes")) " grant these, and none that ends in " code { ".manage" } ":" }
            ul class="ticks scopes" role="list" {
                @for scope in scopes::COMMON.iter().chain([&scopes::LOGS]) { li { code { (scope.as_str()) } } }
            }
            p class="note" { "Would you rather give us the System Log alone? Grant only " code { (scopes::LOGS.as_str()) } ": nothing of the configuration is read then." }
        }
    }
}

fn roles_of_app() -> Markup {
    html! {
        li {
            h3 { "Make it a " span class="term" { "Read-Only Administrator" } }
            p { "Under " (console("Admin roles › Edit assignments")) " on its page, add the standard role. A scope alone shows nothing: Okta looks at both." }
        }
    }
}

fn restrict_app() -> Markup {
    html! {
        li {
            h3 { "Let it work from there only" }
            p { "On the app’s page, under " (console("General › Network restrictions")) ", choose the zone from the step before." }
        }
    }
}

fn limit_app() -> Markup {
    html! {
        li {
            h3 { "Set its rate limit" }
            p { "On its page, under " (console("Application rate limits")) ", set its share to between 25 % and 75 %, so that nothing we do can slow down your own users." }
        }
    }
}

/// Addresses as text that a click selects whole.
pub(super) fn copyable(addresses: &[String]) -> Markup {
    html! {
        @if addresses.is_empty() {
            p class="note" { "No fixed address is published by this installation. Ask whoever sent you the link from which address it connects." }
        } @else {
            pre class="copy" tabindex="0" role="group" aria-label="Our addresses, one a line" {
                code { @for (index, address) in addresses.iter().enumerate() { @if index > 0 { "\n" } (address) } }
            }
            p class="hint" { "A click selects " @if addresses.len() == 1 { "it" } @else { "all of them" } ", ready to copy." }
        }
    }
}
