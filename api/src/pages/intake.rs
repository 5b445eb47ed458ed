//! The page behind an intake link: the guide in short, and the form.

use http::StatusCode;
use maud::{Markup, html};
use oktually_core::store::CredentialKind;
use time::{OffsetDateTime, macros::format_description};

use super::{
    HtmlPage,
    choice::{FORM, choice},
    guide::guides,
    icons,
    layout::{Layout, org},
};

/// What the intake page shows.
#[derive(Clone, Debug)]
pub struct IntakePage {
    /// Where the form is sent: the page's own path.
    pub action: String,
    /// The org that was named when the link was made, if any.
    pub org_hint: Option<String>,
    /// The addresses from which we are seen.
    pub addresses: Vec<String>,
    /// Percentage of the rate limit shown to us that we use at most.
    pub share_percent: u8,
    /// Until when the link can be used.
    pub expires_at: OffsetDateTime,
    /// How many more times the form can be sent.
    pub submissions_left: u32,
    /// What is handed over.
    pub kind: CredentialKind,
    /// The org's address as it was sent last, to be filled in again.
    pub org: Option<String>,
    /// The token's name as it was sent last, to be filled in again.
    pub token_name: Option<String>,
    /// The client's id as it was sent last, to be filled in again.
    pub client_id: Option<String>,
    /// The key's id as it was sent last, to be filled in again.
    pub key_id: Option<String>,
    /// The algorithm as it was sent last, to be chosen again.
    pub algorithm: Option<String>,
    /// What was wrong with what was sent last.
    pub errors: Vec<FormError>,
}

/// Something wrong with a field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// The field.
    pub field: FormField,
    /// What is wrong, in a sentence for people that does not repeat a secret.
    pub text: String,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormField {
    /// The org's address.
    Org,
    /// The token's name.
    TokenName,
    /// The token.
    Token,
    /// The OAuth client's id.
    ClientId,
    /// Its private key.
    PrivateKey,
    /// The id of its public key.
    KeyId,
    /// How it signs.
    Algorithm,
    /// Its secret.
    ClientSecret,
}

/// What an RSA key may sign with, and how the form calls it.
const ALGORITHMS: [(&str, &str); 3] = [("", "As the key says, else RS256"), ("RS384", "RS384"), ("RS512", "RS512")];

impl FormField {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Org, Self::TokenName, Self::Token, Self::ClientId, Self::PrivateKey, Self::KeyId, Self::Algorithm, Self::ClientSecret];

    /// Its name in the form, and in a request to the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::TokenName => "token_name",
            Self::Token => "token",
            Self::ClientId => "client_id",
            Self::PrivateKey => "private_key",
            Self::KeyId => "key_id",
            Self::Algorithm => "algorithm",
            Self::ClientSecret => "client_secret",
        }
    }

    const fn is_optional(self) -> bool {
        matches!(self, Self::TokenName | Self::KeyId | Self::Algorithm)
    }
}

impl IntakePage {
    /// The page: 200 at first, 422 when what was sent is not acceptable.
    pub fn render(&self) -> HtmlPage {
        let wrong = !self.errors.is_empty();
        let title = if wrong { "Please check the form" } else { "Connect your Okta org" };
        let markup = Layout { title, refresh: None }.around(&self.content());
        HtmlPage::new(if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, markup).with_form()
    }

    fn content(&self) -> Markup {
        html! {
            div class="intro" {
                h1 { "Connect " @if let Some(host) = &self.org_hint { (org(host)) } @else { "your Okta org" } }
                @if self.errors.is_empty() {
                    p class="lead" { "A few short steps in Okta give us a view that can read and never change anything. Then hand it over on this page." }
                    p { a class="jump" href="#hand-over" { "Prepared already? Go to the form" } }
                    ul class="promises" role="list" {
                        li { (icons::eye()) div { b { "Read only" } span { "We only ever read. The report that follows counts every request we made." } } }
                        li { (icons::lock()) div { b { "Sealed at once" } span { "Your secret is encrypted when it arrives, and nothing here ever shows it again." } } }
                        li { (icons::undo()) div { b { "Yours to end" } span { "Revoke the token or the app in Okta at any time, and our access ends with it." } } }
                    }
                } @else { (self.summary()) }
            }
            (choice(self.kind))
            // Whoever has sent the form before knows the guide: what is wrong comes first.
            @if !self.errors.is_empty() { (self.form()) }
            section class="card" aria-labelledby="prepare" {
                h2 id="prepare" { "Prepare your org" }
                (guides(&self.addresses))
            }
            @if self.errors.is_empty() { (self.form()) }
        }
    }

