//! Protection against machines and guessing (Okta's API reference: CAPTCHAs, Bot Protection, Attack Protection).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{Get, List, decode::lenient};

/// Where the org shows CAPTCHAs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgCaptcha {
    /// Which one.
    #[serde(default, deserialize_with = "lenient::text")]
    pub captcha_id: Option<String>,
    /// `SIGN_IN`, `SSPR`, `SSR`.
    #[serde(default, deserialize_with = "lenient::list")]
    pub enabled_pages: Vec<String>,
}

/// A CAPTCHA service, without its keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captcha {
    /// The id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `HCAPTCHA`, `RECAPTCHA_V2`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
}

/// What is done against machines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BotProtection {
    /// How sure it must be.
    #[serde(default, deserialize_with = "lenient::text")]
    pub level: Option<String>,
    /// `LOG_ONLY`, `ENFORCE`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub mode: Option<String>,
    /// What is done.
    #[serde(default, deserialize_with = "lenient::text")]
    pub enforcement_type: Option<String>,
    /// Where.
    #[serde(default, deserialize_with = "lenient::list")]
    pub supported_flows: Vec<String>,
}

/// How users are locked out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserLockout {
    /// Whether guesses from unknown devices do not lock out known ones.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub prevent_brute_force_lockout_from_unknown_devices: Option<bool>,
}

/// In which order users prove who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthenticatorSettings {
    /// Whether the password comes second where two are asked for.
    #[serde(default, rename = "verifyKnowledgeSecondWhen2faRequired", deserialize_with = "lenient::flag")]
    pub verify_knowledge_second_when_2fa_required: Option<bool>,
}

/// Where the org shows CAPTCHAs.
pub fn org_captcha() -> Get<OrgCaptcha> {
    Get::new("/api/v1/org/captcha", &[], scopes::CAPTCHAS)
}

/// All CAPTCHA services.
pub fn captchas() -> List<Captcha> {
    List::array("/api/v1/captchas", &[], scopes::CAPTCHAS)
}

/// What is done against machines.
pub fn bots() -> Get<BotProtection> {
    Get::new("/api/v1/bot-protection/configuration", &[], scopes::BOT_PROTECTION)
}

/// How users are locked out.
pub fn user_lockout() -> List<UserLockout> {
    List::array("/attack-protection/api/v1/user-lockout-settings", &[], scopes::ORGS)
}

/// In which order users prove who they are.
pub fn authenticator_settings() -> List<AuthenticatorSettings> {
    List::array("/attack-protection/api/v1/authenticator-settings", &[], scopes::ORGS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn keys_of_captchas_are_dropped() {
        let captcha: Captcha = kept(r#"{"id":"cap1","name":"c","type":"HCAPTCHA","siteKey":"CANARY","secretKey":"CANARY"}"#);
        assert_eq!(captcha.kind.as_deref(), Some("HCAPTCHA"));
        let org: OrgCaptcha = kept(r#"{"captchaId":"cap1","enabledPages":["SSR","SIGN_IN"]}"#);
        assert_eq!(org.enabled_pages, ["SSR", "SIGN_IN"]);
    }

    #[test]
    fn settings_come_as_a_list_or_alone() {
        for json in [r#"[{"verifyKnowledgeSecondWhen2faRequired":true}]"#, r#"{"verifyKnowledgeSecondWhen2faRequired":true}"#] {
            let page = crate::decode::page::<AuthenticatorSettings>(json, authenticator_settings().style).unwrap();
            assert_eq!(page.items[0].verify_knowledge_second_when_2fa_required, Some(true));
        }
        let lockout: UserLockout = kept(r#"{"preventBruteForceLockoutFromUnknownDevices":true}"#);
        assert_eq!(lockout.prevent_brute_force_lockout_from_unknown_devices, Some(true));
    }
}
