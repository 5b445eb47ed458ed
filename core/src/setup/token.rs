//! The token's zone and its share of the rate limit.

use super::report::{Judging, SetupStep};
use crate::snapshot::{AddressRange, ApiToken, Coverage, Needs, OwnToken, Scope, Snapshot, Zone, ZoneKind};

const ZONE: Judging = Judging {
    id: "network_zone",
    title: "The token works only from our address",
    required: false,
    remedy: "Security › Networks › Add zone › IP zone: enter our address and nothing else. Then Security › API › Tokens › the token › Edit: \
             restrict it to that zone.",
};

const SHARE: Judging = Judging {
    id: "rate_share",
    title: "The token's share of the rate limit is between 25 % and 75 %",
    required: false,
    remedy: "Security › API › Tokens › the token › Edit: set its share of the rate limit between 25 % and 75 %, and never to 100 %, \
             so that it can never use up what other integrations need.",
};

/// A zone with more addresses than a block of this length holds is wide for a service with one address.
const NARROW_V4: u32 = 24;
const NARROW_V6: u32 = 64;
/// Okta's share for tokens that nobody has set one for, in percent.
const DEFAULT_SHARE: i64 = 50;

/// Our own token; else why it is not known.
fn own(seen: &Snapshot) -> Result<&ApiToken, String> {
    match seen.coverage(Needs::ApiTokens) {
        Coverage::Complete | Coverage::Partial { .. } => {}
        Coverage::Forbidden { .. } => {
            return Err("Okta does not show API tokens to the account: \"View API tokens\" is missing.".to_owned());
        }
        _ => return Err("The org's API tokens could not be read.".to_owned()),
    }
    match seen.own.as_ref().map(|own| &own.token) {
        Some(OwnToken::Token { id }) => {
            seen.api_tokens.iter().find(|token| token.id == *id).ok_or_else(|| "Our token is not in the org's list.".to_owned())
        }
        Some(OwnToken::OneOf { ids }) => {
            Err(format!("The account owns {} tokens, and which of them is ours cannot be told. Give the token's name with it.", ids.len()))
        }
        Some(OwnToken::Unknown) | None => Err("Our token is not in the org's list.".to_owned()),
    }
}

pub(super) fn zone(seen: &Snapshot) -> SetupStep {
    let token = match own(seen) {
        Ok(token) => token,
        Err(why) => return ZONE.cannot_tell(why),
    };
    let ids = match token.scope() {
        Scope::Anywhere => return ZONE.missing("The token works from any address."),
        Scope::AnyZone => return ZONE.missing("The token works from any zone that is defined in the org."),
        Scope::AllBut(_) => return ZONE.missing("The token works from everywhere but some zones."),
        Scope::Unknown(word) => return ZONE.cannot_tell(format!("The token's network restriction {word} is not known.")),
        Scope::Zones(ids) => ids,
    };
    if !matches!(seen.coverage(Needs::Zones), Coverage::Complete) {
        return ZONE.cannot_tell("The token is restricted to zones that could not be read.");
    }
    let zones: Vec<&Zone> = ids.iter().filter_map(|id| seen.zone(id)).filter(|zone| zone.active).collect();
    if zones.is_empty() {
        return ZONE.missing("The token's zone does not exist any more or is inactive.");
    }
    let (mut ranges, mut readable) = (Vec::new(), true);
    for zone in &zones {
        if zone.kind != ZoneKind::Ip {
            return ZONE.missing(format!("The token's zone {} is made of places or networks, not of addresses.", zone.name));
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
    if ranges.iter().any(|range| range.is_wider_than(if range.is_v6() { NARROW_V6 } else { NARROW_V4 })) {
        return ZONE.missing(format!("The token's zone {names} admits far more addresses than ours."));
    }
    if !readable {
        return ZONE.cannot_tell(format!("The token's zone {names} has an entry that could not be read."));
    }
    if seen.egress.is_empty() {
        return ZONE
            .cannot_tell(format!("The token is restricted to the zone {names}, but our own address is not set in this installation."));
    }
    if !lacking.is_empty() {
        return ZONE.missing(format!("The token's zone {names} lacks our address {}.", lacking.join(", ")));
    }
    ZONE.ok(format!("The token works only from the zone {names}, which holds our address."))
}

pub(super) fn share(seen: &Snapshot) -> SetupStep {
    let token = match own(seen) {
        Ok(token) => token,
        Err(why) => return SHARE.cannot_tell(why),
    };
    match seen.coverage(Needs::PrincipalRateLimits) {
        Coverage::Complete => {}
        Coverage::Forbidden { .. } => return SHARE.cannot_tell("Okta does not show the tokens' shares to the account."),
        _ => return SHARE.cannot_tell("The tokens' shares could not be read."),
    }
    let limit = seen.principal_limits.iter().find(|limit| limit.principal == token.id);
    let percent = limit.and_then(|limit| limit.percentage).unwrap_or(DEFAULT_SHARE);
    if (25..=75).contains(&percent) {
        SHARE.ok(format!("The share is {percent} %."))
    } else {
        SHARE.missing(format!("The share is {percent} %."))
    }
}
