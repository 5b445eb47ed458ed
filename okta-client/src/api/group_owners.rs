//! Owners of groups (Okta's API reference: Group Owners).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// Who answers for a group's members.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupOwner {
    /// A user's or group's id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `USER` or `GROUP`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The name shown.
    #[serde(default, deserialize_with = "lenient::text")]
    pub display_name: Option<String>,
    /// Where the owner comes from another system, its id there.
    #[serde(default, deserialize_with = "lenient::text")]
    pub origin_id: Option<String>,
    /// `OKTA_DIRECTORY` or `APPLICATION`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub origin_type: Option<String>,
    /// Whether the owner is known to Okta.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub resolved: Option<bool>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// The owners of a group.
pub fn of_group(id: &str) -> List<GroupOwner> {
    List::paged("/api/v1/groups/{id}/owners", &[id], 1000, scopes::GROUPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn an_owner_is_a_user_or_a_group() {
        let owner: GroupOwner = kept(
            r#"{"id":"00u1","type":"USER","resolved":true,"originId":null,"originType":"OKTA_DIRECTORY","displayName":"Ann Lee","lastUpdated":"Wed Mar 29 18:34:31 UTC 2023"}"#,
        );
        assert_eq!((owner.kind.as_deref(), owner.resolved), (Some("USER"), Some(true)));
        assert_eq!(of_group("00g1").call.target(), "/api/v1/groups/00g1/owners?limit=1000");
    }
}
