//! Access tokens.

use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::time::Instant;

use crate::decode::lenient;

/// Before its end, a token is renewed by this much.
const MARGIN: Duration = Duration::from_secs(300);
/// A call may still wait for its turn before the token is used.
const LAST_USE: Duration = Duration::from_secs(60);
/// What Okta gives, in seconds.
const LIFETIME: i64 = 3600;

/// Okta's answer to a token call (RFC 6749 section 5.1).
#[derive(Debug, Deserialize)]
pub(super) struct TokenAnswer {
    access_token: SecretString,
    /// `Bearer` or `DPoP`.
    token_type: String,
    #[serde(default, deserialize_with = "lenient::number")]
    expires_in: Option<i64>,
    /// Separated by blanks; absent if it is what was asked for.
    #[serde(default, deserialize_with = "lenient::text")]
    scope: Option<String>,
}

/// An access token, opaque to us.
#[derive(Debug)]
pub(crate) struct AccessToken {
    pub(super) text: SecretString,
    /// Whether it is bound to our key: calls are then signed with DPoP.
    pub(super) bound: bool,
    /// How many tokens this client has had, this one included.
    pub(super) generation: u64,
    renew: Instant,
    last: Instant,
}

impl TokenAnswer {
    /// The scopes granted, if Okta says which.
    pub(super) fn scopes(&self) -> Option<Vec<&str>> {
        Some(self.scope.as_deref()?.split_whitespace().collect())
    }

    /// Whether the token is of a type that we can use.
    pub(super) fn is_usable(&self) -> bool {
        ["bearer", "dpop"].iter().any(|kind| self.token_type.eq_ignore_ascii_case(kind))
    }

    /// The token. Its time runs from `asked`, when it was asked for: that needs no clock but our own, and errs on the safe side.
    pub(super) fn token(self, asked: Instant, generation: u64) -> AccessToken {
        let lifetime = self.expires_in.filter(|seconds| (1..=86_400).contains(seconds)).unwrap_or(LIFETIME);
        let lifetime = Duration::from_secs(lifetime.unsigned_abs());
        AccessToken {
            text: self.access_token,
            bound: self.token_type.eq_ignore_ascii_case("dpop"),
            generation,
            renew: asked + lifetime.saturating_sub(MARGIN).max(lifetime / 2),
            last: asked + lifetime.saturating_sub(LAST_USE).max(lifetime * 3 / 4),
        }
    }
}

/// How good a token still is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    Fresh,
    /// Good, but time to renew it.
    Ageing,
    Over,
}

impl AccessToken {
    pub(super) fn age(&self, now: Instant) -> Age {
        match now {
            now if now < self.renew => Age::Fresh,
            now if now < self.last => Age::Ageing,
            _ => Age::Over,
        }
    }

    /// The `Authorization` header; `None` if the token cannot stand in a header.
    pub(super) fn authorization(&self) -> Option<HeaderValue> {
        let scheme = if self.bound { "DPoP" } else { "Bearer" };
        #[expect(clippy::disallowed_methods, reason = "the one place where the access token is written into a request")]
        let mut value = HeaderValue::from_str(&format!("{scheme} {}", self.text.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answer(json: &str) -> TokenAnswer {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_token_is_renewed_before_okta_says_so() {
        let now = Instant::now();
        let after = |seconds| now + Duration::from_secs(seconds);
        let token = answer(r#"{"token_type":"Bearer","expires_in":3600,"access_token":"S3CRET","scope":"okta.users.read"}"#).token(now, 1);
        let ages = [0, 3299, 3301, 3539, 3541, 4000].map(|seconds| token.age(after(seconds)));
        assert_eq!(ages, [Age::Fresh, Age::Fresh, Age::Ageing, Age::Ageing, Age::Over, Age::Over]);
        let short = answer(r#"{"token_type":"dpop","expires_in":"60","access_token":"S3CRET"}"#).token(now, 1);
        assert_eq!([29, 31, 46].map(|seconds| short.age(after(seconds))), [Age::Fresh, Age::Ageing, Age::Over]);
        assert!(short.bound && !token.bound);
        assert!(!format!("{token:?} {:?}", token.authorization()).contains("S3CRET"));
    }

    proptest! {
        #[test]
        fn any_lifetime_is_borne(seconds in any::<i64>()) {
            let token = answer(&format!(r#"{{"token_type":"Bearer","expires_in":{seconds},"access_token":"a"}}"#)).token(Instant::now(), 1);
            prop_assert!(token.renew <= token.last);
        }

        #[test]
        fn no_answer_panics_and_none_shows_its_token(json in "\\{(\"(access_token|token_type|expires_in|scope)\":(\"S3CRET\"|null|7|\\[\\]),?){0,4}\\}") {
            if let Err(error) = serde_json::from_str::<TokenAnswer>(&json) {
                prop_assert!(!crate::decode::kind(&error).contains("S3CRET"));
            }
        }
    }
}
