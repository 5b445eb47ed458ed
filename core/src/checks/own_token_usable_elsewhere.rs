//! Our own token working from addresses that are not ours.

use serde_json::{Value, json};

use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity, Subject, SubjectKind};
use crate::snapshot::{AddressRange, Network, OwnIdentity, OwnToken, Scope, Snapshot, ZoneKind, ZoneUsage};

const MAX: Param = Param::integer(
    "max_own_zone_ips",
    256,
    1,
    1 << 32,
    "addresses",
    "Most IPv4 addresses that the zone of our token may hold.",
);

/// The shortest IPv6 prefix that is one network's own.
const PREFIX_V6: u32 = 64;

pub(super) static CHECK: Check = Check {
    id: "collect.own-token-no-zone",
    title: "Our token, or our app, accepts any IP",
    severity: Severity::High,
    why: "What you gave us should work from our addresses and from nowhere else.",
    remedy: "Create a zone with our addresses under Security › Networks, and bind our token to it under Security › API › Tokens › the token › Edit, or our app under Applications › the app › General › Network restrictions.",
    needs: &[Needs::OwnIdentity, Needs::ApiTokens],
    whole: &[],
    helps: &[Needs::Zones],
    params: &[MAX],
    frameworks: &[Framework::nist("SC-7"), Framework::soc2("CC6.6")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let Some(own) = &snapshot.own else {
        return Outcome::new().unseen(Reason::partial("our own account was not read"));
    };
    let unknown = |why: &str| {
        let kind = if own.user().is_some() { SubjectKind::User } else { SubjectKind::Application };
        Outcome::new()
            .not_evaluated(Subject::new(kind, own.id(), Some(own.name())), Reason::partial(why))
            .unseen(Reason::partial(why))
    };
    let token = match own {
        OwnIdentity::Client { app: None, .. } => return unknown("Okta does not show us our own app"),
        OwnIdentity::Client { id, app: Some(app) } => {
            let subject = Subject::new(SubjectKind::Application, id, Some(&app.name));
            return judge(snapshot, params, &subject, "app", app.network.as_ref().map_or(Scope::Anywhere, Network::scope));
        }
        OwnIdentity::User { token, .. } => token,
    };
    let id = match token {
        OwnToken::Token { id } => id,
        OwnToken::OneOf { ids } => {
            return unknown(&format!("our account owns {} tokens, and which is ours cannot be told", ids.len()));
        }
        OwnToken::Unknown => return unknown("our own token was not found among the org's"),
    };
    match snapshot.api_tokens.iter().find(|token| token.id == *id) {
        Some(token) => judge(snapshot, params, &token.into(), "token", token.scope()),
        None => unknown("our own token was not found among the org's"),
    }
}

/// Judges what our token or app is restricted to.
fn judge(snapshot: &Snapshot, params: &Params, subject: &Subject, word: &str, scope: Scope<'_>) -> Outcome {
    let found = |severity, problem: String, evidence: Value| {
        let summary = format!("Our {word} {} {problem}.", subject.name.as_deref().unwrap_or(&subject.id));
        Outcome::new().found(subject.clone(), severity, summary, evidence)
    };
    let ids = match scope {
        Scope::Anywhere => {
            return found(Severity::High, "works from any address".into(), json!({"problem": "anywhere"}));
        }
        Scope::AllBut(_) => {
            return found(
                Severity::High,
                "is restricted by exclusion only, so it works from almost anywhere".into(),
                json!({"problem": "anywhere"}),
            );
        }
        Scope::AnyZone => {
            return found(Severity::High, "works from every zone of the org".into(), json!({"problem": "all_zones"}));
        }
        Scope::Unknown(word) => {
            return Outcome::new()
                .not_evaluated(subject.clone(), Reason::unsupported(format!("the network connection {word} is not known")));
        }
        Scope::Zones(ids) => ids,
    };
    if let Some(reason) = snapshot.coverage(Needs::Zones).reason(Needs::Zones) {
        return Outcome::new().not_evaluated(subject.clone(), reason);
    }
    let mut ranges: Vec<AddressRange> = Vec::new();
    for zone in
        ids.iter().filter_map(|id| snapshot.zone(id)).filter(|zone| zone.active && zone.usage != ZoneUsage::Blocklist)
    {
        if zone.kind != ZoneKind::Ip {
            let problem = format!("is bound to {}, which is no list of addresses", zone.name);
            return found(Severity::High, problem, json!({"problem": "dynamic_zone", "zone": zone.name}));
        }
        match zone.ranges() {
            Ok(more) => ranges.extend(more),
            Err(text) => {
                return Outcome::new().not_evaluated(
                    subject.clone(),
                    Reason::unsupported(format!("the zone {} holds {text:?}, which is no address range", zone.name)),
                );
            }
        }
    }
    let most = u128::try_from(params.integer(&MAX)).unwrap_or(0);
    let total =
        ranges.iter().filter(|range| !range.is_v6()).fold(0u128, |total, range| total.saturating_add(range.size()));
    let wide_v6 = ranges.iter().any(|range| range.is_v6() && range.is_wider_than(PREFIX_V6));
    if total > most || wide_v6 {
        let evidence = json!({"problem": "too_wide", "ipv4_addresses": u64::try_from(total).unwrap_or(u64::MAX), "max_own_zone_ips": params.integer(&MAX), "egress": snapshot.egress});
        return found(
            Severity::High,
            format!(
                "works from {total} IPv4 addresses{}, of which few are ours",
                if wide_v6 { " and a wide IPv6 range" } else { "" }
            ),
            evidence,
        );
    }
    let ours: Vec<(&str, Option<AddressRange>)> =
        snapshot.egress.iter().map(|text| (text.as_str(), AddressRange::read(text))).collect();
    if ours.is_empty() || ours.iter().any(|(_, range)| range.is_none()) {
        return Outcome::new().not_evaluated(subject.clone(), Reason::partial("our own addresses are not configured"));
    }
    let outside: Vec<&str> = ours
        .iter()
        .filter(|(_, range)| range.is_some_and(|one| !ranges.iter().any(|zone| zone.covers(one))))
        .map(|(text, _)| *text)
        .collect();
    if outside.is_empty() {
        return Outcome::new().clear(subject.clone());
    }
    let problem =
        format!("is bound to zones that lack our address {}: calls from there will be refused", outside.join(", "));
    found(Severity::High, problem, json!({"problem": "lacks_egress", "missing": outside, "egress": snapshot.egress}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{OwnApp, Zone, sample};

    fn network(network: Option<Network>) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[0].network = network;
        snapshot
    }

    fn zone<const N: usize>(gateways: [&str; N]) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.zones[0] = Zone::ip("nzoOur", "Oktually", gateways);
        snapshot
    }

    fn problem(snapshot: &Snapshot) -> String {
        let outcome = outcome(&CHECK, snapshot);
        assert_eq!(outcome.found[0].subject.id, "00TOur");
        outcome.found[0].evidence["problem"].as_str().unwrap().to_owned()
    }

    #[test]
    fn our_token_without_a_zone_is_found() {
        assert_eq!(problem(&network(None)), "anywhere");
        assert_eq!(problem(&network(Some(Network::all_but(["nzoOffice"])))), "anywhere");
        assert_eq!(problem(&network(Some(Network::zones(["ALL_ZONES"])))), "all_zones");
        assert_found(&CHECK, &network(None), &[("00TOur", Severity::High)]);
    }

    #[test]
    fn a_zone_that_lacks_our_address_or_is_gone_is_found() {
        assert_eq!(problem(&zone(["203.0.113.11"])), "lacks_egress");
        assert_eq!(problem(&network(Some(Network::zones(["nzoGone"])))), "lacks_egress");
    }

    #[test]
    fn a_zone_far_wider_than_our_addresses_is_found() {
        assert_eq!(problem(&zone(["203.0.113.0/24", "198.51.100.1"])), "too_wide");
        assert_eq!(problem(&zone(["203.0.113.10", "2001:db8::/63"])), "too_wide");
        assert_found(&CHECK, &zone(["203.0.113.0/24"]), &[]);
        let mut snapshot = sample::healthy();
        snapshot.zones[0].kind = ZoneKind::DynamicV2;
        assert_eq!(problem(&snapshot), "dynamic_zone");
    }

    #[test]
    fn our_own_zone_is_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00TOur"]);
    }

    #[test]
    fn an_app_is_judged_by_its_own_restriction() {
        let app = |network: Option<Network>| {
            let app = OwnApp { name: "Oktually".into(), is_service: true, network, ..OwnApp::default() };
            Snapshot { own: Some(OwnIdentity::Client { id: "0oaOur".into(), app: Some(app) }), ..sample::healthy() }
        };
        assert_found(&CHECK, &app(None), &[("0oaOur", Severity::High)]);
        assert_eq!(cleared(&outcome(&CHECK, &app(Some(Network::zones(["nzoOur"]))))), ["0oaOur"]);
        let unseen = Snapshot { own: Some(OwnIdentity::Client { id: "0oaOur".into(), app: None }), ..sample::healthy() };
        assert_eq!(unjudged(&outcome(&CHECK, &unseen)), ["0oaOur", ""]);
    }

    #[test]
    fn with_doubt_about_which_token_is_ours_nothing_is_judged() {
        let mut snapshot = network(None);
        for token in [
            OwnToken::Unknown,
            OwnToken::OneOf { ids: vec!["00TOur".into(), "00TX".into()] },
            OwnToken::Token { id: "00TGone".into() },
        ] {
            snapshot.own = Some(OwnIdentity::User { id: "00uOur".into(), login: "svc-oktually@example.com".into(), token });
            assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00uOur", ""]);
        }
        let mut snapshot = sample::healthy();
        snapshot.egress.clear();
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00TOur"]);
    }
}
