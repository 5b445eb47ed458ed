//! All published event types. Okta's lists are not ours to publish: `OKTUALLY_OKTA_EVENT_TYPES` names the folder that holds them.

use std::collections::BTreeSet;
use std::fs;

use oktually_events::Event;
use oktually_events::ecs::allowed::{CATEGORIES, TYPES, expected};
use oktually_events::ecs::{Options, write};
use serde_json::{Value, json};

/// Categories and types of an event type.
pub(crate) fn categories(event_type: &str) -> (Vec<String>, Vec<String>) {
    let document = write(&Event::of(json!({"uuid": "u", "eventType": event_type})).unwrap(), &Options::default());
    let texts = |name: &str| serde_json::from_value(document["event"][name].clone()).unwrap_or_default();
    (texts("category"), texts("type"))
}

/// Fails unless an event type has at least one of both, all allowed and expected, none twice.
pub(crate) fn well_categorised(event_type: &str) {
    let (categories, types) = categories(event_type);
    let once = |texts: &[String]| texts.iter().collect::<BTreeSet<_>>().len() == texts.len();
    assert!(!categories.is_empty() && !types.is_empty() && once(&categories) && once(&types), "{event_type}: {categories:?} {types:?}");
    let known: Vec<_> = categories.iter().map(String::as_str).collect();
    assert!(known.iter().all(|one| CATEGORIES.iter().any(|(name, _)| name == one)), "{event_type}: {categories:?}");
    assert!(types.iter().all(|one| TYPES.contains(&one.as_str()) && expected(&known, one)), "{event_type}: {categories:?} {types:?}");
}

#[test]
fn every_published_event_type_has_allowed_categories_and_types() {
    let Some(folder) = crate::folder("OKTUALLY_OKTA_EVENT_TYPES") else { return };
    let list = fs::read_to_string(folder.join("okta-event-types.csv")).unwrap();
    let mut names: BTreeSet<String> =
        list.lines().skip(1).filter_map(|line| line.strip_prefix('"')?.split('"').next()).map(str::to_owned).collect();
    assert!(names.len() >= 1_178, "{}", names.len());
    let fuller: Value = serde_json::from_slice(&fs::read(folder.join("okta-event-types.json")).unwrap()).unwrap();
    names.extend(fuller["event_types"].as_object().unwrap().keys().cloned());
    assert!(names.len() >= 1_178 + 96, "{}", names.len());
    names.iter().for_each(|name| well_categorised(name));
}

#[test]
fn an_unknown_event_type_has_a_category_from_its_prefix_and_a_type_from_its_last_word() {
    for (event_type, category, kind) in [
        ("user.lifecycle.hibernate", "iam", "change"),
        ("user.session.teleport", "session", "info"),
        ("group.something.delete", "iam", "deletion"),
        ("application.gizmo.create", "configuration", "creation"),
        ("policy.gizmo.remove", "configuration", "deletion"),
        ("zone.gizmo", "configuration", "change"),
        ("security.gizmo.update", "configuration", "change"),
        ("device.gizmo.view", "host", "access"),
        ("pam.gizmo.added", "configuration", "creation"),
        ("gizmo.session.start", "session", "start"),
        ("gizmo.login", "authentication", "info"),
        ("gizmo.user.add", "iam", "creation"),
        ("gizmo.threat.seen", "threat", "indicator"),
        ("gizmo", "configuration", "info"),
        ("..", "configuration", "info"),
        ("Größe.ändern", "configuration", "info"),
    ] {
        well_categorised(event_type);
        let (categories, types) = categories(event_type);
        assert!(
            categories.iter().any(|one| one == category) && types.iter().any(|one| one == kind),
            "{event_type}: {categories:?} {types:?}"
        );
    }
}

#[test]
fn an_event_that_does_not_say_its_type_has_no_category() {
    assert_eq!(categories(""), (vec![], vec![]));
}

#[test]
fn event_types_that_matter_are_categorised_as_they_should_be() {
    for (event_type, right_categories, right_types) in [
        ("user.session.start", "authentication session", "start info"),
        ("user.session.end", "authentication session", "end info"),
        ("user.session.clear", "authentication session", "end info"),
        ("user.session.impersonation.initiate", "authentication session", "start info"),
        ("user.session.impersonation.grant", "authentication session", "info"),
        ("user.authentication.auth_via_mfa", "authentication", "info"),
        ("user.authentication.sso", "authentication", "info"),
        ("user.authentication.universal_logout", "authentication session", "end info"),
        ("user.mfa.factor.deactivate", "authentication iam", "user change"),
        ("user.mfa.okta_verify.deny_push", "authentication", "info"),
        ("user.account.lock", "iam", "user change"),
        ("user.account.privilege.grant", "iam", "user admin change"),
        ("user.account.reset_password", "authentication iam", "user change info"),
        ("user.account.report_suspicious_activity_by_enduser", "iam threat", "user indicator"),
        ("user.lifecycle.create", "iam", "user creation"),
        ("user.lifecycle.delete.initiated", "iam", "user deletion"),
        ("user.lifecycle.suspend", "iam", "user change"),
        ("user.risk.change", "iam", "user change"),
        ("group.privilege.grant", "iam", "group admin change"),
        ("group.user_membership.add", "iam", "group user change"),
        ("group.lifecycle.create", "iam", "group creation"),
        ("application.user_membership.add", "iam", "user creation"),
        ("application.user_membership.show_password", "authentication iam", "user info"),
        ("application.lifecycle.delete", "configuration", "deletion"),
        ("application.policy.sign_on.deny_access", "authentication", "info"),
        ("policy.evaluate_sign_on", "authentication", "info"),
        ("policy.rule.update", "configuration", "change"),
        ("policy.entity_risk.evaluate", "iam", "user info"),
        ("zone.delete", "configuration", "deletion"),
        ("iam.role.permissions.add", "iam", "admin creation"),
        ("app.oauth2.as.token.grant", "authentication", "info"),
        ("app.oauth2.client.privilege.grant", "iam", "admin change"),
        ("system.api_token.create", "authentication iam", "creation"),
        ("system.log_stream.lifecycle.delete", "configuration", "deletion"),
        ("system.push.send_factor_verify_push", "authentication", "info"),
        ("system.org.rate_limit.violation", "network", "info"),
        ("application.configuration.update_rate_limits", "configuration", "change"),
        ("security.threat.detected", "threat", "indicator"),
        ("security.threat.configuration.update", "configuration", "change"),
        ("security.request.blocked", "network threat", "denied indicator"),
        ("security.trusted_origin.create", "configuration", "creation"),
        ("device.enrollment.create", "host", "change"),
        ("device.user.add", "iam host", "user creation"),
        ("workflows.user.delegatedflow.run", "iam", "info"),
        ("pam.resource_group.create", "configuration", "creation"),
    ] {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(categories(event_type), (words(right_categories), words(right_types)), "{event_type}");
    }
}
