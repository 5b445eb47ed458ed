//! Policies and their rules.

use serde_json::{Value, json};

use super::apps;
use crate::id::{Id, Ids, Kind};
use crate::stamp::Stamp;

/// The types of policies that the Policies API lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum PolicyType {
    SignOn,
    Password,
    Enrollment,
    Routing,
    Access,
    ProfileEnrollment,
    PostAuthSession,
    EntityRisk,
    SessionViolation,
    Lifecycle,
}

/// What an org answers for a type it does not serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The type does not exist (on this engine).
    Unknown,
    /// The type belongs to a product that the org has not bought.
    NotLicensed,
}

impl PolicyType {
    pub(crate) const ALL: [PolicyType; 10] = [
        PolicyType::SignOn,
        PolicyType::Password,
        PolicyType::Enrollment,
        PolicyType::Routing,
        PolicyType::Access,
        PolicyType::ProfileEnrollment,
        PolicyType::PostAuthSession,
        PolicyType::EntityRisk,
        PolicyType::SessionViolation,
        PolicyType::Lifecycle,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            PolicyType::SignOn => "OKTA_SIGN_ON",
            PolicyType::Password => "PASSWORD",
            PolicyType::Enrollment => "MFA_ENROLL",
            PolicyType::Routing => "IDP_DISCOVERY",
            PolicyType::Access => "ACCESS_POLICY",
            PolicyType::ProfileEnrollment => "PROFILE_ENROLLMENT",
            PolicyType::PostAuthSession => "POST_AUTH_SESSION",
            PolicyType::EntityRisk => "ENTITY_RISK",
            PolicyType::SessionViolation => "SESSION_VIOLATION_DETECTION",
            PolicyType::Lifecycle => "USER_LIFECYCLE",
        }
    }

    /// The type of that name, or how it is refused.
    pub(crate) fn parse(name: &str, engine: super::Engine, threat_protection: bool) -> Result<PolicyType, Absent> {
        let Some(kind) = PolicyType::ALL.into_iter().find(|kind| kind.name() == name) else {
            return Err(match name {
                "DEVICE_SIGNAL_COLLECTION" | "CLIENT_UPDATE" | "IDENTITY_CLAIM_SOURCING" if engine == super::Engine::Identity => {
                    Absent::NotLicensed
                }
                _ => Absent::Unknown,
            });
        };
        match kind {
            PolicyType::SignOn | PolicyType::Password | PolicyType::Enrollment | PolicyType::Routing | PolicyType::Lifecycle => Ok(kind),
            _ if engine == super::Engine::Classic => Err(Absent::Unknown),
            PolicyType::PostAuthSession | PolicyType::EntityRisk | PolicyType::SessionViolation if !threat_protection => {
                Err(Absent::NotLicensed)
            }
            _ => Ok(kind),
        }
    }

    fn is_new(self) -> bool {
        !matches!(self, PolicyType::SignOn | PolicyType::Password | PolicyType::Enrollment | PolicyType::Routing)
    }

    /// What `type` says of its rules.
    pub(crate) fn rule_name(self) -> &'static str {
        if self == PolicyType::SignOn { "SIGN_ON" } else { self.name() }
    }
}

/// One policy.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(crate) number: u64,
    pub(crate) kind: PolicyType,
    pub(crate) name: String,
    pub(crate) description: Option<&'static str>,
    pub(crate) priority: u32,
    pub(crate) system: bool,
    pub(crate) conditions: Value,
    pub(crate) settings: Option<Value>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) created: Stamp,
}

/// One rule of a policy.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) number: u64,
    pub(crate) name: &'static str,
    pub(crate) priority: u32,
    pub(crate) system: bool,
    pub(crate) conditions: Value,
    pub(crate) actions: Value,
}

impl Policy {
    pub(crate) fn id(&self, ids: &Ids) -> Id {
        ids.id(if self.kind.is_new() { Kind::NewPolicy } else { Kind::OldPolicy }, self.number)
    }

    pub(crate) fn rule_id(&self, rule: &Rule, ids: &Ids) -> Id {
        // A policy has fewer than 64 rules.
        ids.id(if self.kind.is_new() { Kind::NewRule } else { Kind::OldRule }, self.number << 6 | rule.number)
    }

