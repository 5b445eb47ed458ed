//! An org that can be reached through anonymising proxies.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Params, Severity, Subject};
use crate::snapshot::{Access, Network, Policy, PolicyType, Reason, RuleAction, Scope, Snapshot, Zone, ZoneUsage};

pub(super) static CHECK: Check = Check {
    id: "net.anonymizers-not-blocked",
    title: "Anonymising proxies not blocked",
    severity: Severity::Medium,
    why: "Most attacks on accounts come through anonymisers.",
    remedy: "Under Security › Networks, activate the block list DefaultEnhancedDynamicZone.",
    needs: &[Needs::Zones],
    whole: &[Needs::Zones],
    helps: &[],
    params: &[],
    frameworks: &[
        Framework::nist("SC-7"),
        Framework::cci("CCI-001414"),
        Framework::stig("V-279692"),
        Framework::health_insight("Block-list network zones"),
    ],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    let org = Subject::org(snapshot);
    let holding: Vec<&Zone> = snapshot.zones.iter().filter(|zone| zone.holds_anonymizers()).collect();
    if holding.iter().any(|zone| zone.active && zone.usage == ZoneUsage::Blocklist) {
        return Outcome::new().clear(org);
    }
    // Without such a zone no rule can deny it; with one, every session policy may begin by doing so.
    let deniable: Vec<&str> = holding.iter().filter(|zone| zone.active).map(|zone| zone.id.as_str()).collect();
    if !deniable.is_empty() {
        match denied_at_the_top(snapshot, &deniable) {
            Ok(true) => return Outcome::new().clear(org),
            Ok(false) => {}
            Err(reason) => return Outcome::new().not_evaluated(org, reason),
        }
    }
    let zones = holding
        .iter()
        .map(|zone| json!({"zone": zone.name, "active": zone.active, "blocks": zone.usage == ZoneUsage::Blocklist}));
    let summary = match holding.first() {
        None => "No network zone of the org holds anonymising proxies.".to_owned(),
        Some(zone) => format!(
            "No active block list holds anonymising proxies; the zone {} does, but does not block them.",
            zone.name
        ),
    };
    Outcome::new().found(org, Severity::Medium, summary, json!({"zones": evidence::list(zones)}))
}

/// Whether every active session policy begins with a rule that keeps everybody in one of the zones out.
fn denied_at_the_top(snapshot: &Snapshot, zones: &[&str]) -> Result<bool, Reason> {
    let needs = Needs::Policies(PolicyType::OktaSignOn);
    if let Some(reason) = snapshot.coverage(needs).reason(needs) {
        return Err(reason);
    }
    let policies = snapshot.active_policies(PolicyType::OktaSignOn);
    for policy in &policies {
        if !begins_with_denial(snapshot, policy, zones)? {
            return Ok(false);
        }
    }
    Ok(!policies.is_empty())
}

fn begins_with_denial(snapshot: &Snapshot, policy: &Policy, zones: &[&str]) -> Result<bool, Reason> {
    let rules = snapshot.rules(policy)?;
    let Some(first) = rules.first() else { return Ok(false) };
    let denies = matches!(&first.action, RuleAction::Session(session) if session.access == Access::Deny);
    let conditions = &first.conditions;
    let for_everybody = conditions.users_include.is_empty()
        && conditions.groups_include.is_empty()
        && conditions.users_exclude.is_empty()
        && conditions.groups_exclude.is_empty();
    let there = match conditions.network.as_ref().map(Network::scope) {
        Some(Scope::Zones(included)) => included.iter().any(|id| zones.contains(&id.as_str())),
        _ => false,
    };
    Ok(denies && for_everybody && conditions.others.is_empty() && there)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Coverage;
    use crate::checks::model::sessions::sample_with;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::sample;

    fn zone(change: impl Fn(&mut Zone)) -> Snapshot {
        let mut snapshot = sample::healthy();
        change(&mut snapshot.zones[2]);
        snapshot
    }

    #[test]
    fn a_block_list_that_is_inactive_or_missing_is_found() {
        assert_found(&CHECK, &zone(|zone| zone.active = false), &[("00oAcme", Severity::Medium)]);
        let mut snapshot = sample::healthy();
        snapshot.zones.pop();
        assert_found(&CHECK, &snapshot, &[("00oAcme", Severity::Medium)]);
    }

    #[test]
    fn an_active_block_list_is_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00oAcme"]);
    }

    #[test]
    fn a_denial_at_the_top_of_every_session_policy_is_as_good() {
        let mut snapshot = sample_with(|session| session.access = Access::Deny);
        snapshot.zones[2].usage = ZoneUsage::Policy;
        let rule = &mut snapshot.policies[0].rules.as_mut().unwrap()[0];
        rule.conditions.groups_include.clear();
        rule.conditions.network = Some(Network::zones(["nzoBlock"]));
        assert_eq!(cleared(&outcome(&CHECK, &snapshot)), ["00oAcme"]);
        snapshot.policies[0].rules.as_mut().unwrap()[0].conditions.groups_include.insert("00gHelp".into());
        assert_found(&CHECK, &snapshot, &[("00oAcme", Severity::Medium)]);
    }

    #[test]
    fn with_session_policies_unread_such_a_denial_cannot_be_ruled_out() {
        let mut snapshot = zone(|zone| zone.usage = ZoneUsage::Policy);
        assert_found(&CHECK, &snapshot, &[("00oAcme", Severity::Medium)]);
        let refused = Coverage::Forbidden { path: "/api/v1/policies".into(), code: "E0000006".into() };
        snapshot.coverage.insert(Needs::Policies(PolicyType::OktaSignOn), refused);
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00oAcme"]);
    }
}
