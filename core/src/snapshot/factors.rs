//! What a person may prove themselves with, and how much it is worth.

use serde::{Deserialize, Serialize};

use super::Person;

/// One enrolled factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Okta's `factorType`, or the key of an authenticator enrolment.
    pub kind: String,
    /// Okta's `provider`, such as `OKTA`, `DUO`, `YUBICO`.
    #[serde(default)]
    pub provider: Option<String>,
    /// Whether it may be used; a pending enrolment may not.
    pub active: bool,
}

/// How much a factor is worth, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Withstands a proxy that poses as the sign-in page.
    PhishingResistant,
    /// Held by the person, yet its code or approval can be talked out of them.
    Strong,
    /// Can be read or rerouted by others: text message, call, mail, question.
    Weak,
}

impl Factor {
    /// An active factor of this kind.
    pub fn active(kind: &str) -> Self {
        Self { kind: kind.into(), provider: None, active: true }
    }

    /// Its worth; nothing for a password and for kinds that are not known.
    pub fn strength(&self) -> Option<Strength> {
        match self.kind.as_str() {
            "webauthn" | "u2f" | "signed_nonce" | "security_key" | "smart_card_idp" => Some(Strength::PhishingResistant),
            "push"
            | "token:software:totp"
            | "token:hardware"
            | "token:hotp"
            | "token"
            | "custom_app"
            | "duo"
            | "okta_verify"
            | "google_otp"
            | "yubikey_token"
            | "symantec_vip"
            | "custom_otp"
            | "rsa_token" => Some(Strength::Strong),
            "web" if self.provider.as_deref() == Some("DUO") => Some(Strength::Strong),
            "sms" | "call" | "email" | "question" | "phone" | "phone_number" | "okta_email" | "security_question" => Some(Strength::Weak),
            _ => None,
        }
    }
}

impl Person {
    /// The best factor that is active; nothing if they were not read, or if there is none of known worth.
    pub fn best_factor(&self) -> Option<Strength> {
        self.factors.iter().flatten().filter(|factor| factor.active).filter_map(Factor::strength).min()
    }

    /// Whether an active factor is strong or phishing-resistant. Nothing when that cannot be told: the factors were not read, or the
    /// account signs in at another identity provider, whose factors Okta does not list.
    pub fn has_strong_factor(&self) -> Option<bool> {
        let strong = self.best_factor().is_some_and(|best| best <= Strength::Strong);
        let elsewhere = self.provider.as_deref() == Some("FEDERATION");
        if strong { Some(true) } else { (self.factors.is_some() && !elsewhere).then_some(false) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yubikey_code_is_strong_but_not_phishing_resistant() {
        assert_eq!(Factor::active("token:hardware").strength(), Some(Strength::Strong));
        assert_eq!(Factor::active("webauthn").strength(), Some(Strength::PhishingResistant));
        assert_eq!(Factor::active("sms").strength(), Some(Strength::Weak));
        assert_eq!(Factor::active("password").strength(), None);
    }

    #[test]
    fn a_pending_factor_counts_for_nothing() {
        let mut person = Person::new("00u1", "a@example.com");
        assert_eq!(person.has_strong_factor(), None);
        person.factors = Some(vec![Factor { active: false, ..Factor::active("webauthn") }, Factor::active("sms")]);
        assert_eq!(person.best_factor(), Some(Strength::Weak));
        assert_eq!(person.has_strong_factor(), Some(false));
        person.provider = Some("FEDERATION".into());
        assert_eq!(person.has_strong_factor(), None);
        person.factors = Some(vec![Factor::active("push")]);
        assert_eq!(person.has_strong_factor(), Some(true));
    }
}
