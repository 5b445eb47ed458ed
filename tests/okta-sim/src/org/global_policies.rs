//! The policies that hold for the whole org: sessions, passwords, enrolment, routing, registration, risk.

use serde_json::{Value, json};

use super::idps;
use super::policies::{Policy, PolicyType, policy, rule};
use crate::id::Id;
use crate::stamp::Stamp;

/// The session policy for employees, which comes before the default one.
pub(crate) const EMPLOYEES: u64 = 0;
const DEFAULT_SESSION: u64 = 1;
/// The default password policy.
pub(crate) const DEFAULT_PASSWORD: u64 = 10;

/// Session policies: signed out after an idle hour, at the latest after twelve, never remembered on disk.
pub(crate) fn sessions(everyone: Id, staff: Id, now: Stamp) -> Vec<Policy> {
    let session = || {
        json!({"signon": {
            "access": "ALLOW", "requireFactor": true, "factorPromptMode": "ALWAYS", "primaryFactor": "PASSWORD_IDP_ANY_FACTOR",
            "rememberDeviceByDefault": false,
            "session": {"usePersistentCookie": false, "maxSessionIdleMinutes": 60, "maxSessionLifetimeMinutes": 720},
        }})
    };
    let conditions = json!({"people": {"users": {"exclude": []}}, "network": {"connection": "ANYWHERE"}, "authContext": {"authType": "ANY"},
        "risk": {"behaviors": []}, "riskScore": {"level": "ANY"}, "identityProvider": {"provider": "ANY"}});
    let mut employees = policy(EMPLOYEES, PolicyType::SignOn, "Employees", now);
    employees.description = Some("Sessions of employees");
    employees.conditions = json!({"people": {"groups": {"include": [staff]}}});
    employees.rules.push(rule(1, "Employees, everywhere", 1, false, conditions, session()));
    let mut default = policy(DEFAULT_SESSION, PolicyType::SignOn, "Default Policy", now);
    default.description = Some("The default policy applies in all situations if no other policy applies.");
    default.priority = 2;
    default.system = true;
    default.conditions = json!({"people": {"groups": {"include": [everyone]}}});
    default.rules.push(rule(
        0,
        "Default Rule",
        2,
        true,
        json!({"people": {"users": {"exclude": []}}, "network": {"connection": "ANYWHERE"}, "authContext": {"authType": "ANY"}}),
        session(),
    ));
    vec![employees, default]
}

/// Password policies: fourteen characters, ten attempts, no common passwords.
pub(crate) fn passwords(everyone: Id, now: Stamp) -> Vec<Policy> {
    let mut default = policy(DEFAULT_PASSWORD, PolicyType::Password, "Default Policy", now);
    default.description = Some("The default policy applies in all situations if no other policy applies.");
    default.system = true;
    default.conditions = json!({"people": {"groups": {"include": [everyone]}}, "authProvider": {"provider": "OKTA"}});
    default.settings = Some(json!({
        "password": {
            "complexity": {"minLength": 14, "minLowerCase": 1, "minUpperCase": 1, "minNumber": 1, "minSymbol": 1, "excludeUsername": true,
                "dictionary": {"common": {"exclude": true}}, "excludeAttributes": ["firstName", "lastName"]},
            "age": {"maxAgeDays": 0, "expireWarnDays": 0, "minAgeMinutes": 60, "historyCount": 24},
            "lockout": {"maxAttempts": 10, "autoUnlockMinutes": 60, "userLockoutNotificationChannels": ["EMAIL"], "showLockoutFailures": false},
            "breachedProtection": {"expireAfterDays": 0, "logoutEnabled": true, "delegatedWorkflowId": null},
        },
        "recovery": {"factors": {
            "recovery_question": {"status": "INACTIVE", "properties": {"complexity": {"minLength": 4}}},
            "okta_email": {"status": "ACTIVE", "properties": {"recoveryToken": {"tokenLifetimeMinutes": 60}}},
            "okta_sms": {"status": "INACTIVE"}, "okta_call": {"status": "INACTIVE"},
        }},
        "delegation": {"options": {"skipUnlock": false}},
    }));
    let actions = json!({
        "passwordChange": {"access": "ALLOW"},
        "selfServicePasswordReset": {"access": "ALLOW", "requirement": {"accessControl": "LEGACY", "primary": {"methods": ["push", "email"]}, "stepUp": {"required": true}}},
        "selfServiceUnlock": {"access": "DENY"},
    });
    default.rules.push(rule(
        0,
        "Default Rule",
        1,
        true,
        json!({"people": {"users": {"exclude": []}}, "network": {"connection": "ANYWHERE"}}),
        actions,
    ));
    vec![default]
}

