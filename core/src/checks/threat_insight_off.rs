//! An org that lets known attackers try.

use serde_json::json;

use super::{Check, Framework, Needs, Outcome, Params, Reason, Severity, Subject};
use crate::snapshot::Snapshot;

pub(super) static CHECK: Check = Check {
    id: "net.threatinsight-off",
    title: "ThreatInsight does not block",
    severity: Severity::High,
    why: "Addresses that Okta knows as attackers' may still try passwords.",
    remedy: "Under Security › General › Okta ThreatInsight settings › Edit, choose \"Log and enforce security based on threat level\".",
    needs: &[Needs::ThreatInsight],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[
        Framework::nist("SI-4"),
        Framework::soc2("CC7.2"),
        Framework::health_insight("Block suspicious IPs with ThreatInsight"),
    ],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    let org = Subject::org(snapshot);
    let (severity, does) = match snapshot.threat_insight.as_deref() {
        Some("block") => return Outcome::new().clear(org),
        Some("none") => (Severity::High, "neither logs nor blocks"),
        Some("audit") => (Severity::Medium, "logs, but does not block"),
        Some(other) => {
            return Outcome::new()
                .not_evaluated(org, Reason::unsupported(format!("the action {other:?} is not known")));
        }
        None => return Outcome::new().not_evaluated(org, Reason::partial("the action was not given")),
    };
    Outcome::new().found(
        org,
        severity,
        format!("ThreatInsight {does} requests from suspicious addresses."),
        json!({"action": snapshot.threat_insight}),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::sample;

    fn action(action: Option<&str>) -> Snapshot {
        Snapshot { threat_insight: action.map(str::to_owned), ..sample::healthy() }
    }

    #[test]
    fn doing_nothing_is_worse_than_logging() {
        assert_found(&CHECK, &action(Some("none")), &[("00oAcme", Severity::High)]);
        assert_found(&CHECK, &action(Some("audit")), &[("00oAcme", Severity::Medium)]);
    }

    #[test]
    fn blocking_is_clear_and_anything_else_is_not_judged() {
        assert_eq!(cleared(&outcome(&CHECK, &action(Some("block")))), ["00oAcme"]);
        assert_eq!(unjudged(&outcome(&CHECK, &action(Some("scold")))), ["00oAcme"]);
        assert_eq!(unjudged(&outcome(&CHECK, &action(None))), ["00oAcme"]);
    }
}
