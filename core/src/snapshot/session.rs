//! What a rule of a global session policy does.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Access;

/// The session that a rule of a global session policy grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionAction {
    /// Whether it lets in.
    pub access: Access,
    /// After how many idle minutes the session ends.
    #[serde(default)]
    pub idle_minutes: Option<i64>,
    /// After how many minutes it ends in any case; 0 means never.
    #[serde(default)]
    pub lifetime_minutes: Option<i64>,
    /// Whether its cookie outlives the browser.
    #[serde(default)]
    pub persistent_cookie: Option<bool>,
}

impl SessionAction {
    /// Reads the `actions` of a rule of type `SIGN_ON`. A missing `access` is kept as an unknown, empty word.
    pub fn read(actions: &Value) -> Self {
        let signon = actions.get("signon").unwrap_or(&Value::Null);
        let session = signon.get("session").unwrap_or(&Value::Null);
        Self {
            access: Access::from(signon.get("access").and_then(Value::as_str).unwrap_or_default().to_owned()),
            idle_minutes: integer(session.get("maxSessionIdleMinutes")),
            lifetime_minutes: integer(session.get("maxSessionLifetimeMinutes")),
            persistent_cookie: session.get("usePersistentCookie").and_then(Value::as_bool),
        }
    }
}

/// A whole number, also when Okta sends it as text.
pub(super) fn integer(value: Option<&Value>) -> Option<i64> {
    let value = value?;
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rule_is_read_as_okta_gives_it() {
        let actions = json!({"signon": {"access": "ALLOW", "requireFactor": false, "session": {"usePersistentCookie": false, "maxSessionIdleMinutes": 120, "maxSessionLifetimeMinutes": "0"}}});
        let expected =
            SessionAction { access: Access::Allow, idle_minutes: Some(120), lifetime_minutes: Some(0), persistent_cookie: Some(false) };
        assert_eq!(SessionAction::read(&actions), expected);
    }

    #[test]
    fn what_is_missing_stays_unknown() {
        let read = SessionAction::read(&Value::Null);
        assert_eq!(read.access, Access::Other(String::new()));
        assert_eq!((read.idle_minutes, read.lifetime_minutes, read.persistent_cookie), (None, None, None));
    }
}
