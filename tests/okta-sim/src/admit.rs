//! From a request to an answer: who asks, from where, how often, whether they may, and what.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use hyper::Method;
use hyper::header::{AUTHORIZATION, COOKIE, HeaderMap, USER_AGENT};
use serde_json::json;

use crate::answer::Answer;
use crate::api::policies;
use crate::call::{Call, decode, parse_query};
use crate::errors::Refusal;
use crate::limits::{Asked, Drawn, Shown, parallel};
use crate::locks::lock;
use crate::log::Happening;
use crate::oauth::{self, Scheme, TOKEN_PATH};
use crate::org::tokens::{Share, WINDOW_DAYS};
use crate::peculiar;
use crate::permissions::{Caller, Need, allows, opens};
use crate::routes::{Route, Shape, UNMETERED, find};
use crate::settings::{OutsideZone, WithoutRole};
use crate::stamp::Stamp;
use crate::state::{Moment, OrgState};

/// A request as it arrived.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    /// What was sent along, up to the length of a long form.
    pub(crate) body: &'a [u8],
    pub(crate) caller: IpAddr,
    pub(crate) in_flight: u32,
    /// Whether the next link is to lead astray.
    pub(crate) astray: bool,
}

/// Who asks, and what that means for the call.
pub(crate) struct Identity {
    pub(crate) caller: Caller,
    pub(crate) share: Share,
    /// The number that its windows of limits are kept by.
    pub(crate) principal: u64,
    /// The answer if a scope is missing.
    pub(crate) missing: Option<Answer>,
}

impl Identity {
    const NOBODY: Identity =
        Identity { caller: Caller::Nobody, share: Share { percent: 100, concurrency_percent: 100 }, principal: u64::MAX, missing: None };
}

/// An answer, and what the journal and the headers need beside it.
pub(crate) struct Outcome {
    pub(crate) answer: Answer,
    pub(crate) drawn: Option<Drawn>,
    pub(crate) route: Option<Route>,
}

impl Outcome {
    fn refused(refusal: Refusal, drawn: Option<Drawn>, route: Option<Route>) -> Self {
        Outcome { answer: refusal.into(), drawn, route }
    }

    /// The path pattern that the journal counts by.
    pub(crate) fn pattern(&self) -> &'static str {
        self.route.map_or("unknown", |route| route.pattern)
    }
}

impl OrgState {
    /// Answers a request.
    pub(crate) fn admit(&self, request: &Request<'_>) -> Outcome {
        let moment = self.moment();
        let mut outcome = self.judge(request, &moment);
        if !request.headers.contains_key(USER_AGENT) {
            outcome.answer.violation.get_or_insert_with(|| "nobody said who was calling: no User-Agent".to_owned());
        }
        if request.headers.contains_key(COOKIE) {
            outcome.answer.violation.get_or_insert_with(|| "a cookie was sent back".to_owned());
        }
        outcome
    }

    fn judge(&self, request: &Request<'_>, moment: &Moment) -> Outcome {
        let parts: Option<Vec<String>> = request.path.split('/').skip(1).map(decode).collect();
        let route = find(&parts.unwrap_or_default());
        if let (Some((route, _)), &Method::POST) = (&route, request.method)
            && route.pattern == TOKEN_PATH
        {
            return self.answer_grant(route, request, moment);
        }
        if request.method != Method::GET {
            let refusal = Refusal::method().violating(format!("{} is no read", request.method));
            return Outcome::refused(refusal, None, route.map(|(route, _)| route));
        }
        let Some((route, names)) = route else {
            return Outcome::refused(Refusal::unknown_path(), None, None);
        };
        let identity = match self.identify(route, request, moment) {
            Ok(identity) => identity,
            Err(answer) => return Outcome { answer, drawn: None, route: Some(route) },
        };
        let drawn = match self.draw(route, request, moment, &identity) {
            Ok(drawn) => drawn,
            Err(drawn) => return Outcome::refused(Refusal::too_many(), Some(drawn), Some(route)),
        };
        if let Some(answer) = identity.missing {
            return Outcome { answer, drawn, route: Some(route) };
        }
        let call = Call {
            route,
            names,
            path: request.path.to_owned(),
            query: parse_query(request.query),
            caller: identity.caller,
            me_is_forbidden: moment.spec.me_is_forbidden,
            oddities: moment.spec.oddities.clone(),
            pages_before: self.count_page(),
            astray: request.astray,
            token_used: self.token_used(),
            now_milliseconds: moment.now_milliseconds,
            skew_seconds: moment.spec.skew_seconds,
            happened: std::sync::Arc::clone(&self.happened),
            world: std::sync::Arc::clone(&moment.world),
        };
        match reply(&call, moment.spec.without_role) {
            Ok(answer) => Outcome { answer, drawn, route: Some(route) },
            // A feature that is off is told by a part of Okta that counts nothing.
            Err(refusal) => Outcome::refused(refusal.clone(), drawn.filter(|_| refusal.status != 401), Some(route)),
        }
    }

