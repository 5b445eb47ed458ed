//! An OAuth client's access token: fetched once, shared, renewed early, replaced once when Okta refuses it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use reqwest::header::HeaderMap;
use secrecy::SecretString;
use tokio::{sync::Mutex as Alone, time::Instant};

use super::{
    Grants, Rejection,
    blot::blot,
    client::OAuthClient,
    proof::ProofKey,
    request::Asked,
    search::Search,
    token::{AccessToken, Age, TokenAnswer},
};
use crate::{Error, OktaClient, api::Scope};

/// A client, its keys, and what is known of its tokens.
#[derive(Debug)]
pub(crate) struct OAuth {
    pub(super) client: OAuthClient,
    pub(super) proof: ProofKey,
    wanted: Vec<Scope>,
    known: Mutex<Known>,
    /// Held while a token is fetched. Never while a turn is held: the token call takes a turn itself.
    fetching: Alone<()>,
}

/// After which an endpoint that took no OAuth tokens is asked again: it may have been a bad hour of Okta's.
const CLOSED_FOR: Duration = Duration::from_secs(24 * 3_600);

#[derive(Debug, Default)]
struct Known {
    token: Option<Arc<AccessToken>>,
    generation: u64,
    /// How often a token was asked for, and the error if the last time failed.
    fetches: u64,
    failed: Option<Error>,
    grants: Option<Grants>,
    /// A search that was interrupted, and goes on where it was.
    search: Option<Progress>,
    nonce: Option<String>,
    /// The youngest token that Okta took for any call.
    accepted: u64,
    /// Endpoints that take no OAuth tokens, and since when that is known.
    closed: HashMap<&'static str, Instant>,
}

/// How far a search for scopes has come.
#[derive(Debug)]
struct Progress {
    search: Search,
    /// The last token given, and when it was asked for: it has all that was found so far.
    token: Option<(TokenAnswer, Instant)>,
    /// Okta's words for the last refusal.
    words: String,
}

impl OAuth {
    pub(super) fn new(client: OAuthClient, wanted: Vec<Scope>, grants: Option<Grants>) -> Self {
        let known = Mutex::new(Known { grants, ..Known::default() });
        Self { client, proof: ProofKey::generate(), wanted, known, fetching: Alone::new(()) }
    }

    /// A token that is good for a while; at most one caller fetches it, the others wait, or go on with the one they have.
    pub(super) async fn ready(&self, client: &OktaClient) -> Result<Arc<AccessToken>, Error> {
        let (token, fetches) = {
            let known = self.known();
            (known.token.clone(), known.fetches)
        };
        match token.map(|token| (token.age(Instant::now()), token)) {
            Some((Age::Fresh, token)) => Ok(token),
            Some((Age::Ageing, token)) => {
                let Ok(_alone) = self.fetching.try_lock() else { return Ok(token) };
                if let Some(renewed) = self.fresh() {
                    return Ok(renewed);
                }
                match self.renew(client).await {
                    // There are minutes left in which it may pass.
                    Err(error) if error.is_passing() => Ok(token),
                    other => other,
                }
            }
            _ => {
                let _alone = self.fetching.lock().await;
                if let Some(fetched) = self.fresh() {
                    return Ok(fetched);
                }
                // Who waited for a fetch that failed does not make the same call again.
                let failed = {
                    let known = self.known();
                    known.failed.clone().filter(|_| known.fetches != fetches)
                };
                match failed {
                    Some(error) => Err(error),
                    None => self.renew(client).await,
                }
            }
        }
    }

    fn fresh(&self) -> Option<Arc<AccessToken>> {
        self.known().token.clone().filter(|token| token.age(Instant::now()) == Age::Fresh)
    }

    async fn renew(&self, client: &OktaClient) -> Result<Arc<AccessToken>, Error> {
        let outcome = self.fetch(client).await;
        let mut known = self.known();
        known.fetches += 1;
        match outcome {
            Ok((answer, at, search)) => {
                known.generation += 1;
                let token = Arc::new(answer.token(at, known.generation));
                known.grants = Some(search.found(token.bound));
                known.failed = None;
                known.token = Some(token.clone());
                Ok(token)
            }
            Err(error) => {
                known.failed = Some(error.clone());
                Err(error)
            }
        }
    }

