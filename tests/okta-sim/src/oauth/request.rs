//! Requests for tokens, read: what they say, and whom they seem to come from.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};

use super::errors::OauthError;
use super::jws::Jws;
use crate::admit::Request;
use crate::answer::Answer;
use crate::call::{decode, parse_query};
use crate::state::Moment;

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// By what a client says it is who it is.
pub(super) enum Credential {
    Assertion(Jws),
    Basic(String, String),
    Posted(String, String),
}

/// The fields of a form.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// A request for a token, read so far that it is known whom it seems to come from.
pub(crate) struct Asked {
    pub(super) credential: Credential,
    pub(super) form: Form,
    /// Number of the client.
    pub(crate) client: usize,
}

/// Reads a request for a token.
pub(crate) fn asked(request: &Request<'_>, moment: &Moment) -> Result<Asked, Answer> {
    if !request.headers.contains_key(CONTENT_LENGTH) {
        return Err(Answer::plain(411, Vec::new()));
    }
    let read = || {
        let form = form(request)?;
        let credential = credential(request, &form)?;
        let client = claimed(&credential, moment)?;
        Ok(Asked { credential, form, client })
    };
    read().map_err(OauthError::answer)
}

fn form(request: &Request<'_>) -> Result<Form, OauthError> {
    let kind = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let body = std::str::from_utf8(request.body).map_err(|_| OauthError::BODY)?;
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") || body.is_empty() {
        return Err(OauthError::BODY);
    }
    if parse_query(request.query).iter().any(|(key, _)| key == "client_secret" || key == "client_assertion") {
        return Err(OauthError::CREDENTIALS_IN_QUERY);
    }
    Ok(Form(parse_query(body)))
}

fn credential(request: &Request<'_>, form: &Form) -> Result<Credential, OauthError> {
    let header = request.headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    match (header, form.get("client_secret"), form.get("client_assertion")) {
        (None, None, None) => Err(OauthError::NO_CREDENTIALS),
        (None, None, Some(assertion)) => {
            if form.get("client_assertion_type") != Some(ASSERTION) {
                return Err(OauthError::ASSERTION_TYPE);
            }
            Jws::parse(assertion).map(Credential::Assertion).ok_or(OauthError::ASSERTION_UNREADABLE)
        }
        (None, Some(secret), None) => {
            let id = form.get("client_id").ok_or(OauthError::CLIENT_ID)?;
            Ok(Credential::Posted(id.to_owned(), secret.to_owned()))
        }
        (Some(basic), None, None) => {
            let (id, secret) = basic_pair(basic).ok_or(OauthError::BAD_BASIC)?;
            Ok(Credential::Basic(id, secret))
        }
        _ => Err(OauthError::MANY_CREDENTIALS),
    }
}

/// Reads `Basic` (RFC 7617); both parts are encoded as in a form before they are put together (RFC 6749 section 2.3.1).
fn basic_pair(header: &str) -> Option<(String, String)> {
    let (scheme, text) = header.split_once(' ')?;
    let pair = STANDARD.decode(text.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
    let (id, secret) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
    let decoded = |text: &str| decode(&text.replace('+', " "));
    Some((decoded(id)?, decoded(secret)?))
}

/// The number of the client that the credential names.
fn claimed(credential: &Credential, moment: &Moment) -> Result<usize, OauthError> {
    match credential {
        Credential::Assertion(token) => {
            let issuer = &token.claims["iss"];
            let client = issuer.as_str().and_then(|id| moment.world.client(id)).ok_or(OauthError::ASSERTION_ISSUER)?;
            if token.claims["sub"] != *issuer {
                return Err(OauthError::ASSERTION_SUBJECT);
            }
            if moment.world.clients[client].active { Ok(client) } else { Err(OauthError::CLIENT_ID) }
        }
        Credential::Basic(id, _) | Credential::Posted(id, _) => {
            moment.world.client(id).filter(|client| moment.world.clients[*client].active).ok_or(OauthError::CLIENT_ID)
        }
    }
}
