//! API tokens that work from any address.

use serde_json::json;

use super::{Check, Framework, Needs, Outcome, Params, Reason, Severity};
use crate::snapshot::{Scope, Snapshot};

pub(super) static CHECK: Check = Check {
    id: "token.no-network-zone",
    title: "API token accepted from any IP",
    severity: Severity::High,
    why: "A token that leaks from one machine works from every machine, the thief's included.",
    remedy: "Restrict the token under Security › API › Tokens › the token › Edit: \"In any of the following zones\", with a zone of the machines that use it.",
    needs: &[Needs::ApiTokens],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[
        Framework::nist("SC-7"),
        Framework::soc2("CC6.6"),
        Framework::cci("CCI-005165"),
        Framework::cci("CCI-000366"),
        Framework::stig("V-279689"),
    ],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| match token.scope() {
        Scope::Anywhere => {
            let severity = if token.is_agent() { Severity::Medium } else { Severity::High };
            let connection = token.network.as_ref().and_then(|network| network.connection.as_deref());
            let evidence = json!({"connection": connection, "owner": snapshot.login(&token.owner), "client_name": token.client_name, "agent": token.is_agent()});
            outcome.found(token, severity, format!("Token {} works from any address.", token.name), evidence)
        }
        Scope::Unknown(word) => outcome.not_evaluated(token, Reason::unsupported(format!("the network connection {word} is not known"))),
        Scope::Zones(_) | Scope::AnyZone | Scope::AllBut(_) => outcome.clear(token),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Network, sample};

    fn with(network: Option<Network>) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].network = network;
        snapshot
    }

    #[test]
    fn a_token_without_a_restriction_is_found() {
        for network in [None, Some(Network::default()), Some(Network::anywhere()), Some(Network::zones([]))] {
            assert_found(&CHECK, &with(network), &[("00TSync", Severity::High)]);
        }
    }

    #[test]
    fn an_agents_token_is_less_bad() {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[2].network = None;
        assert_found(&CHECK, &snapshot, &[("00TAgent", Severity::Medium)]);
    }

    #[test]
    fn zones_are_clear_and_an_unknown_restriction_is_not_judged() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
        assert_found(&CHECK, &with(Some(Network::all_but(["nzoOffice"]))), &[]);
        let odd = Network { connection: Some("ON_MARS".into()), ..Network::default() };
        assert_eq!(unjudged(&outcome(&CHECK, &with(Some(odd)))), ["00TSync"]);
    }
}
