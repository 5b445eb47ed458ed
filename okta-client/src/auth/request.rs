//! One token call, repeated as far as that helps.

use reqwest::{
    Body as Content, Method, Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use tokio::time::Instant;
use tracing::debug;
use url::{Url, form_urlencoded::Serializer};
use zeroize::Zeroizing;

use super::{Refusal, Rejection, oauth::OAuth, proof::Purpose, refusal::Meaning, token::TokenAnswer};
use crate::{
    Error, OktaClient,
    answer::{Answer, Judgement, request_id, traced},
    api::Scope,
    decode::kind,
    error::Outage,
    rate::Shown,
    request::{Access, Call},
    retry::Tries,
    transport::{Body, Opened, TOKEN_PATH, failed, send},
};

/// Longest answer taken in; a token has a few kilobytes.
const LARGEST: usize = 256 * 1024;

/// What a token call gave.
#[derive(Debug)]
pub(super) enum Asked {
    /// A token, and when it was asked for.
    Token(TokenAnswer, Instant),
    /// One or more of the scopes are not granted; Okta's words.
    ScopeRefused(String),
}

/// What one try gave.
enum Tried {
    Done(Asked),
    Means(Meaning, String),
    /// It passes; this is the error if it does not pass soon.
    Again(Error),
    TooMany,
    Final(Error),
}

impl OAuth {
    /// Asks for a token with these scopes. Each try is signed anew: assertions and proofs are good for one use.
    pub(super) async fn ask(&self, client: &OktaClient, scopes: &[Scope]) -> Result<Asked, Error> {
        let path = TOKEN_PATH;
        let mut tries = Tries::new(client.shared.settings.tries);
        let (mut nonces, mut clocks) = (0, 0);
        loop {
            match self.try_once(client, scopes).await? {
                Tried::Done(asked) => return Ok(asked),
                Tried::Final(error) => return Err(error),
                // The nonce, or Okta's time, came with the answer.
                Tried::Means(Meaning::Nonce, _) if nonces < 2 => nonces += 1,
                Tried::Means(Meaning::Clock, _) if clocks < 1 => clocks += 1,
                Tried::Means(Meaning::Nonce, detail) => return rejected(Rejection::ProofRefused, detail),
                Tried::Means(Meaning::Clock, detail) => return rejected(Rejection::ClockSkew, detail),
                Tried::Means(Meaning::Scope, detail) => return Ok(Asked::ScopeRefused(detail)),
                Tried::Means(Meaning::Lasting(why), detail) => return rejected(why, detail),
                Tried::Means(Meaning::Passing(why), _) => again(&mut tries, Error::Unavailable { path, why }).await?,
                Tried::Again(error) => again(&mut tries, error).await?,
                Tried::TooMany => {
                    tries.failed();
                    if !tries.another() {
                        return Err(client.shared.turns.give_up(path));
                    }
                }
            }
        }
    }

    async fn try_once(&self, client: &OktaClient, scopes: &[Scope]) -> Result<Tried, Error> {
        let (path, host, shared) = (TOKEN_PATH, client.org().host(), &client.shared);
        let mut turn = shared.turns.next(path).await?;
        let asked = Instant::now();
        let request = self.token_request(client, scopes, shared.turns.okta_seconds())?;
        let opened = match send(&shared.http, request, shared.proxied, &client.tally).await {
            Ok(opened) => opened,
            Err(failure) => return Ok(not_through(failed(path, failure))),
        };
        let (status, headers) = (opened.status, opened.headers.clone());
        turn.answered(Shown::read(&headers), status.as_u16() == 429);
        self.remember_nonce(&headers);
        let text = body(opened, client).await;
        drop(turn);
        let millis = asked.elapsed().as_millis() as u64;
        let status = status.as_u16();
        debug!(
            okta.host = host,
            http.method = "POST",
            okta.path = path,
            http.status = status,
            okta.request = request_id(&headers),
            millis,
            "POST {path} of {host} answered {status} in {millis} ms"
        );
        match text {
            Ok(text) if status == 200 => Ok(self.read(&text, asked)),
            Ok(text) => Ok(self.weigh(client, status, &headers, &text)),
            Err(error) => Ok(not_through(error)),
        }
    }

    fn token_request(&self, client: &OktaClient, scopes: &[Scope], now: i64) -> Result<Request, Error> {
        let url = token_url(client)?;
        let unusable =
            |what: &str| Error::CredentialRejected { why: Rejection::Other, detail: format!("{what} cannot be sent in a header") };
        let proof = self.client.prove(&url, now);
        let names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials").append_pair("scope", &names.join(" "));
        form.extend_pairs(proof.fields);
        let mut request = Request::new(Method::POST, url.clone());
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        if self.client.secret().is_some() {
            headers.insert(AUTHORIZATION, proof.authorization.ok_or_else(|| unusable("the client secret"))?);
        }
        let nonce = self.nonce();
        let bound = self.proof.proof(&Method::POST, &url, now, Purpose::Token { nonce: nonce.as_deref() });
        headers.insert("dpop", bound.ok_or_else(|| unusable("the proof of possession"))?);
        // A text of known length: Okta answers 411 where the length is missing.
        *request.body_mut() = Some(Content::from(form.finish()));
        Ok(request)
    }

    fn read(&self, text: &str, asked: Instant) -> Tried {
        match serde_json::from_str::<TokenAnswer>(text) {
            Ok(answer) if answer.is_usable() => Tried::Done(Asked::Token(answer, asked)),
            Ok(_) => Tried::Final(Error::Unreadable { path: TOKEN_PATH, reason: "token_type: neither Bearer nor DPoP".to_owned() }),
            Err(error) if error.is_data() => Tried::Final(Error::Unreadable { path: TOKEN_PATH, reason: kind(&error) }),
            Err(error) => {
                let why = if error.is_eof() && !text.is_empty() { Outage::CutOff } else { Outage::NotJson };
                unavailable(why)
            }
        }
    }

    fn weigh(&self, client: &OktaClient, status: u16, headers: &HeaderMap, text: &str) -> Tried {
        let text = self.blot(text);
        if status == 429 {
            return Tried::TooMany;
        }
        if let Some(refusal) = Refusal::read(&text) {
            return Tried::Means(refusal.meaning(status, self.client.names_key()), traced(refusal.words(), headers));
        }
        let call = Call::new(TOKEN_PATH, &[], Access::Open);
        let status = reqwest::StatusCode::from_u16(status).unwrap_or_default();
        match (Answer { call: &call, host: client.org().host(), from_cursor: false, status, headers, body: &text }.judge()) {
            Judgement::Again { why, .. } => unavailable(why),
            Judgement::TooMany => Tried::TooMany,
            // Without a token there is nothing that could be read.
            Judgement::Final(Error::CredentialRejected { detail, .. }) => {
                Tried::Final(Error::CredentialRejected { why: Rejection::Other, detail })
            }
            Judgement::Final(error) if error.is_about_one_call() => {
                Tried::Final(Error::CredentialRejected { why: Rejection::Other, detail: error.to_string() })
            }
            Judgement::Final(error) => Tried::Final(error),
            _ => unavailable(Outage::Status(status.as_u16())),
        }
    }
}

/// Where this org gives tokens: on the address that is called, which is also what an assertion is for.
fn token_url(client: &OktaClient) -> Result<Url, Error> {
    client.org().base().join(TOKEN_PATH).map_err(|_| Error::LinkRefused { path: TOKEN_PATH })
}

async fn body(opened: Opened, client: &OktaClient) -> Result<Zeroizing<String>, Error> {
    match opened.body(LARGEST, client.shared.proxied, &client.tally).await {
        Ok(Body::Whole(body)) => {
            let body = Zeroizing::new(body);
            Ok(Zeroizing::new(String::from_utf8_lossy(&body).into_owned()))
        }
        Ok(Body::TooLarge) => Err(Error::TooLarge { path: TOKEN_PATH, limit_bytes: LARGEST }),
        Err(failure) => Err(failed(TOKEN_PATH, failure)),
    }
}

/// A call that did not come through: worth another, or not.
fn not_through(error: Error) -> Tried {
    if error.is_passing() { Tried::Again(error) } else { Tried::Final(error) }
}

fn unavailable(why: Outage) -> Tried {
    Tried::Again(Error::Unavailable { path: TOKEN_PATH, why })
}

/// Waits for another try; `error` if there were enough.
async fn again(tries: &mut Tries, error: Error) -> Result<(), Error> {
    tries.failed();
    if !tries.another() {
        return Err(error);
    }
    tokio::time::sleep(tries.pause(rand::random())).await;
    Ok(())
}

fn rejected<T>(why: Rejection, detail: String) -> Result<T, Error> {
    Err(Error::CredentialRejected { why, detail })
}
