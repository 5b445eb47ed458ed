//! API tokens.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// An API token, never its text. Each use pushes the expiry forward, so last use ≈ `expires_at` − `token_window`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    /// The id, `00T…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name given when it was made.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Its owner, as whom it acts.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_id: Option<String>,
    /// `Okta API` for tokens made by people; agents have their own names.
    #[serde(default, deserialize_with = "lenient::text")]
    pub client_name: Option<String>,
    /// How long it lives unused: an ISO 8601 duration, `P30D`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub token_window: Option<String>,
    /// Where it may be used from; absent means anywhere.
    #[serde(default, deserialize_with = "lenient::object")]
    pub network: Option<Network>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// When it lapses unless it is used before.
    #[serde(default, with = "when")]
    pub expires_at: Option<OffsetDateTime>,
}

/// From where something may be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// `ANYWHERE` or `ZONE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub connection: Option<String>,
    /// Zones it may be used from, or a word such as `ALL_ZONES`.
    #[serde(default, deserialize_with = "lenient::list")]
    pub include: Vec<String>,
    /// Zones it may not be used from.
    #[serde(default, deserialize_with = "lenient::list")]
    pub exclude: Vec<String>,
}

/// All active tokens that the credential may see.
pub fn list() -> List<ApiToken> {
    List::array("/api/v1/api-tokens", &[], scopes::API_TOKENS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_with_and_without_a_network() {
        let json = r#"[{"id":"00T1","name":"collector","userId":"00u1","clientName":"Okta API","tokenWindow":"P30D",
              "network":{"connection":"ZONE","exclude":["nzo1"]},"expiresAt":"2025-12-02T14:47:13.000Z","created":"2025-11-02T14:47:13.000Z",
              "lastUpdated":"2025-11-06T08:22:21.000Z","_links":{"self":{"href":"x","hints":{"allow":["GET","DELETE"]}}}},
            {"id":"00T2","name":"","network":null}]"#;
        let tokens: Vec<ApiToken> = serde_json::from_str(json).unwrap();
        let network = tokens[0].network.as_ref().unwrap();
        assert_eq!((network.connection.as_deref(), network.include.len(), network.exclude.len()), (Some("ZONE"), 0, 1));
        assert_eq!((tokens[1].name.as_deref(), &tokens[1].network), (None, &None));
        assert_eq!(serde_json::from_str::<Vec<ApiToken>>(&serde_json::to_string(&tokens).unwrap()).unwrap(), tokens);
        assert_eq!(list().call.target(), "/api/v1/api-tokens");
    }
}
