//! API tokens that work from everywhere but from some zones.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Params, Severity};
use crate::snapshot::{Scope, Snapshot};

pub(super) static CHECK: Check = Check {
    id: "token.exclude-only",
    title: "Token restricted by exclusion only",
    severity: Severity::Medium,
    why: "Excluding some addresses leaves the rest of the Internet allowed.",
    remedy: "Under Security › API › Tokens › the token › Edit, choose \"In any of the following zones\" and name the zone of the machines that use it.",
    needs: &[Needs::ApiTokens],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[Framework::nist("SC-7"), Framework::soc2("CC6.6")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| match token.scope() {
        Scope::AllBut(zones) => {
            let names: Vec<&str> =
                zones.iter().map(|id| snapshot.zone(id).map_or(id.as_str(), |zone| &zone.name)).collect();
            let summary = format!("Token {} works from everywhere but {}.", token.name, names.join(", "));
            outcome.found(token, Severity::Medium, summary, json!({"excluded_zones": evidence::list(names)}))
        }
        Scope::Anywhere | Scope::AnyZone | Scope::Zones(_) | Scope::Unknown(_) => outcome.clear(token),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome};
    use crate::snapshot::{Network, sample};

    #[test]
    fn a_token_with_exclusions_only_is_found() {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].network = Some(Network::all_but(["nzoBlock"]));
        assert_found(&CHECK, &snapshot, &[("00TSync", Severity::Medium)]);
    }

    #[test]
    fn a_token_with_inclusions_is_clear_whatever_it_excludes() {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].network.as_mut().unwrap().exclude = vec!["nzoBlock".into()];
        assert_eq!(cleared(&outcome(&CHECK, &snapshot)).len(), 3);
    }
}