/// Everything else that an org on that engine has.
pub(crate) fn others(everyone: Id, engine: super::Engine, threat_protection: bool, now: Stamp) -> Vec<Policy> {
    let mut enrollment = policy(20, PolicyType::Enrollment, "Default Policy", now);
    enrollment.system = true;
    enrollment.conditions = json!({"people": {"groups": {"include": [everyone]}}});
    enrollment.settings = Some(match engine {
        super::Engine::Classic => {
            json!({"type": "FACTORS", "factors": {"okta_push": {"enroll": {"self": "REQUIRED"}, "consent": {"type": "NONE"}}, "fido_webauthn": {"enroll": {"self": "OPTIONAL"}, "consent": {"type": "NONE"}}}})
        }
        super::Engine::Identity => json!({"type": "AUTHENTICATORS", "authenticators": [
            {"key": "okta_password", "enroll": {"self": "REQUIRED"}},
            {"key": "okta_verify", "enroll": {"self": "REQUIRED"}},
            {"key": "webauthn", "enroll": {"self": "OPTIONAL"}},
            {"key": "okta_email", "enroll": {"self": "OPTIONAL"}},
        ]}),
    });
    enrollment.rules.push(rule(0, "Default Rule", 1, true, anywhere(), json!({"enroll": {"self": "CHALLENGE"}})));
    let mut routing = policy(ROUTING, PolicyType::Routing, "Idp Discovery Policy", now);
    routing.system = true;
    routing.rules.push(rule(
        0,
        "Default Rule",
        1,
        true,
        json!({"network": {"connection": "ANYWHERE"}}),
        json!({"idp": {"providers": [], "idpSelectionType": "SPECIFIC"}}),
    ));
    let mut policies = vec![enrollment, routing];
    if engine == super::Engine::Identity {
        let mut registration = policy(40, PolicyType::ProfileEnrollment, "Default Policy", now);
        registration.system = true;
        let actions = json!({"profileEnrollment": {
            "access": "DENY", "preRegistrationInlineHooks": null, "profileAttributes": [{"name": "email", "label": "Email", "required": true}],
            "targetGroupIds": null, "unknownUserAction": "DENY", "activationRequirements": {"emailVerification": true}, "progressiveProfilingAction": "DISABLED",
        }});
        registration.rules.push(rule(0, "Catch-all Rule", 99, true, Value::Null, actions));
        policies.push(registration);
    }
    if engine == super::Engine::Identity && threat_protection {
        policies.extend(risk(now));
    }
    policies
}

fn risk(now: Stamp) -> Vec<Policy> {
    let kinds = [
        (
            50,
            PolicyType::PostAuthSession,
            "Post auth session",
            json!({"postAuthSession": {"failureActions": [{"action": "TERMINATE_SESSION"}]}}),
        ),
        (51, PolicyType::EntityRisk, "Entity Risk Policy", json!({"entityRisk": {"actions": [{"action": "TERMINATE_ALL_SESSIONS"}]}})),
        (
            52,
            PolicyType::SessionViolation,
            "Session Violation Detection Policy",
            json!({"sessionViolationDetection": {"policyEvaluation": {"enabled": true}}}),
        ),
    ];
    kinds
        .into_iter()
        .map(|(number, kind, name, actions)| {
            let mut next = policy(number, kind, name, now);
            next.system = true;
            next.rules.push(rule(0, "Catch-all Rule", 99, true, Value::Null, actions));
            next
        })
        .collect()
}

/// The number of the policy that routes sign-ins to identity providers.
pub(crate) const ROUTING: u64 = 30;

/// Routes some users to the provider that an attacker made.
pub(super) fn route_to_planted(world: &mut super::World) {
    let id = idps::planted_id(world);
    let actions = json!({"idp": {"providers": [{"id": id, "type": "SAML2"}], "idpSelectionType": "SPECIFIC"}});
    let conditions = json!({"network": {"connection": "ANYWHERE"}, "userIdentifier": {"patterns": [], "type": "IDENTIFIER"}});
    if let Some(policy) = world.policies.iter_mut().find(|policy| policy.number == ROUTING && policy.kind == PolicyType::Routing) {
        policy.rules.insert(0, rule(PLANTED_RULE, "Contractors", 0, false, conditions, actions));
    }
}

/// The number of the attacker's rule there.
pub(crate) const PLANTED_RULE: u64 = 9;

fn anywhere() -> Value {
    json!({"people": {"users": {"exclude": []}}, "network": {"connection": "ANYWHERE"}})
}
