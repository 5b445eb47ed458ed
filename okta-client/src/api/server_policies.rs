//! Policies of authorization servers (Okta's API reference: Authorization Server Policies, Authorization Server Rules).

use serde::{Deserialize, Serialize};

use super::{Chosen, scopes};
use crate::{List, decode::lenient};

/// A policy of an authorization server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerPolicy {
    /// The id, `00p…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Its turn: 1 comes first.
    #[serde(default, deserialize_with = "lenient::number")]
    pub priority: Option<i64>,
    /// Whether it is one of Okta's.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub system: Option<bool>,
    /// Whom it concerns.
    #[serde(default, deserialize_with = "lenient::object")]
    pub conditions: Option<PolicyConditions>,
}

/// Whom a policy concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyConditions {
    /// Clients, or `ALL_CLIENTS`.
    #[serde(default, deserialize_with = "lenient::object")]
    pub clients: Option<Chosen<String>>,
}

/// A rule of an authorization server's policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerRule {
    /// The id, `0pr…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Its turn: 1 comes first.
    #[serde(default, deserialize_with = "lenient::number")]
    pub priority: Option<i64>,
    /// Whether it is one of Okta's.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub system: Option<bool>,
    /// When it holds.
    #[serde(default, deserialize_with = "lenient::object")]
    pub conditions: Option<RuleConditions>,
    /// What is issued.
    #[serde(default, deserialize_with = "lenient::object")]
    pub actions: Option<Actions>,
}

/// When a rule holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleConditions {
    /// How the token is asked for.
    #[serde(default, deserialize_with = "lenient::object")]
    pub grant_types: Option<Chosen<String>>,
    /// What is asked for, `*` for anything.
    #[serde(default, deserialize_with = "lenient::object")]
    pub scopes: Option<Chosen<String>>,
    /// For whom.
    #[serde(default, deserialize_with = "lenient::object")]
    pub people: Option<People>,
}

/// For whom a rule holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Users.
    #[serde(default, deserialize_with = "lenient::object")]
    pub users: Option<Chosen<String>>,
    /// Groups, `EVERYONE` for all.
    #[serde(default, deserialize_with = "lenient::object")]
    pub groups: Option<Chosen<String>>,
}

/// What a rule has issued.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actions {
    /// The tokens.
    #[serde(default, deserialize_with = "lenient::object")]
    pub token: Option<Token>,
}

/// How long tokens live, in minutes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// Access tokens.
    #[serde(default, deserialize_with = "lenient::number")]
    pub access_token_lifetime_minutes: Option<i64>,
    /// Refresh tokens; 0 for without end.
    #[serde(default, deserialize_with = "lenient::number")]
    pub refresh_token_lifetime_minutes: Option<i64>,
    /// Refresh tokens that are not used.
    #[serde(default, deserialize_with = "lenient::number")]
    pub refresh_token_window_minutes: Option<i64>,
    /// A program that may change the token.
    #[serde(default, deserialize_with = "lenient::object")]
    pub inline_hook: Option<Hook>,
}

/// An inline hook, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// The id, `cal…`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
}

/// The policies of a server.
pub fn list(server: &str) -> List<ServerPolicy> {
    List::array("/api/v1/authorizationServers/{id}/policies", &[server], scopes::AUTHORIZATION_SERVERS)
}

/// The rules of a server's policy.
pub fn rules(server: &str, policy: &str) -> List<ServerRule> {
    List::array("/api/v1/authorizationServers/{id}/policies/{id}/rules", &[server, policy], scopes::AUTHORIZATION_SERVERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_rule_says_to_whom_what_is_issued_for_how_long() {
        let json = r#"{"id":"0pr1","status":"ACTIVE","name":"all","priority":1,"system":false,"conditions":{"people":{"users":{"exclude":[]},"groups":{"include":["EVERYONE"]}},
            "grantTypes":{"include":["client_credentials"]},"scopes":{"include":["*"]}},"actions":{"token":{"accessTokenLifetimeMinutes":60,
            "refreshTokenLifetimeMinutes":0,"refreshTokenWindowMinutes":10080,"inlineHook":{"id":"cal1"}}},"type":"RESOURCE_ACCESS"}"#;
        let rule: ServerRule = kept(json);
        let conditions = rule.conditions.unwrap();
        assert_eq!(
            (&conditions.scopes.unwrap().include[..], conditions.people.unwrap().groups.unwrap().include.len()),
            (&["*".to_owned()][..], 1)
        );
        assert_eq!(rule.actions.unwrap().token.unwrap().refresh_token_lifetime_minutes, Some(0));
        let policy: ServerPolicy = kept(r#"{"id":"00p1","name":"all","conditions":{"clients":{"include":["ALL_CLIENTS"]}}}"#);
        assert_eq!(policy.conditions.unwrap().clients.unwrap().include, ["ALL_CLIENTS"]);
        assert_eq!(list("aus1").path(), "/api/v1/authorizationServers/aus1/policies");
        assert_eq!(rules("aus1", "00p1").path(), "/api/v1/authorizationServers/aus1/policies/00p1/rules");
    }
}
