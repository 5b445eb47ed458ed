//! Agents that connect directories and networks (Okta's API reference: Directory Integrations, agent pools).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    Get, List,
    decode::{lenient, time as when},
};

/// Agents that do the same work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentPool {
    /// The id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `AD`, `LDAP`, `IWA`, `RADIUS`, `MFA`, `OPP`, `RUM`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `OPERATIONAL`, `DEGRADED`, `DISRUPTED`, `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub operational_status: Option<String>,
    /// How many are disrupted.
    #[serde(default, deserialize_with = "lenient::number")]
    pub disrupted_agents: Option<i64>,
    /// How many are inactive.
    #[serde(default, deserialize_with = "lenient::number")]
    pub inactive_agents: Option<i64>,
    /// The agents.
    #[serde(default, deserialize_with = "lenient::list")]
    pub agents: Vec<Agent>,
}

/// A program on a machine of the customer's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// The id, `a53…`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// The machine's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Its version.
    #[serde(default, deserialize_with = "lenient::text")]
    pub version: Option<String>,
    /// Whether that is the newest.
    #[serde(default, rename = "isLatestGAedVersion", alias = "latestGAedVersion", deserialize_with = "lenient::flag")]
    pub is_latest: Option<bool>,
    /// Whether it is hidden.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_hidden: Option<bool>,
    /// `OPERATIONAL`, `DEGRADED`, `DISRUPTED`, `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub operational_status: Option<String>,
    /// How its last update went: `Success`, `Failed`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub update_status: Option<String>,
    /// When it was last connected.
    #[serde(default, with = "when")]
    pub last_connection: Option<OffsetDateTime>,
}

/// How a pool's agents are updated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateSettings {
    /// `GA`, `EA`, `BETA`, `TEST`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub release_channel: Option<String>,
    /// The newest version.
    #[serde(default, deserialize_with = "lenient::text")]
    pub latest_version: Option<String>,
    /// The oldest that Okta still supports.
    #[serde(default, deserialize_with = "lenient::text")]
    pub minimal_supported_version: Option<String>,
    /// Whether the others are updated after one has failed.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub continue_on_error: Option<bool>,
}

/// All pools with their agents. Without a size, Okta shows five pools of each kind.
pub fn list() -> List<AgentPool> {
    List::array("/api/v1/agentPools", &[], scopes::AGENT_POOLS).with("limitPerPoolType", "200")
}

/// How a pool's agents are updated.
pub fn update_settings(pool: &str) -> Get<UpdateSettings> {
    Get::new("/api/v1/agentPools/{id}/updates/settings", &[pool], scopes::AGENT_POOLS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn both_spellings_of_the_newest_version_are_read() {
        for spelling in ["isLatestGAedVersion", "latestGAedVersion"] {
            let json = format!(
                r#"{{"id":"0oa1","name":"ad","type":"AD","operationalStatus":"DEGRADED","disruptedAgents":1,"agents":[{{"id":"a53","name":"dc1","version":"3.12.0",
                "{spelling}":false,"lastConnection":1766430781000,"updateMessage":"CANARY"}}]}}"#
            );
            let pool: AgentPool = kept(&json);
            assert_eq!((pool.agents[0].is_latest, pool.agents[0].last_connection.is_some()), (Some(false), true));
        }
        let settings: UpdateSettings =
            kept(r#"{"agentType":"AD","releaseChannel":"GA","minimalSupportedVersion":"3.9.0","continueOnError":false}"#);
        assert_eq!(settings.minimal_supported_version.as_deref(), Some("3.9.0"));
        assert_eq!(list().call.target(), "/api/v1/agentPools?limitPerPoolType=200");
        assert_eq!(update_settings("0oa1").path(), "/api/v1/agentPools/0oa1/updates/settings");
    }
}
