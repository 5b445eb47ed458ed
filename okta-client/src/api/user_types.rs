//! User types (Okta's API reference: User Types).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A kind of user with a profile of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserType {
    /// The id, `oty…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name in expressions, `user` for Okta's own.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The name shown.
    #[serde(default, deserialize_with = "lenient::text")]
    pub display_name: Option<String>,
    /// Whether users are of this type unless another is given.
    #[serde(default, rename = "default", deserialize_with = "lenient::flag")]
    pub is_default: Option<bool>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// All user types.
pub fn list() -> List<UserType> {
    List::array("/api/v1/meta/types/user", &[], scopes::USER_TYPES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn the_default_type_is_known() {
        let types: Vec<UserType> =
            kept(r#"[{"id":"oty1","displayName":"User","name":"user","default":true,"_links":{"schema":{"href":"CANARY"}}}]"#);
        assert_eq!((types[0].is_default, types[0].display_name.as_deref()), (Some(true), Some("User")));
        assert_eq!(list().path(), "/api/v1/meta/types/user");
    }
}
