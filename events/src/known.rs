//! What collection knows of an org, as far as rules ask for it.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

/// What was collected of the org that an event is from: who administers it, which policies and applications matter most. With nothing
/// collected, all is empty and rules that ask for it stay silent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// Users with administrator roles, by id, with the roles' types (`SUPER_ADMIN`, `ORG_ADMIN`… as Okta writes them; a custom role's name).
    pub administrators: HashMap<String, Vec<String>>,
    /// API tokens by id.
    pub tokens: HashMap<String, Token>,
    /// Ids of policies that guard the Admin Console.
    pub console_policies: HashSet<String>,
    /// Ids of applications that matter most: the Admin Console, and what leads to other systems' administration.
    pub sensitive_apps: HashSet<String>,
    /// Ids of network zones that a policy or a token rests on.
    pub zones_in_use: HashSet<String>,
    /// Our own client's id: what we do ourselves is not worth an alarm.
    pub own_client: Option<String>,
}

/// An API token of the org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What it is called.
    pub name: String,
    /// The user whose rights it has.
    pub owner: String,
}

impl Known {
    /// Whether a user holds any administrator role.
    pub fn is_administrator(&self, user: &str) -> bool {
        self.administrators.contains_key(user)
    }

    /// Whether a user is a super administrator.
    pub fn is_super_administrator(&self, user: &str) -> bool {
        self.administrators.get(user).is_some_and(|roles| roles.iter().any(|role| role == "SUPER_ADMIN"))
    }
}
