//! From where our token or app works, and its share of the rate limit.

use super::{
    client::HIDDEN_APP,
    report::{Judging, SetupStep},
};
use crate::snapshot::{
    AddressRange, ApiToken, Coverage, Needs, Network, OwnIdentity, OwnToken, Scope, Snapshot, Zone, ZoneKind, ZoneUsage,
};

const ZONE: Judging = Judging {
    id: "network_zone",
    title: "Works only from our address",
    required: false,
    remedy: "Security › Networks › Add zone › IP zone: enter our address and nothing else. Then Security › API › Tokens › the token › Edit: \
             restrict it to that zone.",
    of_app: "Security › Networks › Add zone › IP zone: enter our address and nothing else. Then Applications › Applications › the app › General › \
             Network restrictions: allow that zone only.",
};

const SHARE: Judging = Judging {
    id: "rate_share",
    title: "A share of the rate limit between 25 % and 75 %",
    required: false,
    remedy: "Security › API › Tokens › the token › Edit: set its share of the rate limit between 25 % and 75 %, and never to 100 %, \
             so that it can never use up what other integrations need.",
    of_app: "Applications › Applications › the app › Application rate limits › Edit: set its share of the rate limit between 25 % and 75 %, and never \
             to 100 %, so that it can never use up what other integrations need.",
};

/// A zone with more addresses than these is wide for a service with one address: as many as a /24 holds, or, of version 6, a range wider
/// than this prefix. The check of our own token takes the same by default.
const NARROW_V4: u128 = 256;
const NARROW_V6: u32 = 64;
/// Okta's share for tokens that nobody has set one for, in percent.
const DEFAULT_SHARE: i64 = 50;

/// Our own token; else why it is not known.
fn own_token<'a>(seen: &'a Snapshot, own: &OwnToken) -> Result<&'a ApiToken, String> {
    match seen.coverage(Needs::ApiTokens) {
        Coverage::Complete | Coverage::Partial { .. } | Coverage::Narrow { .. } => {}
        Coverage::Forbidden { .. } => {
            return Err("Okta does not show API tokens to the account: \"View API tokens\" is missing.".to_owned());
        }
        _ => return Err("The org's API tokens could not be read.".to_owned()),
    }
    match own {
        OwnToken::Token { id } => {
            seen.api_tokens.iter().find(|token| token.id == *id).ok_or_else(|| "Our token is not in the org's list.".to_owned())
        }
        OwnToken::OneOf { ids } => {
            Err(format!("The account owns {} tokens, and which of them is ours cannot be told. Give the token's name with it.", ids.len()))
        }
        OwnToken::Unknown => Err("Our token is not in the org's list.".to_owned()),
    }
}

/// From where our token or app works; else why it is not known.
fn scope(seen: &Snapshot) -> Result<Scope<'_>, String> {
    match &seen.own {
        None => Err("Okta did not say whom our credential acts for.".to_owned()),
        Some(OwnIdentity::User { token, .. }) => own_token(seen, token).map(ApiToken::scope),
        Some(OwnIdentity::Client { app: None, .. }) => Err(HIDDEN_APP.to_owned()),
        Some(OwnIdentity::Client { app: Some(app), .. }) => Ok(app.network.as_ref().map_or(Scope::Anywhere, Network::scope)),
    }
}

/// What has a share of the rate limit; else why it is not known.
fn principal(seen: &Snapshot) -> Result<&str, String> {
    match &seen.own {
        None => Err("Okta did not say whom our credential acts for.".to_owned()),
        Some(OwnIdentity::User { token, .. }) => own_token(seen, token).map(|token| token.id.as_str()),
        Some(OwnIdentity::Client { id, .. }) => Ok(id),
    }
}

/// "token" or "app".
fn what(seen: &Snapshot) -> &'static str {
    if seen.own.as_ref().is_some_and(|own| own.user().is_none()) { "app" } else { "token" }
}

