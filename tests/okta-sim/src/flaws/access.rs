//! Flaws of sessions, passwords and networks.

use serde_json::{Value, json};

use super::Flaw;
use crate::org::apps::ADMIN_CONSOLE;
use crate::org::policies::ACCESS;
use crate::org::zones::ANONYMIZERS;
use crate::org::{DEFAULT_PASSWORD, EMPLOYEES, Extras};

/// One value of the session policy for employees.
fn session(org: &mut Extras<'_>, name: &str, value: Value) {
    for policy in org.world.policies.iter_mut().filter(|policy| policy.number == EMPLOYEES) {
        policy.rules[0].actions["signon"]["session"][name] = value.clone();
    }
}

/// One value of the default password policy, by its path below `settings.password`.
fn password(org: &mut Extras<'_>, path: &str, value: Value) {
    for policy in org.world.policies.iter_mut().filter(|policy| policy.number == DEFAULT_PASSWORD) {
        let place = policy.settings.as_mut().and_then(|settings| settings.pointer_mut(path));
        *place.expect("the default password policy has all settings") = value.clone();
    }
}

pub(super) static IDLE_TIMEOUT: Flaw = Flaw {
    id: "session.idle-timeout",
    what: "employees' sessions last eight idle hours",
    also: &[],
    apply: |org| session(org, "maxSessionIdleMinutes", json!(480)),
};

pub(super) static MAX_LIFETIME: Flaw = Flaw {
    id: "session.max-lifetime",
    what: "employees' sessions never end by themselves",
    also: &[],
    apply: |org| session(org, "maxSessionLifetimeMinutes", json!(0)),
};

pub(super) static PERSISTENT_COOKIE: Flaw = Flaw {
    id: "session.persistent-cookie",
    what: "employees' sessions survive the browser",
    also: &[],
    apply: |org| session(org, "usePersistentCookie", json!(true)),
};

pub(super) static ADMIN_CONSOLE_MFA: Flaw = Flaw {
    id: "session.admin-console-mfa",
    what: "a password alone opens the Admin Console",
    also: &["session.admin-console-phishing-resistant"],
    apply: |org| {
        for policy in org.world.policies.iter_mut().filter(|policy| policy.number == ACCESS + ADMIN_CONSOLE) {
            policy.rules[0].actions["appSignOn"]["verificationMethod"] = json!({
                "factorMode": "1FA", "type": "ASSURANCE", "reauthenticateIn": "PT0S", "constraints": [{"knowledge": {"required": true, "types": ["password"]}}],
            });
        }
    },
};

pub(super) static PASSWORD_MIN_LENGTH: Flaw = Flaw {
    id: "password.min-length",
    what: "passwords may have eight characters",
    also: &[],
    apply: |org| password(org, "/password/complexity/minLength", json!(8)),
};

pub(super) static PASSWORD_LOCKOUT: Flaw = Flaw {
    id: "password.lockout",
    what: "accounts are never locked",
    also: &[],
    apply: |org| password(org, "/password/lockout/maxAttempts", json!(0)),
};

pub(super) static PASSWORD_COMMON: Flaw = Flaw {
    id: "password.common",
    what: "common passwords are allowed",
    also: &[],
    apply: |org| password(org, "/password/complexity/dictionary/common/exclude", json!(false)),
};

pub(super) static THREAT_INSIGHT_OFF: Flaw =
    Flaw { id: "net.threatinsight-off", what: "ThreatInsight does nothing", also: &[], apply: |org| org.world.threat_insight = "none" };

pub(super) static ANONYMIZERS_NOT_BLOCKED: Flaw = Flaw {
    id: "net.anonymizers-not-blocked",
    what: "the enhanced dynamic zone that blocks anonymisers is inactive",
    also: &[],
    apply: |org| {
        for zone in org.world.zones.iter_mut().filter(|zone| zone.number == ANONYMIZERS) {
            zone.active = false;
        }
    },
};