    /// Sign-on policies are numbered as applications name them.
    pub(crate) fn access_number(&self) -> Option<u64> {
        (self.kind == PolicyType::Access).then(|| self.number - ACCESS)
    }

    /// Who may use this policy in applications: not the account-management policy, which is mapped to none.
    pub(crate) fn has_mappings(&self) -> bool {
        self.kind == PolicyType::Access && self.access_number() != Some(ACCOUNT_MANAGEMENT)
    }
}

/// The first number of sign-on policies of applications.
pub(crate) const ACCESS: u64 = 1_000;
/// The account-management policy, which only its name tells apart, numbered out of the way.
const ACCOUNT_MANAGEMENT: u64 = 999;

/// How many sign-on policies ordinary applications are spread over.
pub(crate) fn access_policies(users: u64) -> u64 {
    2 + (users / 2_000).min(38)
}

/// Builds a policy with its number, type and name; the rest as most policies have it.
pub(crate) fn policy(number: u64, kind: PolicyType, name: impl Into<String>, now: Stamp) -> Policy {
    Policy {
        number,
        kind,
        name: name.into(),
        description: None,
        priority: 1,
        system: false,
        conditions: Value::Null,
        settings: None,
        rules: Vec::new(),
        created: now.days_ago(1_200),
    }
}

/// The sign-on policies of applications in a sound org: the Admin Console's demands a phishing-resistant factor.
pub(crate) fn access(users: u64, now: Stamp) -> Vec<Policy> {
    let named =
        [(apps::ADMIN_CONSOLE, "Okta Admin Console"), (apps::DASHBOARD, "Okta Dashboard"), (apps::BROWSER_PLUGIN, "Okta Browser Plugin")];
    let mut policies: Vec<Policy> =
        named.into_iter().map(|(number, name)| policy(ACCESS + number, PolicyType::Access, name, now)).collect();
    for number in 0..access_policies(users) {
        let name = if number == 0 { "Any two factors".to_owned() } else { format!("Sensitive applications {number}") };
        let mut next = policy(ACCESS + apps::FIRST + number, PolicyType::Access, name, now);
        next.system = number == 0;
        policies.push(next);
    }
    let mut account = policy(ACCESS + ACCOUNT_MANAGEMENT, PolicyType::Access, "Okta Account Management Policy", now);
    account.description =
        Some("This policy defines how users must authenticate for authenticator enrollment, password reset, or unlock account.");
    policies.push(account);
    for policy in &mut policies {
        let strict = policy.number == ACCESS + apps::ADMIN_CONSOLE;
        let catch_all = rule(0, "Catch-all Rule", 99, true, Value::Null, sign_on("2FA", if strict { "PT0S" } else { "PT2H" }));
        if strict {
            let conditions = json!({
                "people": {"users": {"exclude": []}},
                "network": {"connection": "ANYWHERE"},
                "platform": {"include": [], "exclude": []},
                "riskScore": {"level": "ANY"},
                "userType": {"include": [], "exclude": []},
            });
            policy.rules.push(rule(1, "Administrators", 0, false, conditions, sign_on("2FA", "PT0S")));
        }
        policy.rules.push(catch_all);
    }
    policies
}

fn sign_on(factors: &str, again_after: &str) -> Value {
    json!({"appSignOn": {
        "access": "ALLOW",
        "verificationMethod": {
            "factorMode": factors,
            "type": "ASSURANCE",
            "reauthenticateIn": again_after,
            "constraints": [{"possession": {
                "required": true, "deviceBound": "REQUIRED", "hardwareProtection": "REQUIRED", "phishingResistant": "REQUIRED", "userPresence": "REQUIRED",
            }}],
        },
        "keepMeSignedIn": {"postAuth": "NOT_ALLOWED"},
    }})
}

/// Builds a rule.
pub(crate) fn rule(number: u64, name: &'static str, priority: u32, system: bool, conditions: Value, actions: Value) -> Rule {
    Rule { number, name, priority, system, conditions, actions }
}
