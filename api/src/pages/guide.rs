//! The onboarding guide in short: what to set up in Okta before the token is handed over.

use maud::{Markup, html};

use super::layout::console;

/// The guide's steps, with the addresses that the network zone must contain.
///
/// A list without marks is none to some screen readers unless its role says so.
pub(super) fn guide(addresses: &[String]) -> Markup {
    html! {
        ol class="guide" role="list" {
            li {
                h3 { "Create a dedicated service account" }
                p { "Under " (console("Directory › People › Add person")) ", for example " span class="term" { "Oktually Service" } ". Nobody should use it for anything else: the token can do what its owner can, and stops working when the owner leaves." }
            }
            li {
                h3 { "Make it a " span class="term" { "Read-Only Administrator" } }
                p { "Under " (console("Security › Administrators › Add administrator")) " choose the account and the standard role. This lets us read users, groups, applications and policies. It cannot change anything." }
            }
            li {
                h3 { "Add a custom role with two permissions" }
                p { "Under " (console("Security › Administrators › Roles › Create new role")) " tick exactly these:" }
                ul class="ticks" role="list" {
                    li { span class="term" { "View API tokens" } }
                    li { span class="term" { "View roles, resources, and admin assignments" } }
                }
            }
            li {
                h3 { "Create a resource set and assign the role" }
                p { "Under " (console("Security › Administrators › Resources › Create new resource set")) " add:" }
                ul class="ticks" role="list" {
                    li { span class="term" { "All users" } }
                    li { span class="term" { "All Identity and Access Management resources" } }
                }
                p { "Then give the account the custom role with this resource set." }
                p class="note" { "Okta warns that the resource set includes resources not affected by the role’s permissions. That is expected: continue." }
            }
            li {
                h3 { "Create a network zone with our addresses" }
                p { "Under " (console("Security › Networks › Add zone › IP zone")) " enter as gateway IPs:" }
                (copyable(addresses))
            }
            li {
                h3 { "Create the token as the service account" }
                p { "Sign in " strong { "as the service account" } " and go to " (console("Security › API › Tokens › Create token")) ". Where Okta asks from where it may be used, choose the zone from step 5. Okta shows the token once: copy it." }
            }
            li {
                h3 { "Set the token’s rate limit" }
                p { "Open the token under " (console("Security › API › Tokens")) " and set its share of the rate limit to between 25 % and 75 %, so that nothing we do can slow down your own users." }
            }
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
