//! An OAuth client's app, and the scopes that it was granted.

use okta_client::{
    Grants,
    api::{Scope, scopes},
};

use super::report::{Judging, SetupStep};
use crate::snapshot::{OwnIdentity, Snapshot};

const APP: Judging = Judging {
    id: "app",
    title: "An app of its own",
    required: false,
    remedy: "",
    of_app: "Applications › Applications › Create App Integration › API Services: create an app that only this integration uses.",
};

const SCOPES: Judging = Judging {
    id: "scopes",
    title: "The OAuth scopes for reading",
    required: true,
    remedy: "",
    of_app: "Applications › Applications › the app › Okta API Scopes: grant those that are missing, then have the connection verified again.",
};

/// What is said where Okta does not show us our own app.
pub(super) const HIDDEN_APP: &str = "Okta does not show our own app to us.";

pub(super) fn app(seen: &Snapshot) -> SetupStep {
    let step = APP.of(seen);
    match &seen.own {
        Some(OwnIdentity::Client { app: Some(app), .. }) if app.is_service => step.ok(format!("We act as the service app {}.", app.name)),
        Some(OwnIdentity::Client { app: Some(app), .. }) => {
            step.missing(format!("We act as {}, an app to which people sign in too.", app.name))
        }
        _ => step.cannot_tell(HIDDEN_APP),
    }
}

pub(super) fn scopes(seen: &Snapshot, grants: Option<&Grants>) -> SetupStep {
    let step = SCOPES.of(seen);
    let Some(grants) = grants else { return step.cannot_tell("Which scopes the app has was not found out.") };
    let lacking: Vec<&str> = scopes::COMMON.iter().filter(|scope| !grants.has(**scope)).map(|scope| scope.as_str()).collect();
    match (lacking.len(), grants.has(scopes::LOGS)) {
        (0, true) => step.ok("The app has all scopes."),
        (0, false) => step.ok(format!("The app has all scopes but {}, without which the System Log is not read.", scopes::LOGS)),
        (all, true) if all == scopes::COMMON.len() => step.missing(format!(
            "The app has only the scope {}: the System Log is read, and nothing of the org's configuration.",
            scopes::LOGS
        )),
        _ => step.missing(format!("The app lacks: {}.", lacking.join(", "))),
    }
}

/// Whether anything of the org's configuration may be read: with the log's scope alone, there is nothing to scan.
pub(crate) fn reads_configuration(grants: &Grants) -> bool {
    let beyond_the_log = |scope: &Scope| *scope != scopes::LOGS && grants.has(*scope);
    scopes::ALL.iter().any(beyond_the_log)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::setup::Verdict;

    fn judged(granted: &[Scope]) -> (Verdict, String) {
        let granted = granted.iter().map(ToString::to_string).collect();
        let grants = Grants { granted, ..Grants::default() };
        let step = scopes(&Snapshot::at(datetime!(2026-03-01 0:00 UTC)), Some(&grants));
        (step.verdict, step.seen)
    }

    #[test]
    fn each_missing_scope_is_named() {
        let all: Vec<Scope> = scopes::COMMON.iter().copied().chain([scopes::LOGS]).collect();
        assert_eq!(judged(&all).0, Verdict::Ok);
        for missing in scopes::COMMON {
            let rest: Vec<Scope> = all.iter().copied().filter(|scope| scope != missing).collect();
            let (verdict, seen) = judged(&rest);
            assert_eq!(verdict, Verdict::Missing);
            assert_eq!(seen, format!("The app lacks: {missing}."));
        }
        assert!(judged(&[scopes::LOGS]).1.contains("only the scope okta.logs.read"));
    }

    #[test]
    fn with_the_log_alone_there_is_nothing_to_scan() {
        let reads = |granted: &[Scope]| {
            reads_configuration(&Grants { granted: granted.iter().map(ToString::to_string).collect(), ..Grants::default() })
        };
        assert!(!reads(&[scopes::LOGS]) && !reads(&[]));
        assert!(reads(&[scopes::LOGS, scopes::USERS]) && reads(&[scopes::DEVICES]));
    }
}
