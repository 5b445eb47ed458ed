//! Events with the verdict of another maker's rules, which ours share where they are about the same.

use std::{fs, path::PathBuf};

use oktually_events::{Event, Known, detection::Rules};
use serde::Deserialize;
use serde_json::{Value, json};

/// Their rules, and ours of which one must see what they see, and none what they do not.
const SAME: [(&str, &[&str]); 11] = [
    ("Okta.Support.Access", &["log.support-access-granted", "log.support-access-used", "log.support-access-used-by-stranger"]),
    (
        "Okta.AdminRoleAssigned",
        &["log.administrator-role-granted", "log.super-administrator-granted", "log.organization-administrator-granted"],
    ),
    ("Okta.APIKeyCreated", &["log.api-token-created"]),
    ("Okta.Refresh.Access.Token.Reuse", &["log.refresh-token-reused"]),
    ("Okta.Group.Admin.Role.Assigned", &["log.administrator-role-granted-to-group", "log.super-administrator-granted-to-group"]),
    ("Okta.Identity.Provider.SignIn", &["log.sign-in-through-identity-provider"]),
    ("Okta.Org2org.Creation.Modification", &["log.org2org-created", "log.org2org-changed"]),
    ("Okta.Password.Extraction.via.SCIM", &["log.passwords-pushed-by-provisioning"]),
    ("Okta.ThreatInsight.Security.Threat.Detected", &["log.threat-insight-detected"]),
    ("Okta.User.MFA.Factor.Suspend", &["log.factor-suspended"]),
    ("Okta.User.MFA.Reset.All", &["log.factors-reset"]),
];

/// Their rules that have no counterpart among ours over single events, and why.
const NOT_OURS: [(&str, &str); 3] = [
    ("Okta.Login.Without.Push.Marker", "needs a marker that another product of theirs puts into the browser's name"),
    ("Okta.PotentiallyStolenSession", "compares several events of a session: a correlation's work"),
    ("Okta.SSO.to.AWS", "every sign-on to AWS is no finding; ours sees that from a new device"),
];

#[derive(Deserialize)]
struct Samples {
    rule_id: String,
    tests: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    name: String,
    expected: bool,
    log: Value,
}

#[test]
fn verdicts_of_another_maker_are_shared_or_a_reason_is_written() {
    let Some(folder) = std::env::var_os("OKTUALLY_PANTHER_OKTA").map(PathBuf::from) else {
        eprintln!("SKIPPED: OKTUALLY_PANTHER_OKTA is not set");
        return;
    };
    let (mut compared, mut left, mut wrong) = (0, 0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "yml") {
            continue;
        }
        let samples: Samples = serde_saphyr::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        if NOT_OURS.iter().any(|(rule, _)| *rule == samples.rule_id) {
            left += samples.tests.len();
            continue;
        }
        let Some((_, ours)) = SAME.iter().find(|(rule, _)| *rule == samples.rule_id) else {
            panic!("{} is on no list", samples.rule_id);
        };
        for Sample { name, expected, mut log } in samples.tests {
            if log["uuid"].is_null() {
                log["uuid"] = json!("sample");
            }
            let seen = Rules::built_in().look(&Event::of(log).unwrap(), &Known::default());
            compared += 1;
            if seen.hits.iter().any(|hit| ours.contains(&hit.rule.id.as_str())) != expected {
                wrong.push(format!("{}: {name} should be {expected}", samples.rule_id));
            }
        }
    }
    eprintln!("{compared} verdicts compared, {left} left out for the reasons on the list");
    assert!(compared > 0 && wrong.is_empty(), "{wrong:#?}");
}
