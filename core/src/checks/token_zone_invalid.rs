//! API tokens whose network zone protects nothing.

use serde_json::{Value, json};

use super::{Check, Framework, Needs, Outcome, Params, Severity};
use crate::snapshot::{Scope, Snapshot, Zone, ZoneKind, ZoneUsage};

pub(super) static CHECK: Check = Check {
    id: "token.zone-invalid",
    title: "Token zone is deleted, inactive or a block list",
    severity: Severity::High,
    why: "The restriction stands on paper only, or will break the integration when Okta enforces it.",
    remedy: "Point the token to an active policy zone under Security › API › Tokens › the token › Edit, or repair the zone under Security › Networks.",
    needs: &[Needs::ApiTokens, Needs::Zones],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[Framework::nist("SC-7"), Framework::soc2("CC6.6")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    let zones_unread = snapshot.coverage(Needs::Zones).reason(Needs::Zones);
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        let Scope::Zones(ids) = token.scope() else { return outcome.clear(token) };
        let mut wrong: Vec<(&str, &str)> = Vec::new();
        let mut unknown = false;
        for id in ids {
            match snapshot.zone(id).map(|zone| (zone, problem(zone))) {
                Some((zone, Some(problem))) => wrong.push((&zone.name, problem)),
                Some((_, None)) => {}
                None if zones_unread.is_some() => unknown = true,
                None => wrong.push((id, "does not exist")),
            }
        }
        if !wrong.is_empty() {
            let words: Vec<String> = wrong.iter().map(|(name, problem)| format!("{name} {problem}")).collect();
            let zones: Vec<Value> =
                wrong.iter().map(|(name, problem)| json!({"zone": name, "problem": problem})).collect();
            return outcome.found(
                token,
                Severity::High,
                format!("Token {} is bound to a zone that does not protect it: {}.", token.name, words.join(", ")),
                json!({"zones": zones}),
            );
        }
        match &zones_unread {
            Some(reason) if unknown => outcome.not_evaluated(token, reason.clone()),
            _ => outcome.clear(token),
        }
    })
}

fn problem(zone: &Zone) -> Option<&'static str> {
    if !zone.active {
        Some("is inactive")
    } else if zone.usage == ZoneUsage::Blocklist {
        Some("is a block list")
    } else if zone.kind == ZoneKind::Ip && zone.gateways.is_empty() {
        Some("holds no address")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Coverage;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Network, sample};

    fn bound_to(zone: &str) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].network = Some(Network::zones([zone]));
        snapshot
    }

    #[test]
    fn a_deleted_zone_or_a_block_list_is_found() {
        for zone in ["nzoGone", "nzoBlock"] {
            assert_found(&CHECK, &bound_to(zone), &[("00TSync", Severity::High)]);
        }
    }

    #[test]
    fn an_inactive_zone_or_one_without_addresses_is_found() {
        let mut snapshot = bound_to("nzoOur");
        snapshot.zones[1].active = false;
        assert_found(&CHECK, &snapshot, &[("00TAgent", Severity::High)]);
        snapshot.zones[1] = Zone::ip("nzoOffice", "Empty", []);
        assert_found(&CHECK, &snapshot, &[("00TAgent", Severity::High)]);
    }

    #[test]
    fn valid_zones_and_tokens_without_one_are_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
        assert_eq!(cleared(&outcome(&CHECK, &bound_to("ALL_ZONES"))).len(), 3);
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].network = None;
        assert_found(&CHECK, &snapshot, &[]);
    }

    #[test]
    fn a_zone_that_may_merely_be_unread_is_not_called_deleted() {
        let mut snapshot = bound_to("nzoGone");
        snapshot.coverage.insert(Needs::Zones, Coverage::Partial { unreadable: 1 });
        let outcome = outcome(&CHECK, &snapshot);
        assert!(outcome.found.is_empty());
        assert!(unjudged(&outcome).contains(&"00TSync"));
    }
}