    /// A token with all scopes that are granted: by one call where they are known, by a search where not.
    async fn fetch(&self, client: &OktaClient) -> Result<(TokenAnswer, Instant, Search), Error> {
        let begun = {
            let mut known = self.known();
            let begun = known.search.take();
            begun.unwrap_or_else(|| Progress {
                search: Search::new(&self.wanted, known.grants.as_ref()),
                token: None,
                words: String::new(),
            })
        };
        let Progress { mut search, mut token, mut words } = begun;
        while let Some(scopes) = search.asks() {
            match self.ask(client, &scopes).await {
                Ok(Asked::Token(answer, at)) => {
                    search.granted(answer.scopes().as_deref());
                    token = Some((answer, at));
                }
                Ok(Asked::ScopeRefused(detail)) => {
                    search.refused();
                    words = detail;
                }
                Err(error) => {
                    if error.is_passing() {
                        self.known().search = Some(Progress { search, token, words });
                    }
                    return Err(error);
                }
            }
        }
        let none = Error::CredentialRejected { why: Rejection::NoScopeGranted, detail: words };
        token.map(|(answer, at)| (answer, at, search)).ok_or(none)
    }

    /// Okta refused this token. It is not used again; another caller may have replaced it already.
    pub(super) fn spoilt(&self, token: &AccessToken) {
        let mut known = self.known();
        if known.token.as_ref().is_some_and(|current| current.generation == token.generation) {
            known.token = None;
        }
    }

    /// Okta took this token for a call.
    pub(super) fn accepted(&self, token: &AccessToken) {
        let mut known = self.known();
        known.accepted = known.accepted.max(token.generation);
    }

    /// Whether this token or the one before it was taken for another call, so that a refusal of both is the endpoint's alone.
    pub(super) fn is_vouched_for(&self, token: &AccessToken) -> bool {
        let accepted = self.known().accepted;
        accepted > 0 && accepted + 1 >= token.generation
    }

    /// The endpoint takes no OAuth tokens, and is not asked again for a while.
    pub(super) fn close(&self, path: &'static str) {
        self.known().closed.insert(path, Instant::now());
    }

    pub(super) fn forget_token(&self) {
        self.known().token = None;
    }

    pub(super) fn is_closed(&self, path: &'static str) -> bool {
        self.known().closed.get(path).is_some_and(|since| since.elapsed() < CLOSED_FOR)
    }

    /// Whether a scope is granted; `None` while that is not known.
    pub(super) fn has(&self, scope: Scope) -> Option<bool> {
        let known = self.known();
        known.token.as_ref()?;
        known.grants.as_ref().map(|grants| grants.has(scope))
    }

    /// Whether a scope was granted when a token was given last, also while another is fetched.
    pub(super) fn was_granted(&self, scope: Scope) -> bool {
        self.known().grants.as_ref().is_some_and(|grants| grants.has(scope))
    }

    /// A scope that was granted turned out to be missing.
    pub(super) fn lose(&self, scope: Scope) {
        if let Some(grants) = &mut self.known().grants {
            grants.lose(scope);
        }
    }

    /// What was found with the last token.
    pub(super) fn grants(&self) -> Option<Grants> {
        self.known().grants.clone()
    }

    pub(super) fn search_anew(&self) {
        let mut known = self.known();
        (known.grants, known.token, known.search) = (None, None, None);
        // Also what took no tokens may do so by now.
        known.closed.clear();
    }

    pub(super) fn nonce(&self) -> Option<String> {
        self.known().nonce.clone()
    }

    /// The newest nonce counts (Okta changes it daily, and takes the former ones for three days).
    pub(super) fn remember_nonce(&self, headers: &HeaderMap) {
        if let Some(nonce) = headers.get("dpop-nonce").and_then(|nonce| nonce.to_str().ok()) {
            self.known().nonce = Some(nonce.to_owned());
        }
    }

    /// `text` without any secret of this client.
    pub(super) fn blot(&self, text: &str) -> String {
        let token = self.known().token.clone();
        let basic = self.client.basic();
        let secrets: Vec<&SecretString> =
            [token.as_deref().map(|token| &token.text), basic.as_ref(), self.client.secret()].into_iter().flatten().collect();
        blot(text, &secrets)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
