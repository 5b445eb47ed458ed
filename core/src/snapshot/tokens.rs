//! API tokens and their share of the rate limits.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::{Network, Scope, iso8601_duration};

/// An API token as checks see it; never its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Okta's id, `00T…`.
    pub id: String,
    /// The name it was given.
    pub name: String,
    /// The user it acts for.
    pub owner: String,
    /// What made it: "Okta API" for a person at the console, the agent's name for an agent.
    #[serde(default)]
    pub client_name: Option<String>,
    /// From where it works; absent means from anywhere.
    #[serde(default)]
    pub network: Option<Network>,
    /// How long it lives unused, as Okta writes it: `P30D`.
    #[serde(default)]
    pub window: Option<String>,
    /// When it was made.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub created: Option<OffsetDateTime>,
    /// When it lapses unless it is used.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub expires: Option<OffsetDateTime>,
}

/// The share of each rate limit that one token may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrincipalLimit {
    /// The token's id.
    pub principal: String,
    /// Per cent of each bucket; absent means Okta's default of 50.
    #[serde(default)]
    pub percentage: Option<i64>,
    /// Per cent of the requests in flight; absent means Okta's default of 50.
    #[serde(default)]
    pub concurrency_percentage: Option<i64>,
}

impl ApiToken {
    /// A token made at the console, of which nothing else was read.
    pub fn new(id: &str, name: &str, owner: &str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            owner: owner.into(),
            client_name: Some("Okta API".into()),
            network: None,
            window: None,
            created: None,
            expires: None,
        }
    }

    /// Whether an agent of Okta's holds it (AD, LDAP, RADIUS, IWA, on-premises provisioning, remote user management).
    pub fn is_agent(&self) -> bool {
        let name = self.client_name.as_deref().unwrap_or_default().to_lowercase();
        let mut words = name.split(|c: char| !c.is_alphanumeric());
        name.contains("active directory")
            || name.contains("on-prem")
            || words.any(|word| matches!(word, "ad" | "ldap" | "radius" | "iwa" | "opp" | "rum" | "agent"))
    }

    /// From where it works.
    pub fn scope(&self) -> Scope<'_> {
        self.network.as_ref().map_or(Scope::Anywhere, Network::scope)
    }

    /// About when it was last used: every use sets its expiry to one window ahead, and Okta shows no other trace in the token.
    ///
    /// Nothing when either is missing, or when they do not fit together (a use before it was made, or after the snapshot).
    pub fn last_used(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let used = self.expires?.checked_sub(self.life()?)?;
        let slack = Duration::minutes(5);
        let after_birth = self.created.is_none_or(|created| used >= created - slack);
        (after_birth && used <= now + slack).then_some(used)
    }

    /// How long it lives unused.
    pub fn life(&self) -> Option<Duration> {
        iso8601_duration(self.window.as_deref()?)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn agents_are_told_by_what_made_the_token() {
        let made_by = |name: &str| ApiToken { client_name: Some(name.into()), ..ApiToken::new("00T1", "x", "00u1") };
        for name in ["Okta AD Agent", "Okta LDAP Agent", "RADIUS Agent", "Okta Active Directory", "IWA Web App", "OPP"] {
            assert!(made_by(name).is_agent(), "{name}");
        }
        for name in ["Okta API", "Adobe", ""] {
            assert!(!made_by(name).is_agent(), "{name}");
        }
    }

    #[test]
    fn the_last_use_lies_one_window_before_the_expiry() {
        let mut token = ApiToken::new("00T1", "x", "00u1");
        let now = datetime!(2026-03-01 0:00 UTC);
        assert_eq!(token.last_used(now), None);
        token.window = Some("P30D".into());
        token.expires = Some(datetime!(2026-03-21 0:00 UTC));
        token.created = Some(datetime!(2026-01-01 0:00 UTC));
        assert_eq!(token.last_used(now), Some(datetime!(2026-02-19 0:00 UTC)));
        token.created = Some(datetime!(2026-02-20 0:00 UTC));
        assert_eq!(token.last_used(now), None, "used before it was made");
        token.expires = Some(datetime!(2026-05-01 0:00 UTC));
        assert_eq!(token.last_used(now), None, "used after the snapshot");
    }

    #[test]
    fn a_token_without_a_network_works_from_anywhere() {
        assert_eq!(ApiToken::new("00T1", "x", "00u1").scope(), Scope::Anywhere);
    }
}
