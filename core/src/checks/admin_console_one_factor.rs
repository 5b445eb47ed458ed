//! An Admin Console that opens on one factor.

use serde_json::{Value, json};

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity, Subject};
use crate::snapshot::{Aal, Access, AccessAction, Policy, PolicyType, Rule, RuleAction, Snapshot, Verification};

const TOP_ONLY: Param = Param::boolean(
    "top_rule_only",
    false,
    "Judge as DISA's guide does: only the first rule, which must ask for two factors.",
);

pub(super) static CHECK: Check = Check {
    id: "session.admin-console-mfa",
    title: "Admin Console policy permits one factor",
    severity: Severity::Critical,
    why: "A guessed or stolen password must never open the Admin Console.",
    remedy: "Under Security › Authentication Policies › Okta Admin Console, ask for two factors in every rule that allows access; also switch on \"MFA required for Admin Console\".",
    needs: &[Needs::Policies(PolicyType::AccessPolicy)],
    whole: &[],
    helps: &[],
    params: &[TOP_ONLY],
    frameworks: &[
        Framework::nist("IA-2(1)"),
        Framework::pci("8.3.1"),
        Framework::soc2("CC6.1"),
        Framework::ism("ISM-0974"),
        Framework::cci("CCI-000765"),
        Framework::cci("CCI-004046"),
        Framework::stig("V-273193"),
        Framework::health_insight("MFA for the Admin Console"),
    ],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let Some(policy) = console_policy(snapshot) else {
        let reason = "which policy governs the Admin Console cannot be told: the application is hidden from us, and no single policy bears its name";
        return Outcome::new()
            .not_evaluated(Subject::org(snapshot), Reason::partial(reason))
            .unseen(Reason::partial(reason));
    };
    match snapshot.rules(policy) {
        Err(reason) => Outcome::new().not_evaluated(policy, reason),
        Ok(mut rules) => {
            let top_only = params.is_set(&TOP_ONLY);
            if top_only {
                rules.truncate(1);
            }
            judge(policy, &rules, top_only)
        }
    }
}

/// The policy that governs the Admin Console: by the application, where it can be seen, else by its name, which Okta gave it.
fn console_policy(snapshot: &Snapshot) -> Option<&Policy> {
    let policies = snapshot.active_policies(PolicyType::AccessPolicy);
    if let Some(console) = snapshot.apps.iter().find(|app| app.key == "saasure") {
        let linked = policies.iter().find(|policy| console.access_policy.as_deref() == Some(policy.id.as_str()));
        let mapped = || policies.iter().find(|policy| policy.apps.iter().flatten().any(|app| *app == console.id));
        if let Some(policy) = linked.or_else(mapped) {
            return Some(policy);
        }
    }
    let mut named = policies.into_iter().filter(|policy| policy.name.trim().eq_ignore_ascii_case("Okta Admin Console"));
    let first = named.next();
    first.filter(|_| named.next().is_none())
}

fn judge(policy: &Policy, rules: &[&Rule], top_only: bool) -> Outcome {
    let mut weak: Vec<(&Rule, Aal)> = Vec::new();
    let mut unclear = None;
    for rule in rules {
        match &rule.action {
            RuleAction::Access(action) => match action.aal() {
                Ok(aal) if aal < Aal::Two && !(top_only && asks_for_two(action)) => weak.push((rule, aal)),
                Ok(_) => {}
                Err(reason) => unclear = Some(Reason { text: format!("rule {}: {reason}", rule.name), ..reason }),
            },
            RuleAction::Session(_) | RuleAction::Other => {
                unclear = Some(Reason::unsupported(format!("the rule {} is not one for app sign-in", rule.name)))
            }
        }
    }
    let Some((worst, aal)) = weak.iter().min_by_key(|(_, aal)| *aal) else {
        return match unclear {
            Some(reason) => Outcome::new().not_evaluated(policy, reason),
            None => Outcome::new().clear(policy),
        };
    };
    let summary = format!("The rule {} of {} opens the Admin Console on {}.", worst.name, policy.name, aal.words());
    let rules: Vec<Value> = weak
        .iter()
        .map(|(rule, aal)| json!({"rule": rule.name, "rule_id": rule.id, "asks_for": aal.words()}))
        .collect();
    Outcome::new().found(
        policy,
        Severity::Critical,
        summary,
        json!({"policy": policy.name, "weak_rules": evidence::list(rules)}),
    )
}

fn asks_for_two(action: &AccessAction) -> bool {
    action.access == Access::Allow && matches!(action.verification, Verification::Assurance { factors: 2.., .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Coverage;
    use crate::checks::model::testing::{assert_found, cleared, findings, outcome, outcome_with, unjudged};
    use crate::snapshot::{Engine, sample};

    /// The sample with a second rule below, which the first one, made narrower, lets be reached.
    fn below(verification: Verification) -> Snapshot {
        let mut snapshot = sample::healthy();
        let action = AccessAction { access: Access::Allow, verification };
        let policy =
            snapshot.policies[1].clone().with_rule(Rule::new("rulLast", "Catch-all Rule", RuleAction::Access(action)));
        snapshot.policies[1] = policy;
        snapshot.policies[1].rules.as_mut().unwrap()[0].conditions.groups_include.insert("00gHelp".into());
        snapshot
    }

    fn assurance(factors: u8) -> Verification {
        Verification::Assurance { factors, alternatives: Vec::new() }
    }

    #[test]
    fn one_factor_in_any_rule_that_can_apply_is_found() {
        let snapshot = below(assurance(1));
        assert_found(&CHECK, &snapshot, &[("rstAdmin", Severity::Critical)]);
        assert_eq!(outcome(&CHECK, &snapshot).found[0].evidence["weak_rules"][0]["rule_id"], "rulLast");
        let mut dead = snapshot;
        dead.policies[1].rules.as_mut().unwrap()[0].conditions.groups_include.clear();
        assert_found(&CHECK, &dead, &[]);
    }

    #[test]
    fn two_factors_everywhere_are_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &below(assurance(2)))), ["rstAdmin"]);
    }

    #[test]
    fn an_unknown_method_is_not_judged() {
        let unknown = Verification::Unknown { word: "ID_PROOFING".into() };
        assert_eq!(unjudged(&outcome(&CHECK, &below(unknown))), ["rstAdmin"]);
    }

    #[test]
    fn the_policy_is_found_by_its_name_when_the_console_is_hidden() {
        let mut snapshot = below(assurance(1));
        snapshot.apps.clear();
        assert_found(&CHECK, &snapshot, &[("rstAdmin", Severity::Critical)]);
        snapshot.policies[1].name = "Admins".into();
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00oAcme", ""]);
    }

    #[test]
    fn on_the_classic_engine_it_does_not_apply() {
        let mut snapshot = sample::healthy();
        snapshot.org.engine = Engine::Classic;
        let off = Coverage::FeatureOff { why: "App sign-in policies exist on Identity Engine only.".into() };
        snapshot.coverage.insert(Needs::Policies(PolicyType::AccessPolicy), off);
        let outcome = outcome(&CHECK, &snapshot);
        assert_eq!(outcome.not_applicable.len(), 1);
        assert!(outcome.not_evaluated.is_empty());
    }

    #[test]
    fn as_disa_judges_only_the_first_rule_counts() {
        let top_only = json!({"top_rule_only": true});
        assert!(findings(&outcome_with(&CHECK, &below(assurance(1)), top_only)).is_empty());
    }
}
