//! From a request to an answer: who asks, from where, how often, whether they may, and what.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use hyper::Method;
use hyper::header::{AUTHORIZATION, COOKIE, HeaderMap};
use serde_json::json;

use crate::answer::Answer;
use crate::api::policies;
use crate::call::{Call, decode, parse_query};
use crate::errors::Refusal;
use crate::limits::{Bucket, Drawn, parallel};
use crate::locks::lock;
use crate::org::tokens::{Share, Token};
use crate::permissions::{Need, allows};
use crate::routes::{Route, Shape, find};
use crate::settings::{OutsideZone, WithoutRole};
use crate::state::{Moment, OrgState};

/// A request as it arrived.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) caller: IpAddr,
    pub(crate) in_flight: u32,
    /// Whether the next link is to lead astray.
    pub(crate) astray: bool,
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
        if request.headers.contains_key(COOKIE) {
            outcome.answer.violation.get_or_insert_with(|| "a cookie was sent back".to_owned());
        }
        // A feature that is off is told by a part of Okta that counts nothing.
        if outcome.answer.status == 401 {
            outcome.drawn = None;
        }
        outcome
    }

    fn judge(&self, request: &Request<'_>, moment: &Moment) -> Outcome {
        let parts: Option<Vec<String>> = request.path.split('/').skip(1).map(decode).collect();
        let route = find(&parts.unwrap_or_default());
        if request.method != Method::GET {
            let refusal = Refusal::method().violating(format!("{} is no read", request.method));
            return Outcome::refused(refusal, None, route.map(|(route, _)| route));
        }
        let Some((route, names)) = route else {
            return Outcome::refused(Refusal::unknown_path(), None, None);
        };
        let token = match self.identify(route, request, moment) {
            Ok(token) => token,
            Err(refusal) => return Outcome::refused(refusal, None, Some(route)),
        };
        let drawn = match self.draw(route, request, moment, token) {
            Ok(drawn) => drawn,
            Err(drawn) => return Outcome::refused(Refusal::too_many(), Some(drawn), Some(route)),
        };
        let call = Call {
            route,
            names,
            path: request.path.to_owned(),
            query: parse_query(request.query),
            user: token.map_or(0, |token| token.owner),
            oddities: moment.spec.oddities.clone(),
            pages_before: self.count_page(),
            astray: request.astray,
            world: std::sync::Arc::clone(&moment.world),
        };
        match reply(&call, moment.spec.without_role) {
            Ok(answer) => Outcome { answer, drawn, route: Some(route) },
            Err(refusal) => Outcome::refused(refusal, drawn, Some(route)),
        }
    }

    /// The token of a request that may come from where it comes from.
    fn identify<'m>(&self, route: Route, request: &Request<'_>, moment: &'m Moment) -> Result<Option<&'m Token>, Refusal> {
        if route.need == Need::Nothing {
            return Ok(None);
        }
        let header = request.headers.get(AUTHORIZATION).ok_or_else(Refusal::invalid_session)?;
        let text = header.to_str().map_err(|_| Refusal::invalid_token())?;
        let given = text
            .get(..4)
            .filter(|scheme| scheme.eq_ignore_ascii_case("SSWS"))
            .map(|_| text[4..].trim_start())
            .ok_or_else(Refusal::invalid_session)?;
        if moment.token.as_deref() != Some(given) {
            return Err(Refusal::invalid_token());
        }
        let world = &moment.world;
        let token = world.token(world.own_token).ok_or_else(Refusal::invalid_token)?;
        if !world.admits(token, request.caller) {
            return Err(match moment.spec.outside_zone {
                OutsideZone::Forbidden => Refusal::forbidden(),
                OutsideZone::InvalidToken => Refusal::invalid_token(),
            });
        }
        Ok(Some(token))
    }

    /// Takes the request from its bucket; an error is a refusal because of limits.
    fn draw(&self, route: Route, request: &Request<'_>, moment: &Moment, token: Option<&Token>) -> Result<Option<Drawn>, Drawn> {
        let limits = moment.spec.limits;
        if !limits.on {
            return Ok(None);
        }
        let share = token.map_or(Share { percent: 100, concurrency_percent: 100 }, Token::share);
        if request.in_flight > parallel(limits, share) {
            return Err(crowded());
        }
        let principal = token.map_or(u64::MAX, |token| token.number);
        let drawn = lock(&self.windows).take(Bucket::of(route.bucket), principal, share, limits, Instant::now());
        if drawn.allowed { Ok(Some(drawn)) } else { Err(drawn) }
    }
}

/// What a refusal for too many parallel requests shows: zeros, and a reset that means nothing.
pub(crate) fn crowded() -> Drawn {
    Drawn { limit: 0, remaining: 0, reset_in: Duration::from_secs(120), allowed: false }
}

fn reply(call: &Call, without_role: WithoutRole) -> Result<Answer, Refusal> {
    call.check_parameters()?;
    if allows(&call.world, call.user, policies::need(call)?) {
        return (call.route.answer)(call);
    }
    match (without_role, call.route.shape) {
        (WithoutRole::Forbidden, _) | (_, Shape::One) => Err(Refusal::forbidden()),
        (WithoutRole::Empty, Shape::List) => Ok(Answer::of(&[(); 0])),
        (WithoutRole::Empty, Shape::Wrapped(name)) => Ok(Answer::of(&json!({name: [], "_links": {}}))),
    }
}
