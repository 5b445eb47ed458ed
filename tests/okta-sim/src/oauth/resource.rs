//! What a token opens: the checks of a call that comes with one.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::errors::OauthError;
use super::proof;
use crate::admit::{Identity, Request};
use crate::answer::Answer;
use crate::errors::Refusal;
use crate::id::draw;
use crate::locks::lock;
use crate::permissions::Caller;
use crate::routes::Route;
use crate::settings::OutsideZone;
use crate::state::{Moment, OrgState};

/// How a token was presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Bearer,
    Dpop,
}

impl OrgState {
    /// Who presents a token, if it is good for this call and comes with what it must come with.
    pub(crate) fn present(
        &self,
        scheme: Scheme,
        token: &str,
        route: Route,
        request: &Request<'_>,
        moment: &Moment,
    ) -> Result<Identity, Answer> {
        let refuse = |error: OauthError, bound: bool| {
            error.challenge(&self.host, bound, route.scope.unwrap_or_default(), request.path, error.answer().body.into_bytes())
        };
        // A token that is none is refused without a body.
        let invalid =
            |error: OauthError, bound: bool| error.challenge(&self.host, bound, route.scope.unwrap_or_default(), request.path, Vec::new());
        let mut state = lock(&self.oauth);
        let presented_bound = scheme == Scheme::Dpop;
        let access = state.issued.get(token).cloned().ok_or_else(|| invalid(OauthError::TOKEN_INVALID, presented_bound))?;
        let client = moment.world.clients.get(access.client).filter(|client| client.active);
        let client = client.filter(|_| moment.world.client_id(access.client).to_string() == access.client_id);
        let bound = access.bound_to.is_some();
        let client = client.ok_or_else(|| invalid(OauthError::TOKEN_INVALID, bound))?;
        if access.ends <= moment.now {
            return Err(invalid(OauthError::TOKEN_EXPIRED, bound));
        }
        match (scheme, &access.bound_to) {
            (Scheme::Bearer, None) => {}
            (Scheme::Bearer, Some(_)) => return Err(refuse(OauthError::SCHEME, true)),
            (Scheme::Dpop, None) => return Err(invalid(OauthError::TOKEN_NOT_BOUND, true)),
            (Scheme::Dpop, Some(key)) => {
                let text = proof::sent(request.headers).map_err(|error| refuse(error, true))?;
                let text = text.ok_or_else(|| refuse(OauthError::PROOF_DEMANDED, true))?;
                let address = format!("{}{}", moment.world.base(), request.path);
                let method = request.method.as_str();
                let wanted = proof::Wanted { method, address: &address, token: Some(token), nonces: None, now: moment.now };
                let shown = proof::judge(text, &wanted, &mut state.proofs).map_err(|error| refuse(error, true))?;
                if shown != *key {
                    return Err(refuse(OauthError::PROOF_BINDING, true));
                }
            }
        }
        drop(state);
        if let Some(status) = moment.spec.without_oauth.get(route.pattern) {
            return Err(if *status == 401 { Refusal::invalid_token().into() } else { Refusal::invalid_session().into() });
        }
        if route.scope.is_none() {
            return Err(Refusal::invalid_session().into());
        }
        if !moment.admits(client, request.caller) {
            self.tell_outside(Caller::Client(access.client), request, moment);
            return Err(match moment.spec.outside_zone {
                OutsideZone::Forbidden => Refusal::forbidden().into(),
                OutsideZone::InvalidToken => invalid(OauthError::TOKEN_INVALID, bound),
            });
        }
        let scopes: Arc<BTreeSet<String>> = Arc::clone(&access.scopes);
        // What an administrator takes away is gone at once, also for tokens that have it.
        let lacks = route.scope.is_some_and(|scope| !scopes.contains(scope) || !client.scopes.contains(scope));
        let missing = lacks.then(|| self.missing_scope(route, request, moment, bound));
        Ok(Identity { missing, ..Identity::of_client(access.client, moment) })
    }

    /// 403 with what is missing in a header; the body is empty or an envelope, as it comes.
    fn missing_scope(&self, route: Route, request: &Request<'_>, moment: &Moment, bound: bool) -> Answer {
        let sum = route.pattern.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let body = if draw(moment.spec.seed, 71, sum).is_multiple_of(2) { Vec::new() } else { Refusal::forbidden().body() };
        OauthError::MISSING_SCOPE.challenge(&self.host, bound, route.scope.unwrap_or_default(), request.path, body)
    }
}

impl Identity {
    /// A client that lacks nothing.
    pub(crate) fn of_client(number: usize, moment: &Moment) -> Self {
        // Tokens have small numbers; clients are counted from where none of these is.
        let principal = (1 << 48) + number as u64;
        Identity { caller: Caller::Client(number), share: moment.world.clients[number].rate_share(), principal, missing: None }
    }
}
