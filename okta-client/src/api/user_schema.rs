//! The attributes of users (Okta's API reference: Schemas).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    Get,
    decode::{lenient, time as when},
};
use std::collections::BTreeMap;

/// The attributes that users have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserSchema {
    /// Its address.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The title.
    #[serde(default, deserialize_with = "lenient::text")]
    pub title: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// The attributes.
    #[serde(default, deserialize_with = "lenient::object")]
    pub definitions: Option<Definitions>,
}

/// Attributes, by who defines them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definitions {
    /// Okta's own.
    #[serde(default, deserialize_with = "lenient::object")]
    pub base: Option<Attributes>,
    /// The org's.
    #[serde(default, deserialize_with = "lenient::object")]
    pub custom: Option<Attributes>,
}

/// Attributes by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// What each is like.
    #[serde(default, deserialize_with = "lenient::object")]
    pub properties: Option<BTreeMap<String, Attribute>>,
}

/// One attribute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// The name shown.
    #[serde(default, deserialize_with = "lenient::text")]
    pub title: Option<String>,
    /// `string`, `boolean`, `array`, …
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `READ_WRITE`, `READ_ONLY`, `WRITE_ONLY`, `IMMUTABLE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub mutability: Option<String>,
    /// `SELF` if each application has a value of its own, or `NONE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub scope: Option<String>,
    /// Whether two users may have the same value: `UNIQUE_VALIDATED`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub unique: Option<String>,
    /// What users may do with their own value.
    #[serde(default, deserialize_with = "lenient::list")]
    pub permissions: Vec<Permission>,
    /// Where its value comes from.
    #[serde(default, deserialize_with = "lenient::object")]
    pub master: Option<Master>,
}

/// What somebody may do with an attribute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// `SELF`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub principal: Option<String>,
    /// `HIDE`, `READ_ONLY`, `READ_WRITE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub action: Option<String>,
}

/// Where an attribute's value comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Master {
    /// `PROFILE_MASTER`, `OKTA`, `OVERRIDE`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// For `OVERRIDE`, in order.
    #[serde(default, deserialize_with = "lenient::list")]
    pub priority: Vec<Source>,
}

/// One source of an attribute's value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// `APP` or `OKTA`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The application's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
}

/// The attributes of users of the default type.
pub fn default() -> Get<UserSchema> {
    Get::new("/api/v1/meta/schemas/user/default", &[], scopes::SCHEMAS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn an_attribute_says_who_may_change_it() {
        let json = r##"{"id":"https://acme.okta.com/meta/schemas/user/default","title":"User","type":"object","definitions":{
            "custom":{"id":"#custom","properties":{}},
            "base":{"id":"#base","required":["login"],"properties":{"login":{"title":"Username","type":"string","enum":["CANARY"],"mutability":"READ_WRITE",
              "permissions":[{"principal":"SELF","action":"READ_ONLY"}],"master":{"type":"OVERRIDE","priority":[{"type":"APP","value":"0oa1"}]}}}}},
            "properties":{"profile":{"allOf":[{"$ref":"#/definitions/custom"}]}}}"##;
        let schema: UserSchema = kept(json);
        let login = &schema.definitions.unwrap().base.unwrap().properties.unwrap()["login"];
        assert_eq!(login.permissions[0].action.as_deref(), Some("READ_ONLY"));
        assert_eq!(login.master.as_ref().unwrap().priority[0].value.as_deref(), Some("0oa1"));
        assert_eq!(default().path(), "/api/v1/meta/schemas/user/default");
    }
}
