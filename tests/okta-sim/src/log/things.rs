//! What entries are about, by the ids that the org's own lists give.

use serde_json::{Value, json};

use super::parts::{Thing, named};
use crate::id::Kind;
use crate::org::apps::{self, App, Sort};
use crate::org::policies::{ACCESS, Policy};
use crate::org::{World, factors, groups};

/// An application that is in use, near that number.
pub(super) fn app(world: &World, value: u64) -> App {
    let count = (world.apps.total - apps::FIRST).max(1);
    let mut number = value % count;
    for _ in 0..4 {
        let app = world.apps.app(apps::FIRST + number);
        if app.status == "ACTIVE" && app.sort != Sort::Directory {
            return app;
        }
        number = (number + 1) % count;
    }
    world.apps.app(apps::DASHBOARD)
}

pub(super) fn mode(sort: Sort) -> &'static str {
    match sort {
        Sort::Saml => "SAML_2_0",
        Sort::Oidc => "OPENID_CONNECT",
        Sort::Bookmark => "BOOKMARK",
        Sort::AutoLogin => "AUTO_LOGIN",
        Sort::Directory => "UNKNOWN",
    }
}

/// An application as target.
pub(super) fn app_instance(app: &App) -> Thing {
    Thing::new("AppInstance", app.id, app.label.as_str(), app.label.as_str())
}

/// A user as an application knows them.
pub(super) fn app_user(user: &Thing) -> Thing {
    Thing { kind: "AppUser", ..user.clone() }
}

/// A group that is not built in.
pub(super) fn group(world: &World, value: u64) -> Thing {
    let count = (world.groups.ordinary - groups::FIRST).max(1);
    let group = world.groups.group(groups::FIRST + value % count);
    named("UserGroup", group.id, &group.name)
}

/// A policy and the rule of it that decided, as targets.
pub(super) fn policy_and_rule(world: &World, policy: &Policy) -> [Thing; 2] {
    let id = policy.id(&world.ids);
    let kind = if policy.access_number().is_some() { "OktaSignOnAccess" } else { "OktaSignOn" };
    let policy_thing = named("PolicyEntity", id, &policy.name).with(format!(r#"{{"policyType":"{kind}"}}"#));
    let rule = policy.rules.first();
    let rule_id = rule.map_or_else(String::new, |rule| policy.rule_id(rule, &world.ids).to_string());
    [policy_thing, Thing::new("PolicyRule", rule_id, id.to_string(), rule.map_or("", |rule| rule.name))]
}

/// The policy that decides on sign-ins to an application; in orgs without such, the first of all.
pub(super) fn policy_of<'a>(world: &'a World, app: &App) -> &'a Policy {
    world.policies.iter().find(|policy| policy.number == ACCESS + app.policy).unwrap_or(&world.policies[0])
}

/// The Admin Console.
pub(super) fn console(world: &World) -> App {
    world.apps.app(apps::ADMIN_CONSOLE)
}

/// An enrolled factor of a user as target, and what debug data calls it.
pub(super) fn factor(world: &World, user: u64, value: u64) -> (Thing, &'static str) {
    let kinds = factors::kinds(world.seed, user);
    let place = (value % kinds.len().max(1) as u64) as usize;
    let Some(kind) = kinds.get(place) else {
        return (Thing::new("AuthenticatorEnrollment", "unknown", "unknown", "Email"), "EMAIL_FACTOR");
    };
    let (method, name, text) = match *kind {
        "push" => ("Get a push notification", "Okta Verify", "OKTA_VERIFY_PUSH"),
        "signed_nonce" => ("Use Okta FastPass", "Okta Verify", "SIGNED_NONCE"),
        "webauthn" => ("FIDO2 (WebAuthn)", "Security Key or Biometric", "FIDO_WEBAUTHN"),
        "sms" => ("SMS", "Phone", "SMS_FACTOR"),
        "question" => ("Security Question", "Security Question", "SECURITY_QUESTION"),
        _ => ("Enter a code", "Okta Verify", "OKTA_SOFT_TOKEN"),
    };
    let id = world.ids.id(Kind::Factor, user << 3 | place as u64);
    let detail = format!(r#"{{"methodTypeUsed":"{method}","methodUsedVerifiedProperties":"[USER_PRESENCE]"}}"#);
    (named("AuthenticatorEnrollment", id, name).with(detail), text)
}

/// A rule of a policy, changed: what its actions were and are, as JSON in texts.
pub(super) fn changed_rule(world: &World, policy: &Policy, change: impl FnOnce(&mut Value)) -> [Thing; 2] {
    let [policy_thing, rule_thing] = policy_and_rule(world, policy);
    let was = policy.rules.first().map_or(Value::Null, |rule| rule.actions.clone());
    let mut is = was.clone();
    change(&mut is);
    let side = |actions: &Value| json!({"policyRuleActionJson": actions.to_string()}).to_string();
    [policy_thing, rule_thing.changed(&side(&was), &side(&is))]
}
