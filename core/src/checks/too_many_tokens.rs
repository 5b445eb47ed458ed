//! Orgs that rest on unscoped API tokens.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Severity, Subject};
use crate::snapshot::Snapshot;

const MAX: Param = Param::integer("max_tokens", 25, 1, 10_000, "tokens", "Most API tokens that an org may have.");

/// Words that many integrations have in their names and that tell no vendor.
const COMMON: &[&str] = &[
    "okta",
    "token",
    "service",
    "services",
    "integration",
    "connector",
    "application",
    "prod",
    "production",
    "test",
    "staging",
    "sandbox",
    "admin",
    "read",
    "only",
    "readonly",
    "sync",
    "users",
    "user",
    "group",
    "groups",
    "client",
    "oauth",
    "account",
    "import",
    "export",
    "automation",
    "agent",
    "script",
    "data",
    "report",
    "reports",
];

pub(super) static CHECK: Check = Check {
    id: "token.org-count",
    title: "Large number of API tokens",
    severity: Severity::Info,
    why: "Every API token is a secret without scope or end; OAuth service apps are scoped, short-lived and bound to a key.",
    remedy: "Move integrations to OAuth service apps under Applications › Applications › API Services, then revoke their tokens under Security › API › Tokens.",
    needs: &[Needs::ApiTokens],
    whole: &[],
    helps: &[Needs::Apps],
    params: &[MAX],
    frameworks: &[Framework::nist("IA-5"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let (count, most) = (snapshot.api_tokens.len(), params.integer(&MAX));
    let replaceable = replaceable(snapshot);
    let too_many = i64::try_from(count).is_ok_and(|count| count > most);
    let org = Subject::org(snapshot);
    if too_many || !replaceable.is_empty() {
        let summary = match (too_many, replaceable.first()) {
            (false, Some((token, app))) => format!(
                "{} may be replaced by an OAuth service app that exists already, such as {token} by {app}.",
                evidence::count(replaceable.len(), "token")
            ),
            _ => format!("The org has {}; at most {most} are allowed.", evidence::count(count, "API token")),
        };
        let pairs = replaceable.into_iter().map(|(token, app)| json!({"token": token, "service_app": app}));
        return Outcome::new().found(
            org,
            Severity::Info,
            summary,
            json!({"count": count, "max_tokens": most, "replaceable": evidence::list(pairs)}),
        );
    }
    match snapshot.coverage(Needs::Apps).reason(Needs::Apps) {
        Some(reason) => Outcome::new().not_evaluated(org, reason),
        None => Outcome::new().clear(org),
    }
}

/// Tokens whose name shares a telling word with an active service app.
fn replaceable(snapshot: &Snapshot) -> Vec<(&str, &str)> {
    let apps: Vec<(&str, Vec<String>)> = snapshot
        .apps
        .iter()
        .filter(|app| app.is_service && app.active)
        .map(|app| (app.label.as_str(), words(&app.label)))
        .collect();
    let with_app = |name: &str| {
        let mine = words(name);
        apps.iter().find(|(_, theirs)| mine.iter().any(|word| theirs.contains(word))).map(|(label, _)| *label)
    };
    snapshot.api_tokens.iter().filter_map(|token| Some((token.name.as_str(), with_app(&token.name)?))).collect()
}

fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words
        .filter(|word| {
            word.chars().count() >= 4 && !word.chars().all(|c| c.is_ascii_digit()) && !COMMON.contains(&word.as_str())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Coverage;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{ApiToken, sample};

    fn tokens(count: usize) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens = (0..count).map(|n| ApiToken::new(&format!("00TX{n}"), "job", "00uSync")).collect();
        snapshot
    }

    #[test]
    fn the_twenty_sixth_token_is_found() {
        assert_found(&CHECK, &tokens(26), &[("00oAcme", Severity::Info)]);
        assert_found(&CHECK, &tokens(25), &[]);
    }

    #[test]
    fn a_token_for_which_a_service_app_exists_is_found() {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].name = "payroll-prod".into();
        let outcome = outcome(&CHECK, &snapshot);
        assert_eq!(
            outcome.found[0].evidence["replaceable"],
            json!([{"token": "payroll-prod", "service_app": "Payroll export"}])
        );
    }

    #[test]
    fn few_tokens_are_clear_unless_the_apps_were_not_read() {
        let mut snapshot = sample::healthy();
        assert_eq!(cleared(&outcome(&CHECK, &snapshot)), ["00oAcme"]);
        snapshot.coverage.insert(Needs::Apps, Coverage::NotCollected);
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00oAcme"]);
    }
}
