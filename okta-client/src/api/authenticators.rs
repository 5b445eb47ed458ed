//! Authenticators, the means by which users may prove who they are.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// An authenticator. Of what it is set to, only what says how strong it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Authenticator {
    /// The id, `aut…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `okta_verify`, `webauthn`, `phone_number`, `okta_password`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub key: Option<String>,
    /// `app`, `security_key`, `phone`, `password`, …
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// What it is used for, and how.
    #[serde(default, deserialize_with = "lenient::object")]
    pub settings: Option<Settings>,
    /// Who checks it.
    #[serde(default, deserialize_with = "lenient::object")]
    pub provider: Option<Provider>,
}

/// What an authenticator is used for, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// `any`, `sso`, `recovery` or `none`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub allowed_for: Option<String>,
    /// For e-mail, for how long what is sent can be used.
    #[serde(default, deserialize_with = "lenient::number")]
    pub token_lifetime_in_minutes: Option<i64>,
    /// For Okta Verify, how a push is bound to the sign-in.
    #[serde(default, deserialize_with = "lenient::object")]
    pub channel_binding: Option<ChannelBinding>,
    /// For Okta Verify, which rules its cryptography keeps to.
    #[serde(default, deserialize_with = "lenient::object")]
    pub compliance: Option<Compliance>,
    /// `REQUIRED`, `PREFERRED`, `DISCOURAGED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_verification: Option<String>,
}

/// How a push is bound to the sign-in that it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelBinding {
    /// `NUMBER_CHALLENGE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub style: Option<String>,
    /// `ALWAYS`, `HIGH_RISK_ONLY`, `NEVER`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub required: Option<String>,
}

/// Which rules cryptography keeps to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    /// `REQUIRED` or `OPTIONAL`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub fips: Option<String>,
}

/// Who checks an authenticator, without what opens the way to him.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// `DUO`, `FIDO`, `tac`, …
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// For temporary access codes, what they are like.
    #[serde(default, deserialize_with = "lenient::object")]
    pub configuration: Option<AccessCodes>,
}

/// What temporary access codes are like. Times are in minutes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessCodes {
    /// For how long one can be used at least.
    #[serde(default, deserialize_with = "lenient::number")]
    pub min_ttl: Option<i64>,
    /// At most.
    #[serde(default, deserialize_with = "lenient::number")]
    pub max_ttl: Option<i64>,
    /// If nobody says otherwise.
    #[serde(default, deserialize_with = "lenient::number")]
    pub default_ttl: Option<i64>,
    /// How many characters it has.
    #[serde(default, deserialize_with = "lenient::number")]
    pub length: Option<i64>,
    /// Which.
    #[serde(default, deserialize_with = "lenient::object")]
    pub complexity: Option<Complexity>,
    /// Whether it can be used more than once.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub multi_use_allowed: Option<bool>,
}

/// Which characters a code has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Complexity {
    /// Figures.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub numbers: Option<bool>,
    /// Letters.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub letters: Option<bool>,
    /// Others.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub special_characters: Option<bool>,
}

/// All authenticators; the Classic engine has none ([`Error::NotFound`](crate::Error::NotFound)).
pub fn list() -> List<Authenticator> {
    List::array("/api/v1/authenticators", &[], scopes::AUTHENTICATORS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn unknown_keys_survive_and_what_opens_the_provider_is_dropped() {
        let json = r#"{"type":"security_key","id":"aut1","key":"rsa_token","name":"RSA","status":"ACTIVE","created":"2021-06-14T14:45:46.000Z",
            "provider":{"type":"DUO","configuration":{"host":"CANARY","secretKey":"CANARY","integrationKey":"CANARY"}},"settings":{"x":"CANARY"},
            "_links":{"methods":{"href":"x"}}}"#;
        let authenticator: Authenticator = kept(json);
        assert_eq!((authenticator.key.as_deref(), authenticator.provider.unwrap().kind.as_deref()), (Some("rsa_token"), Some("DUO")));
        assert_eq!(list().path(), "/api/v1/authenticators");
    }

    #[test]
    fn an_authenticator_says_how_strong_it_is() {
        let json = r#"[{"id":"aut1","key":"okta_verify","settings":{"channelBinding":{"style":"NUMBER_CHALLENGE","required":"HIGH_RISK_ONLY"},
              "compliance":{"fips":"OPTIONAL"},"userVerification":"PREFERRED","appInstanceId":"0oa1"}},
            {"id":"aut2","key":"okta_email","settings":{"allowedFor":"any","tokenLifetimeInMinutes":5}},
            {"id":"aut3","key":"tac","provider":{"type":"tac","configuration":{"minTtl":10,"maxTtl":14400,"defaultTtl":120,"length":16,
              "complexity":{"numbers":true,"letters":true,"specialCharacters":false},"multiUseAllowed":true}}}]"#;
        let list: Vec<Authenticator> = kept(json);
        let verify = list[0].settings.as_ref().unwrap();
        assert_eq!(verify.channel_binding.as_ref().unwrap().required.as_deref(), Some("HIGH_RISK_ONLY"));
        assert_eq!(verify.compliance.as_ref().unwrap().fips.as_deref(), Some("OPTIONAL"));
        assert_eq!(list[1].settings.as_ref().unwrap().token_lifetime_in_minutes, Some(5));
        let codes = list[2].provider.as_ref().unwrap().configuration.as_ref().unwrap();
        assert_eq!((codes.max_ttl, codes.multi_use_allowed), (Some(14_400), Some(true)));
    }
}
