//! Policies and their rules.

use serde::{Deserialize, Serialize};

use super::{AccessAction, Conditions, PasswordSettings, PolicyType, SessionAction};

/// A policy as checks see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Okta's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: PolicyType,
    /// Whether it is in force.
    pub active: bool,
    /// Its place, 1 first.
    #[serde(default)]
    pub priority: Option<i64>,
    /// Whether Okta made it.
    #[serde(default)]
    pub system: bool,
    /// Whom it applies to.
    #[serde(default)]
    pub conditions: Conditions,
    /// The settings of a password policy.
    #[serde(default)]
    pub password: Option<PasswordSettings>,
    /// Ids of the applications it governs, from the policy's mappings or the applications' own links; nothing when not read.
    #[serde(default)]
    pub apps: Option<Vec<String>>,
    /// Its rules in any order; nothing when they were not read.
    #[serde(default)]
    pub rules: Option<Vec<Rule>>,
}

/// One rule of a policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Okta's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is in force.
    pub active: bool,
    /// Its place, 1 first; the catch-all has none or a high one.
    #[serde(default)]
    pub priority: Option<i64>,
    /// Whether it is the catch-all that Okta made.
    #[serde(default)]
    pub system: bool,
    /// When it applies.
    #[serde(default)]
    pub conditions: Conditions,
    /// What it does.
    #[serde(default)]
    pub action: RuleAction,
}

/// What a rule does, as far as checks look at it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum RuleAction {
    /// A rule of a global session policy.
    Session(SessionAction),
    /// A rule of an app sign-in policy.
    Access(AccessAction),
    /// A rule of another type.
    #[default]
    Other,
}

/// Whether a rule lets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Access {
    /// It does.
    Allow,
    /// It does not.
    Deny,
    /// A word that is not known.
    Other(String),
}

impl From<String> for Access {
    fn from(text: String) -> Self {
        match text.as_str() {
            "ALLOW" => Self::Allow,
            "DENY" => Self::Deny,
            _ => Self::Other(text),
        }
    }
}

impl From<Access> for String {
    fn from(access: Access) -> Self {
        match access {
            Access::Allow => "ALLOW".into(),
            Access::Deny => "DENY".into(),
            Access::Other(text) => text,
        }
    }
}

impl Policy {
    /// An active policy without rules that applies to everybody.
    pub fn new(kind: PolicyType, id: &str, name: &str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            kind,
            active: true,
            priority: Some(1),
            system: false,
            conditions: Conditions::default(),
            password: None,
            apps: None,
            rules: Some(Vec::new()),
        }
    }

    /// The same with one rule more, after those it has.
    pub fn with_rule(mut self, mut rule: Rule) -> Self {
        let rules = self.rules.get_or_insert_default();
        rule.priority = Some(rules.len() as i64 + 1);
        rules.push(rule);
        self
    }
}

impl Rule {
    /// An active rule that applies always.
    pub fn new(id: &str, name: &str, action: RuleAction) -> Self {
        Self { id: id.into(), name: name.into(), active: true, priority: None, system: false, conditions: Conditions::default(), action }
    }
}
