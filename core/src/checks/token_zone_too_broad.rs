//! API tokens bound to a zone that admits large parts of the Internet.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::{Scope, Snapshot, Zone, ZoneKind, ZoneUsage};

const PREFIX_V4: Param =
    Param::integer("min_prefix_v4", 16, 0, 32, "bits", "Shortest IPv4 prefix that a zone of a token may hold.");
const PREFIX_V6: Param =
    Param::integer("min_prefix_v6", 32, 0, 128, "bits", "Shortest IPv6 prefix that a zone of a token may hold.");
const ADDRESSES: Param = Param::integer(
    "max_zone_ips",
    65_536,
    1,
    1 << 32,
    "addresses",
    "Most IPv4 addresses that a zone of a token may hold.",
);

pub(super) static CHECK: Check = Check {
    id: "token.zone-too-broad",
    title: "Token zone admits large parts of the Internet",
    severity: Severity::Medium,
    why: "A zone that admits a cloud region or a country admits the attacker who rents a machine there as well.",
    remedy: "Define a zone under Security › Networks with exactly the addresses from which the integration calls, and bind the token to it under Security › API › Tokens.",
    needs: &[Needs::ApiTokens, Needs::Zones],
    whole: &[],
    helps: &[],
    params: &[PREFIX_V4, PREFIX_V6, ADDRESSES],
    frameworks: &[Framework::nist("SC-7"), Framework::soc2("CC6.6")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        let broad = |outcome: Outcome, reasons: Vec<String>| {
            let summary = format!("Token {} works from large parts of the Internet: {}.", token.name, reasons.join("; "));
            let limits = json!({"min_prefix_v4": params.integer(&PREFIX_V4), "min_prefix_v6": params.integer(&PREFIX_V6), "max_zone_ips": params.integer(&ADDRESSES)});
            outcome.found(token, Severity::Medium, summary, json!({"zones": evidence::list(reasons), "limits": limits}))
        };
        let ids = match token.scope() {
            Scope::AnyZone => return broad(outcome, vec!["any zone of the org will do".into()]),
            Scope::Zones(ids) => ids,
            Scope::Anywhere | Scope::AllBut(_) | Scope::Unknown(_) => return outcome.clear(token),
        };
        let mut reasons = Vec::new();
        let mut unclear = None;
        for zone in ids.iter().filter_map(|id| snapshot.zone(id)).filter(|zone| zone.active && zone.usage != ZoneUsage::Blocklist) {
            match too_broad(zone, params) {
                Ok(Some(reason)) => reasons.push(reason),
                Ok(None) => {}
                Err(reason) => unclear = Some(reason),
            }
        }
        match unclear {
            _ if !reasons.is_empty() => broad(outcome, reasons),
            Some(reason) => outcome.not_evaluated(token, reason),
            None => outcome.clear(token),
        }
    })
}

/// Why a zone is too broad for a machine, if it is.
fn too_broad(zone: &Zone, params: &Params) -> Result<Option<String>, Reason> {
    match zone.kind {
        ZoneKind::Dynamic | ZoneKind::DynamicV2 => return Ok(Some(format!("{} is a dynamic zone", zone.name))),
        ZoneKind::Other => return Err(Reason::unsupported(format!("the type of the zone {} is not known", zone.name))),
        ZoneKind::Ip => {}
    }
    let ranges = zone.ranges().map_err(|text| {
        Reason::unsupported(format!("the zone {} holds {text:?}, which is no address range", zone.name))
    })?;
    let prefix = |v6| u32::try_from(params.integer(if v6 { &PREFIX_V6 } else { &PREFIX_V4 })).unwrap_or(0);
    if let Some(at) = ranges.iter().position(|range| range.is_wider_than(prefix(range.is_v6()))) {
        return Ok(Some(format!("{} holds {}", zone.name, zone.gateways[at])));
    }
    let total =
        ranges.iter().filter(|range| !range.is_v6()).fold(0u128, |total, range| total.saturating_add(range.size()));
    let most = u128::try_from(params.integer(&ADDRESSES)).unwrap_or(0);
    Ok((total > most).then(|| format!("{} holds {total} addresses", zone.name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, outcome_with, unjudged};
    use crate::snapshot::{Network, sample};

    fn zone<const N: usize>(gateways: [&str; N]) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.zones[0] = Zone::ip("nzoOur", "Ours", gateways);
        snapshot
    }

    #[test]
    fn a_block_shorter_than_the_shortest_prefix_is_found() {
        for gateways in [["10.0.0.0/15"], ["0.0.0.0/0"], ["2001::/31"], ["10.0.0.0-10.1.0.0"]] {
            assert_found(&CHECK, &zone(gateways), &[("00TOur", Severity::Medium)]);
        }
        for gateways in [["10.0.0.0/16"], ["2001::/32"]] {
            assert_found(&CHECK, &zone(gateways), &[]);
        }
    }

    #[test]
    fn many_small_blocks_add_up() {
        let snapshot = zone(["10.0.0.0/16", "192.0.2.1"]);
        assert_found(&CHECK, &snapshot, &[("00TOur", Severity::Medium)]);
        assert!(outcome_with(&CHECK, &snapshot, json!({"max_zone_ips": 65_537})).found.is_empty());
    }

    #[test]
    fn dynamic_zones_and_all_zones_are_too_broad_for_a_machine() {
        let mut snapshot = sample::healthy();
        snapshot.zones[0].kind = ZoneKind::DynamicV2;
        assert_found(&CHECK, &snapshot, &[("00TOur", Severity::Medium)]);
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].network = Some(Network::zones(["ALL_ZONES"]));
        assert_found(&CHECK, &snapshot, &[("00TSync", Severity::Medium)]);
    }

    #[test]
    fn narrow_zones_are_clear_and_unreadable_ones_are_not_judged() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
        assert_eq!(unjudged(&outcome(&CHECK, &zone(["oops"]))), ["00TOur"]);
    }
}