    fn form(&self) -> Markup {
        use FormField::*;
        let text = |field: FormField, value: Option<&str>| {
            html! {
                input id=(field.name()) name=(field.name()) type="text" autocapitalize="none" autocomplete="off" spellcheck="false"
                    maxlength="255" value=(value.unwrap_or_default())
                    aria-describedby=(self.described(field)) aria-invalid=[self.invalid(field)];
            }
        };
        html! {
            section class="card" aria-labelledby="hand-over" {
                h2 id="hand-over" { "Hand it over" }
                form id=(FORM) method="post" action=(self.action) autocomplete="off" novalidate {
                    (self.field(Org, "Okta address", "Such as acme.okta.com. Not the ‑admin address, and nothing behind the name.", html! {
                        input id=(Org.name()) name=(Org.name()) type="text" inputmode="url" autocapitalize="none" autocomplete="off" spellcheck="false"
                            required maxlength="255" value=(self.org.as_deref().or(self.org_hint.as_deref()).unwrap_or_default())
                            aria-describedby=(self.described(Org)) aria-invalid=[self.invalid(Org)];
                    }))
                    div class="only api_token" {
                        (self.field(TokenName, "Token name", "The name you gave it in Okta. It helps us to tell it apart if the account has several.",
                            text(TokenName, self.token_name.as_deref())))
                        (self.field(Token, "API token", "As Okta showed it. Spaces and line ends around it do no harm.", html! {
                            input id=(Token.name()) name=(Token.name()) type="password" autocomplete="off" autocapitalize="none" spellcheck="false"
                                maxlength="1024" aria-describedby=(self.described(Token)) aria-invalid=[self.invalid(Token)];
                        }))
                    }
                    div class="only private_key client_secret" {
                        (self.field(ClientId, "Client ID", "As the app’s page in Okta shows it: twenty characters that begin with 0oa.",
                            text(ClientId, self.client_id.as_deref())))
                    }
                    div class="only private_key" {
                        (self.field(KeyId, "Key ID", "The kid of the public key. Needed only if several keys are registered at the app, and the key does not name it.",
                            text(KeyId, self.key_id.as_deref())))
                        (self.field(PrivateKey, "Private key", "The whole PEM file, with its first and last line, or the JSON Web Key (JWK) that Okta showed when it made the key.", html! {
                            textarea class="secret" id=(PrivateKey.name()) name=(PrivateKey.name()) rows="7" autocomplete="off" autocapitalize="none" spellcheck="false"
                                maxlength="16384" aria-describedby=(self.described(PrivateKey)) aria-invalid=[self.invalid(PrivateKey)] {}
                        }))
                    }
                    div class="only private_key" {
                        (self.field(Algorithm, "Signature algorithm", "Only for an RSA key that is registered at the app with another algorithm than RS256.", html! {
                            select id=(Algorithm.name()) name=(Algorithm.name()) aria-describedby=(self.described(Algorithm)) aria-invalid=[self.invalid(Algorithm)] {
                                @for (value, shown) in ALGORITHMS {
                                    option value=(value) selected[self.algorithm.as_deref() == Some(value)] { (shown) }
                                }
                            }
                        }))
                    }
                    div class="only client_secret" {
                        (self.field(ClientSecret, "Client secret", "As Okta showed it when the integration was authorised. Spaces and line ends around it do no harm.", html! {
                            // One password a form is all that password managers understand.
                            input class="secret" id=(ClientSecret.name()) name=(ClientSecret.name()) type="text" autocomplete="off" autocapitalize="none"
                                spellcheck="false" maxlength="1024" aria-describedby=(self.described(ClientSecret)) aria-invalid=[self.invalid(ClientSecret)];
                        }))
                    }
                    button type="submit" { (icons::lock()) "Seal and verify" }
                    p class="hint after" { "We use at most " b { (self.share_percent) " %" } " of the rate limit that Okta shows us, and less when others need it." }
                }
                dl class="facts" {
                    div { dt { "Link valid until" } dd { (moment(self.expires_at)) } }
                    div { dt { "Attempts left" } dd { (self.submissions_left) } }
                }
            }
        }
    }

    fn field(&self, field: FormField, label: &str, hint: &str, input: Markup) -> Markup {
        let name = field.name();
        let error = self.error(field);
        html! {
            div class={ "field" @if error.is_some() { " wrong" } } {
                label for=(name) { (label) @if field.is_optional() { " " span class="optional" { "optional" } } }
                p class="hint" id={ (name) "-hint" } { (hint) }
                @if let Some(error) = error {
                    p class="error" id={ (name) "-error" } { span class="sr" { "Error: " } (error.text) }
                }
                (input)
            }
        }
    }

    fn summary(&self) -> Markup {
        html! {
            div class="summary" role="alert" tabindex="-1" autofocus aria-labelledby="summary-title" {
                h2 id="summary-title" { "Please check the form" }
                ul {
                    @for error in &self.errors { li { a href={ "#" (error.field.name()) } { (error.text) } } }
                }
                p { "A secret is never filled in again: please paste it once more." }
            }
        }
    }

    fn error(&self, field: FormField) -> Option<&FormError> {
        self.errors.iter().find(|error| error.field == field)
    }

    fn invalid(&self, field: FormField) -> Option<&'static str> {
        self.error(field).map(|_| "true")
    }

    fn described(&self, field: FormField) -> String {
        let name = field.name();
        match self.error(field) {
            Some(_) => format!("{name}-error {name}-hint"),
            None => format!("{name}-hint"),
        }
    }
}

fn moment(time: OffsetDateTime) -> Markup {
    let shown = format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
    let read = format_description!("[year]-[month]-[day]T[hour]:[minute]Z");
    let utc = time.to_offset(time::UtcOffset::UTC);
    html! { time datetime=(utc.format(read).unwrap_or_default()) { (utc.format(shown).unwrap_or_default()) } }
}