    /// A request for a token draws from the limit of the client that it seems to come from, whatever becomes of it.
    fn answer_grant(&self, route: Route, request: &Request<'_>, moment: &Moment) -> Outcome {
        let asked = oauth::asked(request, moment);
        let identity = asked.as_ref().map_or(Identity::NOBODY, |asked| Identity::of_client(asked.client, moment));
        match self.draw(route, request, moment, &identity) {
            Ok(drawn) => {
                let answer = asked.map_or_else(|refused| refused, |asked| self.grant(&asked, request, moment));
                Outcome { answer, drawn, route: Some(route) }
            }
            Err(drawn) => Outcome::refused(Refusal::too_many(), Some(drawn), Some(route)),
        }
    }

    /// Who asks, if the credential is good and may be used from where it is used.
    fn identify(&self, route: Route, request: &Request<'_>, moment: &Moment) -> Result<Identity, Answer> {
        if route.need == Need::Nothing {
            return Ok(Identity::NOBODY);
        }
        let header = request.headers.get(AUTHORIZATION).ok_or_else(Refusal::invalid_session)?;
        let text = header.to_str().map_err(|_| Refusal::invalid_token())?;
        let after = |scheme: &str| {
            let given = text.get(..scheme.len()).filter(|given| given.eq_ignore_ascii_case(scheme))?;
            Some(text[given.len()..].trim_start())
        };
        if let Some(token) = after("Bearer ") {
            return self.present(Scheme::Bearer, token, route, request, moment);
        }
        if let Some(token) = after("DPoP ") {
            return self.present(Scheme::Dpop, token, route, request, moment);
        }
        let given = after("SSWS").ok_or_else(Refusal::invalid_session)?;
        if moment.token.as_deref() != Some(given) {
            return Err(Refusal::invalid_token().into());
        }
        let world = &moment.world;
        let token = world.token(world.own_token).ok_or_else(Refusal::invalid_token)?;
        if self.token_used().days_ahead(WINDOW_DAYS) <= Stamp(moment.now) {
            return Err(Refusal::invalid_token().into());
        }
        if !world.admits(token, request.caller) {
            self.tell_outside(Caller::User(token.owner), request, moment);
            return Err(match moment.spec.outside_zone {
                OutsideZone::Forbidden => Refusal::forbidden().into(),
                OutsideZone::InvalidToken => Refusal::invalid_token().into(),
            });
        }
        self.use_token(moment.now);
        Ok(Identity { caller: Caller::User(token.owner), share: token.share(), principal: token.number, missing: None })
    }

    /// Has the log tell that a good credential came from outside its zone.
    pub(crate) fn tell_outside(&self, by: Caller, request: &Request<'_>, moment: &Moment) {
        self.happened.note(by, Happening::Outside(request.caller), moment.spec.skew_seconds);
    }

    /// Takes the request from its bucket; an error is a refusal because of limits.
    fn draw(&self, route: Route, request: &Request<'_>, moment: &Moment, identity: &Identity) -> Result<Option<Drawn>, Drawn> {
        let limits = &moment.spec.limits;
        if !limits.on || route.bucket == UNMETERED {
            return Ok(None);
        }
        if request.in_flight > parallel(limits, identity.share) {
            return Err(crowded());
        }
        let asked = Asked { bucket: route.bucket_in(limits.table), principal: identity.principal, share: identity.share };
        let drawn = lock(&self.windows).take(asked, limits, Instant::now());
        if drawn.allowed { Ok(Some(drawn)) } else { Err(drawn) }
    }
}

/// What a refusal for too many parallel requests shows: zeros, and a reset that means nothing.
pub(crate) fn crowded() -> Drawn {
    Drawn::alike(Shown { limit: 0, remaining: 0, reset_in: Duration::from_secs(120) })
}

fn reply(call: &Call, without_role: WithoutRole) -> Result<Answer, Refusal> {
    call.check_parameters()?;
    if let Some(feature) = call.route.feature {
        feature.check(&call.world)?;
    }
    if allows(&call.world, call.caller, policies::need(call)?) || opens(&call.world, call.caller, call.route) {
        peculiar::flap(call)?;
        return (call.route.answer)(call).map(|answer| peculiar::rewrite(call, answer));
    }
    match (without_role, call.route.shape) {
        (WithoutRole::Forbidden, _) | (_, Shape::One) => Err(Refusal::forbidden()),
        (WithoutRole::Empty, Shape::List) => Ok(Answer::of(&[(); 0])),
        (WithoutRole::Empty, Shape::Wrapped(name)) => Ok(Answer::of(&json!({name: [], "_links": {}}))),
    }
}
