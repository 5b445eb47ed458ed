//! The page behind an intake link, and what it sends.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use oktually_core::{
    ids::IntakeSessionId,
    store::{Actor, CredentialKind, StoreError, Through},
    work::{Job, Lane},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    link::{Open, find},
    session::Session,
};
use crate::{
    app::App,
    extract::{Form, Path},
    keys::SessionToken,
    misplaced::holds_secret,
    pages::{FormError, FormField, IntakePage},
    problem::Problem,
    v1::{Checked, Handed},
};

/// The form's fields. An absent one is an empty one: the page says what is missing. Those of kinds that were not chosen are not looked at.
#[derive(Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    kind: CredentialKind,
    org: String,
    token_name: String,
    token: SecretString,
    client_id: String,
    private_key: SecretString,
    key_id: String,
    algorithm: String,
    client_secret: SecretString,
}

impl Default for Sent {
    fn default() -> Self {
        Self {
            kind: CredentialKind::ApiToken,
            org: String::new(),
            token_name: String::new(),
            token: SecretString::default(),
            client_id: String::new(),
            private_key: SecretString::default(),
            key_id: String::new(),
            algorithm: String::new(),
            client_secret: SecretString::default(),
        }
    }
}

/// `GET /intake/{token}`: the guide and the form. Mail scanners open links, so looking changes nothing.
pub(super) async fn show(State(app): State<App>, Path(token): Path<SecretString>) -> Result<Response, Problem> {
    let (_, found) = find(&app, &token).await?;
    Ok(match found {
        Ok(open) => page(&app, &token, &open).render().into_response(),
        Err(notice) => notice.render().into_response(),
    })
}

/// `POST /intake/{token}`: the credential is sealed and will be verified; the report page follows it.
pub(super) async fn submit(State(app): State<App>, Path(token): Path<SecretString>, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    let (mut scope, found) = find(&app, &token).await?;
    let open = match found {
        Ok(open) => open,
        Err(notice) => return Ok(notice.render().into_response()),
    };
    let checked = match sent.check(&open) {
        Ok(checked) => checked,
        Err(errors) => return Ok(again(&app, &token, &open, sent, errors)),
    };
    let connection = open.connection.id;
    // In the order of an acceptance, which changes the connection and then its links: the two wait for each other, and never both.
    scope.take_lanes([Lane::Verify(connection)]).await?;
    scope.lock_connection(connection).await?;
    match scope.use_intake_link(open.link.id).await {
        Err(StoreError::Conflict("link_closed")) => {
            drop(scope);
            return show(State(app), Path(token)).await;
        }
        used => used?,
    }
    let credential = match scope.submit_credential(app.keyring()?, connection, &checked.credential, &Actor::Link(open.link.id)).await {
        Err(StoreError::Conflict("host_taken")) => {
            return Ok(again(&app, &token, &open, sent, vec![wrong(FormField::Org, "This org is connected already.")]));
        }
        credential => credential?,
    };
    scope.enqueue(&Job::VerifyCredential { connection, version: credential.version }).await?;
    let id = IntakeSessionId::new();
    let session = SessionToken::generate(scope.tenant().uuid(), id.uuid());
    scope.open_intake_session(id, open.link.id, credential.version, session.hash().as_bytes()).await?;
    scope.commit().await?;
    let cookie = Session::cookie(&session, &token, checked.trimmed, app.settings.public_url.is_https())?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, "/intake/report")], [(header::SET_COOKIE, cookie)]).into_response())
}

impl Sent {
    fn handed(&self) -> Handed {
        Handed {
            kind: self.kind,
            org: self.org.clone(),
            token: self.token.clone(),
            token_name: self.token_name.clone(),
            client_id: self.client_id.clone(),
            private_key: self.private_key.clone(),
            key_id: self.key_id.clone(),
            algorithm: self.algorithm.clone(),
            client_secret: self.client_secret.clone(),
        }
    }

    fn check(&self, open: &Open) -> Result<Checked, Vec<FormError>> {
        let name = self.token_name.trim();
        let mut errors = Vec::new();
        if self.kind == CredentialKind::ApiToken && (name.chars().count() > 255 || name.contains(char::is_control)) {
            errors.push(wrong(FormField::TokenName, "Enter the token's name as Okta shows it, of at most 255 characters."));
        }
        let checked = self.handed().check(Through::Intake);
        if let Err(problem) = &checked {
            errors.extend(problem.field_errors().iter().map(|error| {
                let name = error.pointer.as_deref().and_then(|pointer| pointer.strip_prefix('/'));
                let field = FormField::ALL.into_iter().find(|field| Some(field.name()) == name).unwrap_or(FormField::Org);
                FormError { field, text: sentence(&error.detail) }
            }));
        }
        let known = open.connection.host.as_deref();
        if let (Ok(checked), Some(known)) = (&checked, known)
            && checked.credential.host != known
        {
            errors.push(FormError {
                field: FormField::Org,
                text: format!("This link is for {known}. For another org, ask for another link."),
            });
        }
        match checked {
            Ok(checked) if errors.is_empty() => Ok(checked),
            _ => Err(errors),
        }
    }
}

/// The form once more, with what was wrong. It does not count as a submission, since nothing was made lasting.
fn again(app: &App, token: &SecretString, open: &Open, sent: Sent, errors: Vec<FormError>) -> Response {
    // Nor is a secret filled in again that stands in a field where it can be read.
    let readable = |text: String| Some(text).filter(|text| !holds_secret(text));
    let page = IntakePage {
        kind: sent.kind,
        org: readable(sent.org),
        token_name: readable(sent.token_name),
        client_id: readable(sent.client_id),
        key_id: readable(sent.key_id),
        algorithm: Some(sent.algorithm),
        errors,
        ..page(app, token, open)
    };
    page.render().into_response()
}

fn page(app: &App, token: &SecretString, open: &Open) -> IntakePage {
    #[expect(clippy::disallowed_methods, reason = "the form is sent to the page's own address")]
    let action = format!("/intake/{}", token.expose_secret());
    IntakePage {
        action,
        org_hint: open.connection.host.clone(),
        addresses: app.settings.advertised.iter().map(ToString::to_string).collect(),
        share_percent: u8::try_from(open.connection.share_percent).unwrap_or(50),
        expires_at: open.link.expires_at,
        submissions_left: u32::try_from(open.link.left()).unwrap_or_default(),
        kind: CredentialKind::ApiToken,
        org: None,
        token_name: None,
        client_id: None,
        key_id: None,
        algorithm: None,
        errors: Vec::new(),
    }
}

fn wrong(field: FormField, text: &str) -> FormError {
    FormError { field, text: text.to_owned() }
}

/// A message as a sentence of its own.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).chain((!message.ends_with('.')).then_some('.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(sentence("enter the API token"), "Enter the API token.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), ".");
    }
}
