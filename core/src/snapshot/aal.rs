//! How much a rule of an app sign-in policy asks for, as one lattice.

use super::{Access, AccessAction, Alternative, ChainMethod, Reason, Verification};

/// What somebody must prove who gets in by a rule, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aal {
    /// One factor, and a password will do.
    OnePassword,
    /// One factor, something held.
    OnePossession,
    /// One factor, something held that withstands phishing.
    OnePhishingResistant,
    /// Two factors.
    Two,
    /// Two factors, and a message or call will not do.
    TwoStrong,
    /// Two factors, one of which withstands phishing.
    PhishingResistant,
    /// The same, its key held in hardware.
    PhishingResistantHardware,
    /// Nobody gets in.
    Deny,
}

impl Aal {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::OnePassword => "one factor, a password suffices",
            Self::OnePossession => "one factor, a possession",
            Self::OnePhishingResistant => "one factor, phishing-resistant",
            Self::Two => "two factors",
            Self::TwoStrong => "two factors, no message or call",
            Self::PhishingResistant => "two factors, phishing-resistant",
            Self::PhishingResistantHardware => "two factors, phishing-resistant and in hardware",
            Self::Deny => "denied",
        }
    }
}

impl AccessAction {
    /// What it asks for at the least; the reason if it has a form that is not known.
    pub fn aal(&self) -> Result<Aal, Reason> {
        match (&self.access, &self.verification) {
            (Access::Deny, _) => Ok(Aal::Deny),
            (Access::Other(word), _) => Err(Reason::unsupported(format!("the access {word:?} is not known"))),
            (Access::Allow, Verification::Assurance { factors, alternatives }) => {
                let of = if *factors < 2 { Alternative::alone } else { Alternative::with_another };
                Ok(alternatives.iter().map(of).min().unwrap_or(of(&Alternative::default())))
            }
            (Access::Allow, Verification::Chains { chains }) => chains
                .iter()
                .map(|chain| of_chain(chain))
                .min()
                .flatten()
                .ok_or_else(|| Reason::unsupported("a chain of authentication methods is empty")),
            (Access::Allow, Verification::Unknown { word }) => {
                Err(Reason::unsupported(format!("the verification method {word:?} is not known")))
            }
        }
    }
}

impl Alternative {
    fn alone(&self) -> Aal {
        match (self.possession, self.phishing_resistant) {
            (true, true) => Aal::OnePhishingResistant,
            (true, false) => Aal::OnePossession,
            (false, _) => Aal::OnePassword,
        }
    }

    fn with_another(&self) -> Aal {
        let no_weak_method = !self.methods.is_empty() && !self.methods.iter().any(|method| is_weak(method));
        if !self.possession {
            Aal::Two
        } else if self.phishing_resistant && self.hardware_protected {
            Aal::PhishingResistantHardware
        } else if self.phishing_resistant {
            Aal::PhishingResistant
        } else if self.device_bound || self.hardware_protected || no_weak_method {
            Aal::TwoStrong
        } else {
            Aal::Two
        }
    }
}

impl ChainMethod {
    fn is_knowledge(&self) -> bool {
        ["password", "security_question"].iter().any(|word| self.method == *word || self.key.ends_with(word))
    }

    fn withstands_phishing(&self) -> bool {
        self.phishing_resistant || ["webauthn", "piv", "cac"].contains(&self.method.as_str())
    }

    /// What it is worth as the only step. With a PIN or a biometric, a possession is two factors at once.
    fn alone(&self) -> Aal {
        match (self.is_knowledge(), self.user_verification) {
            (true, _) => Aal::OnePassword,
            (false, true) => self.with_another(),
            (false, false) if self.withstands_phishing() => Aal::OnePhishingResistant,
            (false, false) => Aal::OnePossession,
        }
    }

    /// What it adds to another step.
    fn with_another(&self) -> Aal {
        match (self.withstands_phishing(), self.hardware_protected) {
            _ if self.is_knowledge() => Aal::OnePassword,
            (true, true) => Aal::PhishingResistantHardware,
            (true, false) => Aal::PhishingResistant,
            (false, _) if is_weak(&self.method) || is_weak(&self.key) => Aal::Two,
            (false, _) => Aal::TwoStrong,
        }
    }
}

