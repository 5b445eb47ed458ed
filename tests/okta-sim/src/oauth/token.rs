//! The token endpoint: Okta's checks in Okta's order.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::access::{Access, LASTS};
use super::client::{ClientSpec, Dpop, From, Sort};
use super::errors::{DPOP_NONCE, OauthError};
use super::request::{Asked, Credential};
use super::state::OauthState;
use super::{assertion, proof};
use crate::admit::Request;
use crate::answer::Answer;
use crate::locks::lock;
use crate::permissions::Caller;
use crate::state::{Moment, OrgState};

/// The path of the token endpoint.
pub(crate) const TOKEN_PATH: &str = "/oauth2/v1/token";

impl OrgState {
    /// Answers a request for a token.
    pub(crate) fn grant(&self, asked: &Asked, request: &Request<'_>, moment: &Moment) -> Answer {
        let mut state = lock(&self.oauth);
        let (answer, nonce) = match judge(asked, request, moment, &mut state) {
            Ok(answer) => (answer, true),
            Err(error) => {
                if error == OauthError::OUTSIDE_ZONE {
                    self.tell_outside(Caller::Client(asked.client), request, moment);
                }
                (error.answer(), error == OauthError::NONCE)
            }
        };
        // Whoever proves possession is told the newest nonce, also when a nonce is what was missing.
        let proved = request.headers.contains_key(proof::DPOP) && moment.world.clients[asked.client].dpop != Dpop::Ignored;
        if proved && nonce { answer.with(DPOP_NONCE, state.nonces.newest(moment.now)) } else { answer }
    }
}

fn judge(asked: &Asked, request: &Request<'_>, moment: &Moment, state: &mut OauthState) -> Result<Answer, OauthError> {
    let Asked { credential, form, client: number } = asked;
    let number = *number;
    let client = &moment.world.clients[number];
    let endpoint = format!("{}{TOKEN_PATH}", moment.world.base());
    judge_method(credential, client)?;
    match credential {
        Credential::Assertion(token) => assertion::judge(token, client, &endpoint, moment.now, &mut state.assertions)?,
        Credential::Basic(_, secret) | Credential::Posted(_, secret) => {
            if Some(secret.as_str()) != moment.world.client_secret(number).as_deref() {
                return Err(OauthError::SECRET);
            }
        }
    }
    if !moment.admits(client, request.caller) {
        return Err(OauthError::OUTSIDE_ZONE);
    }
    if form.get("grant_type") != Some("client_credentials") {
        return Err(OauthError::GRANT_TYPE);
    }
    let scopes = scopes(form.get("scope"), client)?;
    let bound_to = match (client.dpop, proof::sent(request.headers)) {
        (Dpop::Ignored, _) => None,
        (_, Err(error)) => return Err(error),
        (Dpop::Demanded, Ok(None)) => return Err(OauthError::PROOF_MISSING),
        (Dpop::Offered, Ok(None)) => None,
        (_, Ok(Some(text))) => {
            let wanted = proof::Wanted { method: "POST", address: &endpoint, token: None, nonces: Some(&state.nonces), now: moment.now };
            Some(proof::judge(text, &wanted, &mut state.proofs)?)
        }
    };
    let kind = if bound_to.is_some() { "DPoP" } else { "Bearer" };
    let scope = scopes.iter().cloned().collect::<Vec<_>>().join(" ");
    let access = Access {
        client: number,
        client_id: moment.world.client_id(number).to_string(),
        scopes: Arc::new(scopes),
        ends: moment.now + LASTS,
        bound_to,
    };
    let token = state.issued.issue(&moment.world.base(), access);
    Ok(Answer::of(&json!({"token_type": kind, "expires_in": LASTS, "access_token": token, "scope": scope})))
}

/// Whether a client of its sort may prove itself so.
fn judge_method(credential: &Credential, client: &ClientSpec) -> Result<(), OauthError> {
    let by_key = matches!(credential, Credential::Assertion(_));
    match client.sort {
        Sort::Web => Err(OauthError::NO_SERVICE),
        Sort::Service if !by_key => Err(OauthError::KEY_DEMANDED),
        Sort::Integration if !by_key && (client.secret.is_none() || matches!(credential, Credential::Posted(..))) => {
            Err(OauthError::INTEGRATION_METHOD)
        }
        _ => Ok(()),
    }
}

/// The scopes that are granted of those asked for.
fn scopes(asked: Option<&str>, client: &ClientSpec) -> Result<BTreeSet<String>, OauthError> {
    let asked: BTreeSet<String> = asked.unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect();
    if asked.is_empty() {
        return Err(OauthError::NO_SCOPE);
    }
    if asked.iter().any(|scope| scope.contains(".self")) {
        return Err(OauthError::SELF_SCOPE);
    }
    let granted: BTreeSet<String> = asked.intersection(&client.scopes).cloned().collect();
    if granted.is_empty() || granted.len() < asked.len() && !client.narrows { Err(OauthError::SCOPE) } else { Ok(granted) }
}

impl Moment {
    /// Whether a client may ask from an address.
    pub(super) fn admits(&self, client: &ClientSpec, caller: std::net::IpAddr) -> bool {
        match client.from {
            From::Anywhere => true,
            From::Zone(zone) => self.world.zone(zone).is_some_and(|zone| zone.contains(caller)),
        }
    }
}
