//! What to hand over: the kinds of credential. The guide and the form show what belongs to the one that is chosen, without any script.

use maud::{Markup, html};
use oktually_core::store::CredentialKind;

/// The form that the choice belongs to, wherever it stands on the page.
pub(super) const FORM: &str = "credential";

/// The word of a kind in the form, and the class of what is shown for it alone.
pub(super) const fn word(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::ApiToken => "api_token",
        CredentialKind::PrivateKey => "private_key",
        CredentialKind::ClientSecret => "client_secret",
    }
}

pub(super) fn choice(chosen: CredentialKind) -> Markup {
    let kinds = [
        (CredentialKind::ApiToken, "API token", "The quickest. It acts as an account that you make for us."),
        (
            CredentialKind::PrivateKey,
            "Service app with a private key",
            "The safest. It acts for itself, with the scopes that you grant, and its tokens cannot be used by anybody else.",
        ),
        (CredentialKind::ClientSecret, "Integration with a client secret", "For an API service integration from Okta’s catalogue."),
    ];
    html! {
        section class="card" aria-labelledby="choose" {
            fieldset class="choice" {
                legend { h2 id="choose" { "What would you like to hand over?" } }
                @for (kind, name, about) in kinds {
                    label class="option" {
                        input type="radio" form=(FORM) id={ "kind-" (word(kind)) } name="kind" value=(word(kind)) checked[kind == chosen];
                        span { b { (name) } span class="hint" { (about) } }
                    }
                }
            }
        }
    }
}
