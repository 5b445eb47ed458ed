//! Endpoints that Okta refuses to show us.

use std::collections::BTreeSet;

use serde_json::json;

use super::model::evidence;
use super::{ALL, Check, Coverage, Needs, Outcome, Params, Severity, Subject};
use crate::snapshot::Snapshot;

pub(super) static CHECK: Check = Check {
    id: "collect.forbidden-endpoint",
    title: "Endpoint not readable",
    severity: Severity::Medium,
    why: "What cannot be read cannot be judged, and silence must not look like health.",
    remedy: "Grant our account or app what the finding names, under Security › Administrators or on the app's page, or accept the gap.",
    needs: &[],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let outcome = snapshot.forbidden.iter().filter(|endpoint| seen.insert(&endpoint.path)).fold(Outcome::new(), |outcome, endpoint| {
        let checks: Vec<&str> = ALL.iter().filter(|check| check.looks_at(endpoint.needs)).map(|check| check.id).collect();
        let subject = Subject::endpoint(&endpoint.path);
        if checks.is_empty() {
            return outcome.not_applicable(subject, "No check needs it.");
        }
        let what = endpoint.needs.words();
        // Where a scope is missing, Okta has not yet looked at the roles.
        let permission = match endpoint.code.strip_prefix("okta.") {
            Some(_) => format!("the app the OAuth scope {} (Applications › the app › Okta API Scopes)", endpoint.code),
            None => endpoint.needs.permission().to_owned(),
        };
        let summary = format!("Okta refused to show {what} ({}), which {} need. Grant {permission}.", endpoint.code, evidence::count(checks.len(), "check"));
        let evidence = json!({"path": endpoint.path, "code": endpoint.code, "what": what, "grant": permission, "checks": evidence::list(checks)});
        outcome.found(subject, Severity::Medium, summary, evidence)
    });
    // An endpoint that was not asked in this run may still be refused.
    let needed: BTreeSet<Needs> = ALL.iter().flat_map(|check| check.needs.iter().chain(check.helps)).copied().collect();
    let not_asked = needed.into_iter().filter(|needs| *snapshot.coverage(*needs) == Coverage::NotCollected);
    let outcome = not_asked.filter_map(|needs| snapshot.coverage(needs).reason(needs)).fold(outcome, Outcome::unseen);
    if outcome.is_empty() { outcome.clear(Subject::org(snapshot)) } else { outcome }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{ForbiddenEndpoint, PolicyType, sample};

    fn forbidden(path: &str, needs: Needs) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.forbidden.push(ForbiddenEndpoint { path: path.into(), code: "E0000006".into(), needs });
        snapshot.coverage.insert(needs, Coverage::Forbidden { path: path.into(), code: "E0000006".into() });
        snapshot
    }

    #[test]
    fn an_endpoint_that_checks_need_is_found_with_those_checks() {
        let path = "/api/v1/policies?type=OKTA_SIGN_ON";
        let snapshot = forbidden(path, Needs::Policies(PolicyType::OktaSignOn));
        assert_found(&CHECK, &snapshot, &[(path, Severity::Medium)]);
        let checks = outcome(&CHECK, &snapshot).found[0].evidence["checks"].clone();
        assert_eq!(checks, json!(["session.idle-timeout", "session.max-lifetime", "session.persistent-cookie"]));
    }

    #[test]
    fn a_missing_scope_is_named() {
        let mut snapshot = forbidden("/api/v1/zones", Needs::Zones);
        snapshot.forbidden[0].code = "okta.networkZones.read".into();
        let found = &outcome(&CHECK, &snapshot).found[0];
        assert!(found.summary.contains("Grant the app the OAuth scope okta.networkZones.read"), "{}", found.summary);
    }

    #[test]
    fn an_endpoint_that_no_check_needs_is_not_found() {
        assert_found(
            &CHECK,
            &forbidden("/api/v1/policies?type=PROFILE_ENROLLMENT", Needs::Policies(PolicyType::ProfileEnrollment)),
            &[],
        );
    }

    #[test]
    fn with_everything_readable_the_org_is_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00oAcme"]);
    }

    #[test]
    fn an_endpoint_that_was_not_asked_is_not_taken_for_readable() {
        let mut snapshot = sample::healthy();
        snapshot.coverage.remove(&Needs::Zones);
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), [""]);
    }
}
