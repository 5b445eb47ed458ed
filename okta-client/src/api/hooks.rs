//! Programs that Okta calls (Okta's API reference: Event Hooks, Inline Hooks, Hook Keys).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{address::address, lenient, time as when},
};

/// A program that is told of events, without the secrets it is called with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventHook {
    /// The id, `who…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `VERIFIED` or `UNVERIFIED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub verification_status: Option<String>,
    /// Of which events.
    #[serde(default, deserialize_with = "lenient::object")]
    pub events: Option<Events>,
    /// How it is called.
    #[serde(default, deserialize_with = "lenient::object")]
    pub channel: Option<Channel>,
    /// Who made it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// The events that a hook is told of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Events {
    /// Their types, `user.lifecycle.create`.
    #[serde(default, deserialize_with = "lenient::list")]
    pub items: Vec<String>,
}

/// A program that is asked while something happens, without the secrets it is called with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InlineHook {
    /// The id, `cal…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// What it is asked about, `com.okta.oauth2.tokens.transform`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The version of the question.
    #[serde(default, deserialize_with = "lenient::text")]
    pub version: Option<String>,
    /// How it is called.
    #[serde(default, deserialize_with = "lenient::object")]
    pub channel: Option<Channel>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// How a program is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// `HTTP` or `OAUTH`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// Where and as whom.
    #[serde(default, deserialize_with = "lenient::object")]
    pub config: Option<Config>,
}

/// Where a program is called, and as whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// The address, without what follows its path: some programs are called with a secret there.
    #[serde(default, deserialize_with = "address")]
    pub uri: Option<String>,
    /// `POST`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub method: Option<String>,
    /// For `OAUTH`: `client_secret_post` or `private_key_jwt`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub auth_type: Option<String>,
    /// For `OAUTH`, where tokens are fetched.
    #[serde(default, deserialize_with = "address")]
    pub token_url: Option<String>,
    /// For `OAUTH`, as whom.
    #[serde(default, deserialize_with = "lenient::text")]
    pub client_id: Option<String>,
    /// For `HTTP`, the header that carries a secret.
    #[serde(default, deserialize_with = "lenient::object")]
    pub auth_scheme: Option<AuthScheme>,
    /// Further headers.
    #[serde(default, deserialize_with = "lenient::list")]
    pub headers: Vec<Header>,
}

/// The header that carries a secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthScheme {
    /// `HEADER`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The header's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub key: Option<String>,
}

/// A header, without its value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The header's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub key: Option<String>,
}

/// A key with which Okta proves itself to programs, without the key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HookKey {
    /// The id, `HKY…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The id by which signatures name it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub key_id: Option<String>,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Whether a hook uses it.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_used: Option<bool>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// All event hooks.
pub fn event_hooks() -> List<EventHook> {
    List::array("/api/v1/eventHooks", &[], scopes::EVENT_HOOKS)
}

/// All inline hooks.
pub fn inline_hooks() -> List<InlineHook> {
    List::array("/api/v1/inlineHooks", &[], scopes::INLINE_HOOKS)
}

/// All keys with which Okta proves itself to programs.
pub fn keys() -> List<HookKey> {
    List::array("/api/v1/hook-keys", &[], scopes::INLINE_HOOKS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn hooks_come_without_what_they_are_called_with() {
        let json = r#"{"id":"who1","status":"ACTIVE","verificationStatus":"UNVERIFIED","name":"siem","createdBy":"00u1","events":{"type":"EVENT_TYPE","items":["user.lifecycle.create"]},
            "channel":{"type":"HTTP","version":"1.0.0","config":{"uri":"https://siem.example","headers":[{"key":"X-Key","value":"CANARY"}],"method":"POST",
              "authScheme":{"type":"HEADER","key":"Authorization","value":"CANARY"}}}}"#;
        let hook: EventHook = kept(json);
        let config = hook.channel.unwrap().config.unwrap();
        assert_eq!((config.headers[0].key.as_deref(), config.auth_scheme.unwrap().key.as_deref()), (Some("X-Key"), Some("Authorization")));
        let json = r#"{"id":"cal1","name":"claims","type":"com.okta.oauth2.tokens.transform","channel":{"type":"OAUTH","config":{"uri":"https://x.example","authType":"client_secret_post",
            "tokenUrl":"https://x.example/token","clientId":"c1","clientSecret":"CANARY","hookKeyId":"HKY1"}}}"#;
        let hook: InlineHook = kept(json);
        assert_eq!(hook.channel.unwrap().config.unwrap().client_id.as_deref(), Some("c1"));
        let key: HookKey = kept(
            r#"{"id":"HKY1","keyId":"k1","name":"key","created":"2022-08-31T18:09:58.000Z","isUsed":"true","_embedded":{"d":"CANARY"}}"#,
        );
        assert_eq!(key.is_used, Some(true));
    }

    #[test]
    fn each_kind_has_its_list() {
        assert_eq!(
            (event_hooks().path(), inline_hooks().path(), keys().path()),
            ("/api/v1/eventHooks", "/api/v1/inlineHooks", "/api/v1/hook-keys")
        );
    }
}
