//! What a rule of an app sign-in policy asks for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Access;

/// Whether a rule of an app sign-in policy lets in, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessAction {
    /// Whether it lets in.
    pub access: Access,
    /// What has to be proven.
    pub verification: Verification,
}

/// What has to be proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verification {
    /// So many factors, within one of these alternatives (any, if there are none).
    Assurance {
        /// 1 or 2.
        factors: u8,
        /// Each suffices.
        alternatives: Vec<Alternative>,
    },
    /// One of these chains; each is a list of steps, and each step a list of methods of which one suffices.
    Chains {
        /// Each suffices.
        chains: Vec<Vec<Vec<ChainMethod>>>,
    },
    /// A kind that is not known.
    Unknown {
        /// Okta's word for it; empty if there is none.
        word: String,
    },
}

/// One alternative of an assurance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Alternative {
    /// A possession factor is asked for.
    pub possession: bool,
    /// It must withstand phishing.
    pub phishing_resistant: bool,
    /// Its key must be held in hardware.
    pub hardware_protected: bool,
    /// It must be bound to a device, which leaves out mail and phone.
    pub device_bound: bool,
    /// The methods that may be used for it, in lower case; none means any.
    pub methods: Vec<String>,
}

/// One method of a step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChainMethod {
    /// The authenticator's key, in lower case.
    pub key: String,
    /// The method, in lower case.
    pub method: String,
    /// It must withstand phishing.
    pub phishing_resistant: bool,
    /// Its key must be held in hardware.
    pub hardware_protected: bool,
    /// A PIN or a biometric is asked for with it.
    pub user_verification: bool,
}

impl AccessAction {
    /// Reads the `actions` of a rule of type `ACCESS_POLICY`.
    pub fn read(actions: &Value) -> Self {
        let sign_on = actions.get("appSignOn").unwrap_or(&Value::Null);
        Self {
            access: Access::from(sign_on.get("access").and_then(Value::as_str).unwrap_or_default().to_owned()),
            verification: Verification::read(sign_on.get("verificationMethod").unwrap_or(&Value::Null)),
        }
    }
}

impl Verification {
    fn read(method: &Value) -> Self {
        let word = method.get("type").and_then(Value::as_str).unwrap_or_default();
        let factors = match method.get("factorMode").and_then(Value::as_str) {
            Some("1FA") => Some(1),
            Some("2FA") => Some(2),
            _ => None,
        };
        match (word, factors) {
            ("ASSURANCE", Some(factors)) => {
                Self::Assurance { factors, alternatives: list(method, "constraints").map(Alternative::read).collect() }
            }
            ("AUTH_METHOD_CHAIN", _) => Self::Chains { chains: list(method, "chains").flat_map(|chain| steps(chain, 3)).collect() },
            _ => Self::Unknown { word: word.to_owned() },
        }
    }
}

impl Alternative {
    /// A possession constraint that only names excluded methods is marked as not required, and then asks for nothing.
    fn read(constraint: &Value) -> Self {
        let possession = constraint.get("possession").filter(|possession| possession.is_object());
        let Some(possession) = possession.filter(|possession| possession.get("required").and_then(Value::as_bool) != Some(false)) else {
            return Self::default();
        };
        let methods = list(possession, "authenticationMethods")
            .filter_map(|method| method.get("method").or(method.get("key")))
            .chain(list(possession, "methods"))
            .filter_map(Value::as_str)
            .map(str::to_lowercase)
            .collect();
        Self {
            possession: true,
            phishing_resistant: required(possession, "phishingResistant"),
            hardware_protected: required(possession, "hardwareProtection"),
            device_bound: required(possession, "deviceBound"),
            methods,
        }
    }
}

impl ChainMethod {
    fn read(method: &Value) -> Self {
        let word = |name: &str| method.get(name).and_then(Value::as_str).unwrap_or_default().to_lowercase();
        Self {
            key: word("key"),
            method: word("method"),
            phishing_resistant: required(method, "phishingResistant"),
            hardware_protected: required(method, "hardwareProtection"),
            user_verification: required(method, "userVerification"),
        }
    }
}

/// The chains that a step begins: one for each step that may follow. Okta allows three steps; a deeper nesting is cut there.
fn steps(step: &Value, depth: u8) -> Vec<Vec<Vec<ChainMethod>>> {
    let methods: Vec<ChainMethod> = list(step, "authenticationMethods").map(ChainMethod::read).collect();
    let rest: Vec<Vec<Vec<ChainMethod>>> =
        if depth > 1 { list(step, "next").flat_map(|next| steps(next, depth - 1)).collect() } else { Vec::new() };
    if rest.is_empty() {
        return vec![vec![methods]];
    }
    rest.into_iter().map(|tail| std::iter::once(methods.clone()).chain(tail).collect()).collect()
}

fn required(object: &Value, name: &str) -> bool {
    object.get(name).and_then(Value::as_str) == Some("REQUIRED")
}

fn list<'a>(object: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    object.get(name).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(method: Value) -> Verification {
        AccessAction::read(&json!({"appSignOn": {"access": "ALLOW", "verificationMethod": method}})).verification
    }

    #[test]
    fn an_assurance_is_read_with_its_alternatives() {
        let method = json!({"type": "ASSURANCE", "factorMode": "2FA", "reauthenticateIn": "PT2H", "constraints": [
            {"knowledge": {"types": ["password"], "required": true}, "possession": {"phishingResistant": "REQUIRED", "required": true}},
            {"possession": {"deviceBound": "REQUIRED", "methods": ["PUSH"]}},
            {"possession": {"required": false, "phishingResistant": "REQUIRED"}}
        ]});
        let Verification::Assurance { factors: 2, alternatives } = read(method) else { panic!("an assurance of two factors") };
        assert!(alternatives[0].phishing_resistant && !alternatives[0].device_bound);
        assert!(alternatives[1].device_bound && alternatives[1].methods == ["push"]);
        assert_eq!(alternatives[2], Alternative::default());
    }

    #[test]
    fn a_chain_is_read_step_by_step() {
        let method = json!({"type": "AUTH_METHOD_CHAIN", "chains": [
            {"authenticationMethods": [{"key": "okta_password", "method": "password"}], "next": [{"authenticationMethods": [{"key": "okta_verify", "method": "push"}]}]},
            {"authenticationMethods": [{"key": "webauthn", "method": "webauthn", "userVerification": "REQUIRED"}]}
        ]});
        let Verification::Chains { chains } = read(method) else { panic!("chains") };
        assert_eq!(chains.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        assert!(chains[1][0][0].user_verification);
    }

    #[test]
    fn an_unknown_kind_is_kept_as_unknown() {
        assert_eq!(read(json!({"type": "ID_PROOFING"})), Verification::Unknown { word: "ID_PROOFING".into() });
        assert_eq!(read(json!({"type": "ASSURANCE", "factorMode": "3FA"})), Verification::Unknown { word: "ASSURANCE".into() });
        assert_eq!(read(json!(null)), Verification::Unknown { word: String::new() });
    }
}