/// A chain is worth its best step, each step its weakest method; nothing for a chain with a step that names no method.
fn of_chain(steps: &[Vec<ChainMethod>]) -> Option<Aal> {
    let of = if steps.len() < 2 { ChainMethod::alone } else { ChainMethod::with_another };
    let worth: Option<Vec<Aal>> = steps.iter().map(|methods| methods.iter().map(of).min()).collect();
    worth?.into_iter().max()
}

fn is_weak(method: &str) -> bool {
    ["sms", "voice", "call", "email", "phone", "phone_number", "okta_email", "security_question"].contains(&method)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn aal(method: Value) -> Result<Aal, Reason> {
        AccessAction::read(&json!({"appSignOn": {"access": "ALLOW", "verificationMethod": method}})).aal()
    }

    fn assurance(mode: &str, constraints: Value) -> Result<Aal, Reason> {
        aal(json!({"type": "ASSURANCE", "factorMode": mode, "constraints": constraints}))
    }

    #[test]
    fn an_assurance_is_worth_its_weakest_alternative() {
        let resistant = json!({"possession": {"phishingResistant": "REQUIRED"}});
        let hardware = json!({"possession": {"phishingResistant": "REQUIRED", "hardwareProtection": "REQUIRED"}});
        let bound = json!({"possession": {"deviceBound": "REQUIRED"}});
        let password = json!({"knowledge": {"types": ["password"]}});
        for (mode, constraints, expected) in [
            ("1FA", json!([]), Aal::OnePassword),
            ("1FA", json!([password]), Aal::OnePassword),
            ("1FA", json!([bound]), Aal::OnePossession),
            ("1FA", json!([resistant]), Aal::OnePhishingResistant),
            ("2FA", json!([]), Aal::Two),
            ("2FA", json!([password]), Aal::Two),
            ("2FA", json!([bound]), Aal::TwoStrong),
            ("2FA", json!([resistant]), Aal::PhishingResistant),
            ("2FA", json!([hardware]), Aal::PhishingResistantHardware),
            ("2FA", json!([hardware, resistant]), Aal::PhishingResistant),
            ("2FA", json!([resistant, password]), Aal::Two),
            ("2FA", json!([{"possession": {"methods": ["SMS", "PUSH"]}}]), Aal::Two),
            ("2FA", json!([{"possession": {"methods": ["PUSH"]}}]), Aal::TwoStrong),
        ] {
            assert_eq!(assurance(mode, constraints.clone()), Ok(expected), "{mode} {constraints}");
        }
    }

    #[test]
    fn chains_are_worth_the_weakest_of_them() {
        let step = |key: &str, method: &str| json!({"authenticationMethods": [{"key": key, "method": method}]});
        let then = |mut first: Value, next: Value| {
            first["next"] = json!([next]);
            first
        };
        let password = step("okta_password", "password");
        let chains = |chains: Value| aal(json!({"type": "AUTH_METHOD_CHAIN", "chains": chains}));
        assert_eq!(chains(json!([password])), Ok(Aal::OnePassword));
        assert_eq!(chains(json!([then(password.clone(), step("okta_verify", "push"))])), Ok(Aal::TwoStrong));
        assert_eq!(chains(json!([then(password.clone(), step("okta_email", "email"))])), Ok(Aal::Two));
        assert_eq!(chains(json!([then(password.clone(), step("security_question", "security_question"))])), Ok(Aal::OnePassword));
        assert_eq!(
            chains(json!([then(password.clone(), step("webauthn", "webauthn")), step("okta_verify", "push")])),
            Ok(Aal::OnePossession)
        );
        let passkey = json!({"authenticationMethods": [{"key": "webauthn", "method": "webauthn", "userVerification": "REQUIRED"}]});
        assert_eq!(chains(json!([passkey])), Ok(Aal::PhishingResistant));
        assert!(chains(json!([])).is_err());
        assert!(chains(json!([{"authenticationMethods": []}])).is_err());
    }

    #[test]
    fn denial_is_the_top_and_what_is_unknown_is_not_judged() {
        let deny = AccessAction::read(&json!({"appSignOn": {"access": "DENY"}}));
        assert_eq!(deny.aal(), Ok(Aal::Deny));
        assert!(aal(json!({"type": "ID_PROOFING"})).is_err());
        assert!(assurance("3FA", json!([])).is_err());
        assert!(Aal::Two < Aal::TwoStrong && Aal::OnePhishingResistant < Aal::Two && Aal::PhishingResistantHardware < Aal::Deny);
    }
}
