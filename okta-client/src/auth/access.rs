//! Signing calls, and what a refusal of a signature means.

use std::sync::Arc;

use reqwest::{
    Method,
    header::{AUTHORIZATION, HeaderMap, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{Grants, Rejection, blot::blot, client::OAuthClient, oauth::OAuth, proof::Purpose, token::AccessToken};
use crate::{
    ClientId, ClientSettings, Credential, Error, OktaClient,
    answer::Judgement,
    error::Denial,
    request::{Access, Call},
};

/// How a client signs its calls.
#[derive(Debug)]
pub(crate) enum Auth {
    ApiToken(SecretString),
    OAuth(Box<OAuth>),
}

/// What one try is signed with.
#[derive(Debug)]
pub(crate) enum Pass {
    Nothing,
    ApiToken,
    Token(Arc<AccessToken>),
}

/// What was already tried anew for one call.
#[derive(Debug, Default)]
pub(crate) struct Trials {
    token: bool,
    proof: bool,
}

impl Trials {
    /// For a call that is not worth a second try.
    pub(crate) fn spent() -> Self {
        Self { token: true, proof: true }
    }
}

impl Auth {
    pub(crate) fn new(credential: Credential, settings: &ClientSettings) -> Self {
        let oauth = |client| Self::OAuth(Box::new(OAuth::new(client, settings.scopes.clone(), settings.known_grants.clone())));
        match credential {
            Credential::ApiToken(token) => Self::ApiToken(token),
            Credential::PrivateKey(client) => oauth(OAuthClient::Key(client)),
            Credential::ClientSecret(client) => oauth(OAuthClient::Secret(client)),
        }
    }

    /// What to sign a call with; fetches an access token if none is good. An error, and nothing is sent, if the call is known to be refused.
    pub(crate) async fn ready(&self, client: &OktaClient, call: &Call) -> Result<Pass, Error> {
        let forbidden = |reason| Error::Forbidden { path: call.pattern, reason };
        let oauth = match self {
            _ if call.access == Access::Open => return Ok(Pass::Nothing),
            Self::ApiToken(_) => return Ok(Pass::ApiToken),
            Self::OAuth(oauth) => oauth,
        };
        if call.access == Access::People || oauth.is_closed(call.pattern) {
            return Err(forbidden(Denial::CredentialKind));
        }
        let token = oauth.ready(client).await?;
        match call.access {
            Access::Scope(scope) if oauth.has(scope) == Some(false) => Err(forbidden(Denial::Scope(scope.to_string()))),
            _ => Ok(Pass::Token(token)),
        }
    }

    /// The headers for exactly one try at `now` (Okta's clock, Unix seconds): a proof of possession is good for one use.
    pub(crate) fn sign(&self, pass: &Pass, method: &Method, url: &Url, now: i64, headers: &mut HeaderMap) -> Result<(), Error> {
        let unusable = |why| Error::CredentialRejected { why, detail: "it cannot be sent in a header".to_owned() };
        match (pass, self) {
            (Pass::Nothing, _) => {}
            (Pass::Token(token), Self::OAuth(oauth)) => {
                headers.insert(AUTHORIZATION, token.authorization().ok_or_else(|| unusable(Rejection::TokenInvalid))?);
                if token.bound {
                    let proof = oauth.proof.proof(method, url, now, Purpose::Call { token: &token.text });
                    headers.insert("dpop", proof.ok_or_else(|| unusable(Rejection::ProofRefused))?);
                }
            }
            (_, Self::ApiToken(token)) => {
                headers.insert(AUTHORIZATION, ssws(token).ok_or_else(|| unusable(Rejection::Token))?);
            }
            (Pass::ApiToken, Self::OAuth(_)) => {}
        }
        Ok(())
    }

    /// The judgement of an answer, with what this credential makes of it: an access token is replaced once, a proof is made anew once.
    pub(crate) fn weigh(&self, pass: &Pass, call: &Call, judgement: Judgement, trials: &mut Trials) -> Judgement {
        let (Self::OAuth(oauth), Pass::Token(token)) = (self, pass) else { return judgement };
        match judgement {
            Judgement::Final(Error::CredentialRejected { why: Rejection::Token, .. }) if !std::mem::replace(&mut trials.token, true) => {
                oauth.spoilt(token);
                Judgement::Anew
            }
            Judgement::Final(Error::CredentialRejected { why: Rejection::Token, .. }) if oauth.is_vouched_for(token) => {
                Judgement::Final(self.closed(call))
            }
            Judgement::Final(Error::CredentialRejected { why: Rejection::Token, detail }) => Judgement::Doubted(detail),
            Judgement::Final(Error::CredentialRejected { why: Rejection::ProofRefused | Rejection::ProofDemanded, .. })
                if !std::mem::replace(&mut trials.proof, true) =>
            {
                Judgement::Anew
            }
            Judgement::Final(Error::Forbidden { path, reason: reason @ (Denial::Scope(_) | Denial::Permission) }) => {
                // Whoever says what is missing has taken the token.
                oauth.accepted(token);
                if let (Denial::Scope(_), Access::Scope(scope)) = (&reason, call.access) {
                    oauth.lose(scope);
                }
                Judgement::Final(Error::Forbidden { path, reason })
            }
            other => other,
        }
    }

    /// The endpoint takes no OAuth tokens: it is not asked again.
    pub(crate) fn closed(&self, call: &Call) -> Error {
        if let Self::OAuth(oauth) = self {
            oauth.close(call.pattern);
        }
        Error::Forbidden { path: call.pattern, reason: Denial::CredentialKind }
    }

    /// Okta takes the access token nowhere: the next call fetches another.
    pub(crate) fn forget_token(&self) {
        if let Self::OAuth(oauth) = self {
            oauth.forget_token();
        }
    }

    /// Whether a call with the access token would be sent, as far as its scope and its endpoint are known.
    pub(crate) fn may_send(&self, call: &Call) -> bool {
        match (self, call.access) {
            (Self::OAuth(oauth), Access::Scope(scope)) => !oauth.is_closed(call.pattern) && oauth.was_granted(scope),
            _ => false,
        }
    }

    /// Okta took what a call was signed with.
    pub(crate) fn accepted(&self, pass: &Pass) {
        if let (Self::OAuth(oauth), Pass::Token(token)) = (self, pass) {
            oauth.accepted(token);
        }
    }

    /// The scopes found so far; `None` for an API token, and before the first access token.
    pub(crate) fn grants(&self) -> Option<Grants> {
        if let Self::OAuth(oauth) = self { oauth.grants() } else { None }
    }

    /// The client's id; `None` for an API token.
    pub(crate) fn client_id(&self) -> Option<&ClientId> {
        if let Self::OAuth(oauth) = self { Some(oauth.client.id()) } else { None }
    }

    /// Forgets which scopes were found, and the token with them.
    pub(crate) fn search_scopes_anew(&self) {
        if let Self::OAuth(oauth) = self {
            oauth.search_anew();
        }
    }

    /// `text` without any secret of this credential, should the other side have echoed one.
    pub(crate) fn blot(&self, pass: &Pass, text: &str) -> String {
        match (self, pass) {
            (Self::ApiToken(token), _) => blot(text, &[token]),
            // By now there may be another token than the one that was sent.
            (Self::OAuth(oauth), Pass::Token(sent)) => blot(&oauth.blot(text), &[&sent.text]),
            (Self::OAuth(oauth), _) => oauth.blot(text),
        }
    }
}

fn ssws(token: &SecretString) -> Option<HeaderValue> {
    #[expect(clippy::disallowed_methods, reason = "the one place where the token is written into a request")]
    let mut value = HeaderValue::from_str(&format!("SSWS {}", token.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}