pub(super) fn zone(seen: &Snapshot) -> SetupStep {
    let (step, what) = (ZONE.of(seen), what(seen));
    let ids = match scope(seen) {
        Err(why) => return step.cannot_tell(why),
        Ok(Scope::Anywhere) => return step.missing(format!("The {what} works from any address.")),
        Ok(Scope::AnyZone) => return step.missing(format!("The {what} works from any zone that is defined in the org.")),
        Ok(Scope::AllBut(_)) => return step.missing(format!("The {what} works from everywhere but some zones.")),
        Ok(Scope::Unknown(word)) => return step.cannot_tell(format!("The {what}'s network restriction {word} is not known.")),
        Ok(Scope::Zones(ids)) => ids,
    };
    if !matches!(seen.coverage(Needs::Zones), Coverage::Complete) {
        return step.cannot_tell(format!("The {what} is restricted to zones that could not be read."));
    }
    // A blocked list of addresses lets nobody in.
    let lets_in = |zone: &&Zone| zone.active && zone.usage != ZoneUsage::Blocklist;
    let zones: Vec<&Zone> = ids.iter().filter_map(|id| seen.zone(id)).filter(lets_in).collect();
    if zones.is_empty() {
        return step.missing(format!("The {what}'s zone does not exist any more, is inactive, or is a blocklist."));
    }
    let (mut ranges, mut readable) = (Vec::new(), true);
    for zone in &zones {
        if zone.kind != ZoneKind::Ip {
            return step.missing(format!("The {what}'s zone {} is made of places or networks, not of addresses.", zone.name));
        }
        match zone.ranges() {
            Ok(some) => ranges.extend(some),
            Err(_) => readable = false,
        }
    }
    let names: Vec<&str> = zones.iter().map(|zone| zone.name.as_str()).collect();
    let names = names.join(", ");
    let lacking: Vec<&str> = seen
        .egress
        .iter()
        .filter(|ours| AddressRange::read(ours).is_some_and(|ours| !ranges.iter().any(|range| range.covers(ours))))
        .map(String::as_str)
        .collect();
    // Many narrow ranges are a wide zone.
    let v4: u128 = ranges.iter().filter(|range| !range.is_v6()).fold(0, |sum, range| range.size().saturating_add(sum));
    if v4 > NARROW_V4 || ranges.iter().any(|range| range.is_v6() && range.is_wider_than(NARROW_V6)) {
        return step.missing(format!("The {what}'s zone {names} admits far more addresses than ours."));
    }
    if !readable {
        return step.cannot_tell(format!("The {what}'s zone {names} has an entry that could not be read."));
    }
    if seen.egress.is_empty() {
        return step
            .cannot_tell(format!("The {what} is restricted to the zone {names}, but our own address is not set in this installation."));
    }
    if !lacking.is_empty() {
        return step.missing(format!("The {what}'s zone {names} lacks our address {}.", lacking.join(", ")));
    }
    step.ok(format!("The {what} works only from the zone {names}, which holds our address."))
}

pub(super) fn share(seen: &Snapshot) -> SetupStep {
    let step = SHARE.of(seen);
    let principal = match principal(seen) {
        Ok(principal) => principal,
        Err(why) => return step.cannot_tell(why),
    };
    let limits = seen.coverage(Needs::PrincipalRateLimits);
    match limits {
        Coverage::Complete => {}
        Coverage::Forbidden { .. } => {
            return step.cannot_tell(match limits.missing_scope() {
                Some(scope) => format!("The scope {scope}, with which shares are read, is not granted."),
                None => format!("Okta does not show shares of the rate limit to the {}.", step.noun),
            });
        }
        _ => return step.cannot_tell("The shares of the rate limit could not be read."),
    }
    let limit = seen.principal_limits.iter().find(|limit| limit.principal == principal);
    let percent = limit.and_then(|limit| limit.percentage).unwrap_or(DEFAULT_SHARE);
    if (25..=75).contains(&percent) {
        step.ok(format!("The share is {percent} %."))
    } else {
        step.missing(format!("The share is {percent} %."))
    }
}
